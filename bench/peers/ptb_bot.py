"""The order form in python-telegram-bot: ConversationHandler with persistence behind its documented Starlette webhook.

https://docs.python-telegram-bot.org/en/stable/examples.customwebhookbot.html
https://docs.python-telegram-bot.org/en/stable/examples.persistentconversationbot.html

The example puts an update into a queue and acknowledges it at once; here it is processed and persisted first
(``process_update``, ``update_persistence``), so that every answer is kept before the reply leaves. ``REPLY=response``
lets the reply ride in the webhook's response, which the library has no means for but Telegram allows; without it the
reply is a call of the Bot API, as in every example. ``PERSISTENCE`` is ``redis`` or the folder of a pickle file.
"""
# The library cannot know which parts an update has; its own examples leave that to the handler as well.
# mypy: disable-error-code="import-not-found, misc, union-attr, index, arg-type"

from __future__ import annotations

import os
from contextvars import ContextVar
from typing import Any

import uvicorn
from redis.asyncio import Redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, KeyboardButton, ReplyKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

from bench.peers import form
from bench.peers.redis_persistence import RedisPersistence

Context = ContextTypes.DEFAULT_TYPE
SERVICE, PROBLEM, ADDRESS, NAME, PHONE, CONFIRM = range(6)
STATES = {"service": SERVICE, "problem": PROBLEM, "address": ADDRESS, "name": NAME, "phone": PHONE}
REDIS = Redis.from_url(os.environ["REDIS_URL"])

_said: ContextVar[list[dict[str, Any]]] = ContextVar("said")
_WAYS = [
    InlineKeyboardButton(form.BACK, callback_data="back"),
    InlineKeyboardButton(form.TO_MENU, callback_data="menu"),
]
_MENU = ReplyKeyboardMarkup(form.KEYS, resize_keyboard=True)
_PHONE = ReplyKeyboardMarkup(
    [[KeyboardButton(form.CONTACT, request_contact=True)], [form.BACK, form.TO_MENU]],
    resize_keyboard=True,
    one_time_keyboard=True,
)
_SERVICES = InlineKeyboardMarkup(
    [
        *([InlineKeyboardButton(text, callback_data=f"service:{key}")] for key, text in form.SERVICES.items()),
        _WAYS,
    ]
)
_CONFIRM = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton(form.CONFIRM, callback_data="confirm")],
        *([InlineKeyboardButton(f"✏️ {form.LABELS[step]}", callback_data=f"edit:{step}")] for step in form.STEPS),
        _WAYS,
    ]
)


def _say(update: Update, text: str, markup: Any, *, edit: bool = False) -> None:  # noqa: ANN401 - any markup
    """Remember what to say once everything is kept."""
    said: dict[str, Any] = {"chat_id": update.effective_chat.id, "text": text, "reply_markup": markup}
    _said.get().append(said | ({"message_id": update.effective_message.message_id} if edit else {}))


async def started(update: Update, _: Context) -> int:
    """Greet and show the menu."""
    _say(update, form.GREETING, _MENU)
    return int(ConversationHandler.END)


async def ordering(update: Update, _: Context) -> int:
    """Open the form."""
    _say(update, form.question("service"), _SERVICES)
    return SERVICE


async def service_chosen(update: Update, context: Context) -> int:
    """Keep the service and ask on."""
    await update.callback_query.answer()
    context.user_data["service"] = update.callback_query.data.partition(":")[2]
    _say(update, form.question("problem"), InlineKeyboardMarkup([_WAYS]), edit=True)
    return PROBLEM


def answered(step: str) -> Any:  # noqa: ANN401 - a handler's callback
    """Return what keeps an answer to a step and asks on."""
    following = form.STEPS[form.STEPS.index(step) + 1 :]

    async def keep(update: Update, context: Context) -> int:
        value = form.value(step, update.message.text)
        if not value:
            _say(update, form.REFUSED, None)
            return STATES[step]
        context.user_data[step] = value
        if not following:
            _say(update, form.summary(context.user_data), _CONFIRM)
            return CONFIRM
        _say(update, form.question(following[0]), _PHONE if following[0] == "phone" else InlineKeyboardMarkup([_WAYS]))
        return STATES[following[0]]

    return keep


async def confirmed(update: Update, context: Context) -> int:
    """Place the order; its record goes to Redis whatever keeps the conversations."""
    await update.callback_query.answer()
    number = update.callback_query.id
    await REDIS.hset(f"orders:{number}", mapping=context.user_data)
    context.user_data.clear()
    _say(update, form.placed(number), _MENU)
    return int(ConversationHandler.END)


def application() -> Any:  # noqa: ANN401 - PTB's generic application
    """Build the application as the examples do."""
    kind, folder = os.environ["PERSISTENCE"], os.environ.get("PICKLE_FOLDER", ".")
    # ``on_flush=False`` is the default: every update of the persistence writes the file.
    kept = RedisPersistence(os.environ["REDIS_URL"]) if kind == "redis" else PicklePersistence(f"{folder}/bot.pickle")
    builder = Application.builder().token(os.environ["BOT_TOKEN"]).updater(None).persistence(kept)
    made = builder.base_url(f"{os.environ['TELEGRAM_API_URL']}/bot").build()
    text = filters.TEXT & ~filters.COMMAND
    conversation = ConversationHandler(
        entry_points=[MessageHandler(filters.Text([form.MENU]), ordering)],
        states={
            SERVICE: [CallbackQueryHandler(service_chosen, pattern="^service:")],
            **{STATES[step]: [MessageHandler(text, answered(step))] for step in form.STEPS[1:]},
            CONFIRM: [CallbackQueryHandler(confirmed, pattern="^confirm$")],
        },
        fallbacks=[CommandHandler("start", started)],
        name="order",
        persistent=True,
    )
    made.add_handler(conversation)
    made.add_handler(CommandHandler("start", started))
    return made


async def serve() -> None:
    """Serve the webhook, as the example with Starlette does."""
    app = application()
    secret, in_response = os.environ["WEBHOOK_SECRET"], os.environ.get("REPLY") == "response"

    async def telegram(request: Request) -> Response:
        if request.headers.get("x-telegram-bot-api-secret-token") != secret:
            return Response(status_code=401)
        said: list[dict[str, Any]] = []
        _said.set(said)
        await app.process_update(Update.de_json(await request.json(), app.bot))
        await app.update_persistence()
        return await reply(said[0]) if said else Response()

    async def reply(say: dict[str, Any]) -> Response:
        method = "editMessageText" if "message_id" in say else "sendMessage"
        if in_response:
            markup = {"reply_markup": say["reply_markup"].to_dict()} if say["reply_markup"] else {}
            return JSONResponse(say | {"method": method} | markup)
        await (app.bot.edit_message_text(**say) if "message_id" in say else app.bot.send_message(**say))
        return Response()

    web = Starlette(routes=[Route("/", telegram, methods=["POST"])])
    config = uvicorn.Config(web, port=int(os.environ["PORT"]), use_colors=False, host="127.0.0.1", log_level="error")
    async with app:
        await app.start()
        await uvicorn.Server(config).serve()
        await app.stop()


if __name__ == "__main__":
    import asyncio

    asyncio.run(serve())
