"""Rows of a table that are no facts: titles above the column names, names twice, notes below."""

from __future__ import annotations

from collections.abc import Mapping

from planner.io.collect import Collector
from planner.io.columns import Column
from planner.io.tables import RawTable, Record, is_blank

_SEARCHED = 20
"""Rows in which column names are looked for."""
_FEWEST = 2
"""Columns that must be filled, so that a row with one cell can only be a note."""


def misplaced_header(table: RawTable, columns: Mapping[str, Column], out: Collector) -> bool:
    """Whether the column names stand below row 1; adds the fault if so."""
    needed = {c.name for c in columns.values() if c.required}
    if set(table.header) & set(columns):
        return False
    for record in table.records[:_SEARCHED]:
        if needed <= {str(c).strip() for c in record.cells}:
            out.add(
                "P-211",
                f"The column names stand in row {record.line}",
                table.label,
                row=record.line,
                why="They must stand in row 1; a title or notes above them are taken for names.",
                fix=f"Delete what is above row {record.line}, or move it to another sheet or file.",
            )
            return True
    return False


def is_no_row(table: RawTable, record: Record, columns: Mapping[str, Column], out: Collector) -> bool:
    """Whether a row repeats the column names or holds nothing but a note; adds the fault if so."""
    filled = [(i, str(c).strip()) for i, c in enumerate(record.cells) if not is_blank(c)]
    needed = [c for c in columns.values() if c.required]
    if len(filled) >= _FEWEST and all(i < len(table.header) and table.header[i] == text for i, text in filled):
        out.add(
            "P-212",
            "The row repeats the column names",
            table.label,
            row=record.line,
            why="Names stand once, in row 1.",
            fix="Delete the row.",
        )
        return True
    if len(filled) == 1 and len(needed) >= _FEWEST and " " in filled[0][1]:
        out.add(
            "P-210",
            "The row holds one cell only; it looks like a note",
            table.label,
            row=record.line,
            why="Every row is read as a fact: " + ", ".join(c.name for c in needed) + " must be filled.",
            fix="Delete the row, or move the note to another sheet or file.",
        )
        return True
    return False
