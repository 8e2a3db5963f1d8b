"""A folder of CSV files with ``instance.toml``."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator
from pathlib import Path

from planner.io.catalogue import BOUNDARIES_FILE, MAX_BYTES, SETTINGS_FILE
from planner.io.collect import Collector
from planner.io.tables import Cell, RawTable, gather

_UTF8_FIX = 'In Excel choose "Save as", then "CSV UTF-8 (Comma delimited)".'


class CsvFolder:
    """Reads tables from files of one folder; see :class:`planner.io.tables.Source`."""

    def __init__(self, folder: Path, out: Collector, suffix: str = ".csv") -> None:
        self._folder = folder
        self._suffix = suffix
        self._out = out

    def settings_label(self) -> str:
        """``instance.toml``."""
        return SETTINGS_FILE

    def beside(self, name: str) -> Path:
        """Path of a file in the folder."""
        return self._folder / name

    def label(self, name: str) -> str:
        """File name of a table."""
        return f"{name}{self._suffix}"

    def has(self, name: str) -> bool:
        """Whether the file is there."""
        return (self._folder / self.label(name)).exists()

    def names(self) -> tuple[str, ...]:
        """Names of all CSV files there."""
        try:
            return tuple(sorted(p.stem for p in self._folder.iterdir() if p.suffix.lower() == ".csv"))
        except OSError:
            return ()

    def close(self) -> None:
        """Nothing to let go of: files are read whole."""

    def settings(self) -> dict[str, object] | None:
        """Content of ``instance.toml``."""
        text = self._text(SETTINGS_FILE)
        if text is None:
            return None
        try:
            return tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
            row = _toml_row(str(error))
            self._out.add(
                "P-110",
                "This line can't be understood" if row else "The file can't be understood",
                SETTINGS_FILE,
                row=row,
                why="Each line is a key, an equals sign and a value; text stands in quotation marks.",
                fix='Write for example title = "South West, first draft" and each key once.',
            )
            return None

    def table(self, name: str) -> RawTable | None:
        """One CSV file."""
        label = self.label(name)
        text = self._text(label)
        if text is None:
            return None
        return gather(label, name, self._records(label, text), typed=False, out=self._out)

    def boundaries(self) -> str | None:
        """Text of ``boundaries.geojson``."""
        if not (self._folder / BOUNDARIES_FILE).exists():
            return None
        return self._text(BOUNDARIES_FILE)

    def _records(self, label: str, text: str) -> Iterator[tuple[Cell, ...]]:
        csv.field_size_limit(MAX_BYTES)
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        row = 0
        try:
            for row, cells in enumerate(reader, start=1):  # noqa: B007 - the fault below names the row reached
                yield tuple(cells)
        except csv.Error:
            self._out.add(
                "P-107",
                "Quotation marks are not in pairs",
                label,
                row=row + 1,
                why="A cell that begins with a quotation mark must end with one.",
                fix='Close the quotation, or write a quotation mark inside a cell twice: "".',
            )

    def _text(self, name: str) -> str | None:
        data = self._bytes(name)
        if data is None:
            return None
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            self._out.add(
                "P-105", "The file is not in UTF-8", name, row=1, why="It is in UTF-16.", fix=_UTF8_FIX
            )
            return None
        try:
            return data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            at = error.start
            line = data.count(b"\n", 0, at) + 1
            column = at - (data.rfind(b"\n", 0, at) + 1) + 1
            self._out.add(
                "P-105",
                "The file is not in UTF-8",
                name,
                row=line,
                why=f"Byte {column} of that line (value {data[at]}) belongs to another encoding.",
                fix=_UTF8_FIX,
            )
            return None

    def _bytes(self, name: str) -> bytes | None:
        path = self._folder / name
        try:
            if not path.is_file():
                missing = not path.exists()
                self._out.add(
                    "P-102" if missing else "P-103",
                    f"{name} is missing" if missing else f"{name} is not a file",
                    name,
                    why="An instance needs instance.toml, organisations.csv and links.csv." if missing else "",
                    fix="Run planner init NEW-FOLDER to get empty templates."
                    if missing
                    else "Put a file of that name there.",
                )
                return None
            size = path.stat().st_size
            if size > MAX_BYTES:
                self._out.add(
                    "P-104",
                    f"The file has {size / 1048576:,.0f} MB",
                    name,
                    why=f"A file may have {MAX_BYTES // 1048576} MB.",
                    fix="Check that it is the right file; delete columns and rows that are not needed.",
                )
                return None
            return path.read_bytes()
        except OSError as error:
            self._out.add(
                "P-103",
                "The file can't be read",
                name,
                why=error.strerror or "",
                fix="Check that the file is there, closed in other programs and that you may read it.",
            )
            return None


def _toml_row(message: str) -> int | None:
    """Row from the message of the standard library, ``... (at line 3, column 7)``."""
    _, _, tail = message.partition("(at line ")
    digits = tail.partition(",")[0]
    return int(digits) if digits.isdigit() else None
