"""Decides the settings that the functions get, and with it which stand-ins are needed: a user's own service wins.

One service after the other: its address in the environment or in ``.env`` means the user's; so does a real bot token
(Telegram), a spreadsheet's id (Sheets), or a project together with credentials (Firestore).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from infra.functions import SYSTEM, Function, HttpTrigger
from infra.local.launcher.given import CREDENTIALS, SIGNED_IN
from infra.local.launcher.keepsakes import LOCAL, Keepsakes
from infra.local.launcher.ports import HOST, Ports

PROJECT = "frontdesk-local"
OWNER = "7800000001"  # a person of the Telegram stand-in
TELEGRAM, SHEETS, DRIVE = "https://api.telegram.org", "https://sheets.googleapis.com", "https://www.googleapis.com"


class SettingsError(Exception):
    """Settings that do not go together; the message says which and what to do."""


@dataclass(frozen=True, slots=True)
class Bot:
    """A Telegram bot of the list: its settings' prefix and the function that is its webhook."""

    prefix: str
    function: str


@dataclass(slots=True)
class Decided:
    """The functions' settings, which stand-ins to start, and what the user should hear about the rest."""

    settings: dict[str, str]
    bots: Sequence[Bot]
    desks: Sequence[str]
    stand_ins: set[str] = field(default_factory=lambda: {"firestore", "telegram", "sheets"})
    notes: list[str] = field(default_factory=list)


def bots_of(functions: Iterable[Function]) -> list[Bot]:
    """Return the bots of the list."""
    return [
        Bot(function.trigger.webhook, function.name)
        for function in functions
        if isinstance(function.trigger, HttpTrigger) and function.trigger.webhook
    ]


def desks_of(functions: Iterable[Function]) -> list[str]:
    """Return the desks of the list, in its order."""
    return list(dict.fromkeys(function.desk for function in functions if function.desk != SYSTEM))


def ours(functions: Sequence[Function], ports: Ports, keepsakes: Keepsakes) -> dict[str, str]:
    """Return what the functions get where the user says nothing: everything local."""
    settings = {
        "GOOGLE_CLOUD_PROJECT": PROJECT,
        "FIRESTORE_EMULATOR_HOST": f"{HOST}:{ports.of('firestore')}",
        "TELEGRAM_API_URL": ports.url("telegram"),
        "SHEETS_API_URL": ports.url("sheets"),
        "DRIVE_API_URL": ports.url("sheets"),
        "PUBLIC_URL": ports.url("gateway"),
        "TIME_ZONE": "Europe/Moscow",
        "JOBS_SERVICE_ACCOUNT": f"jobs@{PROJECT}.iam.gserviceaccount.com",
        "OIDC_CERTS_URL": f"{ports.url('scheduler')}/certs",
        "ADMIN_TELEGRAM_ID": OWNER,
        "DESKS": ",".join(desks_of(functions)),
    }
    for bot in bots_of(functions):
        settings[f"{bot.prefix}_TOKEN"] = keepsakes.bot_token(f"{bot.prefix}_TOKEN")
    for desk in desks_of(functions):
        name = f"{desk.upper()}_SHEET_ID"
        settings[name] = keepsakes.sheet_id(name)
    for name in sorted({name for function in functions for name in function.secrets}):
        if name.endswith("_SECRET"):  # Keys and tokens of other services cannot be made up.
            settings[name] = keepsakes.secret(name)
    return settings


def decide(functions: Sequence[Function], local: Mapping[str, str], given: Mapping[str, str]) -> Decided:
    """Put the user's settings over ours and drop the stand-ins they replace."""
    desks = given["DESKS"].replace(" ", "").split(",") if "DESKS" in given else desks_of(functions)
    if unknown := set(desks) - set(desks_of(functions)):
        raise SettingsError(f"DESKS names {', '.join(sorted(unknown))}, which infra/functions.toml does not list")
    on = [function for function in functions if function.desk in {*desks, SYSTEM}]
    off = _off(on, functions, desks)
    settings = {name: value for name, value in local.items() if name not in off} | dict(given)
    decided = Decided(settings | {"DESKS": ",".join(desks)}, bots_of(on), desks)
    _decide_firestore(decided, given)
    _decide_telegram(decided, given)
    _decide_sheets(decided, given)
    if {"firestore", "sheets"} <= decided.stand_ins:
        decided.settings.pop(CREDENTIALS, None)  # nobody here may try to sign in at Google with them
    return decided


