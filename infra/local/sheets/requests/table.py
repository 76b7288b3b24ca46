"""Decides which requests ``spreadsheets.batchUpdate`` knows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from infra.local.sheets.book import Spreadsheet
from infra.local.sheets.requests import cells, copying, dimensions, finding, looks, metadata, ranges, sheets, sorting

Handler = Callable[[Spreadsheet, dict[str, Any]], dict[str, Any]]

HANDLERS: dict[str, Handler] = {
    "addConditionalFormatRule": looks.add_rule,
    "addFilterView": looks.add_filter_view,
    "addNamedRange": ranges.add_named,
    "addProtectedRange": ranges.add_protected,
    "addSheet": sheets.add_sheet,
    "appendCells": cells.append_cells,
    "appendDimension": dimensions.append,
    "autoResizeDimensions": dimensions.auto_resize,
    "clearBasicFilter": looks.clear_basic_filter,
    "copyPaste": copying.copy_paste,
    "createDeveloperMetadata": metadata.create,
    "cutPaste": copying.cut_paste,
    "deleteConditionalFormatRule": looks.delete_rule,
    "deleteDeveloperMetadata": metadata.delete,
    "deleteDimension": dimensions.delete,
    "deleteFilterView": looks.delete_filter_view,
    "deleteNamedRange": ranges.delete_named,
    "deleteProtectedRange": ranges.delete_protected,
    "deleteSheet": sheets.delete_sheet,
    "duplicateSheet": sheets.duplicate_sheet,
    "findReplace": finding.find_replace,
    "insertDimension": dimensions.insert,
    "mergeCells": ranges.merge_cells,
    "moveDimension": dimensions.move,
    "repeatCell": cells.repeat_cell,
    "setBasicFilter": looks.set_basic_filter,
    "setDataValidation": cells.set_data_validation,
    "sortRange": sorting.sort_range,
    "unmergeCells": ranges.unmerge_cells,
    "updateBorders": cells.update_borders,
    "updateCells": cells.update_cells,
    "updateConditionalFormatRule": looks.update_rule,
    "updateDeveloperMetadata": metadata.update,
    "updateDimensionProperties": dimensions.update_properties,
    "updateFilterView": looks.update_filter_view,
    "updateNamedRange": ranges.update_named,
    "updateProtectedRange": ranges.update_protected,
    "updateSheetProperties": sheets.update_sheet_properties,
    "updateSpreadsheetProperties": sheets.update_spreadsheet_properties,
}
