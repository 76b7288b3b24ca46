"""Decides what one event makes of a draft: an answer, a step back, a correction, a proposal, a confirmation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from shared.channels.events import Content, Corrected, Pressed, Said, SentFile, SharedContact
from shared.conversation.form import CONFIRM, Draft, Form, Refusal, Step, fingerprint, following
from shared.texts import Catalogue

TEXTS = Path(__file__).parent / "texts"
_CATALOGUE = Catalogue([TEXTS])

# What a key of the keyboard below the input field means, by the name of its text.
_WORDS = {"form-back": "back", "form-menu": "menu", "form-cancel": "cancel", "form-keep": "keep", "form-yes": "take"}
# How people agree in words of their own to what was understood.
_AGREED = re.compile(
    r"\W*(?:да|ага|угу|ок|окей|вс[её]\s+(?:верно|правильно|так)|верно|правильно|yes|yep|ok|okay|right|correct|კი|დიახ|სწორია)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question is open (again); ``note`` says first what has happened or why an answer could not be taken."""

    draft: Draft
    note: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The person confirmed exactly the answers the draft holds."""

    draft: Draft


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The person gave the form up."""


@dataclass(frozen=True, slots=True)
class Paused:
    """The person went to the menu; the draft waits."""

    draft: Draft


Outcome = Asked | Confirmed | Cancelled | Paused


@dataclass(frozen=True, slots=True)
class Button:
    """What a button of a form says: ``action``, and what it is about."""

    form: str
    action: str
    arguments: tuple[str, ...] = field(default=())

    @property
    def data(self) -> str:
        """The button's payload, short enough for every channel."""
        return ":".join(("f", self.form, self.action, *self.arguments))


def read_button(data: str) -> Button | None:
    """Read a payload; anything that is not a form's is ``None``."""
    mark, _, rest = data.partition(":")
    form, _, rest = rest.partition(":")
    action, _, rest = rest.partition(":")
    return Button(form, action, tuple(rest.split(":")) if rest else ()) if mark == "f" and action else None


def advance(form: Form, draft: Draft, content: Content) -> Outcome:
    """Apply one event to a draft."""
    draft = _settled(form, draft)
    match content:
        case Pressed(data=data):
            button = read_button(data)
            return _pressed(form, draft, button) if button and button.form == form.name else Asked(draft)
        case SharedContact(phone=phone, own=own):
            return _contact(form, draft, phone) if own else Asked(draft, Refusal("form-foreign-contact"))
        case Corrected(message=message, text=text):
            return _corrected(form, draft, message, text)
        case Said(text=text, message=message):
            return _said(form, draft, text, message)
        case SentFile():
            return Asked(draft, Refusal("form-words-please"))
    return Asked(draft)


def _settled(form: Form, draft: Draft) -> Draft:
    """Put a draft of an older version of the form onto a question that exists today, without options that do not."""
    answers = {key: value for key, value in draft.answers.items() if _offered(form.step(key), value)}
    draft = draft if len(answers) == len(draft.answers) else replace(draft, answers=answers)
    if draft.at == CONFIRM and following(form, draft) == CONFIRM:
        return draft
    return draft if form.step(draft.at) else replace(draft, at=following(form, draft))


def _offered(step: Step | None, value: str) -> bool:
    if step is None or not step.options or value in {option.value for option in step.options}:
        return True
    return not isinstance(step.parse(value), Refusal)


def _pressed(form: Form, draft: Draft, button: Button) -> Outcome:
    match button.action, button.arguments:
        case "set", (key, value):
            return _chosen(form, draft, key, value)
        case "edit", (key,) if form.step(key):
            return Asked(replace(draft, at=key, proposal={}))
        case "yes", (seen,):
            return _confirmed(form, draft, seen)
        case "take", (seen,) if seen != fingerprint(draft):
            return Asked(draft)
        case _:
            return _navigated(form, draft, button.action)


def _navigated(form: Form, draft: Draft, action: str) -> Outcome:
    match action:
        case "back":
            return _back(form, draft)
        case "keep" if draft.at in draft.answers:
            return _onwards(form, draft)
        case "take" if draft.proposal:
            return _onwards(form, draft.answered(draft.proposal))
        case "drop":
            return Asked(replace(draft, proposal={}))
        case "menu":
            return Paused(draft)
        case "cancel":
            return Cancelled()
    return Asked(draft)


