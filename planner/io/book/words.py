"""What the help sheets of an instance workbook say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from planner.io.book.grid import DICTIONARY_SHEET, SETTINGS_SHEET, Grid
from planner.io.catalogue import FILES
from planner.io.columns import columns_of, example_of
from planner.io.head import EXAMPLES, KEYS, NEEDED
from planner.io.tables import Cell

_HOW = (
    "Enter one fact a row, without blank rows, below the column names; leave the names as they are.",
    "A thick line stands under the names of columns that must be filled. Select a name to read what it means.",
    "Codes are text: the columns are formatted so that leading zeros stay. Dates are real dates (dd/mm/yyyy).",
    "Paste values only, no formulas. Don't merge cells. Hidden and filtered rows count like all others.",
    "You may add sheets of your own; they are not read. The sheets below are.",
)


def start_lines(grids: Sequence[Grid]) -> list[str]:
    """The sheet for reading, one line a row, its title first."""
    lines = ["What is given, for planner", *_HOW]
    lines.append(f"{SETTINGS_SHEET} (needed): name, dates and choices of the whole.")
    for grid in grids:
        spec = grid.spec
        if spec is None:
            lines.append(f"{grid.name}: not read.")
            continue
        marks = [m for m, on in (("needed", spec.required), ("confidential", spec.confidential)) if on]
        edition = "" if grid.name == spec.name else f" An edition of {spec.name}."
        lines.append(grid.name + (f" ({', '.join(marks)})" if marks else "") + f": {spec.about}{edition}")
    lines.append(f"{DICTIONARY_SHEET}: every column in words, with an example.")
    lines.append("When it is filled in: planner check FILE.xlsx --faults FOLDER")
    return lines


def key_rows(settings: Mapping[str, object], notes: Mapping[str, str]) -> list[tuple[Cell, ...]]:
    """Rows of the sheet ``instance``: key, value, meaning, note; a list is one row for each item."""
    rows: list[tuple[Cell, ...]] = []
    for key, value in settings.items():
        items: Any = value if isinstance(value, list) else [value]
        remarks = [notes.get(key), *[None] * (len(items) - 1)]
        rows += [(key, item, KEYS.get(key, ""), note) for item, note in zip(items, remarks, strict=False)]
    return rows


def dictionary_rows() -> list[tuple[Cell, ...]]:
    """Every key and column in words, with an example."""
    rows: list[tuple[Cell, ...]] = [
        (SETTINGS_SHEET, key, "yes" if key in NEEDED else "no", _kind(key), text, EXAMPLES[key])
        for key, text in KEYS.items()
    ]
    for spec in FILES:
        rows += [
            (
                spec.name,
                c.name,
                "yes" if c.required else "no",
                c.in_words(),
                c.description,
                example_of(spec, c.name),
            )
            for c in columns_of(spec).values()
        ]
    return rows


def _kind(key: str) -> str:
    if key in ("as_at", "horizon_end"):
        return "date, yyyy-mm-dd or dd/mm/yyyy"
    return "text, one row for each" if key in ("synthetic", "assumptions") else "text"
