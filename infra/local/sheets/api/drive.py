"""Decides how the few methods of Drive v3 answer that find, watch and share a spreadsheet.

https://developers.google.com/workspace/drive/api/reference/rest/v3
"""

from __future__ import annotations

import re
from typing import Any

from infra.local.sheets import masks
from infra.local.sheets.answer import Answer
from infra.local.sheets.book import Spreadsheet, new_id, new_spreadsheet
from infra.local.sheets.call import Call
from infra.local.sheets.errors import Refused

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
_FILE_FIELDS = {
    *("kind", "id", "name", "mimeType", "version", "createdTime", "modifiedTime", "trashed", "webViewLink"),
    *("parents", "permissions"),
}
_LIST_FIELDS = {"kind", "nextPageToken", "incompleteSearch", "files"}
_CONDITION = re.compile(r"""(\w+)\s*(=|contains|in)\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(true|false))""")
_PEOPLE = ("user", "group")


class DriveRefused(Refused):
    """A refusal in Drive's older form: with a list of errors and no canonical name."""

    def __init__(self, code: int, reason: str, message: str, location: str = "") -> None:
        super().__init__(message, code)
        self._error = {"message": message, "domain": "global", "reason": reason}
        if location:
            self._error |= {"location": location, "locationType": "parameter"}

    def answer(self) -> Answer:
        """Write the refusal."""
        error = {"code": self.code, "message": self.message, "errors": [self._error]}
        return Answer({"error": error}, status_code=self.code)


def _file(book: Spreadsheet) -> dict[str, Any]:
    return {
        "kind": "drive#file",
        "id": book.id,
        "name": book.properties["title"],
        "mimeType": SPREADSHEET,
        "version": str(book.file["version"]),
        "createdTime": book.file["createdTime"],
        "modifiedTime": book.file["modifiedTime"],
        "trashed": False,
        "parents": book.file.get("parents", []),
        "webViewLink": f"https://docs.google.com/spreadsheets/d/{book.id}/edit",
        "permissions": list(book.file["permissions"].values()),
    }


def _book(call: Call) -> Spreadsheet:
    try:
        return call.service.book(call.names["file"])
    except Refused as refused:
        message = f"File not found: {call.names['file']}."
        raise DriveRefused(404, "notFound", message, "fileId") from refused


def _masked(call: Call, answer: dict[str, Any], known: set[str], usual: str) -> dict[str, Any]:
    """Return the fields asked for, or those Drive gives unasked."""
    mask = masks.parse(call.text("fields") or usual)
    below = [(mask, known)] + ([(mask["files"], _FILE_FIELDS)] if "files" in mask else [])
    for names, there in below:
        for name in names:
            if name not in there and name != masks.EVERYTHING:
                raise DriveRefused(400, "invalidParameter", f"Invalid field selection {name}", "fields")
    shown: dict[str, Any] = masks.only(mask, answer)
    return shown


def create(call: Call) -> dict[str, Any]:
    """Answer ``files.create``, of spreadsheets only."""
    asked = call.json()
    if asked.get("mimeType") != SPREADSHEET:
        raise DriveRefused(501, "notImplemented", "This stand-in keeps only spreadsheets.")
    book = new_spreadsheet(new_id(), asked.get("name", "Untitled"))
    book.file["parents"] = asked.get("parents", [])
    call.service.add(book)
    return _masked(call, _file(book), _FILE_FIELDS, "kind,id,name,mimeType")


def get(call: Call) -> dict[str, Any]:
    """Answer ``files.get``; ``version`` rises with every change."""
    return _masked(call, _file(_book(call)), _FILE_FIELDS, "kind,id,name,mimeType")


def list_(call: Call) -> dict[str, Any]:
    """Answer ``files.list``: newest change first, all on one page."""
    conditions = _conditions(call.text("q"))
    files = [_file(call.service.book(book_id)) for book_id in call.service.ids()]
    found = [file for file in files if all(_meets(file, *condition) for condition in conditions)]
    found.sort(key=lambda file: str(file["modifiedTime"]), reverse=True)
    answer = {"kind": "drive#fileList", "incompleteSearch": False, "files": found}
    return _masked(call, answer, _LIST_FIELDS, "kind,incompleteSearch,files(kind,id,name,mimeType)")


def _conditions(query: str) -> list[tuple[str, str, str]]:
    """Read ``name = 'x' and mimeType = 'y' and 'folder' in parents and trashed = false``."""
    turned = re.sub(r"""(['"][^'"]*['"])\s+in\s+parents""", r"parents in \1", query)
    found = []
    for part in re.split(r"\s+and\s+(?=(?:[^'\"]*['\"][^'\"]*['\"])*[^'\"]*$)", turned.strip()) if turned else []:
        match = _CONDITION.fullmatch(part.strip())
        if match is None or match[1] not in ("name", "mimeType", "parents", "trashed"):
            raise DriveRefused(400, "invalid", "Invalid Value", "q")
        value = next(group for group in match.groups()[2:] if group is not None)
        found.append((match[1], match[2], re.sub(r"\\(.)", r"\1", value)))
    return found


def _meets(file: dict[str, Any], name: str, sign: str, value: str) -> bool:
    if name == "parents":
        return value in file["parents"]
    if name == "trashed":
        return file["trashed"] is (value == "true")
    if sign == "contains":
        return str(file[name]).casefold().startswith(value.casefold())
    return bool(file[name] == value)


def delete(call: Call) -> dict[str, Any]:
    """Answer ``files.delete``: for good, without the bin."""
    call.service.remove(_book(call).id)
    return {}


def permissions_list(call: Call) -> dict[str, Any]:
    """Answer ``permissions.list``."""
    permissions = list(_book(call).file["permissions"].values())
    return {"kind": "drive#permissionList", "permissions": permissions}


def permissions_create(call: Call) -> dict[str, Any]:
    """Answer ``permissions.create``: one permission for each person, group, domain or for anyone."""
    asked = call.json()
    kind, role = asked.get("type"), asked.get("role")
    if kind not in (*_PEOPLE, "domain", "anyone"):
        raise DriveRefused(400, "required", "The permission type field is required.", "permission.type")
    if role not in ("owner", "organizer", "fileOrganizer", "writer", "commenter", "reader"):
        raise DriveRefused(400, "required", "The permission role field is required.", "permission.role")
    whose = {"domain": "domain", "anyone": ""}.get(kind, "emailAddress")
    if whose and not asked.get(whose):
        raise DriveRefused(400, "required", f"The permission {whose} field is required.", f"permission.{whose}")
    with call.service.change(_book(call).id) as book:
        permission = {"kind": "drive#permission", "type": kind, "role": role}
        if whose:
            permission[whose] = asked[whose]
        permissions = book.file["permissions"]
        same = [key for key, one in permissions.items() if one["type"] == kind and one.get(whose) == asked.get(whose)]
        number = "anyoneWithLink" if kind == "anyone" else next(iter(same), f"{len(permissions) + 1:020}")
        permissions[number] = {**permission, "id": number}
    return {name: part for name, part in permissions[number].items() if name in ("kind", "id", "type", "role")}


def permissions_delete(call: Call) -> dict[str, Any]:
    """Answer ``permissions.delete``."""
    number = call.names["permission"]
    if number not in _book(call).file["permissions"]:
        raise DriveRefused(404, "notFound", f"Permission not found: {number}.", "permissionId")
    with call.service.change(call.names["file"]) as book:
        del book.file["permissions"][number]
    return {}
