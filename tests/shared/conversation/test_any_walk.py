"""Whatever people and forgers do, in whatever order: a form stays whole and can always be shown."""

from __future__ import annotations

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from shared.channels.events import Content, Corrected, Pressed, Said, SentFile, SharedContact, Unknown
from shared.conversation.engine import Asked, Cancelled, Confirmed, Paused, advance
from shared.conversation.form import Draft, Form, Refusal, begin, following
from shared.conversation.prompt import prompt
from tests.shared.conversation.visit import ANNA, CATALOGUE, DRINK, EN, PHONE, RU, VISIT, WISH, split

FORMS = (
    VISIT,
    Form("visit", (PHONE, WISH, DRINK), CATALOGUE, split),
    Form("visit", (DRINK, WISH), CATALOGUE),
)
WORDS = [RU(f"form-{name}") for name in ("back", "menu", "cancel", "keep", "yes")] + [EN("form-back")]
TEXTS = st.sampled_from([*WORDS, "чай", "Торт", ANNA, "wish: Торт; phone: 89161234567", "drink: tea", ""]) | st.text(
    max_size=20
)
PARTS = st.sampled_from(["set", "edit", "yes", "take", "drop", "back", "keep", "drink", "wish", "phone", "tea", "x"])
DATA = st.lists(PARTS, max_size=3).map(lambda parts: ":".join(("f", "visit", *parts))) | st.text(max_size=8)
IDS = st.sampled_from(["1", "2", "3"])
CONTENTS: st.SearchStrategy[Content] = st.one_of(
    st.builds(Said, TEXTS, IDS),
    st.builds(Pressed, DATA, IDS, IDS),
    st.builds(Corrected, IDS, TEXTS),
    st.builds(SharedContact, TEXTS, st.booleans()),
    st.builds(SentFile, st.just("photo"), st.just("x")),
    st.builds(Unknown, st.just("gift")),
)


def check(form: Form, draft: Draft, note: Refusal | None) -> None:
    """Assert that a draft stands at a question that exists, holds valid answers only, and can be shown and kept."""
    assert draft.at == "confirm" or form.step(draft.at)
    if draft.at == "confirm":
        assert following(form, draft) == "confirm"
    for key, value in {**draft.answers, **draft.proposal}.items():
        step = VISIT.step(key)
        assert step
        assert value in {option.value for option in step.options} or not isinstance(step.parse(value), Refusal)
    for texts in (RU, EN):
        message = prompt(form, draft, texts, note)
        assert 0 < len(message.text) <= 4096
        assert all(len(button.data.encode()) <= 64 for row in message.buttons for button in row)
    assert Draft.from_record(draft.as_record()) == draft
    assert len(json.dumps(draft.as_record()).encode()) < 4096


@given(st.lists(st.tuples(CONTENTS, st.sampled_from(FORMS)), max_size=12))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_a_draft_is_whole_after_any_events_and_deploys(walk: list[tuple[Content, Form]]) -> None:
    draft = begin(VISIT, "event-1")
    for content, form in walk:
        match advance(form, draft, content):
            case Asked(draft=draft, note=note):
                check(form, draft, note)
            case Paused(draft=draft):
                check(form, draft, None)
            case Confirmed(draft=confirmed):
                assert following(form, confirmed) == "confirm"
                assert not confirmed.proposal
                return
            case Cancelled():
                return
