"""Writes an instance as a workbook: marked-up tables with one header row, drop-downs, help sheets.

No cell holds a formula and none is merged; codes are text, dates are dates, lists of words to choose from are
drop-downs. Equal content gives equal bytes.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import xlsxwriter

from planner.io.book.cells import held
from planner.io.book.choices import Rules
from planner.io.book.grid import DICTIONARY_SHEET, SETTINGS_SHEET, START_SHEET, Grid
from planner.io.book.notes import NOTE
from planner.io.book.words import dictionary_rows, key_rows, start_lines
from planner.io.catalogue import FileSpec
from planner.io.columns import Column, columns_of
from planner.io.tables import Cell

_STAMP = dt.datetime(2011, 1, 31)
"""A fixed stamp, so that equal instances give equal workbooks."""
_WIDE = {"name": 34, "title": 34, "reason": 50, "evidence": 40, "partnership": 34, "view": 30, "skills": 30}
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def instance_workbook(
    settings: Mapping[str, object], grids: Sequence[Grid], notes: Mapping[str, str] | None = None
) -> bytes:
    """The workbook of these settings and tables.

    Args:
        settings: keys and values as ``instance.toml`` has them; a list is one row for each item.
        grids: tables in the order of their sheets; names must fit a sheet.
        notes: remarks beside keys.
    """
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, _OPTIONS)
    book.set_properties({"title": held(str(settings.get("title", ""))), "created": _STAMP})
    looks = _Looks(book)
    _start(book.add_worksheet(START_SHEET), grids, looks)
    rows: list[tuple[Cell, ...]] = key_rows(settings, notes or {})
    _table(book.add_worksheet(SETTINGS_SHEET), SETTINGS_SHEET, ("key", "value", "meaning", NOTE), rows, looks)
    rules = Rules(grids)
    for grid in grids:
        page = book.add_worksheet(grid.name)
        _table(page, grid.name, grid.header, grid.rows, looks, grid.columns)
        rules.apply(page, grid)
    head = ("sheet", "column", "must be filled", "what it holds", "meaning", "example")
    _table(book.add_worksheet(DICTIONARY_SHEET), DICTIONARY_SHEET, head, dictionary_rows(), looks)
    book.close()
    return packed.getvalue()


def list_workbook(spec: FileSpec) -> bytes:
    """A workbook with one empty table, with drop-downs and what each column means."""
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, _OPTIONS)
    book.set_properties({"title": spec.about, "created": _STAMP})
    columns = tuple(columns_of(spec).values())
    page = book.add_worksheet(spec.name)
    _table(page, spec.name, spec.columns, (), _Looks(book), columns)
    Rules(()).apply_to(page, spec, columns)
    book.close()
    return packed.getvalue()


class _Looks:
    """Formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self.header = book.add_format({"text_wrap": True, "valign": "top", "bold": True, "num_format": "@"})
        self.needed = book.add_format(
            {"text_wrap": True, "valign": "top", "bold": True, "num_format": "@", "bottom": 5}
        )
        self.title = book.add_format({"bold": True, "font_size": 16})
        self.text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        self.whole = book.add_format({"num_format": "#,##0", "valign": "top"})
        self.share = book.add_format({"num_format": "General", "valign": "top"})
        self.date = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top", "align": "left"})

    def of(self, column: Column | None) -> Any:
        """How cells of a column look."""
        kinds = {"whole": self.whole, "share": self.share, "date": self.date}
        return kinds.get(column.kind, self.text) if column else self.text


def _table(
    page: Any,
    name: str,
    header: Sequence[str],
    rows: Sequence[Sequence[Cell]],
    looks: _Looks,
    columns: Sequence[Column | None] | None = None,
) -> None:
    """A sheet with one table: header in row 1, formats also for the rows to come."""
    known = columns or (None,) * len(header)
    for x, (title, column) in enumerate(zip(header, known, strict=True)):
        page.set_column(x, x, _WIDE.get(title, max(14, min(len(title) + 3, 30))), looks.of(column))
    for y, row in enumerate(rows, start=1):
        for x, (cell, column) in enumerate(zip(row, known, strict=False)):
            _write(page, y, x, cell, looks, column)
    named = [h.casefold() for h in header]
    if named and all(named) and len(set(named)) == len(named):  # a spreadsheet's table needs such a header
        heads = [
            {"header": held(h), "header_format": looks.needed if c and c.required else looks.header}
            for h, c in zip(header, known, strict=True)
        ]
        options = {"name": table_name(name), "autofilter": False, "style": "Table Style Light 1"}
        page.add_table(0, 0, max(1, len(rows)), len(header) - 1, {**options, "columns": heads})
    else:
        for x, title in enumerate(header):
            page.write_string(0, x, held(title), looks.header)
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _write(page: Any, y: int, x: int, cell: Cell, looks: _Looks, column: Column | None) -> None:
    if cell is None:
        return
    if isinstance(cell, bool):
        page.write_boolean(y, x, cell)
    elif isinstance(cell, int | float):
        page.write_number(y, x, cell, looks.of(column) if column else looks.share)
    elif isinstance(cell, dt.datetime | dt.date):
        page.write_datetime(y, x, cell, looks.date)
    else:
        page.write_string(y, x, held(str(cell)), looks.of(column) if column else looks.text)


def table_name(sheet: str) -> str:
    """The name of a sheet's table.

    >>> table_name("Data dictionary")
    't_Data_dictionary'
    """
    return "t_" + re.sub(r"\W", "_", sheet)


def _start(page: Any, grids: Sequence[Grid], looks: _Looks) -> None:
    """The sheet for reading: what to do, and which sheets there are."""
    page.set_column(0, 0, 110, looks.text)
    lines = start_lines(grids)
    page.write_string(0, 0, lines[0], looks.title)
    for y, line in enumerate(lines[1:], start=1):
        page.write_string(y, 0, held(line), looks.text)
    page.hide_gridlines(2)
    page.set_landscape()
    page.fit_to_pages(1, 0)
