"""``make demo``: plays a whole order against the running system and prints what everybody sees."""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from dotenv import dotenv_values

from infra.local.walk.office import Office
from infra.local.walk.order import Cast, play
from infra.local.walk.people import NotSeen, Person

_WIDTH = 64
_TABS = ("Заявки", "Мастера", "Статистика", "Настройки")
_SHOWN_MOST = 8  # rows of a tab


def main() -> int:
    """Play, or say why that is not possible."""
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--data", default=".local", type=Path, help="the folder of the running system")
    data = parser.parse_args().data
    try:
        cast = assemble(data, said=bubble)
    except (FileNotFoundError, httpx.HTTPError):
        sys.stderr.write(
            "The system is not running here. Start it with `make run` in another terminal, then try again.\n"
        )
        return 1
    try:
        played = play(cast, _title, lambda moment: _show_sheet(cast.office, moment))
    except NotSeen as failure:
        sys.stderr.write(f"\n{failure}\n")
        return 1
    _show_records(cast.office, played.by_bot)
    _line(f"\nOrders #{played.by_bot} (bot) and #{played.by_phone} (phone): played to the end.")
    return 0


def assemble(data: Path, said: Any = None) -> Cast:  # noqa: ANN401 - a listener, see Person
    """Bring the players together around a running system; new people every time, so that it can be played again."""
    settings = {name: value or "" for name, value in dotenv_values(data / "run.env").items()}
    places = {name: value or "" for name, value in dotenv_values(data / "local.env").items()}
    if not settings:
        raise FileNotFoundError(data / "run.env")
    messenger = httpx.Client(base_url=settings["TELEGRAM_API_URL"], timeout=60)
    messenger.get("/admin/bots").raise_for_status()
    clients, masters = (settings[f"DISPATCH_{who}_BOT_TOKEN"].partition(":")[0] for who in ("CLIENT", "MASTER"))
    tag = int(time.time()) % 1_000_000

    def person(bot: str, number: int, name: str, phone: str) -> Person:
        return Person(messenger, bot, number, name, phone, said=said).arrive()

    owner = person(masters, int(settings["ADMIN_TELEGRAM_ID"]), "Ольга Владелец", "+79160000001")
    owner.write("/start")
    office = Office(
        settings,
        scheduler=httpx.Client(base_url=places["LOCAL_SCHEDULER"], timeout=200),
        sheets=httpx.Client(base_url=settings["SHEETS_API_URL"], timeout=60),
        spreadsheet=settings["DISPATCH_SHEET_ID"],
    )
    return Cast(
        client=person(clients, 10_000_000 + tag, "Анна", "+79161234567"),
        quick=person(masters, 20_000_000 + tag, "Иван Быстров", "+79262345678"),
        slow=person(masters, 30_000_000 + tag, "Пётр Тихонов", "+79363456789"),
        owner=owner,
        office=office,
    )


def bubble(person: Person, message: dict[str, Any]) -> None:
    """Print one bubble: the bot's on the left, the person's on the right."""
    mine = message["from"] == "person"
    words = message.get("text") or f"[{message.get('kind')}]"
    indent = " " * (_WIDTH // 3 if mine else 2)
    _line(
        f"\n{indent}{person.name if mine else f'bot → {person.name}'}{' (changed)' if message.get('edited_at') else ''}"
    )
    for line in words.splitlines():
        _line(f"{indent}│ {line}")
    for row in (message.get("reply_markup") or {}).get("inline_keyboard", []):
        _line(f"{indent}└ " + "  ".join(f"[{button['text']}]" for button in row))


def _title(text: str) -> None:
    _line(f"\n{'━' * _WIDTH}\n{text}\n{'━' * _WIDTH}")


def _show_sheet(office: Office, moment: str) -> None:
    _line(f"\n  The Sheet, after {moment}:")
    for title in _TABS:
        rows = office.tab(title)
        _line(f"\n  «{title}»")
        for row in rows[-_SHOWN_MOST:]:
            _line(
                "    "
                + " | ".join(f"{header}: {value}" for header, value in row.items() if value and "Ключ" not in header)
            )


def _show_records(office: Office, number: str) -> None:
    _title("The records")
    order = office.record(f"orders/{number}")
    for collection, record in (("orders", order), ("masters", office.record(f"masters/{order['master']}"))):
        _line(f"\n  {collection}:")
        for name in sorted(record):
            _line(f"    {name}: {record[name]}")
    for posting in office.records("postings"):
        if posting["subject"] == number:
            _line("\n  offers:")
            for each in posting["recipients"]:
                _line(f"    {each['who']}: {each['outcome']}, sees «{each.get('shown', '')}»")


def _line(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
