"""Boards that differ from known ones by one person fewer, checked condition by condition without a run.

Neighbours on a trade-off mostly differ by one director who has a seat or has none, some by another who also
sits on all boards instead of one. Changing these unknowns and looking at the conditions they stand in costs
microseconds, a run milliseconds. Whatever passes is a
lawful assignment of the whole model; what doesn't pass says nothing, and a run has to find the neighbour.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ortools.sat.python import cp_model


@dataclass(frozen=True, slots=True)
class _Row:
    """One condition: while all of ``when`` hold, a sum lies between two numbers."""

    low: int
    high: int
    when: tuple[tuple[int, int], ...]
    """(unknown, the value it must have)."""


class Steps:
    """The conditions of a model as plain numbers, and one assignment that meets them.

    Args:
        model: what must hold; conditions posted later are not known here.
        followers: 0/1 unknowns that may change where that mends a condition, and count for nothing.
    """

    def __init__(self, model: cp_model.CpModel, followers: Sequence[int] = ()) -> None:
        self.rows: list[_Row] = []
        self.columns: list[list[tuple[int, int]]] = [[] for _ in model.proto.variables]
        # the last of several ranges is not looked for: index -1 of this list gives its first element
        self.bounds = [(v.domain[0], v.domain[1]) for v in model.proto.variables]
        self.whole = True
        """False where a condition is of a kind not known here: then no step is ever taken."""
        for constraint in model.proto.constraints:
            self.whole = self.whole and self._row(constraint)
        self.followers: dict[int, list[tuple[int, int]]] = {}
        for v in followers:
            for row, coefficient in self.columns[v] if self.bounds[v] == (0, 1) else ():
                self.followers.setdefault(row, []).append((v, coefficient))
        self.sums: list[int] = []
        self.x: list[int] = []

    def _row(self, constraint: Any) -> bool:
        when = tuple((v, 1) if v >= 0 else (-v - 1, 0) for v in constraint.enforcement_literal)
        if constraint.has_linear():
            linear = constraint.linear
            if len(linear.domain) != 2:
                return False
            low, high = linear.domain
            terms = [
                (v, c) if v >= 0 else (-v - 1, -c) for v, c in zip(linear.vars, linear.coeffs, strict=True)
            ]
        else:
            found = _literals(constraint)
            if found is None:
                return False
            literals, low, high = found
            terms = [(v, 1) if v >= 0 else (-v - 1, -1) for v in literals]
            turned = sum(v < 0 for v in literals)
            low, high = low - turned, high - turned
        number = len(self.rows)
        self.rows.append(_Row(low, high, when))
        for v, coefficient in terms:
            self.columns[v].append((number, coefficient))
        for v, _ in when:
            self.columns[v].append((number, 0))
        return True

    def start(self, x: Sequence[int]) -> None:
        """Begin at an assignment that a run has found; values of unknowns made later may follow."""
        self.x = list(x[: len(self.columns)])
        self.sums = [0] * len(self.rows)
        for value, column in zip(self.x, self.columns, strict=True):
            for row, coefficient in column if value else ():
                self.sums[row] += coefficient * value

    def fewer(self, candidates: Sequence[int], swaps: Sequence[tuple[int, int]]) -> bool:
        """Take one of some unknowns from 1 to 0, if need be after a swap; False, and nothing done, if none may.

        Args:
            candidates: unknowns that are 0 or 1.
            swaps: pairs of such unknowns; the first may go to 0 while the second goes to 1.
        """
        if not self.whole:
            return False
        if self._clear_one(candidates):
            return True
        for one, other in swaps:
            if self.x[one] == 1 and self.x[other] == 0 and self._turn((one, 0), (other, 1)):
                if self._clear_one([v for v in candidates if v != other]):
                    return True
                self._turn((one, 1), (other, 0))
        return False

    def _clear_one(self, candidates: Sequence[int]) -> bool:
        return any(self._turn((v, 0)) for v in candidates if self.x[v] == 1)

    def _turn(self, *values: tuple[int, int]) -> bool:
        """Give unknowns other values, and those that may follow too; undone if a condition then fails."""
        before: dict[int, int] = {}
        rows: dict[int, None] = {}
        for v, new in values:
            if not self.bounds[v][0] <= new <= self.bounds[v][1]:
                self._undo(before)
                return False
            self._set(v, new, before, rows)
        while (failing := next((r for r in rows if self._fails(r)), None)) is not None:
            helper = self._helper(failing, before)
            if helper is None:
                self._undo(before)
                return False
            self._set(helper, 1 - self.x[helper], before, rows)
        return True

    def _set(self, v: int, new: int, before: dict[int, int], rows: dict[int, None]) -> None:
        before[v] = self.x[v]
        change = new - self.x[v]
        self.x[v] = new
        for row, coefficient in self.columns[v]:
            self.sums[row] += coefficient * change
            rows[row] = None

    def _undo(self, before: dict[int, int]) -> None:
        for v, old in before.items():
            self._set(v, old, {}, {})

    def _fails(self, number: int) -> bool:
        row = self.rows[number]
        if row.low <= self.sums[number] <= row.high:
            return False
        return all(self.x[u] == want for u, want in row.when)

    def _helper(self, number: int, before: dict[int, int]) -> int | None:
        """An unknown that may follow, is not touched yet and brings a sum nearer to where it must be."""
        up = self.sums[number] < self.rows[number].low
        for v, coefficient in self.followers.get(number, ()):
            if v not in before and (coefficient > 0) == (up == (self.x[v] == 0)) and coefficient:
                return v
        return None


def _literals(constraint: Any) -> tuple[list[int], int, int] | None:
    """Literals of a logical condition and how many of them may hold; None for other kinds."""
    if constraint.has_bool_or():
        literals = list(constraint.bool_or.literals)
        return literals, 1, len(literals)
    if constraint.has_bool_and():
        literals = list(constraint.bool_and.literals)
        return literals, len(literals), len(literals)
    if constraint.has_exactly_one():
        return list(constraint.exactly_one.literals), 1, 1
    if constraint.has_at_most_one():
        return list(constraint.at_most_one.literals), 0, 1
    return None


__all__ = ["Steps"]
