"""``plan.xlsx``: the report's tables, one a sheet, as texts, whole numbers and dates, without formulas."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any

import xlsxwriter

from planner.report.sheet import Cell, Column, Sheet, kind
from planner.report.sheets import sheets
from planner.report.views import ReportView

LONGEST = 32_000
"""Characters a cell holds (Excel's own limit is 32,767)."""

CONTROLS = {n: "\ufffd" for n in range(32) if chr(n) not in "\n\t"}
"""Characters that a workbook can't hold."""

STAMP = datetime(2011, 1, 31)
"""A fixed stamp, so that equal plans give equal workbooks."""


def every_sheet(view: ReportView) -> tuple[Sheet, ...]:
    """All sheets of a view: contents first, the data dictionary last."""
    every = sheets(view)
    contents = _contents(view, every)
    return (contents, *every, _dictionary((contents, *every)))


def workbook_bytes(view: ReportView) -> bytes:
    """The workbook of a view.

    Texts are written as texts: a name that begins with ``=`` is no formula, an address no link.
    """
    every = every_sheet(view)
    held = io.BytesIO()
    book = xlsxwriter.Workbook(
        held,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    notice = " ".join(view.notices)
    book.set_properties(
        {"title": view.title, "subject": view.headline.sentence, "comments": notice, "created": STAMP}
    )
    formats = {
        "header": book.add_format({"text_wrap": True, "valign": "top"}),
        "text": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
        "date": book.add_format({"valign": "top", "num_format": "dd/mm/yyyy", "align": "left"}),
        "figure": book.add_format({"valign": "top", "num_format": "#,##0"}),
    }
    for sheet in every:
        _write(book.add_worksheet(sheet.name), sheet, notice, formats)
    book.close()
    return held.getvalue()


def _write(page: Any, sheet: Sheet, notice: str, formats: dict[str, Any]) -> None:
    """One sheet: a single header row at the top, the notice in header and footer of every printed page."""
    page.add_table(
        0,
        0,
        len(sheet.rows),
        len(sheet.columns) - 1,
        {
            "name": "t_" + sheet.name.replace(" ", "_").replace("-", "_"),
            "autofilter": False,
            "style": "Table Style Light 1",
            "columns": [{"header": c.header, "header_format": formats["header"]} for c in sheet.columns],
        },
    )
    for n, column in enumerate(sheet.columns):
        page.set_column(n, n, column.width)
    for y, row in enumerate(sheet.rows, start=1):
        for x, cell in enumerate(row):
            if isinstance(cell, date):
                page.write_datetime(y, x, cell, formats["date"])
            elif isinstance(cell, int):
                page.write_number(y, x, cell, formats["figure"])
            else:
                page.write_string(y, x, safe(cell), formats["text"])
    page.freeze_panes(1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    short = notice.replace("&", "&&")[:240]
    page.set_header(f"&L{short}")
    page.set_footer(f"&L{short}&R&P of &N")


def safe(cell: str) -> str:
    """A text that a cell can hold.

    >>> safe("a" * 40_000)[-20:]
    'aaaa … (cut, 40,000)'
    """
    plain = cell.translate(CONTROLS)
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 40]} … (cut, {len(plain):,})"


def _contents(view: ReportView, every: tuple[Sheet, ...]) -> Sheet:
    """The first sheet: what this is, and the sheets there are."""
    rows: list[tuple[Cell, ...]] = [("This workbook", view.title, len(every) + 2)]
    rows += [("Notice", notice, "not applicable") for notice in view.notices]
    rows += [(s.name, s.about, len(s.rows)) for s in every]
    # its rows: the columns of every sheet, of this one (3) and of its own (4)
    rows.append(("Data dictionary", "What every column means", sum(len(s.columns) for s in every) + 7))
    columns = (
        Column("Sheet", "Name of the sheet", 20),
        Column("About", "What it holds", 80),
        Column("Rows", "Rows of its table", 12),
    )
    return Sheet("Contents", "What is where", columns, tuple(rows))


def _dictionary(every: tuple[Sheet, ...]) -> Sheet:
    """The last sheet: every column in words."""
    rows = tuple(
        (s.name, c.header, c.meaning, kind(row[n] for row in s.rows))
        for s in every
        for n, c in enumerate(s.columns)
    )
    columns = (
        Column("Sheet", "Name of the sheet", 18),
        Column("Column", "Header", 24),
        Column("Meaning", "In words", 70),
        Column("Holds", "Text, whole numbers or dates in this workbook", 22),
    )
    rows += tuple(("Data dictionary", c.header, c.meaning, "text") for c in columns)
    return Sheet("Data dictionary", "What every column means", columns, rows)
