"""Decides what pressing a button does: inline buttons ask the bot, keyboard buttons write for the person."""

from __future__ import annotations

from infra.local.telegram.acts import Act, Body, deed, new_query, perform, record_of, say, text_content
from infra.local.telegram.errors import AdminError, Json


@deed("press")
def _press(act: Act) -> Body:
    return _press_inline(act) if act.order.get("message_id") else _press_keyboard(act)


def _press_inline(act: Act) -> Body:
    record = record_of(act, int(act.order["message_id"]))
    if act.order.get("forged"):
        data: str | None = str(act.need("data"))
    elif record["by"] != "bot" or record.get("deleted"):
        raise AdminError("only messages of the bot that are still there have buttons")
    else:
        data = _chosen(act, _rows(record["markup"], "inline_keyboard")).get("callback_data")
        if data is None:
            raise AdminError("this button asks nothing of the bot: it has no callback_data")
    message: Json = record["message"]
    if record.get("deleted"):
        message = {"chat": message["chat"], "message_id": message["message_id"], "date": 0}
    query = {
        "id": new_query(act),
        "from": act.person.user(),
        "message": message,
        "chat_instance": str(act.bot.id * 1_000_003 + act.person.id),
        "data": data,
    }
    act.world.chats.note(
        act.chat, {"kind": "press", "message_id": message["message_id"], "data": data, "query": query["id"]}
    )
    return {"callback_query": query}


def _press_keyboard(act: Act) -> Body:
    button = _chosen(act, _rows(act.chat.keyboard, "keyboard"))
    if button.get("request_contact"):
        return perform(act.world, act.order | {"do": "contact", "own": True})[1]
    if button.get("request_location"):
        return perform(act.world, act.order | {"do": "location"})[1]
    return say(act, "text", text_content(button["text"]))


def _rows(markup: Json | None, field: str) -> list[list[Json]]:
    rows: list[list[Json]] = (markup or {}).get(field, [])
    return rows


def _chosen(act: Act, rows: list[list[Json]]) -> Json:
    place = act.order.get("button")
    for i, row in enumerate(rows):
        for j, button in enumerate(row):
            if place == [i, j] or (place is None and _matches(act.order, button)):
                return button
    shown = [[button["text"] for button in row] for row in rows]
    raise AdminError(f"no such button; there are {shown}", 404)


def _matches(order: Json, button: Json) -> bool:
    if "data" in order:
        return bool(button.get("callback_data") == order["data"])
    return bool(button["text"] == order.get("text"))
