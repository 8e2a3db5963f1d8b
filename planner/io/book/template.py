"""New workbooks: empty templates, or the rows of an instance."""

from __future__ import annotations

from pathlib import Path

from planner.core.instance import Instance
from planner.io import short_list
from planner.io.book.cells import to_workbook
from planner.io.book.grid import Grid
from planner.io.book.layout import instance_workbook, list_workbook
from planner.io.catalogue import FILES, FileSpec
from planner.io.columns import columns_of
from planner.io.templates import settings_start
from planner.io.write import atomic_write, cell_text, ensure_folder, refuse_existing


def write_template_workbook(path: str | Path, name: str) -> None:
    """Write a workbook with every table empty, drop-downs and a data dictionary.

    Raises:
        OutputError: the file is there already, or can't be written.
    """
    grids = [Grid(s.name, s.columns, (), {}) for s in FILES]
    _write(path, instance_workbook(settings_start(name), grids))


def write_list_workbook(path: str | Path) -> None:
    """Write an empty short list of organisations as a workbook.

    Raises:
        OutputError: the file is there already, or can't be written.
    """
    _write(path, list_workbook(short_list.SPEC))


def write_instance_workbook(instance: Instance, path: str | Path) -> None:
    """Write an instance as a workbook; tables without rows are there too, to be filled.

    Raises:
        OutputError: the file is there already, or can't be written.
    """
    settings = {
        k: getattr(instance, k) for k in ("name", "title", "as_at", "horizon_end", "rulebook", "renewals")
    }
    settings |= {k: list(getattr(instance, k)) for k in ("synthetic", "assumptions")}
    grids = [_grid(spec, getattr(instance, spec.field, ())) for spec in FILES]
    _write(path, instance_workbook(settings, grids))


def _grid(spec: FileSpec, rows: tuple[object, ...]) -> Grid:
    known = columns_of(spec)
    cells = (tuple(to_workbook(cell_text(getattr(r, c)), known[c]) for c in spec.columns) for r in rows)
    return Grid(spec.name, spec.columns, tuple(cells), {})


def _write(path: str | Path, packed: bytes) -> None:
    path = Path(path)
    refuse_existing(path)
    ensure_folder(path.parent)
    atomic_write(path, packed, private=True)
