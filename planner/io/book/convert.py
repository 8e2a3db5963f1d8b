"""From a folder of CSV files to a workbook and back, without loss.

Tables keep their rows, their order and the columns they have; dates, numbers and texts keep their values. What
was written is read again and compared before anything is put in its place.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from planner.core.faults import Fault, InputFaultsError, OutputError
from planner.core.instance import Instance
from planner.io.book.cells import to_csv, to_workbook
from planner.io.book.grid import SETTINGS_SHEET, Grid, fits_a_sheet, spec_of
from planner.io.book.layout import instance_workbook
from planner.io.book.notes import notes_of_folder, notes_of_sheet
from planner.io.catalogue import BOUNDARIES_FILE, FILES, SETTINGS_FILE
from planner.io.collect import Collector, shown
from planner.io.columns import Column
from planner.io.head import files_of, is_safe_name
from planner.io.read import open_source, read_with_warnings
from planner.io.tables import Cell, ExcelError, Formula, RawTable, Source
from planner.io.write import atomic_write, ensure_folder, refuse_existing, toml_text, write_folder

SCENARIOS_FILE = "scenarios.toml"
_NAMED = re.compile(r"""["']([A-Za-z0-9][A-Za-z0-9_-]{0,59}\.(?:csv|json|toml))["']""")
"""Plain names of files in scenarios."""


@dataclass(frozen=True)
class Converted:
    """What was converted."""

    instance: Instance
    warnings: tuple[Fault, ...]
    tables: tuple[tuple[str, int], ...]
    """Names of the tables written, and how many rows each has."""
    beside: tuple[str, ...]
    """Files that went with the tables unchanged: a rulebook, scenarios, boundaries."""
    left: tuple[str, ...]
    """What lies in the folder and is no part of an instance; it stays where it is."""


@dataclass(frozen=True)
class _Whole:
    """Everything that is taken over."""

    settings: Mapping[str, object]
    grids: tuple[Grid, ...]
    beside: Mapping[str, bytes]
    left: tuple[str, ...]
    notes: Mapping[str, str]


def convert(source: str | Path, target: str | Path) -> Converted:
    """Write the instance at ``source`` in the other form, or in the same form afresh.

    Args:
        source: folder or ``.xlsx`` workbook.
        target: a name that ends in ``.xlsx`` for a workbook, else a folder; it must not exist (a folder may
            be empty).

    Raises:
        InputFaultsError: the source has faults; nothing is written.
        OutputError: the target is there already, can't be written, or could not hold everything.
    """
    source, target = Path(source), Path(target)
    instance, warnings = read_with_warnings(source)
    whole = _taken(source, instance, to_book=target.suffix.lower() == ".xlsx")
    if target.suffix.lower() == ".xlsx":
        _write_book(whole, instance, target)
    else:
        files = folder_files(whole.settings, whole.grids, whole.notes) | dict(whole.beside)
        with tempfile.TemporaryDirectory() as place:
            trial = Path(place) / "trial"
            write_folder(trial, files)
            _compare(instance, trial)
        write_folder(target, files, frozenset(f"{g.name}.csv" for g in whole.grids if g.confidential))
    rows = tuple((g.name, len(g.rows)) for g in whole.grids)
    return Converted(instance, warnings, rows, tuple(whole.beside), whole.left)


def _write_book(whole: _Whole, instance: Instance, target: Path) -> None:
    refuse_existing(target)
    packed = instance_workbook(whole.settings, whole.grids, whole.notes)
    with tempfile.TemporaryDirectory() as place:
        trial = Path(place) / "trial.xlsx"
        atomic_write(trial, packed, private=True)
        for name, data in whole.beside.items():
            atomic_write(trial.with_name(name), data)
        _compare(instance, trial)
    folder = ensure_folder(target.parent)
    clash = [n for n, data in whole.beside.items() if (folder / n).exists() and _bytes(folder / n) != data]
    if clash:
        raise OutputError(
            f"{clash[0]} belongs beside the workbook, but another file of that name is there. "
            "Choose another folder."
        )
    for name, data in whole.beside.items():
        if not (folder / name).exists():
            atomic_write(folder / name, data)
    atomic_write(target, packed, private=True)  # what is confidential may be filled in later


def _taken(source: Path, instance: Instance, *, to_book: bool) -> _Whole:
    """Settings, tables and files of a source that has no faults."""
    out = Collector()
    opened = open_source(source, out)
    if opened is None:
        raise InputFaultsError(out.faults)
    try:
        settings = opened.settings() or {}
        files = files_of(settings)
        beside = _beside(opened, instance, files)
        grids, left = _grids(opened, files, frozenset(beside), to_book=to_book)
        notes = (
            notes_of_folder(source, settings)
            if source.is_dir()
            else notes_of_sheet(opened.table(SETTINGS_SHEET))
        )
    finally:
        opened.close()
    if source.is_dir():
        known = {SETTINGS_FILE, *beside, *(f"{g.name}.csv" for g in grids), *left}
        left += sorted(p.name for p in source.iterdir() if p.name not in known)
    return _Whole(_tidy(settings, instance), tuple(grids), beside, tuple(shown(n) for n in left), notes)


def _beside(opened: Source, instance: Instance, files: Mapping[str, str]) -> dict[str, bytes]:
    """Files read beside the tables in either form: a rulebook, scenarios and what they name, boundaries.

    Another edition of a table that scenarios name is a table: a workbook has it as a sheet.
    """
    names = [instance.rulebook] if instance.rulebook.endswith(".toml") else []
    scenarios = opened.beside(SCENARIOS_FILE)
    if scenarios.is_file():
        named = _NAMED.findall(_bytes(scenarios).decode("utf-8", "replace"))
        tables = {n for n in named if n.endswith(".csv") and spec_of(n.removesuffix(".csv"), (), files)}
        names += [SCENARIOS_FILE, *(n for n in named if n not in tables and n != SETTINGS_FILE)]
    paths = {n: opened.beside(n) for n in (*names, BOUNDARIES_FILE)}
    return {n: _bytes(p) for n, p in paths.items() if p.is_file()}


def _grids(
    opened: Source, files: Mapping[str, str], beside: frozenset[str], *, to_book: bool
) -> tuple[list[Grid], list[str]]:
    """Tables in the order of the catalogue, then all others; and what can't be taken over."""
    order = {files.get(s.name, s.name): i for i, s in enumerate(FILES)}
    fits = fits_a_sheet if to_book else _fits_a_file
    grids: list[Grid] = []
    left: list[str] = []
    names = [n for n in opened.names() if f"{n}.csv" not in beside]
    for name in sorted(names, key=lambda n: (order.get(n, len(order)), n)):
        twice = any(g.name.casefold() == name.casefold() for g in grids)
        raw = opened.table(name) if fits(name) and not twice else None
        grid = _grid(raw, name, files, to_book=to_book) if raw else None
        if grid is None:
            left.append(opened.label(name))
        else:
            grids.append(grid)
    return grids, left


def _grid(raw: RawTable, name: str, files: Mapping[str, str], *, to_book: bool) -> Grid | None:
    width = max([len(raw.header), *(len(r.cells) for r in raw.records)])
    bare = Grid(name, raw.header + ("",) * (width - len(raw.header)), (), files)
    rows = [
        tuple(
            _turned(c, k, typed=raw.typed, to_book=to_book)
            for c, k in zip(r.cells + (None,) * (width - len(r.cells)), bare.columns, strict=True)
        )
        for r in raw.records
    ]
    return replace(bare, rows=tuple(rows)) if width else None


def _turned(cell: Cell, column: Column | None, *, typed: bool, to_book: bool) -> Cell:
    if not to_book:
        return to_csv(cell, column) if typed else cell or ""
    if isinstance(cell, str) and not isinstance(cell, Formula | ExcelError) and (column or not typed):
        return to_workbook(cell, column)
    return cell


def _fits_a_file(name: str) -> bool:
    """Whether a sheet's name can be a file's on any system."""
    return is_safe_name(name.replace(" ", "_").replace(".", "_"))


def _tidy(settings: Mapping[str, object], instance: Instance) -> dict[str, object]:
    """Settings with lists as lists and dates as dates, whichever form they came from."""
    tidy: dict[str, object] = {}
    for key, value in settings.items():
        if key in ("as_at", "horizon_end"):
            tidy[key] = getattr(instance, key)
        elif key in ("synthetic", "assumptions"):
            tidy[key] = value if isinstance(value, list) else [value]
        else:
            tidy[key] = value
    return tidy


def folder_files(
    settings: Mapping[str, object], grids: Sequence[Grid], notes: Mapping[str, str]
) -> dict[str, str | bytes]:
    """Files of a folder: ``instance.toml``, and each table in UTF-8 with BOM, which Excel opens rightly."""
    files: dict[str, str | bytes] = {SETTINGS_FILE: _toml(settings, notes)}
    for grid in grids:
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(grid.header)
        writer.writerows(["" if c is None else c for c in row] for row in grid.rows)
        files[f"{grid.name}.csv"] = text.getvalue().encode("utf-8-sig")
    return files


def _toml(settings: Mapping[str, object], notes: Mapping[str, str]) -> str:
    lines = []
    for key, value in settings.items():
        note = f"  # {notes[key]}" if key in notes else ""
        if isinstance(value, list):
            lines.append(f"{key} = [{note}\n" + "".join(f"  {toml_text(str(v))},\n" for v in value) + "]")
        elif isinstance(value, dt.date):
            lines.append(f"{key} = {value.isoformat()}{note}")
        else:
            lines.append(f"{key} = {toml_text(str(value))}{note}")
    return "\n".join(lines) + "\n"


def _compare(instance: Instance, trial: Path) -> None:
    """Read what was written and see that it says the same.

    Raises:
        OutputError: it does not; names what differs.
    """
    try:
        again = read_with_warnings(trial)[0]
    except InputFaultsError as error:
        first = error.faults[0]
        raise OutputError(
            f"The other form can't hold everything: {first.file}, row {first.row}: {first.what}. "
            "Nothing was written."
        ) from error
    differs = [n for n in type(instance).model_fields if getattr(instance, n) != getattr(again, n)]
    if differs:
        raise OutputError(
            f"The other form can't hold everything: {differs[0]} would differ. Nothing was written."
        )


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OutputError(f"{path.name} can't be read: {error.strerror}.") from error
