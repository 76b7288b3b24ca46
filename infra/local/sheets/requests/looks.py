"""Decides how requests set filters and conditional formats."""

from __future__ import annotations

from typing import Any

from infra.local.sheets import filtering, masks
from infra.local.sheets.a1 import Box
from infra.local.sheets.book import Spreadsheet, number_not_in
from infra.local.sheets.errors import Refused
from infra.local.sheets.ranges import as_grid_range, grid_range
from infra.local.sheets.requests.sorting import sort
from infra.local.sheets.shapes import MESSAGES


def _filter(book: Spreadsheet, asked: dict[str, Any]) -> dict[str, Any]:
    """Return a filter with its range bounded and its criteria as a list."""
    place = grid_range(book, asked.get("range", {})).starts_inside()
    kept = {**asked, "range": as_grid_range(place.sheet.id, Box(*place.cells))}
    criteria = kept.pop("criteria", {})
    if "filterSpecs" not in kept and criteria:
        kept["filterSpecs"] = [
            {"columnIndex": int(column), "filterCriteria": one} for column, one in sorted(criteria.items())
        ]
    filtering.check(kept.get("filterSpecs", []))
    return kept


def set_basic_filter(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Set the filter of a sheet, and sort as it says."""
    kept = _filter(book, request.get("filter", {}))
    place = grid_range(book, kept["range"])
    place.sheet.parts["basicFilter"] = kept
    if kept.get("sortSpecs"):
        sort(book, place.sheet, place.cells._replace(top=place.cells.top + 1), kept["sortSpecs"])
    return {}


def clear_basic_filter(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Take the filter of a sheet away."""
    book.sheet(request.get("sheetId", 0)).parts.pop("basicFilter", None)
    return {}


def _views(book: Spreadsheet) -> dict[int, tuple[list[dict[str, Any]], dict[str, Any]]]:
    return {
        view["filterViewId"]: (sheet.parts["filterViews"], view)
        for sheet in book.sheets
        for view in sheet.parts.get("filterViews", [])
    }


def add_filter_view(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Add a filter that hides rows only from those who choose it."""
    asked, taken = request.get("filter", {}), _views(book)
    if asked.get("filterViewId") in taken:
        raise Refused(f"A filter view with ID {asked['filterViewId']} already exists.")
    view = _filter(book, asked)
    view["filterViewId"] = asked.get("filterViewId") or number_not_in(set(taken))
    view.setdefault("title", f"Filter {len(taken) + 1}")
    book.sheet(view["range"].get("sheetId", 0)).parts.setdefault("filterViews", []).append(view)
    return {"addFilterView": {"filter": view}}


def _view(book: Spreadsheet, view_id: int) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    found = _views(book).get(view_id)
    if found is None:
        raise Refused(f"No filter view with id: {view_id}")
    return found


def update_filter_view(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Change what the mask names of a filter view."""
    asked = request.get("filter", {})
    views, view = _view(book, asked.get("filterViewId", 0))
    changed = dict(view)
    masks.merge(changed, asked, masks.of_change(request.get("fields")), MESSAGES["FilterView"])
    views[views.index(view)] = _filter(book, changed)
    return {}


def delete_filter_view(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Take a filter view away."""
    views, view = _view(book, request.get("filterId", 0))
    views.remove(view)
    return {}


def _rule(book: Spreadsheet, asked: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    ranges = [grid_range(book, range_).starts_inside() for range_ in asked.get("ranges", [])]
    if not ranges or any(place.sheet is not ranges[0].sheet for place in ranges):
        raise Refused("A conditional format rule must have ranges, all on the same sheet.")
    if "booleanRule" not in asked:
        raise Refused("A conditional format rule must have a booleanRule or a gradientRule.")
    return ranges[0].sheet.id, {**asked, "ranges": [as_grid_range(place.sheet.id, place.box) for place in ranges]}


def _rules(book: Spreadsheet, sheet_id: int, index: int | None = None) -> list[dict[str, Any]]:
    rules: list[dict[str, Any]] = book.sheet(sheet_id).parts.setdefault("conditionalFormats", [])
    if index is not None and not 0 <= index < len(rules):
        raise Refused(f"No conditional format on sheet: {sheet_id} at index: {index}")
    return rules


def add_rule(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Add a conditional format at an index; those after it move down."""
    sheet_id, rule = _rule(book, request.get("rule", {}))
    rules, index = _rules(book, sheet_id), request.get("index", 0)
    if not 0 <= index <= len(rules):
        raise Refused(f"index[{index}] must be between 0 and {len(rules)}")
    rules.insert(index, rule)
    return {}


def update_rule(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Replace a conditional format, or move it."""
    index = request.get("index", 0)
    if "rule" in request:
        sheet_id, rule = _rule(book, request["rule"])
        rules = _rules(book, sheet_id, index)
        old, rules[index] = rules[index], rule
        return {"updateConditionalFormatRule": {"newRule": rule, "newIndex": index, "oldRule": old, "oldIndex": index}}
    rules = _rules(book, request.get("sheetId", 0), index)
    rule = rules.pop(index)
    rules.insert(request.get("newIndex", 0), rule)
    moved = {"newRule": rule, "newIndex": request.get("newIndex", 0), "oldRule": rule, "oldIndex": index}
    return {"updateConditionalFormatRule": moved}


def delete_rule(book: Spreadsheet, request: dict[str, Any]) -> dict[str, Any]:
    """Take a conditional format away."""
    index = request.get("index", 0)
    rules = _rules(book, request.get("sheetId", 0), index)
    return {"deleteConditionalFormatRule": {"rule": rules.pop(index)}}
