"""How a person becomes a master: two questions, then the owner's word."""

from __future__ import annotations

import pytest

from functions.dispatch import registration
from functions.dispatch.models import MASTER_BOT, Master, Standing
from functions.dispatch.moves import MASTER_MOVES
from functions.dispatch.order_form import CATALOGUE
from functions.dispatch.settings import FOLDER
from shared.delivery.outbox import Notice
from shared.store.records import put
from tests.functions.dispatch.scenes import (
    LANGUAGES,
    NOON,
    OWNER,
    Desk,
    Talk,
    keys,
    labels,
    master,
    notices,
    payloads,
    worker,
)


def applied(desk: Desk | None = None, language: str = "ru") -> Talk:
    """Let a person have applied."""
    talk = worker(desk, language=language)
    talk.start()
    talk.say("Иван Петров")
    talk.say("+7 903 111-22-33")
    talk.press("form-confirm")
    return talk


@pytest.mark.parametrize("language", LANGUAGES)
def test_name_and_phone_make_a_master_who_waits(language: str) -> None:
    talk = worker(language=language)
    texts = CATALOGUE.speak(language)
    assert texts("registration-welcome") in talk.start().text
    assert texts("registration-ask-phone") in talk.say("Иван Петров").text
    assert texts("registration-summary") in talk.say("+7 903 111-22-33").text
    assert talk.press("form-confirm").text == texts("master-waiting")
    assert talk.desk.master("2001") == Master(
        id="2001",
        name="Иван Петров",
        phone="+79031112233",
        language=language,
        standing=Standing.WAITING,
        created_at=NOON,
    )


def test_the_owner_is_asked_with_two_buttons() -> None:
    talk = applied()
    asked = notices(talk.turn)[OWNER]
    texts = CATALOGUE.speak("ru")
    assert asked.text == texts("owner-application", name="Иван Петров", phone="+7 903 111-22-33")
    assert list(payloads(asked).values()) == ["approve:2001", "dismiss:2001"]


def test_nobody_is_asked_where_no_owner_is_set() -> None:
    talk = worker()
    talk.bot = type(talk.bot)(talk.bot.zone)  # type: ignore[attr-defined, call-arg]  # the master's bot
    talk.start()
    talk.say("Иван Петров")
    talk.say("+7 903 111-22-33")
    talk.press("form-confirm")
    assert not talk.turn.mail


def test_the_keys_of_the_phone_question_are_taken_away_at_the_end() -> None:
    assert applied().shown.keyboard == ()


def test_a_foreign_contact_does_not_count() -> None:
    talk = worker()
    talk.start()
    talk.say("Иван Петров")
    assert talk.texts("form-foreign-contact") in talk.share("+79031112233", own=False).text
    assert talk.conversation.draft
    assert "phone" not in talk.conversation.draft.answers


@pytest.mark.parametrize("way", ["form-menu", "form-cancel"])
def test_leaving_the_registration_makes_nobody_a_master(way: str) -> None:
    talk = worker()
    talk.start()
    talk.say("Иван Петров")
    talk.say("+7 903 111-22-33")
    assert talk.texts("registration-later") in talk.press(way).text
    assert "masters/2001" not in talk.desk.records
    back = talk.say("готов").text
    assert talk.texts("registration-summary" if way == "form-menu" else "registration-welcome") in back, "answers wait"


def test_leaving_at_the_phone_takes_its_keys_away() -> None:
    talk = worker()
    talk.start()
    talk.say("Иван Петров")
    talk.key_of("form-menu")
    assert talk.shown.keyboard == ()


def test_a_second_press_on_confirm_applies_once() -> None:
    talk = worker()
    talk.start()
    talk.say("Иван Петров")
    talk.say("+7 903 111-22-33")
    confirm = payloads(talk.shown)[talk.texts("form-confirm")]
    talk.forge(confirm)
    assert talk.forge(confirm).text == talk.texts("master-waiting")
    assert not talk.turn.writes
    assert not talk.turn.mail


@pytest.mark.parametrize(
    ("verb", "standing", "told"),
    [("approve", Standing.ACTIVE, "master-approved"), ("dismiss", Standing.DISMISSED, "master-dismissed")],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_owner_decides_and_the_person_is_told_in_their_language(
    verb: str, standing: Standing, told: str, language: str
) -> None:
    desk = Desk()
    applied(desk, language)
    owner = worker(desk, chat=OWNER)
    owner.forge(f"{verb}:2001", message="5")
    assert desk.master("2001").standing is standing
    assert notices(owner.turn)["2001"].text == CATALOGUE.speak(language)(told)
    assert "Иван Петров" in owner.shown.text
    assert owner.turn.say[0].edits == "5", "the buttons go with the decision"


def test_an_approved_master_gets_the_menu_and_the_folder_of_chats() -> None:
    desk = Desk()
    applied(desk)
    desk.apply(put(FOLDER.path, FOLDER.as_record("https://t.me/addlist/x")))
    owner = worker(desk, chat=OWNER)
    owner.forge("approve:2001")
    told = notices(owner.turn)["2001"]
    assert CATALOGUE.speak("ru")("master-folder", link="https://t.me/addlist/x") in told.text
    assert CATALOGUE.speak("ru")("master-menu-new") in keys(told)


def test_without_a_folder_nothing_is_said_about_one() -> None:
    moved, notice = registration.moved(master(standing=Standing.WAITING), Standing.ACTIVE, "")
    assert moved.active
    assert "t.me" not in notice.say.message.text


@pytest.mark.parametrize("chat", ["2001", "2002", "1"])
@pytest.mark.parametrize("verb", ["approve", "dismiss"])
def test_nobody_but_the_owner_decides(chat: str, verb: str) -> None:
    desk = Desk()
    applied(desk)
    desk.put(master("2002"))
    forger = worker(desk, chat=chat)
    assert forger.forge(f"{verb}:2001").text == CATALOGUE.speak("ru")("owner-only")
    assert desk.master("2001").standing is Standing.WAITING
    assert not forger.turn.mail


def test_the_owner_decides_once() -> None:
    desk = Desk()
    applied(desk)
    owner = worker(desk, chat=OWNER)
    owner.forge("approve:2001")
    again = owner.forge("approve:2001")
    texts = CATALOGUE.speak("ru")
    assert again.text == texts("owner-already", name="Иван Петров", standing=texts("standing-active"))
    assert not owner.turn.writes
    assert not owner.turn.mail


def test_the_owner_cannot_decide_about_nobody() -> None:
    owner = worker(chat=OWNER)
    owner.forge("approve:404")
    assert not owner.turn.writes


@pytest.mark.parametrize("at", list(Standing))
@pytest.mark.parametrize("to", list(Standing))
def test_a_master_moves_only_as_the_table_says(at: Standing, to: Standing) -> None:
    assert registration.may_become(master(standing=at), to) is ((at, to) in MASTER_MOVES)


@pytest.mark.parametrize("to", list(Standing))
def test_every_move_of_a_master_is_told_through_their_bot(to: Standing) -> None:
    moved, notice = registration.moved(master(), to, "")
    assert moved.standing is to
    assert isinstance(notice, Notice)
    assert (notice.account, notice.chat) == (MASTER_BOT, "2001")
    assert bool(keys(notice.say.message)) is (to is Standing.ACTIVE)


def test_the_owner_is_not_asked_to_register() -> None:
    owner = worker(chat=OWNER)
    assert owner.start().text == owner.texts("owner-greeting")
    assert not labels(owner.shown)
