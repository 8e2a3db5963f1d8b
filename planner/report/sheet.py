"""What a sheet of the workbook is: one table of texts, whole numbers and dates, each column explained."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

Cell = str | int | date


@dataclass(frozen=True)
class Column:
    """A column: header, what it means (for the data dictionary), width in characters."""

    header: str
    meaning: str
    width: int = 16


@dataclass(frozen=True)
class Sheet:
    """One sheet with one table: ``name`` of the sheet and, without spaces, of the table."""

    name: str
    about: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def sheet(
    name: str, about: str, columns: Sequence[tuple[str, str, int]], rows: list[tuple[Cell, ...]]
) -> Sheet:
    """A sheet; one without rows says so, for a table without rows is no table."""
    made = tuple(Column(*c) for c in columns)
    filler: tuple[Cell, ...] = ("none", *["not applicable"] * (len(made) - 1))
    return Sheet(name, about, made, tuple(rows) or (filler,))


def figure(text: str) -> Cell:
    """A number where the words are one."""
    plain = text.replace(",", "")
    return int(plain) if plain.lstrip("-").isdigit() else text


def day(text: str) -> Cell:
    """A date where the words are one.

    >>> day("31 March 2012"), day("2011-03-02"), day("not given")
    (datetime.date(2012, 3, 31), datetime.date(2011, 3, 2), 'not given')
    """
    for form in ("%Y-%m-%d", "%d %B %Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    return text


def kind(cells: Iterable[Cell]) -> str:
    """What a column's cells are, in words.

    >>> kind([1, 2]), kind([1, "not planned"]), kind([date(2011, 6, 1)])
    ('whole number', 'whole number or text', 'date')
    """
    words = {str: "text", int: "whole number", date: "date"}
    found = {words[type(c)] for c in cells}
    return " or ".join(w for w in ("date", "whole number", "text") if w in found)
