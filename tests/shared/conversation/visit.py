"""A small form that the tests fill in: a drink by button, a wish in words, a phone that can be shared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from shared import phone
from shared.conversation.engine import TEXTS
from shared.conversation.form import Draft, Form, Option, Refusal, Step
from shared.texts import Catalogue, Texts

CATALOGUE = Catalogue([TEXTS, Path(__file__).parent / "texts"])
RU, EN = CATALOGUE.speak("ru"), CATALOGUE.speak("en")
ANNA = "+79161234567"


def wish(text: str) -> str | Refusal:
    value = " ".join(text.split())
    if len(value) > 100:
        return Refusal("form-too-long", {"length": len(value), "most": 100})
    return value if len(value) > 2 else Refusal("wish-too-short")


def number(text: str) -> str | Refusal:
    return phone.parse(text) or Refusal("form-bad-phone")


def split(text: str, _: str) -> Mapping[str, str]:
    """Take ``wish: cake; phone: 8916…`` apart."""
    pieces = (piece.partition(":") for piece in text.split(";"))
    return {key.strip(): value.strip() for key, colon, value in pieces if colon}


def shown(value: str, _: Texts) -> str:
    return phone.show(value)


DRINK = Step(
    "drink",
    "visit-ask-drink",
    "label-drink",
    lambda _: Refusal("form-press-please"),
    options=(Option("tea", "drink-tea"), Option("coffee", "drink-coffee")),
)
WISH = Step("wish", "visit-ask-wish", "label-wish", wish)
PHONE = Step("phone", "visit-ask-phone", "label-phone", number, contact=True, show=shown)
VISIT = Form("visit", (DRINK, WISH, PHONE), CATALOGUE, split)

EMPTY = Draft("visit", "event-1", "drink")
FULL = Draft("visit", "event-1", "confirm", {"drink": "tea", "wish": "Торт", "phone": ANNA})


def at(step: str, **answers: str) -> Draft:
    """Return a draft that is open at a step."""
    return replace(EMPTY, at=step, answers=answers)
