"""Decides how files are kept and named.

A ``file_id`` is good for one bot only; the path for downloads is made by ``getFile``. Names and prefixes look like
the real ones, so that code which (wrongly) reads meaning into them behaves the same here.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass

from infra.local.telegram.errors import Json
from infra.local.telegram.store import Store, revived

FORMS = {
    "photo": ("AgACAgIA", "photos", ".jpg"),
    "voice": ("AwACAgIA", "voice", ".oga"),
    "document": ("BQACAgIA", "documents", ""),
    "sticker": ("CAACAgIA", "stickers", ".webp"),
    "audio": ("CQACAgIA", "music", ".mp3"),
    "video": ("BAACAgIA", "videos", ".mp4"),
    "video_note": ("DQACAgIA", "video_notes", ".mp4"),
}


@dataclass(frozen=True, slots=True)
class File:
    """A file as its bot knows it; ``path`` is where the download address has it."""

    file_id: str
    file_unique_id: str
    bot: int
    kind: str
    path: str
    name: str
    mime_type: str
    size: int

    def named(self) -> Json:
        """Return the fields every kind of file has in a message."""
        return {"file_id": self.file_id, "file_unique_id": self.file_unique_id, "file_size": self.size}


class Files:
    """All files, in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def keep(self, bot: int, kind: str, content: bytes, *, name: str = "", mime_type: str = "") -> File:
        """Take a file in and name it."""
        prefix, folder, suffix = FORMS[kind]
        number = self._store.number("SELECT count(*) FROM files WHERE bot = ?", bot)
        suffix = suffix or ("." + name.rpartition(".")[2] if "." in name else "")
        file = File(
            prefix + secrets.token_urlsafe(45),
            "AgAD" + secrets.token_urlsafe(9),
            bot,
            kind,
            f"{folder}/file_{number}{suffix}",
            name,
            mime_type,
            len(content),
        )
        sql = "INSERT INTO files VALUES (?, ?, ?, ?, ?)"
        self._store.write(sql, file.file_id, bot, file.path, json.dumps(asdict(file)), content)
        return file

    def get(self, file_id: str) -> File | None:
        """Return what is known of a file."""
        row = self._store.row("SELECT body FROM files WHERE id = ?", file_id)
        return revived(File, row[0]) if row else None

    def content(self, file_id: str) -> bytes:
        """Return a file's content."""
        row = self._store.row("SELECT content FROM files WHERE id = ?", file_id)
        return bytes(row[0]) if row else b""

    def at(self, bot: int, path: str) -> bytes | None:
        """Return the content of the file a bot downloads from ``path``."""
        row = self._store.row("SELECT content FROM files WHERE bot = ? AND path = ?", bot, path)
        return bytes(row[0]) if row else None
