"""Decides who can write to bots: people, made at the admin address."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields

from infra.local.telegram.errors import AdminError, Json
from infra.local.telegram.store import Store, revived

FIRST_ID = 7_000_000_001
"""Ids of new accounts have long passed 32 bits; code that cannot bear it should fail here first."""


@dataclass(slots=True)
class Person:
    """A private account."""

    id: int
    first_name: str
    last_name: str = ""
    username: str = ""
    language_code: str = ""
    phone: str = ""

    def user(self) -> Json:
        """Return the person as a message's sender."""
        return {"id": self.id, "is_bot": False, **self._names()} | (
            {"language_code": self.language_code} if self.language_code else {}
        )

    def chat(self) -> Json:
        """Return the private chat with this person, as a bot sees it."""
        return {"id": self.id, **self._names(), "type": "private"}

    def _names(self) -> Json:
        names = {"first_name": self.first_name, "last_name": self.last_name, "username": self.username}
        return {key: name for key, name in names.items() if name}


class People:
    """All people, in memory and in the store."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._people: dict[int, Person] = {}
        for number, body in store.rows("SELECT id, body FROM people"):
            self._people[number] = revived(Person, body)

    def find(self, person_id: int) -> Person:
        """Return a person; raises ``AdminError`` 404."""
        if found := self.get(person_id):
            return found
        raise AdminError(f"no person {person_id}: POST /admin/people makes one", 404)

    def get(self, person_id: int) -> Person | None:
        """Return a person if there is one."""
        return self._people.get(person_id)

    def all(self) -> list[Person]:
        """Return everybody."""
        return list(self._people.values())

    def put(self, body: Json) -> Person:
        """Make a person, or change the one whose ``id`` is given; raises ``AdminError``."""
        known = {field.name for field in fields(Person)}
        if not str(body.get("first_name", "")).strip() or not body.keys() <= known:
            raise AdminError(f"a person has a first_name and may have {sorted(known - {'first_name'})}")
        person_id = int(body.get("id") or max([FIRST_ID - 1, *self._people]) + 1)
        person = Person(**{**body, "id": person_id})
        self._people[person_id] = person
        self._store.write("INSERT OR REPLACE INTO people VALUES (?, ?)", person_id, json.dumps(asdict(person)))
        return person
