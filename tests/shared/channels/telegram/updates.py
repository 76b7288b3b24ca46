"""Updates as Telegram sends them, for the tests to bend. https://core.telegram.org/bots/api#update."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

ANNA = {
    "id": 7123456789,
    "is_bot": False,
    "first_name": "Анна",
    "last_name": "Ким",
    "username": "anna",
    "language_code": "ru",
}
CHAT = {"id": 7123456789, "type": "private", "first_name": "Анна", "last_name": "Ким", "username": "anna"}
GROUP = {"id": -1001234567890, "type": "supergroup", "title": "Соседи"}
BOT = {"id": 700001, "is_bot": True, "first_name": "Frontdesk", "username": "frontdesk_bot"}
DATE = 1_795_000_000
PHOTO = [
    {"file_id": "small", "file_unique_id": "s", "width": 90, "height": 60, "file_size": 1000},
    {"file_id": "large", "file_unique_id": "l", "width": 1280, "height": 853, "file_size": 100000},
    {"file_id": "middle", "file_unique_id": "m", "width": 320, "height": 213, "file_size": 9000},
]
FILE = {"file_id": "the-file", "file_unique_id": "u", "file_size": 5, "duration": 3, "mime_type": "audio/ogg"}


def message(update_id: int = 880_011_223, **content: Any) -> Json:
    """Wrap the content of a message; ``text`` is one where nothing else is given."""
    content = content or {"text": "Искрит розетка"}
    return {
        "update_id": update_id,
        "message": {"message_id": 41, "from": dict(ANNA), "chat": dict(CHAT), "date": DATE} | content,
    }


def edited(**content: Any) -> Json:
    """Wrap a message that was edited a minute after it was sent."""
    what = message(**content)["message"] | {"edit_date": DATE + 60}
    return {"update_id": 880_011_224, "edited_message": what}


def pressed(data: str = "f:order:back", **fields: Any) -> Json:
    """Wrap the press of a button under the message 40."""
    below = {"message_id": 40, "from": dict(BOT), "chat": dict(CHAT), "date": DATE - 3600, "text": "Что случилось?"}
    query = {"id": "30001", "from": dict(ANNA), "message": below, "chat_instance": "-1", "data": data}
    return {"update_id": 880_011_225, "callback_query": query | fields}


def membership(status: Any, **fields: Any) -> Json:
    """Wrap what the person made of the bot."""
    change = {
        "chat": dict(CHAT),
        "from": dict(ANNA),
        "date": DATE,
        "old_chat_member": {"user": dict(BOT), "status": "member"},
        "new_chat_member": {"user": dict(BOT), "status": status, "until_date": 0},
    }
    return {"update_id": 880_011_226, "my_chat_member": change | fields}


EXAMPLES = (
    message(),
    message(text="/start partner_17"),
    message(photo=PHOTO, caption="Вот она"),
    message(voice=FILE),
    message(contact={"phone_number": "79161234567", "first_name": "Анна", "user_id": ANNA["id"]}),
    message(location={"latitude": 55.75, "longitude": 37.62}),
    message(reply_to_message={"message_id": 3}, gift={"gift": {"id": "g"}}),
    message(chat=GROUP),
    edited(),
    pressed(),
    membership("kicked"),
    {"update_id": 880_011_227, "poll_answer": {"poll_id": "1", "user": ANNA, "option_ids": [0]}},
)
