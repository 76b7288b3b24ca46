"""The master's bot: registration, offers, the master's orders and earnings; (conversation, event) to a turn, pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import tzinfo
from functools import cache

from functions.dispatch import acceptance, earnings, notices, registration
from functions.dispatch.completion import COMPLETION, shares
from functions.dispatch.models import Master, Order, Standing, Status, master_path, order_path
from functions.dispatch.order_form import CATALOGUE
from functions.dispatch.registration import MENU, REGISTRATION, keyboard
from functions.dispatch.settings import FOLDER, RATE, SHOW_CLIENT
from shared import phone
from shared.channels.events import Event, Pressed, Said, Started
from shared.channels.messages import Button, Message, Say
from shared.conversation import engine
from shared.conversation.form import Draft, Form, Refusal, begin
from shared.conversation.models import Conversation, Turn
from shared.conversation.prompt import prompt
from shared.conversation.turns import Need, Scene
from shared.store.records import Query, Record, create
from shared.store.records import replace as replaced
from shared.texts import LANGUAGES, Texts

LISTED = 10

# Anyone can forge a payload: what becomes part of a path is a number, no longer than any id. An offer's button to
# decline it also names the sheet of the fan-out on which the offer stands.
_ABOUT = re.compile(
    rf"(?:take|done|approve|dismiss):\d{{1,19}}|decline:\d{{1,19}}(?:-\d{{1,4}})?|lang:(?:{'|'.join(LANGUAGES)})",
    re.ASCII,
)
OPEN_ORDERS = Query("orders", (("status", "==", Status.NEW),), ("created_at",), limit=LISTED)
APPLICATIONS = Query("masters", (("standing", "==", Standing.WAITING),), limit=LISTED)


@dataclass(frozen=True, slots=True)
class MasterBot:
    """The bot that masters and the owner use; ``owner`` is the owner's id in Telegram."""

    zone: tzinfo
    owner: str = ""

    def needs(self, event: Event, conversation: Conversation | None) -> tuple[Need, ...]:
        """Name the master, and whatever the button, the key or the open form is about."""
        me = master_path(event.chat)
        match event.content:
            case Pressed(data=data) if _verb(data)[0]:
                return (me, *self._about(*_verb(data)))
            case Said(text=text) if text.strip() in _words():
                return (me, *self._listed(_words()[text.strip()], event))
            case Started() if event.person.id == self.owner:
                return (me, APPLICATIONS)
        draft = conversation.draft if conversation else None
        return (me, order_path(draft.about)) if draft and draft.about else (me,)

    def turn(self, scene: Scene) -> Turn:
        """Decide what an event results in."""
        record = scene.known.record(master_path(scene.event.chat))
        verb, argument = _verb(scene.event.content.data) if isinstance(scene.event.content, Pressed) else ("", "")
        if verb in {"approve", "dismiss"}:
            return self._decided(scene, verb, argument)
        if verb == "lang":
            scene = replace(scene, conversation=replace(scene.conversation, language=argument))
        if scene.event.person.id == self.owner and (isinstance(scene.event.content, Started) or not record.exists):
            return _greeted(scene)
        if not record.exists:
            return _registering(scene, record, self.owner)
        return self._working(scene, record, Master.read(record), verb)

    def _about(self, verb: str, argument: str) -> tuple[Need, ...]:
        match verb:
            case "take":
                return (order_path(argument), RATE.path)
            case "decline":
                number, _, sheet = argument.partition("-")
                return (order_path(number), acceptance.posting_path(number, sheet))
            case "done":
                return (order_path(argument),)
            case "approve" | "dismiss":
                return (master_path(argument), FOLDER.path)
        return ()

    def _listed(self, action: str, event: Event) -> tuple[Need, ...]:
        match action:
            case "new":
                return (OPEN_ORDERS, SHOW_CLIENT.path)
            case "mine":
                return (_mine(event.chat),)
            case "statistics":
                return (self._completed(event),)
        return ()

    def _completed(self, event: Event) -> Query:
        return earnings.completed_since(event.chat, min(p.start for p in earnings.periods(event.at, self.zone)))

    def _decided(self, scene: Scene, verb: str, argument: str) -> Turn:
        """Let the owner, and nobody else, decide about an application."""
        texts = _texts(scene)
        record = scene.known.record(master_path(argument))
        if scene.event.person.id != self.owner or not record.exists:
            return _said(scene, texts("owner-only"))
        master = Master.read(record)
        standing = Standing.ACTIVE if verb == "approve" else Standing.DISMISSED
        if not registration.may_become(master, standing):
            return _said(scene, texts("owner-already", name=master.name, standing=texts(_STANDING[master.standing])))
        folder = FOLDER.value(scene.known.record(FOLDER.path))
        moved, notice = registration.moved(master, standing, folder)
        said = _answer(scene, Message(texts("owner-decided", name=master.name, standing=texts(_STANDING[standing]))))
        return Turn(scene.conversation, (said,), (replaced(record, moved.as_record()),), (notice,))

    def _working(self, scene: Scene, record: Record, master: Master, verb: str) -> Turn:
        texts = _texts(scene)
        content = scene.event.content
        if verb == "lang":
            writes = (replaced(record, replace(master, language=texts.language).as_record()),)
            told = _menu(scene, texts("language-set")) if master.active else _said(scene, texts("language-set"))
            return replace(told, writes=writes)
        draft = scene.conversation.draft
        finishing = verb == "done" or (draft is not None and draft.form == COMPLETION.name and not verb)
        if not master.active and not finishing:
            return _said(scene, texts(_NOT_ACTIVE[master.standing]))
        if isinstance(content, Pressed) and verb in {"take", "decline", "done"}:
            return self._pressed(scene, record, master, _verb(content.data))
        if isinstance(content, Said) and content.text.strip() in _words() and master.active:
            return self._chosen(scene, record, master, _words()[content.text.strip()])
        if draft and draft.form == COMPLETION.name:
            return _completing(scene, record, master, draft)
        return _menu(scene, texts("master-greeting", name=master.name))

    def _pressed(self, scene: Scene, record: Record, master: Master, pressed: tuple[str, str]) -> Turn:
        verb, argument = pressed
        held = scene.known.record(order_path(argument.partition("-")[0]))
        if not held.exists:
            return _said(scene, _texts(scene)("master-no-such-order"))
        order = Order.read(held)
        match verb:
            case "take":
                return acceptance.taken(scene, acceptance.Held(held, order, record, master), self.zone)
            case "decline":
                number, _, sheet = argument.partition("-")
                posting = scene.known.record(acceptance.posting_path(number, sheet))
                return acceptance.declined(scene, posting, acceptance.Held(held, order, record, master), self.zone)
        if order.master != master.id or order.status is not Status.TAKEN:
            return _said(scene, _texts(scene)("completion-not-yours", number=order.number))
        return _asked(scene, COMPLETION, begin(COMPLETION, scene.event.id, about=order.number))

    def _chosen(self, scene: Scene, record: Record, master: Master, action: str) -> Turn:
        texts = _texts(scene)
        match action:
            case "new":
                found = [Order.read(each) for each in scene.known.found(OPEN_ORDERS)]
                show_client = SHOW_CLIENT.value(scene.known.record(SHOW_CLIENT.path))
                return acceptance.listed(scene, found, self.zone, show_client=show_client)
            case "mine":
                found = [Order.read(each) for each in scene.known.found(_mine(scene.event.chat))]
                return acceptance.working_on(scene, found, self.zone)
            case "statistics":
                return self._statistics(scene, master)
            case "shift":
                turned = replace(master, on_shift=not master.on_shift)
                text = texts("master-on-shift" if turned.on_shift else "master-off-shift")
                said = Say(Message(text, keyboard=keyboard(texts)))
                return Turn(scene.conversation, (said,), (replaced(record, turned.as_record()),))
        choices = tuple((Button(CATALOGUE.speak(code)("language-name"), f"lang:{code}"),) for code in LANGUAGES)
        return Turn(scene.conversation, (Say(Message(texts("language-ask"), buttons=choices)),))

    def _statistics(self, scene: Scene, master: Master) -> Turn:
        texts = _texts(scene)
        done = [Order.read(each) for each in scene.known.found(self._completed(scene.event))]
        parts = [acceptance.earned_line(texts, p, done) for p in earnings.periods(scene.event.at, self.zone)]
        parts.append(acceptance.account_line(texts, master))
        return _said(scene, "\n\n".join((texts("statistics-title"), *parts)))


