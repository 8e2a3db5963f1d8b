"""Where in an input each row stands, for explanations that point at a row. Read anew when one is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.core.rows import Decision
from planner.io.collect import Collector
from planner.io.read import open_source, read_draft
from planner.io.tables import Placed


@dataclass(frozen=True)
class Origins:
    """Rows of an input with file and row; empty for an instance that was not read from one."""

    tables: Mapping[str, Sequence[Placed[Any]]]

    def rows(self, table: str, wanted: Callable[[Any], bool]) -> list[tuple[str, int]]:
        """(file, row) of the rows of a table that are wanted; row 1 is the header."""
        return [(p.file, p.line) for p in self.tables.get(table, ()) if wanted(p.row)]

    def decision(self, d: Decision) -> list[tuple[str, int]]:
        """Where a decision stands."""
        return self.rows("decisions", lambda row: row == d)


def read_origins(path: str | Path) -> Origins:
    """Where the rows of an instance's folder or workbook stand; nothing is checked."""
    out = Collector()
    source = open_source(Path(path), out)
    if source is None:
        return Origins({})
    try:
        return Origins(read_draft(source, out).tables)
    finally:
        source.close()
