"""Decides what can be asked and ordered at the admin address; everything is JSON, mistakes answer ``{"error"}``.

People
- ``POST /admin/people`` ``{"id"?, "first_name", "last_name"?, "username"?, "language_code"?, "phone"?}`` makes a
  person, or changes the one with this id; answers the person. ``GET`` lists all.
- ``POST /admin/act`` ``{"bot": username or id, "person": id, "do": ...}`` lets a person do something:

  - ``send`` ``text``, ``reply_to``? a message id; commands get their entity;
  - ``press`` with ``message_id``: an inline button chosen by ``data``, ``text`` or ``button: [row, column]``; with
    ``"forged": true`` any ``data`` goes, of any message. Without ``message_id``: a button of the reply keyboard, by
    ``text`` or ``button``;
  - ``contact`` ``own`` (default true), ``phone``?, ``name``?; ``location`` ``latitude``, ``longitude``;
  - ``photo``, ``voice``, ``document``, ``sticker``, ``video``, ``video_note``: ``caption``?, ``content``? (base64;
    a small valid file by default), ``file_name``?, ``mime_type``?, ``duration``?;
  - ``edit`` ``message_id``, ``text``; ``block``; ``unblock``; ``web_app_data`` ``data``, ``button_text``?;
  - ``raw`` ``update``: any body, of nobody or anybody, with its own ``update_id`` if it brings one.

  With all of them: ``times``: 2 delivers the update twice under one id; ``delay``: seconds it stays on its way,
  overtaken by later ones; ``wait``: true (and ``timeout``, 30 s) answers once the webhook has acknowledged it or it
  was dropped. The answer: ``{"message_id"?, "update_ids": [...], "deliveries": [{"update_id", "state", "status",
  "answer", "attempts", "ended", ...}]}``; no ids where the bot does not want updates of this kind.

What happened
- ``GET /admin/chats/{bot}/{person}?after=CURSOR&wait=SECONDS``: ``{"cursor", "blocked", "keyboard", "messages",
  "edits", "answers", "events"}``. ``after`` leaves only what changed since; ``wait`` holds the line until something
  does. A message: its content as in the API, ``from`` (bot, person), ``kind``, ``via`` (api, webhook_response,
  person), ``disable_notification``, ``reply_markup``, ``edited_at``, ``deleted``. ``answers`` are the toasts of
  pressed buttons.
- ``GET /admin/updates/{bot}?limit=100``: the newest updates, pending or ended, with attempts, last status and answer.
- ``GET /admin/bots`` lists them; ``POST /admin/bots`` ``{"token" or "bot", "first_name"?, "username"?,
  "revoked"?}`` makes, names or revokes one.
- ``GET /admin/files/{file_id}`` is the content of a file.
- ``POST /admin/init_data`` ``{"bot", "person", "start_param"?}``: ``{"init_data"}`` of a Mini App the person opens now.

Circumstances
- ``POST /admin/limits`` ``{"on": true}``; ``POST /admin/clock`` ``{"offset"?, "speed"?, "silence"?}``: seconds the
  clock is ahead, what every wait is divided by, seconds a webhook may be silent (60).
- ``/admin/faults`` and ``/admin/counts`` by API method, as :mod:`infra.local.faults` says.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from infra.local.telegram import media_acts, presses
from infra.local.telegram.acts import perform
from infra.local.telegram.apps import init_data
from infra.local.telegram.errors import AdminError, ApiError, Json
from infra.local.telegram.views import bot_view, chat_view, person_view, update_view
from infra.local.telegram.world import World

DEEDS_LIVE_IN = (media_acts, presses)
Handler = Callable[[World, Request], Awaitable[Any]]


def routes(world: World) -> list[Route]:
    """Return the admin address."""
    table: list[tuple[str, str, Handler]] = [
        ("/admin/people", "GET", _people),
        ("/admin/people", "POST", _put_person),
        ("/admin/act", "POST", _act),
        ("/admin/chats/{bot}/{person:int}", "GET", _chat),
        ("/admin/updates/{bot}", "GET", _updates),
        ("/admin/bots", "GET", _bots),
        ("/admin/bots", "POST", _put_bot),
        ("/admin/files/{file_id}", "GET", _file),
        ("/admin/init_data", "POST", _init_data),
        ("/admin/limits", "POST", _limits),
        ("/admin/clock", "POST", _clock),
    ]
    return [Route(path, _answering(world, handler), methods=[verb]) for path, verb, handler in table]


def _answering(world: World, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            result = await handler(world, request)
        except AdminError as error:
            return JSONResponse({"error": str(error)}, status_code=error.status)
        except (ApiError, ValueError, TypeError, KeyError) as error:
            return JSONResponse({"error": f"{type(error).__name__}: {error}"}, status_code=400)
        return result if isinstance(result, Response) else JSONResponse(result)

    return answer


async def _body(request: Request) -> Json:
    body = await request.json()
    if not isinstance(body, dict):
        raise AdminError("the body is a JSON object")
    return body


async def _people(world: World, _request: Request) -> list[Json]:
    return [person_view(world, person) for person in world.people.all()]


async def _put_person(world: World, request: Request) -> Json:
    return asdict(world.people.put(await _body(request)))


async def _bots(world: World, _request: Request) -> list[Json]:
    return [bot_view(world, bot) for bot in world.bots.all()]


async def _put_bot(world: World, request: Request) -> Json:
    body = await _body(request)
    bot = world.bots.by_token(body["token"]) if "token" in body else world.bots.find(body.get("bot", ""))
    bot.first_name = str(body.get("first_name", bot.first_name))
    bot.username = str(body.get("username", bot.username))
    if body.get("revoked"):
        bot.revoked.append(bot.token)
    elif "revoked" in body:
        bot.revoked.clear()
    world.bots.save(bot)
    return bot_view(world, bot)


async def _act(world: World, request: Request) -> Json:
    order = await _body(request)
    with world.store.transaction():
        bot, body = perform(world, order)
        times, delay = int(order.get("times", 1)), float(order.get("delay", 0))
        update = world.tell(bot, body, delay=delay, times=times)
    message = next((body[kind] for kind in ("message", "edited_message") if kind in body), None)
    answer: Json = {"message_id": message.get("message_id")} if isinstance(message, dict) else {}
    if update is None:
        return answer | {"update_ids": [], "deliveries": []}
    if order.get("wait"):
        await world.courier(bot).ended(update, float(order.get("timeout", 30)))
    return answer | {"update_ids": [update.update_id], "deliveries": [update_view(world.updates.get(update.seq))]}


async def _chat(world: World, request: Request) -> Json:
    bot = world.bots.find(request.path_params["bot"])
    person = world.people.find(request.path_params["person"])
    chat = world.chats.get(bot.id, person.id)
    if chat is None:
        raise AdminError("they have never met: the chat begins when the person acts", 404)
    after, wait = int(request.query_params.get("after", 0)), float(request.query_params.get("wait", 0))
    view = chat_view(world, chat, after)
    if wait and view["cursor"] == after:
        await world.chats.changed(chat, wait)
        view = chat_view(world, chat, after)
    return view


async def _updates(world: World, request: Request) -> list[Json]:
    bot = world.bots.find(request.path_params["bot"])
    return [update_view(update) for update in world.updates.latest(bot.id, int(request.query_params.get("limit", 100)))]


async def _file(world: World, request: Request) -> Response:
    file = world.files.get(request.path_params["file_id"])
    if file is None:
        raise AdminError("no such file", 404)
    return Response(world.files.content(file.file_id), media_type=file.mime_type or "application/octet-stream")


async def _init_data(world: World, request: Request) -> Json:
    body = await _body(request)
    bot, person = world.bots.find(body.get("bot", "")), world.people.find(body.get("person", 0))
    opened = init_data(bot, person, now=world.clock.now(), start_param=str(body.get("start_param", "")))
    return {"init_data": opened}


async def _limits(world: World, request: Request) -> Json:
    world.limits.turn(on=bool((await _body(request)).get("on")))
    return {"on": world.limits.on}


async def _clock(world: World, request: Request) -> Json:
    clock = world.clock
    now = {"offset": clock.offset, "speed": clock.speed, "silence": clock.silence}
    wanted = {key: float(value) for key, value in (await _body(request)).items()}
    if not wanted.keys() <= now.keys() or wanted.get("speed", 1) <= 0:
        raise AdminError("a clock has offset, speed (above 0) and silence")
    clock.move(**(now | wanted))
    return now | wanted | {"now": clock.now()}
