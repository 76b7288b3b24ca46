"""Decides when an event counts as delivered: 2xx is delivered, anything else is tried again or dropped.

Not reaching the gateway, or finding no free instance (429), is no failure of the function: it is always tried again.
Several events of a function are under way at once, as many as its instances may serve, and in no promised order.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from infra.functions import DocumentTrigger, Function
from infra.local.eventarc.mailbox import Mailbox, Owed
from infra.local.eventarc.policy import KEPT, Policy
from infra.local.oidc import EVENTARC_ACCOUNT, LIFETIME, Keys, claims_of
from infra.local.upstream import Headers, Upstream, UpstreamError

ANSWER_LIMIT = 600.0  # seconds; the longest acknowledgement Pub/Sub waits for
UNREACHED = 0
NO_INSTANCE = 429


@dataclass(slots=True)
class Account:
    """What became of a trigger's events."""

    places: asyncio.Semaphore
    pending: int = 0
    delivered: int = 0
    failures: int = 0
    dropped: int = 0
    last_status: int | None = None
    last_seconds: float | None = None
    last_answer: str = ""


@dataclass(slots=True)
class Token:
    """A caller's proof and when to get another."""

    text: str = ""
    until: float = 0.0


@dataclass(slots=True)
class Destination:
    """A function with a trigger: the address it is called at and how that went."""

    function: Function
    trigger: DocumentTrigger
    account: Account
    token: Token = field(default_factory=Token)


class Courier:
    """Carries letters to the functions at ``address``."""

    def __init__(self, functions: Sequence[Function], mailbox: Mailbox, keys: Keys, address: str) -> None:
        parts = urlsplit(address)
        self.policy = Policy()
        self.functions = functions
        self.destinations = {
            function.name: Destination(
                function,
                function.trigger,
                Account(asyncio.Semaphore(function.max_instances * function.concurrency)),
            )
            for function in functions
            if isinstance(function.trigger, DocumentTrigger)
        }
        self._mailbox = mailbox
        self._keys = keys
        self._address = address.rstrip("/")
        self._host = parts.netloc
        self._upstream = Upstream(parts.hostname or "127.0.0.1", parts.port or 80)
        self._open = asyncio.Event()
        self._open.set()
        self._tasks: set[asyncio.Task[None]] = set()

    def pause(self) -> None:
        """Hold back everything that is not yet under way."""
        self._open.clear()

    def resume(self) -> None:
        """Send again."""
        self._open.set()

    def send(self, owed: Owed) -> None:
        """See a letter delivered, sometime."""
        task = asyncio.create_task(self._deliver(owed))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def close(self) -> None:
        """Stop; what is owed stays in the mailbox."""
        for task in self._tasks:
            task.cancel()
        self._upstream.close()

    async def _deliver(self, owed: Owed) -> None:
        destination = self.destinations.get(owed.function)
        if destination is None:
            self._mailbox.remove(owed)  # The function has left the list.
            return
        destination.account.pending += 1
        try:
            while not await self._try(owed, destination):
                self._mailbox.postpone(owed)
        finally:
            destination.account.pending -= 1
        self._mailbox.remove(owed)

    async def _try(self, owed: Owed, destination: Destination) -> bool:
        """Send once, when due; say whether the letter is done with, delivered or dropped."""
        await asyncio.sleep(max(0.0, owed.due - time.time()))
        await self._open.wait()
        account = destination.account
        async with account.places:
            begun = time.monotonic()
            account.last_status, account.last_answer = await self._post(owed, destination)
            account.last_seconds = time.monotonic() - begun
        if 200 <= account.last_status < 300:  # noqa: PLR2004 - success, as Pub/Sub counts it
            account.delivered += 1
            return True
        account.failures += 1
        again = destination.trigger.retry or account.last_status in (UNREACHED, NO_INSTANCE)
        if not again or time.time() - owed.born > KEPT:
            account.dropped += 1
            return True
        owed.attempts += 1
        owed.due = time.time() + self.policy.pause(owed.attempts)
        return False

    async def _post(self, owed: Owed, destination: Destination) -> tuple[int, str]:
        headers, body = self._mailbox.content(owed)
        mine: Headers = [
            (b"host", self._host.encode()),
            (b"user-agent", b"APIs-Google; (+https://developers.google.com/webmasters/APIs-Google)"),
            (b"authorization", b"Bearer " + self._token(destination).encode()),
            (b"content-length", b"%d" % len(body)),
        ]
        try:
            async with asyncio.timeout(ANSWER_LIMIT):
                call = self._upstream.call(b"POST", f"/{owed.function}".encode(), mine + headers, body)
                async with call as answer:
                    said = b"".join([piece async for piece in answer.body()])
        except (UpstreamError, TimeoutError) as error:
            return UNREACHED, str(error)
        return answer.status, said[:500].decode(errors="replace")

    def _token(self, destination: Destination) -> str:
        if destination.token.until < time.time():
            claims = claims_of(EVENTARC_ACCOUNT, f"{self._address}/{destination.function.name}")
            destination.token = Token(self._keys.sign(claims), time.time() + LIFETIME - 300)
        return destination.token.text
