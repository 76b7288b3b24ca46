"""The client's order form: what is asked, in which order, and what counts as an answer."""

from __future__ import annotations

import re
from pathlib import Path

from functions.dispatch import understanding
from functions.dispatch.models import Category
from shared import phone
from shared.conversation.engine import TEXTS as FORM_TEXTS
from shared.conversation.form import Form, Option, Refusal, Step
from shared.texts import Catalogue, Texts

CATALOGUE = Catalogue([FORM_TEXTS, Path(__file__).parent / "texts"])

LONGEST_PROBLEM = 1000
LONGEST_ADDRESS = 300
LONGEST_NAME = 60

_LETTERS = re.compile(r"[^\W\d_]")


def category(text: str) -> str | Refusal:
    """Take a category by its key only; people press a button or describe the trouble."""
    return text if text in set(Category) else Refusal("order-choose-service")


def problem(text: str) -> str | Refusal:
    """Take a description that says something, more than a greeting does."""
    value = bounded(text, LONGEST_PROBLEM)
    if isinstance(value, Refusal):
        return value
    told = len(_LETTERS.findall(value)) > 2 and not understanding.only_greets(value)  # noqa: PLR2004 - a word
    return value if told else Refusal("order-problem-too-short")


def address(text: str) -> str | Refusal:
    """Take an address as it was given: letters, and room for a master to find it."""
    value = bounded(understanding.address_in(text), LONGEST_ADDRESS)
    if isinstance(value, Refusal):
        return value
    findable = re.search(r"\d", value) or len(value.split()) > 1
    return value if findable and len(_LETTERS.findall(value)) > 2 else Refusal("order-address-too-short")  # noqa: PLR2004 - a word


def name(text: str) -> str | Refusal:
    """Take a name: letters, no number among them, and no greeting."""
    value = bounded(understanding.name_in(text), LONGEST_NAME)
    if isinstance(value, Refusal):
        return value
    sound = _LETTERS.search(value) and not re.search(r"\d|://|@|^/", value) and not understanding.only_greets(value)
    return value if sound else Refusal("form-bad-name")


def phone_number(text: str) -> str | Refusal:
    """Take a number that a phone can have, also out of a sentence, and keep it in E.164."""
    number = phone.parse(text) if len(text) <= LONGEST_NAME else None
    found = None if number or len(text) > LONGEST_ADDRESS else phone.find(text)
    return number or (found.number if found else Refusal("form-bad-phone"))


def show_phone(value: str, _: Texts) -> str:
    """Write a kept number for people."""
    return phone.show(value)


def bounded(text: str, most: int) -> str | Refusal:
    """Fold white space and keep within a length."""
    value = " ".join(text.split())
    if not value:
        return Refusal("form-empty")
    return value if len(value) <= most else Refusal("form-too-long", {"length": len(value), "most": most})


ORDER = Form(
    name="order",
    catalogue=CATALOGUE,
    split=understanding.split,
    summary="order-summary",
    steps=(
        Step(
            "service",
            "order-ask-service",
            "label-service",
            category,
            options=tuple(Option(each.value, f"category-{each.value}") for each in Category),
        ),
        Step("problem", "order-ask-problem", "label-problem", problem),
        Step("address", "order-ask-address", "label-address", address),
        Step("name", "order-ask-name", "label-name", name),
        Step("phone", "order-ask-phone", "label-phone", phone_number, contact=True, show=show_phone),
    ),
)