def _back(form: Form, draft: Draft) -> Outcome:
    if draft.proposal:
        return Asked(replace(draft, proposal={}))
    keys = [step.key for step in form.steps]
    position = len(keys) if draft.at == CONFIRM else keys.index(draft.at)
    return Asked(replace(draft, at=keys[position - 1])) if position else Paused(draft)


def _chosen(form: Form, draft: Draft, key: str, value: str) -> Outcome:
    """Take the answer of a button, also of one that stands under an old message."""
    step = form.step(key)
    if step is None or value not in {option.value for option in step.options}:
        return Asked(draft)
    if draft.proposal:
        return Asked(replace(draft, proposal={**draft.proposal, key: value}))
    answered = draft.answered({key: value})
    if draft.at == key:
        return _onwards(form, answered)
    if draft.answers.get(key) == value:
        return Asked(draft)
    return Asked(answered, Refusal("form-changed", {"label": step.label, "value": value, "step": key}))


def _confirmed(form: Form, draft: Draft, seen: str) -> Outcome:
    """Confirm only what the summary that was pressed has shown."""
    if following(form, draft) == CONFIRM and seen == fingerprint(draft):
        return Confirmed(draft)
    return Asked(replace(draft, at=following(form, draft), proposal={}))


def _contact(form: Form, draft: Draft, phone: str) -> Outcome:
    step = next((step for step in form.steps if step.contact), None)
    value = step.parse(phone) if step else Refusal("form-words-please")
    if step is None or isinstance(value, Refusal):
        return Asked(draft, value if isinstance(value, Refusal) else None)
    if draft.proposal:
        return Asked(replace(draft, proposal={**draft.proposal, step.key: value}))
    return _onwards(form, draft.answered({step.key: value}))


def _said(form: Form, draft: Draft, text: str, message: str) -> Outcome:
    word = "take" if draft.proposal and _AGREED.fullmatch(text) else _words().get(text.strip())
    if word and (word != "take" or draft.proposal):
        return _navigated(form, draft, word)
    step = form.step(draft.at)
    if step is None:
        return Asked(draft, Refusal("form-press-please"))
    option = form.option(step, text)
    if option:
        return _onwards(form, draft.answered({step.key: option}, message))
    if draft.proposal:
        return _added(form, draft, text)
    proposal = _understood(form, text, step.key)
    if len(proposal) > 1 or (proposal and step.key not in proposal):
        return Asked(replace(draft, proposal=proposal))
    value = step.parse(text)
    if isinstance(value, Refusal):
        return Asked(draft, value)
    return _onwards(form, draft.answered({step.key: value}, message))


def _added(form: Form, draft: Draft, text: str) -> Outcome:
    """Add what is said while a proposal waits to be agreed to, so that nothing said before has to be said again.

    It is read as the answer to what the proposal leaves open; where nothing is open only what it names is corrected.
    """
    at = following(form, draft.answered(draft.proposal))
    understood = _understood(form, text, at)
    if understood:
        return Asked(replace(draft, proposal={**draft.proposal, **understood}))
    step = form.step(at)
    value = step.parse(text) if step else Refusal("form-press-please")
    if step is None or isinstance(value, Refusal):
        return Asked(draft, value if isinstance(value, Refusal) else None)
    return Asked(replace(draft, proposal={**draft.proposal, step.key: value}))


def _corrected(form: Form, draft: Draft, message: str, text: str) -> Outcome:
    """Let an edited message correct the answer that it gave."""
    step = next((step for step in form.steps if draft.sources.get(step.key) == message), None)
    if step is None:
        return Asked(draft)
    value = form.option(step, text) or step.parse(text)
    if isinstance(value, Refusal):
        return Asked(draft, value)
    note = Refusal("form-changed", {"label": step.label, "value": value, "step": step.key})
    return Asked(replace(draft.answered({step.key: value}, message), proposal=draft.proposal), note)


def _understood(form: Form, text: str, at: str) -> Mapping[str, str]:
    """Read several answers out of one message, each as valid as if it had been typed at its own step."""
    if form.split is None:
        return {}
    understood = {}
    for key, value in form.split(text, at).items():
        step = form.step(key)
        parsed = (form.option(step, value) or step.parse(value)) if step else Refusal("")
        if not isinstance(parsed, Refusal):
            understood[key] = parsed
    return understood


def _onwards(form: Form, draft: Draft) -> Outcome:
    return Asked(replace(draft, at=following(form, draft), proposal={}))


@cache
def _words() -> Mapping[str, str]:
    return {word: action for name, action in _WORDS.items() for word in _CATALOGUE.every(name)}
