"""A workbook: one ``.xlsx`` with the same tables as sheets."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.io.book.grid import OWN_SHEETS, SETTINGS_SHEET
from planner.io.book.marks import marks_of
from planner.io.catalogue import MAX_BYTES
from planner.io.collect import Collector
from planner.io.csv_folder import CsvFolder
from planner.io.tables import Cell, ExcelError, Formula, RawTable, gather, is_blank

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook as OpenpyxlBook

_MAX_UNPACKED = 4 * MAX_BYTES
_LISTS = ("synthetic", "assumptions")
_SAVE_FIX = 'Open it in Excel and save it again as "Excel Workbook (.xlsx)".'


class Workbook:
    """Reads tables from sheets; see :class:`planner.io.tables.Source`."""

    def __init__(self, path: Path, out: Collector) -> None:
        self._path = path
        self._out = out
        self._book: OpenpyxlBook | None = None
        self._sheets: dict[str, str] = {}
        if self._is_safe():
            self._open()

    def settings_label(self) -> str:
        """``sheet instance``."""
        return self.label(SETTINGS_SHEET)

    def beside(self, name: str) -> Path:
        """Path of a file beside the workbook."""
        return self._path.parent / name

    def label(self, name: str) -> str:
        """How faults call a sheet."""
        return f"sheet {name}"

    def has(self, name: str) -> bool:
        """Whether the sheet is there."""
        return name in self._sheets

    def names(self) -> tuple[str, ...]:
        """Names of all sheets but ``instance`` and those that are written for people."""
        return tuple(sorted(n for n in self._sheets if n != SETTINGS_SHEET and n not in OWN_SHEETS))

    def boundaries(self) -> str | None:
        """Text of ``boundaries.geojson`` beside the workbook."""
        return CsvFolder(self._path.parent, self._out).boundaries()

    def close(self) -> None:
        """Close the file."""
        if self._book is not None:
            self._book.close()

    def settings(self) -> dict[str, object] | None:
        """Keys and values of sheet ``instance``; a list is one row for each item."""
        table = self.table(SETTINGS_SHEET)
        if table is None:
            return None
        if table.header[:2] != ("key", "value"):
            self._out.add(
                "P-201",
                "The sheet has no columns key and value",
                table.label,
                row=1,
                fix="Write key in cell A1 and value in cell B1.",
            )
            return None
        found: dict[str, Any] = {}
        for record in table.records:
            key = str(record.cells[0] or "").strip()
            value: Cell = record.cells[1] if len(record.cells) > 1 else None
            if is_blank(value):
                continue
            if key in _LISTS:
                found.setdefault(key, []).append(value)
            elif key in found:
                self._out.add(
                    "P-205",
                    f"The key {key} is given twice",
                    table.label,
                    row=record.line,
                    fix="Delete one row.",
                )
            else:
                found[key] = value
        return found

    def table(self, name: str) -> RawTable | None:
        """One sheet."""
        if self._book is None:
            return None
        if name not in self._sheets:
            self._out.add(
                "P-102",
                f"Sheet {name} is missing",
                self.label(name),
                why="An instance needs the sheets instance, organisations and links.",
                fix="Add the sheet; planner init NEW-FOLDER writes templates that show its columns.",
            )
            return None
        try:
            table = gather(self.label(name), name, self._lines(name), typed=True, out=self._out)
            self._look(name, table)
        except Exception:  # a damaged sheet makes the library raise errors of any kind
            self._out.add(
                "P-111", "The sheet can't be read", self.label(name), why="The file is damaged.", fix=_SAVE_FIX
            )
            return None
        return table

    def _lines(self, name: str) -> Iterator[tuple[Cell, ...]]:
        if self._book is None:
            return
        sheet: Any = self._book[self._sheets[name]]
        sheet.reset_dimensions()  # the stored size may be wrong; rows are what is there
        for cells in sheet.iter_rows():  # rows that the file leaves out come as empty ones
            yield tuple(_cell(c) for c in cells)

    def _look(self, name: str, table: RawTable | None) -> None:
        """Faults of merged cells; a warning of hidden rows and columns, which count like all others."""
        if self._book is None or table is None:
            return
        sheet: Any = self._book[self._sheets[name]]
        with zipfile.ZipFile(self._path) as packed:
            marks = marks_of(packed.read(sheet._worksheet_path))  # the library offers no other way to the part
        for m in marks.merged:
            if m.column <= len(table.header):
                self._out.add(
                    "P-113",
                    f"The cells {m.range} are merged",
                    table.label,
                    row=m.row,
                    column=table.header[m.column - 1] or None,
                    why="Only the first of them holds a value; the others are empty.",
                    fix="Unmerge them and fill every cell.",
                )
        hidden = [f"{n:,} {w}" for n, w in ((marks.rows, "rows"), (marks.columns, "runs of columns")) if n]
        if hidden:
            self._out.add(
                "W-606",
                f"The sheet hides {' and '.join(hidden)}",
                table.label,
                why="Hidden and filtered cells count like all others.",
                fix="Show them and see that they belong there; nothing to do if they do.",
                warning=True,
            )

    def _is_safe(self) -> bool:
        """Whether the packed and the unpacked size are within the limits and no part defines entities."""
        name = self._path.name
        try:
            size = self._path.stat().st_size
            if size <= MAX_BYTES:
                with zipfile.ZipFile(self._path) as packed:
                    parts = packed.infolist()
                    size = sum(p.file_size for p in parts)
                    if size <= _MAX_UNPACKED:
                        for part in parts:
                            with packed.open(part) as stream:
                                if b"<!DOCTYPE" in stream.read(2048):
                                    self._refuse()
                                    return False
                        return True
        except OSError as error:
            self._out.add(
                "P-103",
                "The file can't be read",
                name,
                why=error.strerror or "",
                fix="Close it in other programs and check that you may read it.",
            )
            return False
        except Exception:  # damaged archives raise errors of many kinds
            self._refuse()
            return False
        self._out.add(
            "P-104",
            f"The workbook has {size / 1048576:,.0f} MB unpacked",
            name,
            why="It is too large.",
            fix="Check that it is the right file; delete sheets and rows that are not needed.",
        )
        return False

    def _open(self) -> None:
        import openpyxl

        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._book = openpyxl.load_workbook(
                    self._path, read_only=True, data_only=False, keep_links=False
                )
            self._sheets = {n.strip(): n for n in self._book.sheetnames if hasattr(self._book[n], "iter_rows")}
        except Exception:  # damaged workbooks raise errors of many kinds
            self._book = None
            self._refuse()

    def _refuse(self) -> None:
        self._out.add(
            "P-111",
            "This is not a workbook that can be read",
            self._path.name,
            why="It is damaged, protected by a password, or not an .xlsx file.",
            fix=_SAVE_FIX,
        )


def _cell(cell: Any) -> Cell:
    value = cell.value
    kind = getattr(cell, "data_type", "n")
    if value is None:
        return None
    if kind == "f" or not isinstance(value, str | int | float | bool | dt.date | dt.time | dt.timedelta):
        return Formula(value if isinstance(value, str) else "=")
    if kind == "e":
        return ExcelError(value)
    # Excel writes a carriage return as _x000D_, which the library leaves as it is
    return value.replace("_x000D_", "\r") if isinstance(value, str) else value
