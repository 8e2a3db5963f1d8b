"""Rows of a table that are no facts, or not one cell a column: titles, names twice, notes, stray commas."""

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


def wrong_length(table: RawTable, record: Record, columns: Mapping[str, Column], out: Collector) -> None:
    """Add the fault of a row that has more or fewer cells than there are columns."""
    cells, width = len(record.cells) + record.beyond, len(table.header)
    if cells < width or table.typed:
        out.add(
            "P-206",
            f"The row has {cells} cells instead of {width}",
            table.label,
            row=record.line,
            why="Every row has one cell for each column.",
            fix="Look for a comma too many or too few; a text with a comma stands in quotation marks.",
        )
        return
    # after a comma that belongs to a sentence comes a space
    split = next(
        (
            i
            for i, cell in enumerate(record.cells[1 : width + 1])
            if str(cell)[:1] == " " and not is_blank(cell) and not is_blank(record.cells[i])
        ),
        None,
    )
    texts = [n for n in table.header if n in columns and columns[n].kind == "text" and not columns[n].code]
    name = table.header[split] if split is not None else None
    if name not in texts:
        name = None
    out.add(
        "P-206",
        f"The row has more cells ({cells}) than there are columns ({width})",
        table.label,
        row=record.line,
        column=name,
        why="A comma ends a cell unless the text stands in quotation marks"
        + (f"; here it seems to stand in the text of {name}." if name else ", so all cells after it move."),
        fix='Put a text that has a comma in quotation marks: "first, second"; or delete a comma too many.',
    )
