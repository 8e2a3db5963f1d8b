"""One cell, as a CSV file and as a workbook write it."""

from __future__ import annotations

import datetime as dt
import math
import re
from decimal import Decimal

from planner.io.coerce import Wrong, coerce
from planner.io.columns import Column
from planner.io.tables import Cell, Formula, is_blank
from planner.io.write import FORMULA_SIGNS, cell_text

_TYPED = ("whole", "share", "date")
_UNHELD = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def to_workbook(text: str, column: Column | None) -> Cell:
    """The cell for a text of a CSV file: numbers and dates by their own kind, all else as text.

    A number that a workbook can't hold exactly (15 digits) stays text, so that nothing is lost.

    >>> from planner.io.columns import Column
    >>> to_workbook("0.50", Column("share", "share", False, "")), to_workbook("007", None)
    (0.5, '007')
    """
    if is_blank(text):
        return None
    if column is None:
        return unguarded(text)
    if column.kind not in _TYPED:
        return text
    try:
        value = coerce(text, column)
    except Wrong:  # tables that are not read may hold anything
        return text
    if isinstance(value, Decimal):
        near = float(value)
        return near if Decimal(format(near, ".15g")) == value else text
    return value if isinstance(value, int | dt.date) else text


def to_csv(cell: Cell, column: Column | None) -> str:
    """The text of a CSV file for a workbook's cell; dates are ``yyyy-mm-dd``.

    >>> to_csv(0.5, None), to_csv(Formula("=1+1"), None)
    ('0.5', "'=1+1")
    """
    if cell is None:
        return ""
    if column is not None:
        if isinstance(cell, str) and not isinstance(cell, Formula):
            return cell
        try:
            value = coerce(cell, column)
        except Wrong:
            value = None
        if value is not None:
            return cell_text(value)
    return guarded(_written(cell))


def _written(cell: Cell) -> str:
    """A cell of a table that is not read: as a person would type it."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, float) and math.isfinite(cell):
        return format(Decimal(format(cell, ".15g")), "f")
    if isinstance(cell, dt.datetime) and cell.time() == dt.time(0):
        return cell.date().isoformat()
    return str(cell)


def guarded(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would take it for a formula.

    >>> guarded("=cmd()"), guarded("plain")
    ("'=cmd()", 'plain')
    """
    return f"'{text}" if text and (text[0] in FORMULA_SIGNS or unguarded(text) != text) else text


def unguarded(text: str) -> str:
    """What :func:`guarded` was given."""
    rest = text.lstrip("'")
    return text[1:] if rest != text and rest and rest[0] in FORMULA_SIGNS else text


def held(text: str) -> str:
    """The text without characters that no workbook can hold; each becomes U+FFFD."""
    return _UNHELD.sub("\ufffd", text)
