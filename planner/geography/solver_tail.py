"""Exact cover by CP-SAT: for what the layers find too wide, and for choices under rules of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from planner import cpsat
from planner.geography.bounds import Side
from planner.geography.candidates import Table
from planner.geography.sums import Ints
from planner.rules.base import Expr, PartitionRule

OWN_RULES = ("GEO-2", "GEO-10")
"""Rules about a choice that covering and joining keep by themselves."""
LARGEST = 60_000
"""Candidates that CP-SAT is given at most; more would take it minutes to load."""
Rows = npt.NDArray[np.int64]


@dataclass
class CpChoice:
    """A choice among candidates as CP-SAT sees it; implements :class:`planner.rules.base.Choice`."""

    codes: Sequence[str]
    members: npt.NDArray[np.bool_]
    model: cp_model.CpModel
    chosen: Sequence[Expr] = field(default_factory=list)

    def require(self, condition: Expr, literal: Expr | None) -> None:
        """Post the condition, under the literal if there is one."""
        constraint = self.model.add(condition)
        if literal is not None:
            constraint.only_enforce_if(literal)


@dataclass(frozen=True)
class Asked:
    """What is asked of a choice besides covering every organisation once."""

    rules: Sequence[PartitionRule]
    refused: Sequence[frozenset[int]]
    """Rows that must not all be chosen together."""
    k: int | None
    sides: Sequence[Side] = ()
    """Columns over all rows of the table."""


def solve_rows(
    table: Table, rows: Rows, asked: Asked, cost: Ints | None, at_most: int | None, budget: cpsat.Budget
) -> tuple[cpsat.Solved, tuple[int, ...]]:
    """The least cost over some candidates, or just any choice without a cost.

    Args:
        table: all candidates.
        rows: those that may be chosen.
        asked: what else a choice must keep.
        cost: over all rows of the table.
        at_most: cost above which no choice is wanted.
        budget: charged.
    """
    if len(rows) > LARGEST:
        budget.ended_by = budget.ended_by or "size"
        return cpsat.Solved("unknown", None, None, lambda _: 0), ()
    members = table.members[rows]
    if not members.any(axis=0).all():  # an organisation that no candidate left covers
        return cpsat.Solved("infeasible", None, None, lambda _: 0), ()
    choice = CpChoice(table.codes, members, cp_model.CpModel())
    model = choice.model
    choice.chosen = [model.new_bool_var(f"c{row}") for row in rows]
    for column in range(members.shape[1]):
        model.add_exactly_one(choice.chosen[row] for row in np.flatnonzero(members[:, column]).tolist())
    for rule in asked.rules:
        if rule.id not in OWN_RULES:
            rule.post(choice)
    if asked.k is not None:
        model.add(cp_model.LinearExpr.sum(choice.chosen) == asked.k)
    for side in asked.sides:
        model.add(cp_model.LinearExpr.weighted_sum(choice.chosen, side.column[rows].tolist()) == side.value)
    at = {int(row): v for row, v in zip(rows, choice.chosen, strict=True)}
    for group in asked.refused:
        if group <= at.keys():
            model.add_bool_or([at[row].negated() for row in group])
    if cost is not None:
        total = cp_model.LinearExpr.weighted_sum(choice.chosen, cost[rows].tolist())
        if at_most is not None:
            model.add(total <= at_most)
        model.minimize(total)
    solved = cpsat.solve(model, budget, confirm=False)
    picked = () if solved.value is None else tuple(r for r, v in at.items() if solved.at(v))
    return solved, picked


def first_rows(
    table: Table, rows: Rows, asked: Asked, known: tuple[int, ...], budget: cpsat.Budget
) -> tuple[int, ...]:
    """The choice that comes first in canonical order: cluster after cluster, the first that can be.

    Args:
        table: all candidates.
        rows: those that may be chosen.
        asked: what a choice must keep.
        known: a choice that answers; returned when a limit ends the search.
        budget: charged.
    """
    masks = {int(row): int(table.masks[row]) for row in rows}
    order = sorted(masks, key=lambda row: [i for i in range(len(table.codes)) if masks[row] >> i & 1])
    rank = np.zeros(len(table), dtype=np.int64)
    rank[order] = np.arange(len(order))
    best, fixed, covered = known, list[int](), 0
    for i in range(len(table.codes)):
        if covered >> i & 1:
            continue
        open_rows = [row for row, mask in masks.items() if not mask & covered]
        cost = np.zeros(len(table), dtype=np.int64)
        here = [row for row in open_rows if masks[row] >> i & 1]
        cost[here] = rank[here]
        if len(here) > 1:
            some = np.array(sorted(fixed + open_rows), dtype=np.int64)
            solved, picked = solve_rows(table, some, asked, cost, None, budget)
            if solved.status != "optimal":
                return known
            best = picked
        (row,) = [row for row in best if masks[row] >> i & 1]
        fixed.append(row)
        covered |= masks[row]
    return tuple(sorted(best))
