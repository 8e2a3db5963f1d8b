"""What a sheet of the workbook is: one table of texts and whole numbers, each column with its meaning."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | int


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
