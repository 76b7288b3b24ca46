"""A tab under test, with the calls gspread has no method for."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import gspread
import pytest
from gspread.urls import SPREADSHEETS_API_V4_BASE_URL


@dataclass
class Tab:
    """One worksheet of the spreadsheet under test."""

    book: gspread.Spreadsheet
    sheet: gspread.Worksheet

    @property
    def id(self) -> int:
        return int(self.sheet.id)

    @property
    def title(self) -> str:
        """Return the title as it stands in a range."""
        return f"'{self.sheet.title}'"

    def post(self, method: str, body: dict[str, Any]) -> Any:
        url = f"{SPREADSHEETS_API_V4_BASE_URL}/{self.book.id}{method}"
        return self.book.client.request("post", url, json=body).json()

    def change(self, *requests: dict[str, Any]) -> list[dict[str, Any]]:
        """Send a batch and return its replies."""
        replies: list[dict[str, Any]] = self.book.batch_update({"requests": list(requests)})["replies"]
        return replies

    def put(self, *rows: list[Any], at: str = "A1", typed: bool = False) -> Any:
        return self.sheet.update(list(rows), at, raw=not typed)

    def values(self, cells: str = "", render: str = "FORMATTED_VALUE", **options: Any) -> Any:
        """Return the values as they come, without gspread's padding; all of the tab unless cells are named."""
        range_ = f"{self.title}!{cells}" if cells else self.title
        answer = self.book.values_get(range_, params={"valueRenderOption": render, **options})
        return answer.get("values")

    def range(self, cells: str) -> dict[str, int]:
        """Return a ``GridRange``."""
        box: dict[str, int] = gspread.utils.a1_range_to_grid_range(cells, self.id)
        return box

    def span(self, dimension: str, start: int, end: int) -> dict[str, Any]:
        """Return a ``DimensionRange``."""
        return {"sheetId": self.id, "dimension": dimension, "startIndex": start, "endIndex": end}

    def mark(self, dimension: str, index: int, key: str = "mark", **more: Any) -> int:
        """Put developer metadata on a row or column and return its id."""
        location = {"dimensionRange": self.span(dimension, index, index + 1)}
        entry = {"metadataKey": key, "visibility": "DOCUMENT", "location": location, **more}
        (reply,) = self.change({"createDeveloperMetadata": {"developerMetadata": entry}})
        return int(reply["createDeveloperMetadata"]["developerMetadata"]["metadataId"])

    def resource(self, fields: str, **params: Any) -> dict[str, Any]:
        """Return the ``Sheet`` resource of this tab."""
        params = {"fields": f"sheets(properties.sheetId,{fields})", **params}
        sheets = self.book.client.spreadsheets_get(self.book.id, params=params)["sheets"]
        found: dict[str, Any] = next(sheet for sheet in sheets if sheet["properties"]["sheetId"] == self.id)
        return found


@contextmanager
def expect_refusal(words: str, code: int = 400) -> Any:
    """Expect a refusal whose message has these words."""
    with pytest.raises(gspread.exceptions.APIError) as caught:
        yield caught
    assert caught.value.code == code, caught.value
    assert words in caught.value.error["message"], caught.value.error["message"]
