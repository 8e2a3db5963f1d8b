"""What a sheet's own file says beside its cells: merged cells, hidden rows and columns."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?\bref=["']([A-Z]{1,3})([0-9]+):([A-Z]{1,3})([0-9]+)["']""")
_ROW = re.compile(rb"""<(?:\w+:)?row\s([^>]*)>""")
_COLUMN = re.compile(rb"""<(?:\w+:)?col\s([^>]*)>""")
_HIDDEN = re.compile(rb"""\bhidden=["'](?:1|true)["']""")
_COLLECTED = 200


@dataclass(frozen=True)
class Merged:
    """Merged cells: row and column (from 1) of the one that is kept, and the range as Excel shows it."""

    row: int
    column: int
    range: str


@dataclass(frozen=True)
class Marks:
    """Merged cells (at most 200), and how many rows and runs of columns are hidden."""

    merged: tuple[Merged, ...]
    rows: int
    columns: int


def marks_of(xml: bytes) -> Marks:
    """The marks of a sheet's XML, as Excel and LibreOffice write it.

    >>> marks_of(b'<row r="2" hidden="1"/><mergeCell ref="A2:B3"/>')
    Marks(merged=(Merged(row=2, column=1, range='A2:B3'),), rows=1, columns=0)
    """
    merged = []
    for found in _MERGED.finditer(xml):
        left, top, right, bottom = (g.decode() for g in found.groups())
        merged.append(Merged(int(top), _number(left), f"{left}{top}:{right}{bottom}"))
        if len(merged) == _COLLECTED:
            break
    rows = sum(bool(_HIDDEN.search(m.group(1))) for m in _ROW.finditer(xml))
    columns = sum(bool(_HIDDEN.search(m.group(1))) for m in _COLUMN.finditer(xml))
    return Marks(tuple(merged), rows, columns)


def _number(letters: str) -> int:
    """The column of its letters, 1 for A."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
