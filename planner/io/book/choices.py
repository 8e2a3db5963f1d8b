"""Drop-downs and limits of the cells of a template (Excel's data validation)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from planner.io.book.grid import Grid
from planner.io.catalogue import FileSpec
from planner.io.columns import Column

SPARE = 1_000
"""Rows below the last one that have drop-downs too."""
_HOMES = {
    "organisation": ("organisations", "code"),
    "authority": ("local_authorities", "code"),
    "consortium": ("consortia", "code"),
}
_LONGEST_LIST = 255
"""Characters that Excel allows in the words of a drop-down."""


class Rules:
    """Puts drop-downs on sheets; knows where the codes stand that other tables refer to."""

    def __init__(self, grids: Sequence[Grid]) -> None:
        self._codes: dict[str, str] = {}
        for kind, (table, column) in _HOMES.items():
            home = next((g for g in grids if g.files.get(table, table) == g.name), None)
            if home and column in home.header:
                letter = xl_col_to_name(home.header.index(column))
                last = len(home.rows) + SPARE + 1
                self._codes[kind] = f"='{home.name}'!${letter}$2:${letter}${last}"
        self._home = {(table, column) for table, column in _HOMES.values()}

    def apply(self, page: Any, grid: Grid) -> None:
        """Drop-downs and limits for every column that has them, down to :data:`SPARE` rows below."""
        if grid.spec is not None:
            self.apply_to(page, grid.spec, grid.columns, len(grid.rows))

    def apply_to(self, page: Any, spec: FileSpec, columns: Sequence[Column | None], rows: int = 0) -> None:
        """The same for a table that is no part of an instance."""
        for x, column in enumerate(columns):
            if column is None:
                continue
            page.data_validation(0, x, 0, x, _about(column))
            rule = self._rule(spec.name, column)
            if rule:
                page.data_validation(1, x, rows + SPARE, x, rule)

    def _rule(self, table: str, column: Column) -> dict[str, Any] | None:
        told = {"error_title": "Not understood", "error_message": _cut(f"Enter: {column.in_words()}.")}
        if column.kind == "choice" and len(",".join(column.choices)) <= _LONGEST_LIST:
            return {"validate": "list", "source": list(column.choices), **told}
        if column.kind == "yes_no":
            return {"validate": "list", "source": ["yes", "no"], **told}
        if column.kind == "date":
            low, high = dt.date(1900, 3, 1), dt.date(2199, 12, 31)
            return {"validate": "date", "criteria": "between", "minimum": low, "maximum": high, **told}
        if column.kind in ("whole", "share") and column.most is not None:
            least = column.least if column.least is not None else column.above
            low_limit = -column.most if least is None else least
            limits = {"criteria": "between", "minimum": str(low_limit), "maximum": str(column.most)}
            return {"validate": "integer" if column.kind == "whole" else "decimal", **limits, **told}
        if column.code in self._codes and (table, column.name) not in self._home:
            home = _HOMES[column.code][0]
            text = f"No such code stands on the sheet {home} yet. Keep it, and add it there?"
            told |= {"error_type": "warning", "error_title": "Not there yet", "error_message": text}
            return {"validate": "list", "source": self._codes[column.code], **told}
        return None


def _about(column: Column) -> dict[str, Any]:
    """What a column means, shown when its header is selected."""
    needed = "Must be filled. " if column.required else "May stay empty. "
    text = f"{needed}{column.description}. Enter: {column.in_words()}."
    return {"validate": "any", "input_title": column.name[:32], "input_message": _cut(text)}


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_LIST else text[: _LONGEST_LIST - 1] + "…"
