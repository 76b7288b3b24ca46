"""Reads the edit trigger's call: that somebody typed, who, and where.

Whoever may edit the spreadsheet can read the script and its secret, so a call only ever makes a pass happen sooner
and lends a name to the audit; no value is taken from it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from shared.sheets.cells import Raw, plain
from shared.store.records import Record, Write, put, remove

FRESH = timedelta(minutes=5)  # older calls are a replay, or a clock that is wrong
KEPT = timedelta(minutes=15)
LONGEST = 4_000  # characters of a value: only compared, never used
_LATER = timedelta(minutes=1)  # how far ahead the script's clock may be


class Forged(Exception):
    """The call does not come from our script."""


@dataclass(frozen=True, slots=True)
class Hint:
    """Somebody edited a row; ``header`` and ``value`` are empty where they changed several cells at once."""

    spreadsheet: str
    tab: str
    key: str
    header: str
    value: str
    who: str

    def about(self, tab: str, key: str, header: str, raw: Raw) -> bool:
        """Whether it is this very cell that was edited."""
        if (self.tab, self.key) != (tab, key):
            return False
        return not self.header or (self.header == header and self.value in ("", plain(raw)[:LONGEST]))


def signature(body: bytes, time: str, secret: str) -> str:
    """Return the signature of a call, in hexadecimal: HMAC-SHA256 over its time and body."""
    return hmac.new(secret.encode(), time.encode() + b"." + body, hashlib.sha256).hexdigest()


def read(body: bytes, time: str, signed: str, secret: str, now: datetime) -> Hint:
    """Read a call; raises ``Forged``, or ``ValueError`` where an authentic one is no hint."""
    if not secret or not hmac.compare_digest(signature(body, time, secret).encode(), signed.encode()):
        raise Forged
    sent = datetime.fromtimestamp(int(time), now.tzinfo)
    if not now - FRESH <= sent <= now + _LATER:
        raise Forged
    match json.loads(body):
        case {"spreadsheet": str()} as told:
            return Hint(**{name: str(told.get(name) or "")[:LONGEST] for name in Hint.__slots__})
    raise ValueError("not a hint")


def noted(hint: Hint, now: datetime) -> Write:
    """Keep a hint for the pass that will see the edit."""
    name = hashlib.blake2b(repr((hint, now.isoformat())).encode(), digest_size=12).hexdigest()
    kept = asdict(hint) | {"at": now, "expires_at": now + KEPT}
    return put(f"{folder(hint.spreadsheet)}/{name}", kept)


def folder(spreadsheet: str) -> str:
    """Return where the hints of a spreadsheet are kept."""
    return f"sheets/{spreadsheet}/hints"


def known(records: Iterable[Record]) -> list[Hint]:
    """Read kept hints, the latest first."""
    told = sorted(records, key=lambda record: record.data["at"], reverse=True)
    names = Hint.__slots__
    return [Hint(**{name: record.data[name] for name in names}) for record in told]


def stale(records: Iterable[Record], now: datetime) -> list[Write]:
    """Forget the hints that no pass will need any more."""
    return [remove(record) for record in records if record.data["expires_at"] <= now]


def who(hints: Iterable[Hint], tab: str, key: str, cells: Iterable[tuple[str, Raw]]) -> str:
    """Return who edited one of a row's cells, as far as the trigger has told."""
    changed = list(cells)
    return next((hint.who for hint in hints if any(hint.about(tab, key, *cell) for cell in changed)), "")
