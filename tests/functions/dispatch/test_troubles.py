"""What a description of a trouble is about."""

from __future__ import annotations

import pytest

from functions.dispatch.models import Category
from functions.dispatch.troubles import about_electricity, category

SOCKETS, LIGHTING, WIRING = Category.SOCKETS, Category.LIGHTING, Category.WIRING
PANEL, APPLIANCES, URGENT, OTHER = Category.PANEL, Category.APPLIANCES, Category.URGENT, Category.OTHER


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Искрит розетка на кухне", SOCKETS),
        ("Не работает выключатель", SOCKETS),
        ("Не горит лампочка в коридоре", LIGHTING),
        ("Повесить люстру", LIGHTING),
        ("Свет горит, а лампа мигает", LIGHTING),
        ("Установить споты в потолок", LIGHTING),
        ("Поменять проводку в двушке", WIRING),
        ("Проложить кабель в гараж", WIRING),
        ("Выбивает автомат", PANEL),
        ("Собрать щит", PANEL),
        ("срабатывает узо", PANEL),
        ("выбило пробки", PANEL),
        ("Подключить варочную панель и духовку", APPLIANCES),
        ("Подключить электроплиту", APPLIANCES),
        ("Стиральная машина бьёт током", APPLIANCES),
        ("Пахнет гарью из розетки", URGENT),
        ("Дым из щитка!", URGENT),
        ("Розетка горит", URGENT),
        ("срочно нужен мастер, нет света", URGENT),
        ("Нет света во всей квартире", OTHER),
        ("The socket is loose", SOCKETS),
        ("The light went out", LIGHTING),
        ("Burning smell from the panel", URGENT),
        ("Breaker trips", PANEL),
        ("როზეტი არ მუშაობს", SOCKETS),
        ("ნათურა გადაიწვა", LIGHTING),
        ("მრიცხველი გაფუჭდა", PANEL),
        ("კვამლი როზეტიდან", URGENT),
    ],
)
def test_the_trouble_names_its_category(text: str, kind: Category) -> None:
    assert category(text) is kind
    assert about_electricity(text)


@pytest.mark.parametrize(
    ("text", "not_this"),
    [
        ("Не горит свет на кухне", URGENT),
        ("Не срочно, поменять розетку", URGENT),
        ("Лампа горит тускло", URGENT),
        ("Подключить пожарную сигнализацию", URGENT),
        ("Install a smoke detector", URGENT),
        ("Защита от скачков", PANEL),
        ("Автоматически гаснет свет", PANEL),
        ("Арбузов", PANEL),
        ("Положить плитку", APPLIANCES),
        ("Течёт водопровод", WIRING),
        ("Проводите меня", WIRING),
        ("I switched it off", SOCKETS),
        ("slightly warm", LIGHTING),
        ("Я споткнулся", LIGHTING),
    ],
)
def test_a_word_that_only_looks_alike_does_not(text: str, not_this: Category) -> None:
    assert category(text) is not not_this


@pytest.mark.parametrize(
    "text",
    [
        "Пропал свет",
        "Бьёт током",
        "искрит",
        "Электрика вызвать",
        "No power",
        "შუქი არ მაქვს",
        "დენი არ არის",
        "Замкнуло",
    ],
)
def test_some_troubles_are_electrical_and_nothing_more(text: str) -> None:
    assert category(text) is OTHER
    assert about_electricity(text)


@pytest.mark.parametrize(
    "text",
    [
        "Протекает кран",
        "Засорился водосток",
        "Какой у вас график?",
        "Искренне ваш",
        "Светлана",
        "Токарев",
        "Hello",
        "Положить плитку в ванной",
        "გამარჯობა",
        "",
    ],
)
def test_what_is_no_matter_for_an_electrician_is_not_taken_for_one(text: str) -> None:
    assert not about_electricity(text)
