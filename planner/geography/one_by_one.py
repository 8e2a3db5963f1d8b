"""Equally good choices of a part one after another, where they can't be told by layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from planner import cpsat
from planner.geography.candidates import Table
from planner.geography.entry import Entry
from planner.geography.solver_tail import Asked, first_rows, solve_rows


def one_by_one(
    table: Table, found: Entry, asked: Asked, budget: cpsat.Budget, cap: int
) -> Iterator[tuple[int, ...]]:
    """Best choices by CP-SAT, each refused once told; the canonically first one first.

    Args:
        table: possible clusters.
        found: what is known of the number of clusters; every stage settled.
        asked: rules, refused choices, number of clusters and sides that a best choice keeps.
        budget: charged with the work.
        cap: most choices told.
    """
    seen = list(asked.refused)
    asked = replace(asked, refused=seen)
    rows = first_rows(table, found.left, asked, tuple(sorted(found.rows)), budget)
    for _ in range(cap):
        yield rows
        seen.append(frozenset(rows))
        solved, fresh = solve_rows(table, found.left, asked, None, None, budget)
        if solved.value is None:
            return
        rows = tuple(sorted(fresh))
