"""Whatever people do, in whatever order: every event gets one answer that Telegram takes, and no record is broken."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from functions.dispatch.models import Order, Status
from functions.dispatch.moves import ORDER_MOVES
from functions.dispatch.order_form import CATALOGUE
from shared.conversation.form import CONFIRM
from tests.functions.dispatch.scenes import OWNER, Desk, Talk, client, keys, master, order, payloads, taken, worker

TEXTS = CATALOGUE.speak("ru")
WORDS = [
    *("/start", "/help", "да", "?", "я" * 5000, "12", "\u200b", "Искрит розетка", "ул. Мира, 10", "Анна", "3500", "0"),
    *("+7 916 123-45-67", "Анна, 89161234567", "Нет света, ул. Мира 10, Анна, +7 916 123-45-67", "შუქი არ მაქვს"),
    *(TEXTS(name) for name in ("form-back", "form-menu", "form-cancel", "form-keep", "form-yes", "client-resume")),
    *(TEXTS(f"menu-{name}") for name in ("order", "orders", "language", "help")),
    *(TEXTS(f"master-menu-{name}") for name in ("new", "mine", "statistics", "shift", "language")),
]
DATA = [
    *(
        "f:order:back",
        "f:order:menu",
        "f:order:cancel",
        "f:order:keep",
        "f:order:edit:name",
        "f:order:yes:0",
        "lang:en",
    ),
    *("f:order:set:service:panel", "f:done:edit:price", "f:master:edit:name", "resume", "restart", "", "x:y:z"),
    *(
        f"{verb}:{number}"
        for verb in ("take", "done", "cancel", "ask-cancel")
        for number in ("100001", "100002", "1-1")
    ),
    *("decline:100001-0", "decline:-1", "approve:2001", "dismiss:2001", "approve:3001"),
]
deeds = st.one_of(
    st.tuples(st.just("say"), st.sampled_from(WORDS)),
    st.tuples(st.just("say"), st.text(max_size=20)),
    st.tuples(st.just("forge"), st.sampled_from(DATA)),
    st.tuples(st.just("press"), st.integers(0, 9)),  # a button or a key that is really there
    st.tuples(st.just("share"), st.booleans()),
    st.tuples(st.just("send"), st.sampled_from(["photo", "sticker"])),
    st.tuples(st.just("edit"), st.sampled_from(WORDS)),
)
walks = st.lists(deeds, max_size=25)


def walk(talk: Talk, deed: str, how: Any) -> None:
    """Do one thing."""
    match deed:
        case "press":
            there = [*payloads(talk.shown).values()] if hasattr(talk, "turn") else []
            words = keys(talk.shown) if hasattr(talk, "turn") else []
            if there:
                talk.forge(there[how % len(there)])
            elif words:
                talk.say(words[how % len(words)], "41")
        case "say":
            talk.say(how, "41")
        case "share":
            talk.share("+7 916 123-45-67", own=how)
        case "edit":
            talk.edit("41", how)
        case _:
            getattr(talk, deed)(how)


def statuses(desk: Desk) -> dict[str, Status]:
    """Return where every order stands."""
    return {path: Order.read(record).status for path, record in desk.records.items() if path.startswith("orders/")}


def check(desk: Desk, before: dict[str, Status]) -> None:
    """Hold what orders have become against the table of moves."""
    for path, now in statuses(desk).items():
        was = before.get(path, Status.NEW)
        assert was is now or (was, now) in ORDER_MOVES
        assert (now is Status.DONE) is (Order.read(desk.records[path]).price is not None)


@settings(max_examples=60, deadline=None)
@given(walks)
def test_a_client_can_do_anything_in_any_order(deeds_done: list[tuple[str, Any]]) -> None:
    desk = Desk()
    desk.put(order("100001"), taken("100002"), order("100003", client="telegram:dispatch_client_bot:9"))
    talk = client(desk)
    for deed, how in deeds_done:
        before = statuses(desk)
        walk(talk, deed, how)
        check(desk, before)
        draft = talk.conversation.draft
        assert draft is None or draft.at in {"service", "problem", "address", "name", "phone", CONFIRM}
    assert desk.order("100003").status is Status.NEW, "somebody else's"


@settings(max_examples=60, deadline=None)
@given(walks, st.sampled_from(["master", "stranger", "owner"]))
def test_a_master_can_do_anything_in_any_order(deeds_done: list[tuple[str, Any]], who: str) -> None:
    desk = Desk()
    desk.put(order("100001"), taken("100002"), taken("100003", by="2002"))
    if who == "master":
        desk.put(master("2001"))
    talk = worker(desk, chat={"master": "2001", "stranger": "3001", "owner": OWNER}[who])
    for deed, how in deeds_done:
        before = statuses(desk)
        walk(talk, deed, how)
        check(desk, before)
        if who != "master":
            assert statuses(desk) == before
    assert desk.order("100003").master == "2002", "somebody else's"
