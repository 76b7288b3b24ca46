"""The order form in aiogram, with RedisStorage and its aiohttp webhook, as its documentation sets them up.

https://docs.aiogram.dev/en/latest/dispatcher/finite_state_machine/index.html
https://docs.aiogram.dev/en/latest/dispatcher/webhook.html

``handle_in_background=False`` is chosen: the answer is then in Redis before Telegram's delivery is acknowledged, and
what a handler returns rides in the webhook's response, which is aiogram's fastest way to reply.
"""
# mypy: disable-error-code="import-not-found, untyped-decorator, misc"

from __future__ import annotations

import json
import os
from typing import Any

from aiogram import Bot, Dispatcher, F
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.redis import RedisStorage
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    Message,
    ReplyKeyboardMarkup,
)
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from bench.peers import form


class Order(StatesGroup):
    """Where a client is in the form."""

    service = State()
    problem = State()
    address = State()
    name = State()
    phone = State()
    confirm = State()


STEPS = {"problem": Order.problem, "address": Order.address, "name": Order.name, "phone": Order.phone}
storage = RedisStorage.from_url(os.environ["REDIS_URL"])
dispatcher = Dispatcher(storage=storage)

_MENU = ReplyKeyboardMarkup(
    keyboard=[[KeyboardButton(text=text) for text in row] for row in form.KEYS], resize_keyboard=True
)
_WAYS = [
    InlineKeyboardButton(text=form.BACK, callback_data="back"),
    InlineKeyboardButton(text=form.TO_MENU, callback_data="menu"),
]
_PHONE = ReplyKeyboardMarkup(
    keyboard=[
        [KeyboardButton(text=form.CONTACT, request_contact=True)],
        [KeyboardButton(text=form.BACK), KeyboardButton(text=form.TO_MENU)],
    ],
    resize_keyboard=True,
    one_time_keyboard=True,
)
_SERVICES = InlineKeyboardMarkup(
    inline_keyboard=[
        *([InlineKeyboardButton(text=text, callback_data=f"service:{value}")] for value, text in form.SERVICES.items()),
        _WAYS,
    ]
)
_CONFIRM = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text=form.CONFIRM, callback_data="confirm")],
        *([InlineKeyboardButton(text=f"✏️ {form.LABELS[step]}", callback_data=f"edit:{step}")] for step in form.STEPS),
        _WAYS,
    ]
)


@dispatcher.message(CommandStart())
async def started(message: Message, state: FSMContext) -> Any:  # noqa: ANN401 - a method of the Bot API
    """Greet and show the menu."""
    await state.clear()
    return message.answer(form.GREETING, reply_markup=_MENU)


@dispatcher.message(F.text == form.MENU)
async def ordering(message: Message, state: FSMContext) -> Any:  # noqa: ANN401 - as above
    """Open the form."""
    await state.set_state(Order.service)
    return message.answer(form.question("service"), reply_markup=_SERVICES)


@dispatcher.callback_query(Order.service, F.data.startswith("service:"))
async def service_chosen(query: CallbackQuery, state: FSMContext) -> Any:  # noqa: ANN401 - as above
    """Keep the service and ask on."""
    await query.answer()
    await state.update_data(service=str(query.data).partition(":")[2])
    await state.set_state(Order.problem)
    return query.message.edit_text(form.question("problem"), reply_markup=InlineKeyboardMarkup(inline_keyboard=[_WAYS]))


@dispatcher.message(StateFilter(*STEPS.values()), F.text)
async def answered(message: Message, state: FSMContext, raw_state: str) -> Any:  # noqa: ANN401 - as above
    """Keep an answer and ask on."""
    step = raw_state.partition(":")[2]
    value = form.value(step, str(message.text))
    if not value:
        return message.answer(form.REFUSED)
    data = await state.update_data({step: value})
    following = form.STEPS[form.STEPS.index(step) + 1 :]
    if not following:
        await state.set_state(Order.confirm)
        return message.answer(form.summary(data), reply_markup=_CONFIRM)
    await state.set_state(STEPS[following[0]])
    markup = _PHONE if following[0] == "phone" else InlineKeyboardMarkup(inline_keyboard=[_WAYS])
    return message.answer(form.question(following[0]), reply_markup=markup)


@dispatcher.callback_query(Order.confirm, F.data == "confirm")
async def confirmed(query: CallbackQuery, state: FSMContext) -> Any:  # noqa: ANN401 - as above
    """Place the order."""
    await query.answer()
    data = await state.get_data()
    number = str(query.id)
    await storage.redis.set(f"orders:{number}", json.dumps(data | {"client": query.from_user.id}))
    await state.clear()
    return query.message.answer(form.placed(number), reply_markup=_MENU)


def main() -> None:
    """Serve the webhook."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(os.environ["TELEGRAM_API_URL"]))
    bot = Bot(os.environ["BOT_TOKEN"], session=session)
    app = web.Application()
    secret = os.environ["WEBHOOK_SECRET"]
    SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=secret).register(app, path="/")
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=int(os.environ["PORT"]), access_log=None, print=None, shutdown_timeout=1)


if __name__ == "__main__":
    main()
