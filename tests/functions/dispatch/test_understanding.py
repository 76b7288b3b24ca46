"""What is read out of one message, and what is not; each row is a message as people write it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.dispatch.order_form import ORDER
from functions.dispatch.understanding import only_greets, split

PHONE = "+79161234567"
GEORGIAN = "+995555123456"

WHOLE_ORDERS = [
    (
        "Искрит розетка, ул. Мира 10, кв. 5, Анна, 89161234567",
        ("sockets", "Искрит розетка", "ул. Мира 10, кв. 5", "Анна", PHONE),
    ),
    (
        "Здравствуйте! Не работает розетка. Адрес: ул. Ленина, д. 5, кв. 12. Зовут Ольга, тел. 8 916 123-45-67",
        ("sockets", "Не работает розетка", "ул. Ленина, д. 5, кв. 12", "Ольга", PHONE),
    ),
    (
        "Добрый день, пропал свет во всей квартире, Тверская 12-34, Сергей +7(916)123-45-67",
        ("other", "пропал свет во всей квартире", "Тверская 12-34", "Сергей", PHONE),
    ),
    (
        "Нужно повесить люстру, Москва, Профсоюзная 45 к 2 кв 17, Игорь, 9161234567",
        ("lighting", "Нужно повесить люстру", "Москва, Профсоюзная 45 к 2 кв 17", "Игорь", PHONE),
    ),
    (
        "ул. Гагарина 7\nкв 15\nнет света\nМарина\n89161234567",
        ("other", "нет света", "ул. Гагарина 7, кв 15", "Марина", PHONE),
    ),
    (
        "Здравствуйте, меня зовут Ирина, не работают розетки, адрес Советская 15-20, мой телефон 89161234567",
        ("sockets", "не работают розетки", "Советская 15-20", "Ирина", PHONE),
    ),
    (
        "Запах гари из щитка, срочно! Пушкина 3, подъезд 2, этаж 5, домофон 38, Олег 89161234567",
        ("urgent", "Запах гари из щитка, срочно", "Пушкина 3, подъезд 2, этаж 5, домофон 38", "Олег", PHONE),
    ),
    (
        "Искрит розетка по адресу Мира 10, Анна, 89161234567",
        ("sockets", "Искрит розетка", "Мира 10", "Анна", PHONE),
    ),
    (
        "Не работает розетка на ул. Мира 10, меня зовут анна, 89161234567",
        ("sockets", "Не работает розетка", "ул. Мира 10", "анна", PHONE),
    ),
    (
        "Выбило, просп. Мира, 12, корп. 2, Яна, 89161234567",
        ("other", "Выбило", "просп. Мира, 12, корп. 2", "Яна", PHONE),
    ),
    (
        "Анна Сергеевна, 8 916 123 45 67, Лесной пер. 5, не горит свет в ванной",
        ("other", "не горит свет в ванной", "Лесной пер. 5", "Анна Сергеевна", PHONE),
    ),
    (
        "Света, 89161234567, наб. Обводного канала, 20, подключить варочную панель",
        ("appliances", "подключить варочную панель", "наб. Обводного канала, 20", "Света", PHONE),
    ),
    (
        "No power in the kitchen, 12 Rustaveli avenue, Nick, +995 555 12 34 56",
        ("other", "No power in the kitchen", "12 Rustaveli avenue", "Nick", GEORGIAN),
    ),
    (
        "Hello, my socket sparks. My name is John. Phone +995555123456. Address: 5 Chavchavadze street, apt 12",
        ("sockets", "my socket sparks", "5 Chavchavadze street, apt 12", "John", GEORGIAN),
    ),
    (
        "The breaker trips at 5 Gorgiladze street, John Smith, +995 555 12 34 56",
        ("panel", "The breaker trips", "5 Gorgiladze street", "John Smith", GEORGIAN),
    ),
    (
        "გამარჯობა, როზეტი ნაპერწკლავს, რუსთაველის 12, ნინო, 555 12 34 56",
        ("sockets", "როზეტი ნაპერწკლავს", "რუსთაველის 12", "ნინო", GEORGIAN),
    ),
    (
        "ნათურა არ ანათებს, მისამართი: ჭავჭავაძის 5, ბინა 12, მე ვარ გიორგი, ტელ 555123456",
        ("lighting", "ნათურა არ ანათებს", "ჭავჭავაძის 5, ბინა 12", "გიორგი", GEORGIAN),
    ),
]


@pytest.mark.parametrize(("text", "order"), WHOLE_ORDERS)
def test_a_whole_order_is_read_out_of_one_message(text: str, order: tuple[str, ...]) -> None:
    keys = ("service", "problem", "address", "name", "phone")
    assert split(text, "service") == dict(zip(keys, order, strict=True))


SEVERAL_ANSWERS = [
    ("name", "Анна, 89161234567", {"name": "Анна", "phone": PHONE}),
    ("name", "Анна 89161234567", {"name": "Анна", "phone": PHONE}),
    ("name", "анна 89161234567", {"name": "анна", "phone": PHONE}),
    ("name", "Иван Иванович Иванов, 8 916 123 45 67", {"name": "Иван Иванович Иванов", "phone": PHONE}),
    ("name", "Анна, ул. Мира 10", {"name": "Анна", "address": "ул. Мира 10"}),
    ("name", "ნინო ბერიძე, 555 12 34 56", {"name": "ნინო ბერიძე", "phone": GEORGIAN}),
    ("phone", "8 916 123-45-67 Анна", {"name": "Анна", "phone": PHONE}),
    ("address", "ул. Мира 10, +7 916 123-45-67", {"address": "ул. Мира 10", "phone": PHONE}),
    ("address", "Мира 10, Анна, 89161234567", {"address": "Мира 10", "name": "Анна", "phone": PHONE}),
    ("address", "Лесная 7, меня зовут Анна", {"address": "Лесная 7", "name": "Анна"}),
    (
        "address",
        "деревня Ивановка, дом 3, Сергей Иванов, 8 916 123 45 67",
        {"address": "деревня Ивановка, дом 3", "name": "Сергей Иванов", "phone": PHONE},
    ),
    ("address", "Rustaveli 12, John, +995555123456", {"address": "Rustaveli 12", "name": "John", "phone": GEORGIAN}),
    ("address", "რუსთაველის 12, ნინო, 555123456", {"address": "რუსთაველის 12", "name": "ნინო", "phone": GEORGIAN}),
    ("problem", "Не работает свет, Лесной пер. 5", {"problem": "Не работает свет", "address": "Лесной пер. 5"}),
    ("problem", "Выбивает УЗО, просп. Мира 12", {"problem": "Выбивает УЗО", "address": "просп. Мира 12"}),
    ("problem", "Искрит, 89161234567", {"problem": "Искрит", "phone": PHONE}),
    ("service", "Иван Петров, +7 916 123 45 67", {"name": "Иван Петров", "phone": PHONE}),
]


@pytest.mark.parametrize(("step", "text", "answers"), SEVERAL_ANSWERS)
def test_several_answers_are_read_out_of_one_message(step: str, text: str, answers: dict[str, str]) -> None:
    assert split(text, step) == answers


ONE_ANSWER = [
    ("problem", "Искрит"),
    ("problem", "Выбило"),
    ("problem", "Помогите"),
    ("problem", "Help"),
    ("problem", "Sparks"),
    ("problem", "Розетка"),
    ("problem", "Искрит. Запах дыма"),
    ("problem", "Не работает свет в ванной, уже два дня"),
    ("problem", "Нет света в 3 комнатах, 2 розетки не работают"),
    ("problem", "Нужен электрик на 2 часа, поменять 5 розеток"),
    ("problem", "Люстра на 6 ламп, высота 3 м"),
    ("problem", "Автомат на 25 ампер выбивает"),
    ("problem", "Щиток на 12 модулей"),
    ("problem", "Плита Bosch не включается"),
    ("problem", "Нет света. Завтра в 10"),
    ("problem", "Нет света. Позвоните после 18"),
    ("problem", "Нет света. Буду дома до 20"),
    ("problem", "Розетка 16"),
    ("problem", "Темно, уличный фонарь не работает"),
    ("problem", "Не горит фонарь на улице, 2 дня"),
    ("problem", "No light in the street"),
    ("problem", "Power is out since morning"),
    ("problem", "შუქი არ მაქვს"),
    ("problem", "არ მუშაობს"),
    ("problem", "Перестало работать после 2020 года"),
    ("address", "ул. Мира, 10, кв. 5"),
    ("address", "наб. реки Мойки, 12"),
    ("address", "Москва, просп. Вернадского, 37, корп. 2, кв. 81"),
    ("address", "Батуми, ул. Горгиладзе 15, 3 этаж, домофон 12"),
    ("address", "12 Rustaveli ave, apt 4"),
    ("address", "ბათუმი, გორგილაძის ქუჩა 15"),
    ("address", "Светлая улица, 7"),
    ("address", "Электрозаводская ул. 5"),
    ("name", "Анна"),
    ("name", "анна"),
    ("name", "Анна-Мария"),
    ("name", "O'Brien"),
    ("name", "Светлана Токарева"),
    ("name", "ООО Ромашка"),
    ("name", "ნინო"),
]


@pytest.mark.parametrize(("step", "text"), ONE_ANSWER)
def test_an_answer_that_holds_nothing_else_stays_whole(step: str, text: str) -> None:
    assert split(text, step) == {step: text}


@pytest.mark.parametrize(
    "text", ["Химки, Юбилейный, 89161234567", "Одинцово, 89161234567", "Москва, Тверская, 89161234567"]
)
def test_a_district_is_not_taken_for_a_name(text: str) -> None:
    assert split(text, "address") == {"address": text.rpartition(", ")[0], "phone": PHONE}


ABOUT_NOTHING = [
    "Привет",
    "Здравствуйте!",
    "Анна",
    "Протекает кран",
    "Засорился водосток",
    "Как дела?",
    "How much is it?",
    "Hi",
    "გამარჯობა",
    "Спасибо, до свидания",
    "👍",
    "",
    "/help",
    "12.05.2026",
    "3500",
]


@pytest.mark.parametrize("text", ABOUT_NOTHING)
def test_small_talk_is_no_order(text: str) -> None:
    assert split(text, "service") == {}


NO_PHONE = ["Заплатил 3500 рублей", "Договор 12345678", "12.05.2026 в 10:30", "220 вольт, 16 ампер", "кв. 12, код 1234"]


@pytest.mark.parametrize("text", NO_PHONE)
def test_a_number_that_is_no_phone_is_not_taken_for_one(text: str) -> None:
    assert "phone" not in split(text, "problem")


@pytest.mark.parametrize("text", ["Здравствуйте", "Добрый вечер!", "hello", "გამარჯობა", "Спасибо."])
def test_a_greeting_only_greets(text: str) -> None:
    assert only_greets(text)


@pytest.mark.parametrize("text", ["Здравствуйте, нет света", "Добрыня", "", "Hilda"])
def test_what_says_more_does_not_only_greet(text: str) -> None:
    assert not only_greets(text)


@given(st.text(max_size=300), st.sampled_from([step.key for step in ORDER.steps]))
def test_whatever_is_written_is_taken_apart_into_known_answers(text: str, step: str) -> None:
    assert set(split(text, step)) <= {each.key for each in ORDER.steps}
