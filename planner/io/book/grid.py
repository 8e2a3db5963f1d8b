"""A table on its way from one form to the other: names and cells, not yet judged."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from planner.io.catalogue import BY_NAME, FILES, FileSpec
from planner.io.columns import Column, columns_of
from planner.io.tables import Cell

START_SHEET = "Start here"
DICTIONARY_SHEET = "Data dictionary"
FAULTS_SHEET = "faults"
OWN_SHEETS = frozenset({START_SHEET, DICTIONARY_SHEET, FAULTS_SHEET})
"""Sheets that are written for people and never read."""

_SHEET = re.compile(r"[^\[\]:*?/\\'\x00-\x1f]{1,31}\Z")
SETTINGS_SHEET = "instance"


@dataclass(frozen=True)
class Grid:
    """A table as it stands: a header and rows of cells, each as long as the header."""

    name: str
    header: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    files: Mapping[str, str]
    """Which table is read as ``consortia`` and ``footprints`` (see :func:`planner.io.head.files_of`)."""

    @property
    def spec(self) -> FileSpec | None:
        """What the table is, also where it is another edition of it such as ``consortia_2013``."""
        return spec_of(self.name, self.header, self.files)

    @property
    def confidential(self) -> bool:
        """Whether only its owner may read it."""
        return any(self.name.startswith(s.name) for s in FILES if s.confidential)

    @property
    def columns(self) -> tuple[Column | None, ...]:
        """What each column holds; None where nothing is known of it."""
        spec = self.spec
        known = columns_of(spec) if spec else {}
        return tuple(known.get(name) for name in self.header)


def spec_of(name: str, header: tuple[str, ...], files: Mapping[str, str]) -> FileSpec | None:
    """The table that ``name`` is, or an edition of; None for another one.

    >>> spec_of("consortia_2013", ("code", "name"), {}).name
    'consortia'
    """
    if name in BY_NAME:
        return BY_NAME[name]
    for table, read in files.items():
        if name == read:
            return BY_NAME[table]
    for spec in FILES:
        if name.startswith((f"{spec.name}_", f"{spec.name}-")) and set(header) <= set(spec.columns):
            return spec
    return None


def fits_a_sheet(name: str) -> bool:
    """Whether a workbook may have a sheet of that name."""
    taken = {n.casefold() for n in (*OWN_SHEETS, SETTINGS_SHEET, "history")}
    return bool(_SHEET.match(name)) and name.casefold() not in taken
