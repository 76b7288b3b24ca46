"""What becomes of an answer that a specialist types into a cell."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.channels.messages import Say
from shared.errors import SheetFailure
from shared.store.records import SERVER_TIME, put
from tests.shared.sheets.office import Office

ANSWER = "Ответ специалиста"
GROW = "batchUpdate"


async def filled(appeals: Office, count: int = 4) -> None:
    """Show some appeals."""
    await appeals.store.commit(
        [
            put(f"appeals/{number}", {"name": f"Партнёр {number}", "history": "Вопрос", "changed_at": SERVER_TIME})
            for number in range(1, count + 1)
        ]
    )
    await appeals.sync()
    await appeals.sync()


async def texts(appeals: Office) -> dict[str, list[str]]:
    """Return what has been put into the outbox, by chat."""
    found: dict[str, list[str]] = {}
    for entry in await appeals.mail():
        found.setdefault(entry["chat"], []).append(Say.from_record(entry["say"]).message.text)
    return found


async def test_an_answer_leaves_after_its_grace_and_its_cell_is_free_again(appeals: Office) -> None:
    await filled(appeals)
    await appeals.type("2", ANSWER, "Добрый день!")
    await appeals.sync()
    assert await texts(appeals) == {}
    await appeals.sync()
    assert await texts(appeals) == {"2": ["Добрый день!"]}
    row = await appeals.row("2")
    assert (row[ANSWER], row["Текст обращений"]) == ("", "Вопрос\nСпециалист: Добрый день!")
    assert row["Отправлено"] > 46_000


async def test_whoever_hints_has_it_sent_within_the_grace(appeals: Office) -> None:
    await filled(appeals)
    await appeals.type("2", ANSWER, "Добрый день!")
    await appeals.sync(hint=True, patience=timedelta(seconds=10))
    assert await texts(appeals) == {"2": ["Добрый день!"]}
    assert appeals.pauses == [5.0]


async def test_typing_can_go_on_within_the_grace(appeals: Office) -> None:
    await filled(appeals)
    await appeals.type("2", ANSWER, "Добр")
    await appeals.sync()
    await appeals.type("2", ANSWER, "Добрый день!")
    await appeals.sync()
    assert await texts(appeals) == {}
    await appeals.sync()
    assert await texts(appeals) == {"2": ["Добрый день!"]}


async def test_the_next_answer_typed_while_the_cell_is_emptied_stays(appeals: Office) -> None:
    await filled(appeals)
    await appeals.type("2", ANSWER, "Первый")
    await appeals.sync()
    row, letter = (await appeals.row("2"))["row"], await appeals.letter(ANSWER)
    await appeals.between("type", GROW, cell=f"{letter}{row}", text="Второй")
    await appeals.sync()
    assert (await appeals.row("2"))[ANSWER] == "Второй"
    await appeals.sync()
    await appeals.sync()
    assert await texts(appeals) == {"2": ["Первый", "Второй"]}
    assert (await appeals.row("2"))[ANSWER] == ""


@pytest.mark.parametrize("fault", ["drop_before", "drop_after"])
async def test_it_is_never_sent_twice_when_emptying_the_cell_fails(appeals: Office, fault: str) -> None:
    await filled(appeals)
    await appeals.type("2", ANSWER, "Добрый день!")
    await appeals.sync()
    await appeals.fail(GROW, fault)
    with pytest.raises(SheetFailure):
        await appeals.sync()
    for _ in range(3):
        await appeals.sync()
    assert await texts(appeals) == {"2": ["Добрый день!"]}
    assert (await appeals.row("2"))[ANSWER] == ""


async def test_it_is_never_sent_twice_even_if_all_memory_is_lost(appeals: Office) -> None:
    await filled(appeals)
    await appeals.type("2", ANSWER, "Добрый день!")
    await appeals.sync()
    await appeals.sync()
    (main,) = await appeals.store.read(f"sheets/{appeals.spreadsheet}")
    await appeals.store.commit([put(main.path, {})])
    await appeals.type("2", ANSWER, "Добрый день!")
    for _ in range(3):
        await appeals.sync()
    assert await texts(appeals) == {"2": ["Добрый день!"]}
    assert "уже отправлен" in (await appeals.row("2"))["Замечание"]


async def test_an_answer_that_was_sorted_into_another_row_is_held_for_a_tick(appeals: Office) -> None:
    await filled(appeals)
    await appeals.type("2", ANSWER, "Только для второго")
    await appeals.sync()
    letter = await appeals.letter(ANSWER)
    await appeals.staff("clear", range=f"{letter}{(await appeals.row('2'))['row']}")
    await appeals.type("3", ANSWER, "Только для второго")
    for _ in range(3):
        await appeals.sync()
    assert await texts(appeals) == {}
    assert "другой строке" in (await appeals.row("3"))["Замечание"]
    await appeals.type("3", "Подтвердить", "да")
    await appeals.sync()
    assert await texts(appeals) == {"3": ["Только для второго"]}
    row = await appeals.row("3")
    assert (row[ANSWER], row["Подтвердить"], row["Замечание"]) == ("", "", "")


async def test_the_same_answer_in_three_rows_is_held_for_a_tick(appeals: Office) -> None:
    await filled(appeals)
    for key in ("1", "2", "3"):
        await appeals.type(key, ANSWER, "Здравствуйте")
    for _ in range(3):
        await appeals.sync()
    assert await texts(appeals) == {}
    await appeals.type("2", "Подтвердить", "да")
    for _ in range(3):
        await appeals.sync()
    assert await texts(appeals) == {"2": ["Здравствуйте"]}


async def test_two_rows_may_get_the_same_answer(appeals: Office) -> None:
    await filled(appeals)
    for key in ("1", "2"):
        await appeals.type(key, ANSWER, "Здравствуйте")
    for _ in range(2):
        await appeals.sync()
    assert await texts(appeals) == {"1": ["Здравствуйте"], "2": ["Здравствуйте"]}


async def test_more_than_ten_new_answers_at_once_are_held_for_ticks(appeals: Office) -> None:
    await filled(appeals, 12)
    letter = await appeals.letter(ANSWER)
    await appeals.staff("paste", cell=f"{letter}2", values=[[f"Ответ {number}"] for number in range(11)])
    for _ in range(3):
        await appeals.sync()
    assert await texts(appeals) == {}
    row = (await appeals.rows())[0]
    await appeals.type(row["№"], "Подтвердить", "да")
    for _ in range(3):
        await appeals.sync()
    assert await texts(appeals) == {row["№"]: [row[ANSWER]]}


async def test_a_wiped_answer_that_was_held_leaves_no_remark(appeals: Office) -> None:
    await filled(appeals)
    for key in ("1", "2", "3"):
        await appeals.type(key, ANSWER, "Здравствуйте")
    await appeals.sync()
    await appeals.sync()
    row = (await appeals.row("1"))["row"]
    await appeals.staff("clear", range=f"{await appeals.letter(ANSWER)}{row}")
    await appeals.sync()
    assert (await appeals.row("1"))["Замечание"] == ""


async def test_the_owner_may_have_every_answer_wait_for_its_tick(appeals: Office) -> None:
    appeals.book = replace(appeals.book, grace=None)
    await filled(appeals)
    await appeals.type("2", ANSWER, "Добрый день!")
    for _ in range(3):
        await appeals.sync()
    assert await texts(appeals) == {}
    await appeals.type("2", "Подтвердить", "да")
    await appeals.sync()
    assert await texts(appeals) == {"2": ["Добрый день!"]}
