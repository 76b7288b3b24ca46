"""People who talk to the desk's bots without a network: what a turn writes is there for the next one."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from functions.dispatch.client_bot import ClientBot
from functions.dispatch.master_bot import MasterBot
from functions.dispatch.models import CLIENT_BOT, MASTER_BOT, Category, Master, Order, Source, Standing, Status
from functions.dispatch.order_form import CATALOGUE
from shared.channels.events import Content, Corrected, Event, Person, Pressed, Said, SentFile, SharedContact, Started
from shared.channels.messages import Message, Say
from shared.channels.telegram.calls import call
from shared.conversation.models import Conversation, Turn, remembered
from shared.conversation.turns import Bot, Known, Need, Scene
from shared.delivery.outbox import Notice, Posting
from shared.store.records import SERVER_TIME, Condition, Query, Record, Write
from shared.texts import Texts

NOON = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)  # a Friday, noon in Moscow
MOSCOW = ZoneInfo("Europe/Moscow")
OWNER = "900"
LANGUAGES = ("ru", "en", "ka")
_numbers = itertools.count(1)


@dataclass
class Desk:
    """The records that everybody's turns read and write, under the store's own conditions."""

    records: dict[str, Record] = field(default_factory=dict)
    now: datetime = NOON

    def put(self, *kept: Order | Master) -> None:
        """Let there be some records."""
        for each in kept:
            self.apply(Write(each.path, each.as_record()))

    def order(self, number: str) -> Order:
        """Read an order."""
        return Order.read(self.records[f"orders/{number}"])

    def master(self, chat: str) -> Master:
        """Read a master."""
        return Master.read(self.records[f"masters/{chat}"])

    def apply(self, write: Write) -> None:
        """Do a write if its condition holds, as the store would."""
        there = self.records.get(write.path, Record(write.path))
        match write.condition:
            case Condition.ABSENT:
                assert not there.exists, f"{write.path} is there already"
            case datetime():
                assert there.version == write.condition, f"{write.path} has been touched"
        data = {name: self.now if value is SERVER_TIME else value for name, value in (write.data or {}).items()}
        kept = {name: value for name, value in there.data.items() if name not in (write.fields or there.data)}
        version = NOON + timedelta(microseconds=next(_numbers))
        self.records[write.path] = Record(write.path, kept | data, version)

    def known(self, needs: tuple[Need, ...]) -> Known:
        """Return what a bot has asked for, and nothing else."""
        paths = [need for need in needs if isinstance(need, str)]
        assert all(path.count("/") == 1 and all(path.split("/")) and len(path) < 500 for path in paths), paths
        queries = [need for need in needs if isinstance(need, Query)]
        return Known(
            {path: self.records.get(path, Record(path)) for path in paths},
            {query: self._found(query) for query in queries},
        )

    def _found(self, query: Query) -> list[Record]:
        found = [
            record
            for path, record in sorted(self.records.items())
            if path.rpartition("/")[0] == query.collection
            and all(_holds(record.data.get(name), sign, value) for name, sign, value in query.where)
        ]
        return found[: query.limit or None]


def _holds(value: Any, sign: str, wanted: Any) -> bool:
    return bool(value == wanted if sign == "==" else value is not None and value >= wanted)


@dataclass
class Talk:
    """One person's talk with one bot; ``turn`` is the last turn, ``shown`` the last message."""

    bot: Bot
    account: str
    desk: Desk = field(default_factory=Desk)
    chat: str = "1001"
    language: str = "ru"
    turn: Turn = field(init=False)
    attempt: int = 0

    @property
    def key(self) -> str:
        """The conversation's key."""
        return f"telegram:{self.account}:{self.chat}"

    @property
    def conversation(self) -> Conversation:
        """The conversation as the store keeps it."""
        record = self.desk.records.get(f"conversations/{self.key}", Record(f"conversations/{self.key}"))
        return remembered(record, self._event(Started()))

    @property
    def texts(self) -> Texts:
        """The texts in the person's language."""
        return CATALOGUE.speak(self.conversation.language)

    @property
    def shown(self) -> Message:
        """The last message."""
        return self.turn.say[-1].message

    def start(self) -> Message:
        """Press Start."""
        return self.do(Started())

    def say(self, text: str, message: str = "") -> Message:
        """Write a text."""
        return self.do(Said(text, message))

    def key_of(self, name: str) -> Message:
        """Press a key of the keyboard, by the name of its text."""
        keys = [key.text for row in self.shown.keyboard or () for key in row]
        assert self.texts(name) in keys, f"{self.texts(name)} is not among {keys}"
        return self.say(self.texts(name))

    def press(self, name: str, **values: str | int) -> Message:
        """Press a button of the last message, by the name of its text."""
        buttons = {button.text: button.data for row in self.shown.buttons for button in row}
        return self.forge(buttons[self.texts(name, **values)])

    def forge(self, data: str, message: str = "77") -> Message:
        """Press a button that has this payload, whether or not there is one."""
        return self.do(Pressed(data, message, "query"))

    def edit(self, message: str, text: str) -> Message:
        """Correct a message."""
        return self.do(Corrected(message, text))

    def send(self, kind: str) -> Message:
        """Send a photo, a sticker …"""
        return self.do(SentFile(kind, "file"))

    def share(self, phone: str, *, own: bool = True) -> Message:
        """Share a contact."""
        return self.do(SharedContact(phone, own))

    def do(self, content: Content) -> Message:
        """Do anything; the answer is the one message that fits into the webhook's response."""
        event = self._event(content)
        conversation = self.conversation
        needs = {*self.bot.needs(event, None), *self.bot.needs(event, conversation)}
        known = self.desk.known(tuple(needs))
        self.turn = self.bot.turn(Scene(event, conversation, known, self.desk.now, self.attempt))
        record = self.turn.conversation.as_record(self.desk.now)
        for write in (Write(self.turn.conversation.path, record), *self.turn.writes):
            self.desk.apply(write)
        assert len(self.turn.say) == 1, "a turn says exactly one thing"
        _check(self.turn.say[0])
        return self.shown

    def _event(self, content: Content) -> Event:
        person = Person(self.chat, "Анна", language=self.language)
        return Event(str(next(_numbers)), "telegram", self.account, self.chat, person, self.desk.now, content, {})


