"""What a Telegram update says happened, in the house's words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from shared.channels.events import (
    Content,
    Corrected,
    Event,
    Left,
    Person,
    Pressed,
    Returned,
    Said,
    SentFile,
    SharedContact,
    Started,
    Unknown,
)
from shared.channels.telegram import inbound
from tests.shared.channels.telegram.updates import ANNA, CHAT, DATE, FILE, GROUP, PHOTO, membership, message
from tests.shared.channels.telegram.updates import edited as edited_update
from tests.shared.channels.telegram.updates import pressed as pressed_update

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def decoded(update: Any) -> Event:
    event = inbound.decode(update, "dispatch_client_bot", NOW)
    assert event is not None
    return event


def content(**fields: Any) -> Content:
    return decoded(message(**fields)).content


def test_an_event_says_who_did_it_where_and_when() -> None:
    update = message()
    event = decoded(update)
    assert event == Event(
        id="880011223",
        channel="telegram",
        account="dispatch_client_bot",
        chat="7123456789",
        person=Person("7123456789", "Анна Ким", "anna", "ru"),
        at=datetime.fromtimestamp(DATE, UTC),
        content=Said("Искрит розетка", "41"),
        raw=update,
    )
    assert event.conversation == "telegram:dispatch_client_bot:7123456789"


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("/start", ""),
        ("/start partner_17", "partner_17"),
        ("/start@frontdesk_bot", ""),
        ("/start@frontdesk_bot partner_17", "partner_17"),
        ("  /start   spaced  ", "spaced"),
    ],
)
def test_start_opens_the_conversation_with_what_the_link_carried(text: str, payload: str) -> None:
    assert content(text=text) == Started(payload)


@pytest.mark.parametrize("text", ["/starting", "please /start", "start", "/help", "/", ""])
def test_what_only_resembles_start_is_a_text(text: str) -> None:
    assert content(text=text) == Said(text, "41")


def test_an_own_contact_is_recognised_by_its_user() -> None:
    assert content(contact={"phone_number": "79161234567", "user_id": ANNA["id"]}) == SharedContact("79161234567", True)  # noqa: FBT003 - the field says it


@pytest.mark.parametrize("user", [{"user_id": 5}, {}, {"user_id": None}, {"user_id": str(ANNA["id"])}])
def test_a_contact_of_somebody_else_is_not_their_own(user: dict[str, Any]) -> None:
    shared = content(contact={"phone_number": "79161234567"} | user)
    assert shared == SharedContact("79161234567", own=False)


def test_a_contact_without_a_sender_is_nobodys_own() -> None:
    update = message(contact={"phone_number": "79161234567"})
    del update["message"]["from"]
    assert decoded(update).content == SharedContact("79161234567", own=False)


@pytest.mark.parametrize("kind", ["animation", "voice", "video_note", "video", "audio", "sticker", "document"])
def test_a_file_is_named_by_its_kind(kind: str) -> None:
    assert content(**{kind: FILE}, caption="Смотрите") == SentFile(kind, "the-file", "Смотрите")


def test_of_a_photo_the_largest_size_counts() -> None:
    assert content(photo=PHOTO) == SentFile("photo", "large")


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"animation": FILE, "document": FILE | {"file_id": "other"}}, "animation"),
        ({"live_photo": FILE, "photo": PHOTO}, "live_photo"),
        ({"venue": {"title": "Дом"}, "location": {"latitude": 1, "longitude": 2}}, "venue"),
    ],
)
def test_the_more_specific_kind_of_a_file_wins(fields: dict[str, Any], kind: str) -> None:
    sent = content(**fields)
    assert isinstance(sent, SentFile)
    assert sent.kind == kind


@pytest.mark.parametrize("kind", ["venue", "location", "poll", "dice", "story", "game", "checklist", "rich_message"])
def test_what_is_neither_text_nor_file_still_counts_as_sent(kind: str) -> None:
    assert content(**{kind: {"id": 1}}) == SentFile(kind, "")


@pytest.mark.parametrize("kind", ["gift", "web_app_data", "invented_next_year"])
def test_a_kind_of_message_nobody_knows_is_named_in_telegrams_word(kind: str) -> None:
    assert content(**{kind: {"id": 1}}) == Unknown(kind)


def test_a_message_of_nothing_at_all_is_unknown_too() -> None:
    update = message()
    del update["message"]["text"]
    assert decoded(update).content == Unknown("empty")


def test_an_edited_text_corrects_the_message_it_was_sent_in() -> None:
    event = decoded(edited_update(text="Искрит выключатель"))
    assert event.content == Corrected("41", "Искрит выключатель")
    assert event.at == datetime.fromtimestamp(DATE + 60, UTC)


def test_an_edited_start_is_a_correction_and_opens_nothing() -> None:
    assert decoded(edited_update(text="/start")).content == Corrected("41", "/start")


def test_an_edited_caption_corrects_no_text() -> None:
    assert decoded(edited_update(photo=PHOTO, caption="Новая подпись")).content == Unknown("photo")


def test_a_press_carries_its_data_its_message_and_its_query() -> None:
    event = decoded(pressed_update("f:order:set:service:wiring"))
    assert event.content == Pressed("f:order:set:service:wiring", "40", "30001")
    assert event.person.id == "7123456789"


def test_a_press_happens_when_it_arrives_not_when_its_message_was_sent() -> None:
    assert decoded(pressed_update()).at == NOW


def test_a_press_under_a_message_telegram_no_longer_shows_still_counts() -> None:
    gone = {"chat": CHAT, "message_id": 40, "date": 0}
    assert decoded(pressed_update(message=gone)).content == Pressed("f:order:back", "40", "30001")


def test_a_press_without_its_message_belongs_to_the_chat_of_who_pressed() -> None:
    update = pressed_update()
    del update["callback_query"]["message"]
    event = decoded(update)
    assert (event.chat, event.content) == ("7123456789", Pressed("f:order:back", "", "30001"))


@pytest.mark.parametrize("status", ["kicked", "left"])
def test_blocking_the_bot_is_leaving(status: str) -> None:
    assert decoded(membership(status)).content == Left()


def test_unblocking_the_bot_is_returning() -> None:
    assert decoded(membership("member")).content == Returned()


@pytest.mark.parametrize(
    "update",
    [
        message(chat=GROUP),
        edited_update(chat=GROUP),
        membership("kicked", chat=GROUP),
        pressed_update(message={"message_id": 1, "chat": GROUP, "date": 0}),
        {"update_id": 1, "channel_post": message()["message"] | {"chat": {"id": -1, "type": "channel"}}},
    ],
)
def test_groups_and_channels_are_set_aside(update: Any) -> None:
    assert inbound.decode(update, "bot", NOW) is None


def test_of_several_kinds_in_one_update_the_message_counts() -> None:
    assert decoded(pressed_update() | message()).content == Said("Искрит розетка", "41")


@pytest.mark.parametrize(
    "update", [{}, [], None, 5, "text", {"update_id": 1}, {"update_id": 1, "subscription": {}}, {"message": {}}]
)
def test_an_update_in_which_no_person_acts_is_set_aside(update: Any) -> None:
    assert inbound.decode(update, "bot", NOW) is None


@pytest.mark.parametrize("identity", [None, "880011223", 1.5, True, [], 1 << 63])
def test_an_update_without_a_proper_id_is_set_aside(identity: Any) -> None:
    assert inbound.decode(message() | {"update_id": identity}, "bot", NOW) is None


def test_ids_of_52_bits_are_kept_whole() -> None:
    largest = (1 << 52) - 1
    update = message(largest, chat=CHAT | {"id": largest})
    event = decoded(update)
    assert (event.id, event.chat) == (str(largest), str(largest))


@pytest.mark.parametrize("date", [None, 0, -1, "yesterday", 1 << 40, 1e9, [DATE]])
def test_a_time_that_cannot_be_is_the_time_of_arrival(date: Any) -> None:
    assert decoded(message(text="да", date=date)).at == NOW


def test_a_person_is_named_by_the_chat_where_the_sender_is_missing() -> None:
    update = message()
    del update["message"]["from"]
    assert decoded(update).person == Person("7123456789", "Анна Ким", "anna", "")


def test_the_kind_of_an_update_is_told_for_the_log() -> None:
    assert inbound.kind({"update_id": 1, "subscription": {}}) == "subscription"


@pytest.mark.parametrize("update", [{"update_id": 1}, {}, [], None, "text"])
def test_an_update_without_a_kind_is_called_empty(update: Any) -> None:
    assert inbound.kind(update) == "empty"


def test_the_right_secret_is_authentic() -> None:
    assert inbound.authentic("s3cret", "s3cret")


@pytest.mark.parametrize("given", [None, "", "s3cre", "s3cret ", "S3CRET", "s3cr\xe9t", "секрет", "\udcff"])
def test_any_other_secret_is_not(given: str | None) -> None:
    assert not inbound.authentic("s3cret", given)


@pytest.mark.parametrize("given", [None, ""])
def test_no_secret_opens_nothing_even_to_those_who_bring_none(given: str | None) -> None:
    assert not inbound.authentic("", given)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"update_id=1", b"'single'"])
def test_what_is_not_json_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        inbound.parse(body)


@pytest.mark.parametrize(
    "body", [b"{}", b"[]", b"null", b'"text"', b"1e999", b"-" + b"9" * 5000, b'{"text": "\\ud83d"}']
)
def test_json_of_any_shape_is_read(body: bytes) -> None:
    assert inbound.decode(inbound.parse(body), "bot", NOW) is None


def test_json_nested_deeper_than_any_update_is_set_aside() -> None:
    body = b'{"update_id": 1, "message": ' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    assert inbound.decode(inbound.parse(body), "bot", NOW) is None
