"""Decides how a pressed button is answered.

A query may be answered once and only while it is young; words follow Client.cpp of
https://github.com/tdlib/telegram-bot-api, the limit of 200 characters
https://core.telegram.org/bots/api#answercallbackquery.
"""

from __future__ import annotations

from infra.local.telegram.calls import Call, method
from infra.local.telegram.errors import bad_request
from infra.local.telegram.updates import QUERY_LIFE

TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
MAX_ANSWER = 200


@method("answerCallbackQuery")
def answer_callback_query(call: Call) -> bool:
    """https://core.telegram.org/bots/api#answercallbackquery."""
    query_id, text = call.arguments.text("callback_query_id"), call.arguments.text("text")
    now, store = call.world.clock.now(), call.world.store
    row = store.row("SELECT chat, made FROM queries WHERE id = ? AND bot = ?", query_id, call.bot.id)
    if row is None or now - row[1] > QUERY_LIFE:
        raise bad_request(TOO_OLD)
    if len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    store.write("DELETE FROM queries WHERE id = ?", query_id)
    answer = {"kind": "answer", "query": query_id, "text": text, "alert": call.arguments.boolean("show_alert")}
    url = {"url": call.arguments.text("url")} if call.arguments.text("url") else {}
    call.world.chats.note(call.world.chats.open(call.bot.id, row[0]), answer | url | {"via": call.via, "at": now})
    return True
