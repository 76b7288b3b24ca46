"""The client's bot: menu, order form, the client's orders; (conversation, event) to a turn, pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache

from functions.dispatch import cards, orders, understanding
from functions.dispatch.models import OFFERS, Category, Order, Source, Status, order_path
from functions.dispatch.moves import Actor, may
from functions.dispatch.notices import to_master
from functions.dispatch.order_form import CATALOGUE, ORDER
from shared.channels.events import Event, Pressed, Said, Started
from shared.channels.messages import Button, Key, Message, Say
from shared.conversation import engine
from shared.conversation.form import Draft, Refusal, begin, fingerprint
from shared.conversation.models import Conversation, Turn
from shared.conversation.prompt import progress, prompt
from shared.conversation.turns import Need, Scene
from shared.delivery.outbox import Notice, Posting
from shared.store.records import Record, Write, create
from shared.store.records import replace as replaced
from shared.texts import LANGUAGES, Texts

REMEMBERED = 5  # orders a client sees in the menu

_MENU = {"menu-order": "order", "menu-orders": "orders", "menu-language": "language", "menu-help": "help"}
_WAITING = {"client-resume": "order", "client-restart": "restart"}

# Anyone can forge a payload: what becomes part of a path is no longer than any number.
_ABOUT_ORDER = re.compile(r"(?:ask-cancel|cancel|show):(\d{1,19})", re.ASCII)


@dataclass(frozen=True, slots=True)
class ClientBot:
    """The bot that clients write to."""

    def needs(self, event: Event, conversation: Conversation | None) -> tuple[Need, ...]:
        """Name the order a button speaks of, or those the menu lists."""
        match event.content:
            case Pressed(data=data) if _order_of(data):
                return (order_path(_order_of(data)),)
            case Said(text=text) if conversation and _words().get(text.strip()) == "orders":
                return tuple(order_path(number) for number in conversation.memory.get("orders", ()))
        return ()

    def turn(self, scene: Scene) -> Turn:
        """Decide what an event results in."""
        match scene.event.content:
            case Started():
                return _menu(scene)
            case Pressed() as pressed:
                return _pressed(scene, pressed)
            case Said(text=text) if text.strip() in _words():
                return _chosen(scene, _words()[text.strip()])
            case Said(text=text) if text.startswith("/"):
                return _menu(scene, "client-use-menu")
            case Said(text=text) if scene.conversation.draft is None:
                return _addressed(scene, text)
            case _ if scene.conversation.draft is None:
                return _menu(scene, "client-use-menu")
        return _advanced(scene)


def _texts(scene: Scene) -> Texts:
    return CATALOGUE.speak(scene.conversation.language)


def _order_of(data: str) -> str:
    """Return the number of the order a button speaks of."""
    about = _ABOUT_ORDER.fullmatch(data)
    return about[1] if about else ""


def _menu(scene: Scene, above: str = "") -> Turn:
    """Greet and show the menu; a draft that waits is offered first.

    The draft is offered by keys, not by buttons: a message carries only one of the two, and the menu's keys have to
    come back after the question of the phone, which has keys of its own.
    """
    texts, draft = _texts(scene), scene.conversation.draft
    greeting = texts(above) if above else texts("client-greeting")
    if draft is None:
        return Turn(scene.conversation, (Say(Message(greeting, keyboard=_keyboard(texts))),))
    waiting = texts("client-draft-waits", progress=progress(ORDER, draft))
    keyboard = (*((Key(texts(name)),) for name in _WAITING), *_keyboard(texts))
    return Turn(scene.conversation, (Say(Message(f"{greeting}\n\n{waiting}", keyboard=keyboard)),))


def _keyboard(texts: Texts) -> tuple[tuple[Key, ...], ...]:
    first, *others = (Key(texts(name)) for name in _MENU)
    return ((first,), tuple(others[:2]), tuple(others[2:]))


def _chosen(scene: Scene, action: str) -> Turn:
    texts = _texts(scene)
    match action:
        case "order":
            return _asked(scene, scene.conversation.draft or begin(ORDER, scene.event.id))
        case "restart":
            return _asked(scene, begin(ORDER, scene.event.id))
        case "orders":
            return _listed(scene)
        case "language":
            choices = tuple((Button(CATALOGUE.speak(code)("language-name"), f"lang:{code}"),) for code in LANGUAGES)
            return Turn(scene.conversation, (Say(Message(texts("language-ask"), buttons=choices)),))
    return Turn(scene.conversation, (Say(Message(texts("client-help"), keyboard=_keyboard(texts))),))


def _addressed(scene: Scene, text: str) -> Turn:
    """Take a message out of the blue for an order where it reads like one."""
    understood = understanding.split(text, "service")
    if "problem" not in understood and len(understood) < 2:  # noqa: PLR2004 - one detail alone is no order
        return _menu(scene, "client-use-menu")
    return _advanced(replace(scene, conversation=replace(scene.conversation, draft=begin(ORDER, scene.event.id))))


def _advanced(scene: Scene) -> Turn:
    draft = scene.conversation.draft or begin(ORDER, scene.event.id)
    match engine.advance(ORDER, draft, scene.event.content):
        case engine.Asked(draft=draft, note=note):
            return _asked(scene, draft, note)
        case engine.Confirmed(draft=draft):
            return _placed(scene, draft)
        case engine.Paused(draft=draft):
            return _menu(replace(scene, conversation=replace(scene.conversation, draft=draft)), "client-paused")
        case engine.Cancelled():
            return _menu(replace(scene, conversation=replace(scene.conversation, draft=None)), "client-form-cancelled")


def _asked(scene: Scene, draft: Draft, note: Refusal | None = None) -> Turn:
    conversation = replace(scene.conversation, draft=draft)
    return Turn(conversation, (_answer(scene, prompt(ORDER, draft, _texts(scene), note)),))


def _answer(scene: Scene, message: Message) -> Say:
    """Let the message a button sits on become the answer, unless the answer needs a keyboard."""
    content = scene.event.content
    edits = content.message if isinstance(content, Pressed) and message.keyboard is None else ""
    return Say(message, edits)


def _pressed(scene: Scene, pressed: Pressed) -> Turn:
    button = engine.read_button(pressed.data)
    draft = scene.conversation.draft
    match pressed.data.split(":"):
        case ["resume"] if draft:
            return _asked(scene, draft)
        case ["restart" | "resume"]:
            return _asked(scene, begin(ORDER, scene.event.id))
        case ["lang", code] if code in LANGUAGES:
            return _menu(replace(scene, conversation=replace(scene.conversation, language=code)), "language-set")
        case ["ask-cancel" | "cancel" | "show", _] if _order_of(pressed.data):
            return _order_pressed(scene, pressed.data.partition(":")[0])
    if button and button.form == ORDER.name and draft is None:
        return _old_button(scene, button)
    return _advanced(scene) if draft else _menu(scene, "client-old-button")


def _old_button(scene: Scene, button: engine.Button) -> Turn:
    """Answer a button of a form that is no longer open: a choice opens a new one, a confirmation is remembered."""
    placed = scene.conversation.memory.get("placed") or {}
    if button.action == "yes" and button.arguments == (placed.get("seen"),):
        text = _texts(scene)("order-already-placed", number=placed["number"])
        return Turn(scene.conversation, (Say(Message(text, keyboard=_keyboard(_texts(scene)))),))
    return _advanced(scene) if button.action == "set" else _menu(scene, "client-old-button")


def _placed(scene: Scene, draft: Draft) -> Turn:
    """Place the order: its record, the offers to come, and the answer with its number, in one commit."""
    texts, event = _texts(scene), scene.event
    number = orders.number(f"{event.conversation}:{draft.id}", scene.attempt)
    order = Order(
        number=number,
        source=Source.TELEGRAM,
        category=Category(draft.answers["service"]),
        created_at=scene.now,
        client=event.conversation,
        language=scene.conversation.language,
        problem=draft.answers["problem"],
        address=draft.answers["address"],
        name=draft.answers["name"],
        phone=draft.answers["phone"],
    )
    mine = [number, *scene.conversation.memory.get("orders", ())][:REMEMBERED]
    conversation = replace(scene.conversation, draft=None).remembering(
        orders=mine, placed={"seen": fingerprint(draft), "number": number}
    )
    said = Say(Message(texts("order-placed", number=number), keyboard=_keyboard(texts)))
    mail: tuple[Notice | Posting, ...] = (Posting(OFFERS, number),)
    if isinstance(event.content, Pressed):
        summary = Message(cards.for_client(order, texts))
        mail = (*mail, Notice(event.account, event.chat, Say(summary, event.content.message), event.channel))
    return Turn(conversation, (said,), (create(order.path, order.as_record()),), mail)


def _listed(scene: Scene) -> Turn:
    """Show the client's latest orders, each with a button where it can still be called off."""
    texts = _texts(scene)
    numbers = scene.conversation.memory.get("orders", ())
    records = (scene.known.record(order_path(number)) for number in numbers)
    known = [Order.read(record) for record in records if record.exists]
    if not known:
        return Turn(scene.conversation, (Say(Message(texts("client-no-orders"), keyboard=_keyboard(texts))),))
    lines = "\n\n".join(cards.for_client(order, texts) for order in known)
    buttons = tuple(
        (Button(texts("client-cancel-order", number=order.number), f"ask-cancel:{order.number}"),)
        for order in known
        if may(Actor.CLIENT, order.status, Status.CANCELLED)
    )
    return Turn(scene.conversation, (Say(Message(lines, buttons=buttons)),))


