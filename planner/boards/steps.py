"""Boards that differ from known ones by one person fewer, checked condition by condition without a run.

Neighbours on a trade-off mostly differ by one director who has a seat or has none, some by another who also
sits on all boards instead of one. Changing these unknowns and looking at the conditions they stand in costs
microseconds, a run milliseconds. Whatever passes is a
lawful assignment of the whole model; what doesn't pass says nothing, and a run has to find the neighbour.
"""

from __future__ import annotations

from collections.abc import Sequence

from ortools.sat.python import cp_model

from planner.boards.conditions import Condition, conditions, inside


class Steps:
    """The conditions of a model as plain numbers, and one assignment that meets them.

    Args:
        model: what must hold; conditions posted later are not known here.
        followers: 0/1 unknowns that may change where that mends a condition, and count for nothing.
    """

    def __init__(self, model: cp_model.CpModel, followers: Sequence[int] = ()) -> None:
        self.rows: list[Condition] = []
        self.columns: list[list[tuple[int, int]]] = [[] for _ in model.proto.variables]
        # the last of several ranges is not looked for: index -1 of this list gives its first element
        self.bounds = [(v.domain[0], v.domain[1]) for v in model.proto.variables]
        self.whole = True
        """False where a condition is of a kind not known here: then no step is ever taken."""
        for condition in conditions(model):
            if condition is None:
                self.whole = False
                break
            for v, coefficient in zip(condition.unknowns, condition.factors, strict=True):
                self.columns[v].append((len(self.rows), coefficient))
            for literal in condition.when:
                self.columns[literal if literal >= 0 else -1 - literal].append((len(self.rows), 0))
            self.rows.append(condition)
        self.followers: dict[int, list[tuple[int, int]]] = {}
        for v in followers:
            for row, coefficient in self.columns[v] if self.bounds[v] == (0, 1) else ():
                self.followers.setdefault(row, []).append((v, coefficient))
        self.sums: list[int] = []
        self.x: list[int] = []

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
        if inside(self.sums[number], row.ranges):
            return False
        return all(self.x[u] == 1 if u >= 0 else self.x[-1 - u] == 0 for u in row.when)

    def _helper(self, number: int, before: dict[int, int]) -> int | None:
        """An unknown that may follow, is not touched yet and brings a sum nearer to where it must be."""
        up = self.sums[number] < self.rows[number].ranges[0]
        for v, coefficient in self.followers.get(number, ()):
            if v not in before and (coefficient > 0) == (up == (self.x[v] == 0)) and coefficient:
                return v
        return None


__all__ = ["Steps"]