def _off(on: Sequence[Function], functions: Sequence[Function], desks: Sequence[str]) -> set[str]:
    """Return the settings that only desks that are off would ask for."""
    off = {name for function in functions for name in function.secrets}
    off -= {name for function in on for name in function.secrets}
    bots = {bot.prefix for bot in bots_of(functions)} - {bot.prefix for bot in bots_of(on)}
    sheets = set(desks_of(functions)) - set(desks)
    return off | {f"{prefix}_TOKEN" for prefix in bots} | {f"{desk.upper()}_SHEET_ID" for desk in sheets}


def _decide_firestore(decided: Decided, given: Mapping[str, str]) -> None:
    if "FIRESTORE_EMULATOR_HOST" in given:
        where = f"yours at {given['FIRESTORE_EMULATOR_HOST']} (FIRESTORE_EMULATOR_HOST)"
    elif "GOOGLE_CLOUD_PROJECT" in given and (CREDENTIALS in given or SIGNED_IN.exists()):
        where = f"the real one of project {given['GOOGLE_CLOUD_PROJECT']}"
        del decided.settings["FIRESTORE_EMULATOR_HOST"]
    else:
        return
    decided.stand_ins.discard("firestore")
    decided.notes.append(
        f"Firestore is {where}. Its triggers do not ring here: only the local server tells of changes."
    )


def _decide_telegram(decided: Decided, given: Mapping[str, str]) -> None:
    tokens = {f"{bot.prefix}_TOKEN": given.get(f"{bot.prefix}_TOKEN", "") for bot in decided.bots}
    real = [name for name, token in tokens.items() if token and LOCAL not in token]
    if "TELEGRAM_API_URL" in given:
        decided.notes.append(f"Telegram is yours at {given['TELEGRAM_API_URL']} (TELEGRAM_API_URL).")
    elif real:
        if lacking := [name for name in tokens if name not in real]:
            raise SettingsError(
                f"{real[0]} is a real token, so Telegram is the real one, and there {', '.join(lacking)} is missing.\n"
                "Get it from @BotFather and put it into .env, or remove the real one to play locally.",
            )
        decided.settings["TELEGRAM_API_URL"] = TELEGRAM
        decided.notes.append("Telegram is the real one: your bots' tokens are real.")
    else:
        return
    decided.stand_ins.discard("telegram")
    if not decided.settings["PUBLIC_URL"].startswith("https://"):
        decided.notes.append(
            "It delivers to public https addresses only: set PUBLIC_URL to a tunnel's address to receive messages.",
        )


def _decide_sheets(decided: Decided, given: Mapping[str, str]) -> None:
    sheets = {f"{desk.upper()}_SHEET_ID" for desk in decided.desks}
    real = sorted(sheets & given.keys())
    if "SHEETS_API_URL" in given or "DRIVE_API_URL" in given:
        decided.notes.append("Google Sheets is yours at SHEETS_API_URL and DRIVE_API_URL.")
        decided.settings["SHEETS_API_URL"] = given.get("SHEETS_API_URL", SHEETS)
        decided.settings["DRIVE_API_URL"] = given.get("DRIVE_API_URL", DRIVE)
    elif real:
        if lacking := sorted(sheets - given.keys()):
            raise SettingsError(
                f"{real[0]} is a real spreadsheet, so Google Sheets is the real one; {', '.join(lacking)} is missing.\n"
                "Put the spreadsheet's id into .env, or remove the real one to play locally.",
            )
        decided.settings |= {"SHEETS_API_URL": SHEETS, "DRIVE_API_URL": DRIVE}
        decided.notes.append(f"Google Sheets is the real one: {real[0]} is yours. It needs {CREDENTIALS}.")
    else:
        return
    decided.stand_ins.discard("sheets")
