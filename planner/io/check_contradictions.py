"""Decisions that can't all hold, whatever the map and the boards."""

from __future__ import annotations

from collections import defaultdict, deque
from typing import Any

from planner.io.collect import Collector
from planner.io.draft import Draft
from planner.io.tables import Placed

_ROWS_NAMED = 10
_Beside = dict[str, list[tuple[str, Placed[Any]]]]
"""By organisation, those that a row of keep_together joins it to, each with its row."""


def check_contradictions(draft: Draft, out: Collector) -> None:
    """Faults of decisions that contradict each other or are given twice."""
    rows = draft.tables["decisions"]
    _doubles(rows, out)
    _apart_and_together(rows, out)
    _released(rows, out)
    _chairs(rows, draft, out)


def _clash(placed: Placed[Any], other: Placed[Any], why: str, out: Collector, column: str = "kind") -> None:
    out.add(
        "P-520",
        "Two decisions contradict each other",
        placed.file,
        row=placed.line,
        column=column,
        value=getattr(placed.row, column),
        why=f"Row {other.line}: {why}",
        fix="Delete or change one of the two.",
    )


def _doubles(rows: list[Placed[Any]], out: Collector) -> None:
    first: dict[tuple[Any, ...], Placed[Any]] = {}
    for placed in rows:
        row = placed.row
        pair: tuple[Any, ...] = (row.subject, row.object)
        if row.kind in ("keep_together", "keep_apart"):
            pair = tuple(sorted(str(x) for x in pair))
        other = first.setdefault((row.kind, *pair, row.role), placed)
        # rows that are equal throughout were found when the table was read
        if other is not placed and other.row != row:
            out.add(
                "P-401",
                "The decision is given twice",
                placed.file,
                row=placed.line,
                column="subject, object",
                value=f"{row.subject}, {row.object or ''}",
                why=f"Row {other.line} decides the same.",
                fix="Keep the row with the right reason.",
            )


def _apart_and_together(rows: list[Placed[Any]], out: Collector) -> None:
    beside: _Beside = defaultdict(list)
    for placed in rows:
        if placed.row.kind == "keep_together" and placed.row.object:
            beside[placed.row.subject].append((placed.row.object, placed))
            beside[placed.row.object].append((placed.row.subject, placed))
    for placed in rows:
        row = placed.row
        if row.kind != "keep_apart" or row.object in (None, row.subject):
            continue
        chain = _chain(beside, row.subject, row.object)
        both = f"{row.subject} and {row.object} in one cluster."
        if len(chain) == 1:
            _clash(placed, chain[0], f"keep_together holds {both}", out)
        elif chain:
            out.add(
                "P-520",
                "Decisions contradict each other",
                placed.file,
                row=placed.line,
                column="kind",
                value=row.kind,
                why=f"{_listed(sorted(p.line for p in chain))}: keep_together, row by row, holds {both}",
                fix="Delete or change this row or one of those.",
            )


def _listed(lines: list[int]) -> str:
    """``Rows 4 and 5``, ``Rows 4, 5 and 6``; a long chain is cut."""
    if len(lines) > _ROWS_NAMED:
        more = len(lines) - _ROWS_NAMED
        return f"Rows {', '.join(map(str, lines[:_ROWS_NAMED]))} and {more:,} more"
    return f"Rows {', '.join(map(str, lines[:-1]))} and {lines[-1]}"


def _chain(beside: _Beside, start: str, end: str) -> list[Placed[Any]]:
    """A shortest chain of keep_together rows from one organisation to another, empty when there is none.

    Breadth first in the order of the rows, so that of equally short chains always the same one is named.
    """
    reached: dict[str, tuple[str, Placed[Any]] | None] = {start: None}
    queue = deque([start])
    while queue and end not in reached:
        code = queue.popleft()
        for other, placed in beside.get(code, ()):
            if other not in reached:
                reached[other] = (code, placed)
                queue.append(other)
    chain: list[Placed[Any]] = []
    step = reached.get(end)
    while step is not None:
        chain.append(step[1])
        step = reached[step[0]]
    return chain


def _released(rows: list[Placed[Any]], out: Collector) -> None:
    released = {p.row.subject: p for p in rows if p.row.kind == "release"}
    for placed in rows:
        other = released.get(placed.row.subject)
        if placed.row.kind in ("keep_in_post", "place") and other is not None:
            _clash(placed, other, f"{placed.row.subject} is released and has no seat.", out)


def _chairs(rows: list[Placed[Any]], draft: Draft, out: Collector) -> None:
    """Two chairs for one board, or two roles for one person on it."""
    chair: dict[str, tuple[str, Placed[Any]]] = {}
    role: dict[tuple[str, str], tuple[str, Placed[Any]]] = {}
    for placed in rows:
        row = placed.row
        held = [row.role] if row.kind == "place" else []
        if row.kind == "keep_in_post":
            held = [p.row.role for p in draft.people.get(row.subject, ()) if p.row.organisation == row.object]
        for name in held:
            if name is None or row.object is None:
                continue
            decided, other = role.setdefault((row.subject, row.object), (name, placed))
            if decided != name:
                _clash(placed, other, f"{row.subject} is to be {decided} of {row.object}; nobody is both.", out)
            if name == "chair":
                person, other = chair.setdefault(row.object, (row.subject, placed))
                if person != row.subject:
                    _clash(
                        placed, other, f"{person} is to chair {row.object}; a board has one chair (A3.3).", out
                    )