def _check(say: Say) -> None:
    """Hold a message against what Telegram takes."""
    parameters = call("1", say)
    assert 0 < len(parameters["text"]) <= 4096
    data = [button.data for row in say.message.buttons for button in row]
    assert all(0 < len(each.encode()) <= 64 for each in data), data
    assert not (say.edits and say.message.keyboard is not None), "an edit carries no keyboard"


def client(desk: Desk | None = None, *, chat: str = "1001", language: str = "ru") -> Talk:
    """Let a client write to the client's bot."""
    return Talk(ClientBot(), CLIENT_BOT, desk or Desk(), chat, language)


def worker(desk: Desk | None = None, *, chat: str = "2001", language: str = "ru") -> Talk:
    """Let a person write to the master's bot."""
    return Talk(MasterBot(MOSCOW, OWNER), MASTER_BOT, desk or Desk(), chat, language)


def order(number: str = "123456", **fields: Any) -> Order:
    """Return an order as a client places it."""
    given: dict[str, Any] = {
        "source": Source.TELEGRAM,
        "name": "Анна",
        "phone": "+79161234567",
        "category": Category.SOCKETS,
        "problem": "Искрит розетка",
        "address": "ул. Мира, 10",
        "created_at": NOON,
        "client": "telegram:dispatch_client_bot:1001",
    }
    return Order(number, **given | fields)


def taken(number: str = "123456", by: str = "2001", **fields: Any) -> Order:
    """Return an order that a master has."""
    whose: dict[str, Any] = {"status": Status.TAKEN, "master": by, "master_name": "Иван Петров"}
    return order(number, **whose | {"rate": 30_00, "taken_at": NOON} | fields)


def master(chat: str = "2001", **fields: Any) -> Master:
    """Return a master who may take orders."""
    given: dict[str, Any] = {"name": "Иван Петров", "phone": "+79031112233", "standing": Standing.ACTIVE}
    return Master(chat, **given | fields)


def notices(turn: Turn) -> dict[str, Message]:
    """Return what others are told, by chat."""
    return {each.chat: each.say.message for each in turn.mail if isinstance(each, Notice)}


def postings(turn: Turn) -> list[Posting]:
    """Return which postings have to be brought up to date."""
    return [each for each in turn.mail if isinstance(each, Posting)]


def labels(message: Message) -> list[str]:
    """Return the words on the buttons under a message."""
    return [button.text for row in message.buttons for button in row]


def payloads(message: Message) -> Mapping[str, str]:
    """Return the payload of each button by its words."""
    return {button.text: button.data for row in message.buttons for button in row}


def keys(message: Message) -> list[str]:
    """Return the words on the keys below the input field."""
    return [key.text for row in message.keyboard or () for key in row]
