"""What a webhook may answer with: one call in the body of its response, of which it learns nothing."""

import gzip
import json
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.infra.local.telegram.conftest import Request, Stage, reply


async def answering(stage: Stage, *answers: bytes) -> None:
    """Let the webhook give these answers in turn, then plain ones."""
    waiting = list(answers)

    async def replies(_request: Request) -> bytes:
        return waiting.pop(0) if waiting else reply(200)

    stage.webhook.replies = replies
    await stage.listen()


def call(method: str, **parameters: Any) -> bytes:
    return json.dumps({"method": method, **parameters}).encode()


async def test_a_json_answer_is_executed_and_marked_as_such(stage: Stage) -> None:
    buttons = {"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}
    body = call("sendMessage", chat_id=stage.person, text="Ответ", reply_markup=buttons, disable_notification=True)
    await answering(stage, reply(200, body))
    await stage.act("send", text="Привет", wait=True)
    message = (await stage.chat())["messages"][-1]
    expected = {"text": "Ответ", "via": "webhook_response", "disable_notification": True, "reply_markup": buttons}
    assert message | expected == message


async def test_a_form_answer_is_executed(stage: Stage) -> None:
    body = urlencode({"method": "sendMessage", "chat_id": stage.person, "text": "Ответ"}).encode()
    await answering(stage, reply(200, body, "application/x-www-form-urlencoded"))
    await stage.act("send", text="Привет", wait=True)
    assert await stage.said() == ["Ответ"]


async def test_a_multipart_answer_is_executed(stage: Stage) -> None:
    fields = {"method": "SENDMESSAGE", "chat_id": stage.person, "text": "Две\r\nстроки"}
    parts = [f'--b\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()]
    await answering(stage, reply(200, ("".join(parts) + "--b--\r\n").encode(), "multipart/form-data; boundary=b"))
    await stage.act("send", text="Привет", wait=True)
    assert await stage.said() == ["Две\nстроки"]


async def test_a_compressed_answer_is_executed(stage: Stage) -> None:
    body = gzip.compress(call("sendMessage", chat_id=stage.person, text="Ответ"))
    await answering(stage, reply(200, body, Content_Encoding="gzip"))
    await stage.act("send", text="Привет", wait=True)
    assert await stage.said() == ["Ответ"]


async def test_answers_of_several_updates_stand_in_the_order_of_the_chat(stage: Stage) -> None:
    await answering(stage, *(reply(200, call("sendMessage", chat_id=stage.person, text=str(n))) for n in range(3)))
    for _ in range(2):
        await stage.act("send", text="Привет")
    await stage.act("send", text="Привет", wait=True)
    assert await stage.said() == ["0", "1", "2"]


@pytest.mark.parametrize("method", ["setWebhook", "DELETEWEBHOOK", "close", "logOut", "getMe", "getUpdates"])
async def test_methods_about_the_webhook_itself_are_ignored(stage: Stage, method: str) -> None:
    await answering(stage, reply(200, call(method, url="")))
    await stage.act("send", text="Привет", wait=True)
    assert (await stage.bot.get_webhook_info()).url == stage.webhook.url


@pytest.mark.parametrize("body", [b"", b"ok", b"[]", b'{"method": 5}', b'{"method": "noSuchMethod"}', b"\xff\xfe"])
async def test_an_answer_that_is_no_call_is_still_success(stage: Stage, body: bytes) -> None:
    await answering(stage, reply(200, body))
    assert (await stage.act("send", text="Привет", wait=True))["deliveries"][0]["state"] == "delivered"
    assert await stage.said() == []


async def test_a_refused_call_is_lost_without_a_word(stage: Stage) -> None:
    await answering(stage, reply(200, call("sendMessage", chat_id=stage.person, text="")))
    assert (await stage.act("send", text="Привет", wait=True))["deliveries"][0]["state"] == "delivered"
    assert await stage.said() == []


async def test_the_answer_of_a_failure_is_not_executed(stage: Stage) -> None:
    body = call("sendMessage", chat_id=stage.person, text="Ответ")
    await answering(stage, reply(500, body))
    await stage.act("send", text="Привет", wait=True)
    assert await stage.said() == []


async def test_a_redelivered_update_executes_its_answer_again(stage: Stage) -> None:
    body = call("sendMessage", chat_id=stage.person, text="Ответ")
    await answering(stage, reply(200, body), reply(200, body))
    await stage.act("send", text="Привет", wait=True, times=2)
    assert await stage.said() == ["Ответ", "Ответ"]


async def test_a_pressed_button_can_be_answered_in_the_response(stage: Stage) -> None:
    message = await stage.bot.send_message(stage.person, "?", reply_markup=KEYBOARD)

    async def replies(request: Request) -> bytes:
        query = request.update["callback_query"]["id"]
        return reply(200, call("answerCallbackQuery", callback_query_id=query, text="Готово", show_alert=True))

    stage.webhook.replies = replies
    await stage.listen()
    await stage.act("press", message_id=message.message_id, data="yes", wait=True)
    (toast,) = (await stage.chat())["answers"]
    assert (toast["text"], toast["alert"], toast["via"]) == ("Готово", True, "webhook_response")


KEYBOARD: Any = {"inline_keyboard": [[{"text": "Да", "callback_data": "yes"}]]}
