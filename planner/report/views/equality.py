"""Totals by protected characteristic: no count under five is given, nor follows from two that are.

Characteristics enter no choice, so after the change every figure lies between two: who keeps a place in every
plan as good, and who may keep one in some. What two figures leave for others (those without the
characteristic, those who certainly leave, those for whom it is open) is nobody or at least five people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planner.core.instance import Instance
from planner.core.outcomes import LEAVING
from planner.core.plan import Plan
from planner.core.rows import Equality
from planner.report.views.certainty import stays
from planner.report.views.privacy import FEWEST, NOT_SHOWN, safe
from planner.report.views.words import number

KINDS: tuple[tuple[str, Callable[[Equality], bool]], ...] = (
    ("women", lambda e: e.sex == "woman"),
    ("black and minority ethnic people", lambda e: e.bme is True),
    ("disabled people", lambda e: e.disabled is True),
    ("all whose characteristics were given", lambda _: True),
)


@dataclass(frozen=True)
class EqualityRow:
    """One protected characteristic: people today, and fewest and most who may keep a place."""

    characteristic: str
    today: str
    fewest: str
    most: str


def equality_rows(instance: Instance, plan: Plan, *, pinned: bool = False) -> tuple[EqualityRow, ...]:
    """Totals by characteristic; empty where none were given.

    ``pinned``: with others they would pin down single people, so only today's are told.
    """
    about = {e.id: e for e in instance.equality}
    if not about:
        return ()
    people = [p for p in plan.people if p.id in about]
    every = {p.id for p in people}
    stay = {p.id for p in people if stays(p)}
    leave = {p.id for p in people if p.certainty == "decided" and p.outcome in LEAVING}
    rows = []
    for words, has in KINDS:
        group = {p for p in every if has(about[p])}
        rows.append(_row(words, group, every - group, stay, leave, whole=group == every))
    if pinned:
        rows = [EqualityRow(r.characteristic, r.today, NOT_SHOWN, NOT_SHOWN) for r in rows]
    return tuple(rows)


def _row(
    words: str, group: set[str], rest: set[str], stay: set[str], leave: set[str], *, whole: bool
) -> EqualityRow:
    """One row, with what may be told of it."""
    if len(group) < FEWEST or not (whole or len(rest) >= FEWEST):
        return EqualityRow(words, NOT_SHOWN, NOT_SHOWN, NOT_SHOWN)
    today = number(len(group))
    kept, gone = len(group & stay), len(group & leave)
    open_ = len(group) - kept - gone
    others = (len(rest & stay), len(rest & leave), len(rest) - len(rest & stay) - len(rest & leave))
    # all of a group leaving, or none of it certain beside others who do, would be news of each of them
    telling = kept == 0 and gone > 0
    if telling or not safe(kept, gone, open_, *others) or len(group) - gone < FEWEST:
        return EqualityRow(words, today, NOT_SHOWN, NOT_SHOWN)
    return EqualityRow(words, today, number(kept) if kept else NOT_SHOWN, number(len(group) - gone))
