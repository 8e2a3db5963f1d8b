"""Raw tables: what a CSV file or a sheet says, before anything is understood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from planner.core.rows import Row
from planner.io.catalogue import MAX_CELL, MAX_ORGANISATIONS, MAX_ROWS
from planner.io.collect import Collector

Cell = str | int | float | bool | dt.datetime | dt.date | dt.time | dt.timedelta | None
"""A CSV cell is always text; a workbook's cell may be typed."""

RowT_co = TypeVar("RowT_co", bound=Row, covariant=True)


class Formula(str):
    """Text of a workbook cell that Excel computes."""


class ExcelError(str):
    """Text of a workbook cell that shows an error such as #N/A."""


@dataclass(frozen=True)
class Record:
    """One line of a table. ``line`` counts as a spreadsheet does: the header is row 1."""

    line: int
    cells: tuple[Cell, ...]
    beyond: int = 0
    """Empty cells at the end that the line has more than the line of the names; they are not in ``cells``."""


@dataclass(frozen=True)
class RawTable:
    """Header and records of one file or sheet."""

    label: str
    """File name, or ``sheet NAME``."""
    header: tuple[str, ...]
    records: tuple[Record, ...]
    typed: bool = False
    """True for a workbook, whose numbers and dates are cells of their own kind."""


@dataclass(frozen=True)
class Placed(Generic[RowT_co]):
    """A parsed row and where it stood."""

    row: RowT_co
    file: str
    line: int
    turned: bool = False
    """Whether the ends of a link changed places, so that its smaller code comes first."""

    def header(self, column: str) -> str:
        """The column of the file in which the value of ``column`` stands."""
        return {"a": "b", "b": "a"}.get(column, column) if self.turned else column


class Source(Protocol):
    """A folder or a workbook."""

    def settings(self) -> dict[str, object] | None:
        """Keys and values of ``instance.toml`` or sheet ``instance``; None after a fault."""

    def settings_label(self) -> str:
        """Where the settings stand, as faults name it."""

    def beside(self, name: str) -> Path:
        """Path of another file in the folder, or beside the workbook."""

    def label(self, name: str) -> str:
        """How faults call the table ``name``."""

    def has(self, name: str) -> bool:
        """Whether the table is given."""

    def table(self, name: str) -> RawTable | None:
        """The table; None when it is not given or can't be read (then a fault was added)."""

    def names(self) -> tuple[str, ...]:
        """Names of all tables given, known or not."""

    def boundaries(self) -> str | None:
        """GeoJSON text, if given."""

    def close(self) -> None:
        """Let go of the file."""


def is_blank(cell: Cell) -> bool:
    """Whether a cell holds nothing but spaces."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def gather(
    label: str, name: str, lines: Iterator[tuple[Cell, ...]], typed: bool, out: Collector
) -> RawTable | None:
    """Header and records from the lines of a file, within the limits; blank lines are passed over.

    Args:
        label: how faults name the table.
        name: name of the table; organisations have a limit of their own.
        lines: all lines, the header first; read only as far as the limit.
        typed: whether cells are a workbook's.
        out: takes the faults.
    """
    limit, noun = (MAX_ORGANISATIONS, "organisations") if name == "organisations" else (MAX_ROWS, "rows")
    header: tuple[str, ...] | None = None
    width = 0
    records: list[Record] = []
    for number, cells in enumerate(lines, start=1):
        if number > MAX_ROWS + 1 or len(records) > limit:
            records = records[:limit]
            out.add(
                "P-108",
                f"The table has more than {limit:,} {noun}",
                label,
                row=number,
                why="Larger tables are refused before they are read.",
                fix=f"Keep to {limit:,} {noun}; delete empty rows at the end, or divide the instance.",
            )
            return None
        if header is None:
            header, width = _header(cells), len(cells)
            continue
        if _too_long(label, number, cells, header, out):
            continue
        if not all(is_blank(c) for c in cells):
            kept = _trimmed(cells, len(header))
            records.append(Record(number, kept, max(0, len(cells) - max(width, len(kept)))))
    if header is None:
        out.add(
            "P-106",
            "The table is empty",
            label,
            why="Its first row must hold the column names.",
            fix="Run planner init to get an empty template.",
        )
        return None
    return RawTable(label, header, tuple(records), typed)


def _header(cells: tuple[Cell, ...]) -> tuple[str, ...]:
    names = [("" if c is None else str(c)[:MAX_CELL]).strip() for c in cells]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _trimmed(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    """The cells without empty ones beyond the header."""
    end = len(cells)
    while end > width and is_blank(cells[end - 1]):
        end -= 1
    return cells[:end]


def _too_long(label: str, line: int, cells: tuple[Cell, ...], header: tuple[str, ...], out: Collector) -> bool:
    found = False
    for i, cell in enumerate(cells):
        if isinstance(cell, str) and len(cell) > MAX_CELL:
            found = True
            out.add(
                "P-109",
                f"The cell holds {len(cell):,} characters",
                label,
                row=line,
                column=header[i] if i < len(header) else str(i + 1),
                why=f"A cell may hold {MAX_CELL:,}.",
                fix="Shorten it; a missing quotation mark can also make one cell swallow the rest of a file.",
            )
    return found