def _order_pressed(scene: Scene, verb: str) -> Turn:
    """Ask before an order is called off, then call it off; only its own client can."""
    texts = _texts(scene)
    content = scene.event.content
    record = scene.known.record(order_path(_order_of(content.data))) if isinstance(content, Pressed) else Record("")
    if not record.exists or record.data.get("client") != scene.event.conversation:
        return _menu(scene, "client-old-button")
    order = Order.read(record)
    if verb == "show" or not may(Actor.CLIENT, order.status, Status.CANCELLED):
        return Turn(scene.conversation, (_answer(scene, Message(cards.for_client(order, texts))),))
    if verb == "ask-cancel":
        sure = (
            (Button(texts("client-cancel-sure"), f"cancel:{order.number}"),),
            (Button(texts("client-cancel-no"), f"show:{order.number}"),),
        )
        text = texts("client-cancel-ask", number=order.number)
        return Turn(scene.conversation, (_answer(scene, Message(text, buttons=sure)),))
    return _called_off(scene, record, order)


def _called_off(scene: Scene, record: Record, order: Order) -> Turn:
    cancelled = orders.cancelled(order, Actor.CLIENT, scene.now)
    writes: tuple[Write, ...] = (replaced(record, cancelled.as_record()),)
    mail: tuple[Notice | Posting, ...] = (Posting(OFFERS, order.number),)
    if order.master:
        mail = (*mail, to_master(order, "master-order-cancelled"))
    text = _texts(scene)("client-cancelled", number=order.number)
    return Turn(scene.conversation, (_answer(scene, Message(text)),), writes, mail)


@cache
def _words() -> Mapping[str, str]:
    """What a key of the menu means, in whatever language it was pressed."""
    return {word: action for name, action in (_MENU | _WAITING).items() for word in CATALOGUE.every(name)}
