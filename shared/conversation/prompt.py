"""Writes the open question of a draft for people: progress, what went wrong, what was understood, and the buttons."""

from __future__ import annotations

from shared.channels.messages import Button, Key, Message
from shared.conversation import engine
from shared.conversation.form import Draft, Form, Refusal, Step, fingerprint
from shared.texts import Texts

_DONE, _OPEN = "🟢", "⚪"


def prompt(form: Form, draft: Draft, texts: Texts, note: Refusal | None = None) -> Message:
    """Ask the open question; ``note`` stands above it."""
    above = _note(form, note, texts)
    if draft.proposal:
        return _proposal(form, draft, texts, above)
    step = form.step(draft.at)
    return _question(form, step, draft, texts, above) if step else _summary(form, draft, texts, above)


def progress(form: Form, draft: Draft) -> str:
    """Draw how far a draft has come, a dot a step: ``🟢🟢🟢⚪⚪ 60%``."""
    done = sum(step.key in draft.answers for step in form.steps)
    total = len(form.steps)
    return f"{_DONE * done}{_OPEN * (total - done)} {done * 100 // total}%"


def _head(form: Form, draft: Draft, texts: Texts) -> str:
    """Say how far a draft has come, and what it is about where the form says so."""
    about = [texts(form.heading, about=draft.about)] if form.heading else []
    return "\n".join((*about, progress(form, draft)))


def lines(form: Form, values: dict[str, str], texts: Texts) -> str:
    """List answers, a line each, as people read them."""
    shown = ((step, values[step.key]) for step in form.steps if step.key in values)
    return "\n".join(
        texts("form-line", label=texts(step.label), value=shown_value(form, step, value, texts))
        for step, value in shown
    )


def shown_value(form: Form, step: Step, value: str, texts: Texts) -> str:
    """Write one kept value for people."""
    words = next((option.text for option in step.options if option.value == value), None)
    return form.catalogue.speak(texts.language)(words) if words else step.show(value, texts)


def _question(form: Form, step: Step, draft: Draft, texts: Texts, above: str) -> Message:
    said = [_head(form, draft, texts), above, texts(step.ask)]
    answered = step.key in draft.answers
    if answered:
        said.append(texts("form-now", value=shown_value(form, step, draft.answers[step.key], texts)))
    text = "\n\n".join(part for part in said if part)
    if step.contact:
        keep = ((Key(texts("form-keep")),),) if answered else ()
        own = (Key(texts("form-share-contact"), contact=True),)
        ways = (Key(texts("form-back")), Key(texts("form-menu")))
        return Message(text, keyboard=(own, *keep, ways), once=True)
    options = tuple((_button(form, texts(option.text), "set", step.key, option.value),) for option in step.options)
    keep_button = ((_button(form, texts("form-keep"), "keep"),),) if answered else ()
    return Message(text, buttons=(*options, *keep_button, _ways(form, texts)))


def _proposal(form: Form, draft: Draft, texts: Texts, above: str) -> Message:
    understood = lines(form, dict(draft.proposal), texts)
    said = (_head(form, draft, texts), above, texts("form-understood"), understood, texts("form-right"))
    agree = (
        _button(form, texts("form-yes"), "take", fingerprint(draft)),
        _button(form, texts("form-one-by-one"), "drop"),
    )
    return Message("\n\n".join(part for part in said if part), buttons=(agree, _ways(form, texts)))


def _summary(form: Form, draft: Draft, texts: Texts, above: str) -> Message:
    said = (_head(form, draft, texts), above, texts(form.summary), lines(form, dict(draft.answers), texts))
    edits = [_button(form, texts("form-edit", label=texts(step.label)), "edit", step.key) for step in form.steps]
    rows = tuple(tuple(edits[at : at + 2]) for at in range(0, len(edits), 2))
    confirm = (_button(form, texts("form-confirm"), "yes", fingerprint(draft)),)
    cancel = (_button(form, texts("form-cancel"), "cancel"),)
    return Message("\n\n".join(part for part in said if part), buttons=(confirm, *rows, _ways(form, texts), cancel))


def _note(form: Form, note: Refusal | None, texts: Texts) -> str:
    if note is None:
        return ""
    values = dict(note.values)
    step = form.step(str(values.pop("step", "")))
    if step:
        values |= {"label": texts(step.label), "value": shown_value(form, step, str(values["value"]), texts)}
    return texts(note.text, **values)


def _ways(form: Form, texts: Texts) -> tuple[Button, ...]:
    return (_button(form, texts("form-back"), "back"), _button(form, texts("form-menu"), "menu"))


def _button(form: Form, text: str, action: str, *arguments: str) -> Button:
    return Button(text, engine.Button(form.name, action, arguments).data)
