"""Remarks beside keys: after ``#`` in ``instance.toml``, in the column ``note`` of sheet ``instance``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path

from planner.io.catalogue import SETTINGS_FILE
from planner.io.tables import RawTable

NOTE = "note"


def notes_of_text(text: str, settings: Mapping[str, object]) -> dict[str, str]:
    """Remarks at the ends of lines that hold one key and its value; others are not kept.

    >>> notes_of_text('a = "x # y"  # first', {"a": "x # y"})
    {'a': 'first'}
    """
    notes: dict[str, str] = {}
    for line in text.splitlines():
        for at, sign in enumerate(line):
            if sign != "#" or not line[:at].strip():
                continue
            try:
                found = tomllib.loads(line[:at])
            except tomllib.TOMLDecodeError:  # the sign stands inside a text
                continue
            notes |= {k: _one_line(line[at + 1 :]) for k, v in found.items() if settings.get(k) == v}
            break
    return {k: v for k, v in notes.items() if v}


def notes_of_folder(folder: Path, settings: Mapping[str, object]) -> dict[str, str]:
    """The same for the file of a folder that has been read without faults."""
    text = (folder / SETTINGS_FILE).read_text(encoding="utf-8-sig")
    return notes_of_text(text, settings)


def notes_of_sheet(table: RawTable | None) -> dict[str, str]:
    """Remarks in the column ``note``; of several rows of one key the first that has one."""
    notes: dict[str, str] = {}
    if table is None or NOTE not in table.header:
        return notes
    at = table.header.index(NOTE)
    for record in table.records:
        cell = record.cells[at] if len(record.cells) > at else None
        if cell is not None and _one_line(str(cell)):
            notes.setdefault(str(record.cells[0] or "").strip(), _one_line(str(cell)))
    return notes


def _one_line(text: str) -> str:
    """One line that TOML allows after ``#``."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())