def _verb(data: str) -> tuple[str, str]:
    """Read a button of the desk: a verb and what it is about; anything else is a form's or forged."""
    verb, _, argument = data.partition(":") if _ABOUT.fullmatch(data) else ("", "", "")
    return verb, argument


def _mine(chat: str) -> Query:
    return Query("orders", (("master", "==", chat), ("status", "==", Status.TAKEN)), limit=LISTED)


def _texts(scene: Scene) -> Texts:
    return CATALOGUE.speak(scene.conversation.language)


def _said(scene: Scene, text: str) -> Turn:
    return Turn(scene.conversation, (Say(Message(text)),))


def _menu(scene: Scene, text: str) -> Turn:
    return Turn(scene.conversation, (Say(Message(text, keyboard=keyboard(_texts(scene)))),))


def _answer(scene: Scene, message: Message) -> Say:
    content = scene.event.content
    return Say(message, content.message if isinstance(content, Pressed) and message.keyboard is None else "")


def _asked(scene: Scene, form: Form, draft: Draft, note: Refusal | None = None, below: str = "") -> Turn:
    """Ask the open question; a form's own button turns its message into it, an order's card stays on screen."""
    message = prompt(form, draft, _texts(scene), note)
    message = replace(message, text=f"{message.text}\n\n{below}") if below else message
    content = scene.event.content
    of_form = isinstance(content, Pressed) and engine.read_button(content.data) is not None
    return Turn(replace(scene.conversation, draft=draft), (_answer(scene, message) if of_form else Say(message),))


