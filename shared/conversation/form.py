"""What a form is (steps, declared as data) and what is remembered of one that is being filled in (a draft)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from shared.texts import Catalogue, Texts

CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that cannot be taken; ``text`` names the sentence that says why."""

    text: str
    values: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that is given by a button: ``value`` is kept, ``text`` names what people read."""

    value: str
    text: str


def _as_typed(value: str, _: Texts) -> str:
    return value


@dataclass(frozen=True, slots=True)
class Step:
    """One question; ``parse`` turns what was typed into the value that is kept, or says why not.

    ``ask`` and ``label`` name texts; ``show`` writes a kept value for people; ``contact`` offers one's own number.
    """

    key: str
    ask: str
    label: str
    parse: Callable[[str], str | Refusal]
    options: tuple[Option, ...] = ()
    contact: bool = False
    show: Callable[[str, Texts], str] = _as_typed


@dataclass(frozen=True, slots=True)
class Form:
    """Questions in their order. ``split`` takes one message apart: (text, open step) to values by step.

    Buttons carry a step's key and an option's value, never a position, so they survive a deploy that reorders steps.
    """

    name: str
    steps: tuple[Step, ...]
    catalogue: Catalogue
    split: Callable[[str, str], Mapping[str, str]] | None = None
    summary: str = "form-summary"
    heading: str = ""  # names the sentence that says what the form is ``about``

    def step(self, key: str) -> Step | None:
        """Return the step called ``key``, if there is one."""
        return next((step for step in self.steps if step.key == key), None)

    def option(self, step: Step, text: str) -> str | None:
        """Return the value of the option that was typed, by its value or by its words in any language."""
        typed = _letters(text)
        for option in step.options:
            if text == option.value or typed in map(_letters, self.catalogue.every(option.text)):
                return option.value
        return None


@dataclass(frozen=True, slots=True)
class Draft:
    """A form being filled in.

    ``at`` is the key of the open step, or ``confirm``. ``proposal`` holds what was read out of one message and still
    has to be agreed to. ``sources`` remembers which message gave which answer: correcting the one corrects the other.
    """

    form: str
    id: str
    at: str
    answers: Mapping[str, str] = field(default_factory=dict)
    proposal: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    about: str = ""  # what the form concerns, such as the number of an order

    def answered(self, values: Mapping[str, str], source: str = "") -> Draft:
        """Return the draft with some answers more; only the message that gave an answer last can correct it."""
        sources = {key: message for key, message in self.sources.items() if key not in values}
        if source:
            sources |= dict.fromkeys(values, source)
        return replace(self, answers={**self.answers, **values}, sources=sources, proposal={})

    def as_record(self) -> dict[str, Any]:
        """Return the draft as a record keeps it."""
        record = {name: getattr(self, name) for name in ("form", "id", "at", "about") if getattr(self, name)}
        maps = {name: dict(getattr(self, name)) for name in ("answers", "proposal", "sources") if getattr(self, name)}
        return record | maps

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Draft:
        """Rebuild a draft, whatever version of the house wrote it."""
        known = cls.__dataclass_fields__
        return cls(**{name: value for name, value in record.items() if name in known})


def _letters(text: str) -> str:
    """Fold a text to what people type of a button: its words, without the signs around them."""
    return re.sub(r"^[\W_]+|[\W_]+$", "", text).casefold()


def begin(form: Form, identity: str, *, answers: Mapping[str, str] | None = None, about: str = "") -> Draft:
    """Open a form at its first unanswered question."""
    draft = Draft(form.name, identity, form.steps[0].key, dict(answers or {}), about=about)
    return replace(draft, at=following(form, draft))


def following(form: Form, draft: Draft) -> str:
    """Return the first question without an answer, or ``confirm``."""
    return next((step.key for step in form.steps if step.key not in draft.answers), CONFIRM)


def fingerprint(draft: Draft) -> str:
    """Return a short word that changes with any answer, so that a message can only be agreed to for what it shows."""
    from hashlib import blake2s  # noqa: PLC0415 - needed by a few steps alone

    told = ("\x1f".join(f"{k}={v}" for k, v in sorted(values.items())) for values in (draft.answers, draft.proposal))
    return blake2s("\x1e".join((draft.id, *told)).encode(), digest_size=5).hexdigest()
