"""What each number of ending places costs the boards of one block, under one governance model for each cluster.

Nearly everywhere one more director costs the same, so the least of ``cost + pay * places`` bounds the cost for
every number of places at once, and mostly meets it. One model serves the whole curve: two or three runs for
the bound and the ends, then neighbours by :mod:`planner.boards.steps`, and a run only where that finds none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

from ortools.sat.python import cp_model

from planner import cpsat
from planner.boards.fronts import Ground, level
from planner.boards.model import BlockModel
from planner.boards.pool import Shape
from planner.boards.settle import LARGEST_WITH_MONEY, QUICK, lawful
from planner.boards.steps import Steps
from planner.rules.base import Expr

ENDS, COST = "places_end", "cost"
Curve = dict[int, int]
"""Places that end → least cost with so many or fewer; only where one fewer would cost more."""


class Stopped(Exception):  # noqa: N818 - no error: a limit was reached
    """A limit was reached before an answer was proved."""


class _Block:
    """One model, asked again and again."""

    def __init__(self, ground: Ground, shapes: Sequence[Shape], budget: cpsat.Budget) -> None:
        self.ground, self.budget = ground, budget
        self.model: BlockModel = lawful(ground.instance, ground.rulebook, ground.rules, ground.posts, shapes)
        self.most: dict[str, int] = {}

    def post(self, name: str) -> Expr:
        """The expression of a level; its certified most is remembered."""
        expression, self.most[name] = level(name).post(self.model, self.ground.rulebook)
        return expression

    def least(self, aim: Expr) -> cpsat.Solved | None:
        """The least of an expression, proved; None without lawful boards.

        Raises:
            Stopped: a limit was reached.
        """
        cpsat.minimise(self.model.cp, aim)
        solved = cpsat.solve(self.model.cp, self.budget, light=True, quick=QUICK)
        if solved.status == "infeasible":
            return None
        if solved.status != "optimal" or solved.value is None:
            raise Stopped
        return solved


def least_of(ground: Ground, shapes: Sequence[Shape], name: str, budget: cpsat.Budget) -> int | None:
    """The least of one amount over the boards of a block; None without lawful boards.

    Raises:
        Stopped: a limit was reached.
    """
    block = _Block(ground, shapes, budget)
    solved = block.least(block.post(name))
    return None if solved is None else solved.value


def curve(
    ground: Ground, shapes: Sequence[Shape], budget: cpsat.Budget, beside: Sequence[Curve] = ()
) -> Curve | None:
    """Least cost for every number of places that end, as far as no curve beside it is at least as good.

    Args:
        ground: what all blocks share.
        shapes: the block, with a governance model for each cluster.
        budget: charged.
        beside: curves of the same block under models that win ties.

    Returns:
        None without lawful boards.

    Raises:
        Stopped: a limit was reached.
    """
    block = _Block(ground, shapes, budget)
    ends, cost = block.post(ENDS), block.post(COST)
    cheapest = block.least(cost)
    if cheapest is None:
        return None
    lowest, last = int(cheapest.value or 0), _value(cheapest, ends)
    others = _Others(beside)
    if others.better(0, lowest):
        return {}
    if last == 0:
        return {0: lowest}
    return _Walk(block, ends, cost, cheapest, others).found


class _Others:
    """The least cost of other curves."""

    def __init__(self, beside: Sequence[Curve]) -> None:
        self.points = sorted((e, c) for found in beside for e, c in found.items())

    def better(self, places: int, cost: int) -> bool:
        """Whether one of them ends no more places and costs no more."""
        return any(e <= places and c <= cost for e, c in self.points)


class _Walk:
    """From the fewest places to the least cost, one place at a time."""

    def __init__(self, block: _Block, ends: Expr, cost: Expr, cheapest: cpsat.Solved, others: _Others) -> None:
        self.block, self.ends, self.cost, self.others = block, ends, cost, others
        self.lowest, self.last = int(cheapest.value or 0), _value(cheapest, ends)
        self.pay = block.ground.rulebook.pay.ned
        self.found: Curve = {}
        line = self._ask(cost + self.pay * ends)
        self.line = int(line.value or 0)
        if all(others.better(e, self.bound(e)) for e in range(self.last + 1)):
            return
        first = self._left()
        known = {_value(s, ends): s.all_values for s in (cheapest, line, first)}
        self._walk(_value(first, ends), _value(first, cost), known)

    def bound(self, places: int) -> int:
        """No boards with so many places ending, or fewer, cost less."""
        return max(self.lowest, self.line - self.pay * places)

    def _ask(self, aim: Expr) -> cpsat.Solved:
        solved = self.block.least(aim)
        if solved is None:
            raise RuntimeError("boards were found and are no longer there")
        return solved

    def _left(self) -> cpsat.Solved:
        """The fewest places, and the least cost with them."""
        more = self.block.most[COST] + 1
        if (self.block.most[ENDS] + 1) * more < LARGEST_WITH_MONEY:
            return self._ask(more * self.ends + self.cost)
        fewest = int(self._ask(self.ends).value or 0)
        self._limit(fewest)
        return self._ask(self.cost)

    def _limit(self, places: int) -> None:
        """At most so many places; the limit is an unknown of its own, so that it can be moved."""
        cp = self.block.model.cp
        if not hasattr(self, "at_most"):
            # officers have votes or none as the size of their board asks
            votes = [v.index for v in self.block.model.voting.values() if isinstance(v, cp_model.IntVar)]
            self.steps = Steps(cp, votes)
            self.at_most = self.block.model.new_int("at most", 0, max(self.last, places))
            self.block.model.require(self.ends <= self.at_most, None)
            # proved before; with them a run stops at the first boards that reach a bound
            self.block.model.require(self.cost + self.pay * self.ends >= self.line, None)
            self.block.model.require(self.cost >= self.lowest, None)
        domain = cp.proto.variables[self.at_most.index].domain
        domain[0] = domain[1] = places

    def _walk(self, first: int, cost: int, known: Mapping[int, Sequence[int]]) -> None:
        """``known`` are assignments by places; what they cost is looked at only where it meets the bound."""
        self._limit(first)
        self._keep(first, cost)
        weigh, places_of, candidates = self._candidates()
        swaps = self._swaps(set(candidates))
        self.steps.start(known[first])
        at: int | None = first
        for places in range(first + 1, self.last + 1):
            if cost == self.lowest:
                return
            bound = self.bound(places)
            stepped = at == places - 1 and self.steps.fewer(candidates, swaps)
            at = places if stepped else None
            if not stepped and places in known:
                self.steps.start(known[places])
                at = places
            if bound >= cost or self.others.better(places, bound):
                continue
            if at is not None and weigh(self.steps.x) == bound and places_of(self.steps.x) <= places:
                cost = bound
            else:
                self._limit(places)
                solved = self._ask(self.cost)
                self.steps.start(solved.all_values)
                at = _value(solved, self.ends)
                cost = int(solved.value or 0)
            self._keep(places, cost)

    def _keep(self, places: int, cost: int) -> None:
        if cost < min(self.found.values(), default=cost + 1) and not self.others.better(places, cost):
            self.found[places] = cost

    def _candidates(self) -> tuple[Any, Any, list[int]]:
        """Ways to count cost and places of an assignment, and unknowns that are worth a place and its pay."""
        cost, places = self._terms(self.cost), self._terms(self.ends)
        found = [v for v, c in sorted(places[0].items()) if c == -1 and cost[0].get(v) == self.pay]
        return _sum(cost), _sum(places), found

    def _swaps(self, candidates: set[int]) -> list[tuple[int, int]]:
        """Pairs of ways to sit of one person."""
        found: list[tuple[int, int]] = []
        for ways in self.block.model.ways.values():
            mine = [w.taken.index for w in ways if isinstance(w.taken, cp_model.IntVar)]
            found += permutations([v for v in mine if v in candidates], 2)
        return found

    def _terms(self, expression: Expr) -> tuple[dict[int, int], int]:
        """Coefficients and constant of a linear expression."""
        cp = self.block.model.cp
        if isinstance(expression, int):
            return {}, expression
        cp.minimize(expression)
        aim = cp.proto.objective
        terms: dict[int, int] = {}
        for reference, c in zip(aim.vars, aim.coeffs, strict=True):
            v = reference if reference >= 0 else -reference - 1
            terms[v] = terms.get(v, 0) + (c if reference >= 0 else -c)
        return terms, round(aim.offset)


def _sum(terms: tuple[dict[int, int], int]) -> Any:
    return lambda x: terms[1] + sum(c * x[v] for v, c in terms[0].items())


def _value(solved: cpsat.Solved, expression: Expr) -> int:
    return expression if isinstance(expression, int) else solved.at(expression)


__all__ = ["Curve", "Stopped", "curve", "least_of"]