def _registering(scene: Scene, record: Record, owner: str) -> Turn:
    """Ask a person who is no master yet who they are, until they confirm."""
    draft = scene.conversation.draft
    if draft is None or draft.form != REGISTRATION.name:
        return _asked(scene, REGISTRATION, begin(REGISTRATION, scene.event.id), Refusal("registration-welcome"))
    match engine.advance(REGISTRATION, draft, scene.event.content):
        case engine.Asked(draft=draft, note=note):
            return _asked(scene, REGISTRATION, draft, note)
        case engine.Confirmed(draft=draft):
            master = registration.applied(record.id, draft, scene.conversation.language, scene.now)
            told = Say(Message(_texts(scene)("master-waiting"), keyboard=()))
            mail = (notices.application(master, owner),) if owner else ()
            conversation = replace(scene.conversation, draft=None)
            return Turn(conversation, (told,), (create(record.path, master.as_record()),), mail)
        case engine.Paused(draft=draft):
            later = Say(Message(_texts(scene)("registration-later"), keyboard=()))
            return Turn(replace(scene.conversation, draft=draft), (later,))
    given_up = Say(Message(_texts(scene)("registration-later"), keyboard=()))
    return Turn(replace(scene.conversation, draft=None), (given_up,))


def _greeted(scene: Scene) -> Turn:
    """Greet the owner with the applications that wait: some may have come before the owner ever wrote to the bot."""
    texts = _texts(scene)
    waiting = [Master.read(each) for each in scene.known.answers.get(APPLICATIONS, ())]
    applied = (texts("owner-application", name=m.name, phone=phone.show(m.phone)) for m in waiting)
    buttons = tuple(notices.decision(master) for master in waiting)
    return Turn(scene.conversation, (Say(Message("\n\n".join((texts("owner-greeting"), *applied)), buttons=buttons)),))


def _completing(scene: Scene, record: Record, master: Master, draft: Draft) -> Turn:
    """Ask for the price of an order until the master confirms it."""
    held = scene.known.record(order_path(draft.about))
    order = Order.read(held) if held.exists else None
    if order is None or order.master != master.id or order.status is not Status.TAKEN:
        gone = replace(scene, conversation=replace(scene.conversation, draft=None))
        return _menu(gone, _texts(scene)("completion-not-yours", number=draft.about))
    match engine.advance(COMPLETION, draft, scene.event.content):
        case engine.Asked(draft=draft, note=note):
            return _asked(scene, COMPLETION, draft, note, shares(order, draft, _texts(scene)))
        case engine.Confirmed(draft=draft):
            return acceptance.completed(
                scene, acceptance.Held(held, order, record, master), int(draft.answers["price"])
            )
    later = replace(scene, conversation=replace(scene.conversation, draft=None))
    return _menu(later, _texts(scene)("completion-later", number=order.number))


_STANDING = {
    Standing.WAITING: "standing-waiting",
    Standing.ACTIVE: "standing-active",
    Standing.PAUSED: "standing-paused",
    Standing.DISMISSED: "standing-dismissed",
}
_NOT_ACTIVE = {
    Standing.WAITING: "master-waiting",
    Standing.PAUSED: "master-paused",
    Standing.DISMISSED: "master-dismissed",
}


@cache
def _words() -> Mapping[str, str]:
    """What a key of the menu means, in whatever language it was pressed."""
    return {word: action for name, action in MENU.items() for word in CATALOGUE.every(name)}
