"""Aims settled in order over all parts: sums in stages, numbers of clusters, and largest values."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby, islice

import numpy as np
import numpy.typing as npt

from planner import cpsat
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.geography.join import join
from planner.geography.part import Part
from planner.geography.settle import Narrow, Settled, settle
from planner.geography.stages import Stage, rounded, stages
from planner.geography.vectors import least_vector
from planner.objectives.base import BottleneckLevel, CountLevel, GeographyLevel, Level

Vector = tuple[int, ...]
Map = frozenset[frozenset[str]]
"""A grouping: the clusters as sets of organisation codes."""

EQUAL_MAPS = 200
"""Equally good maps looked at before the boards' levels are called best found instead of proved."""


@dataclass(frozen=True)
class Joined:
    """The best map's levels, and where maps with these levels are found."""

    values: Vector
    """Value of each level of the map, in order, without what every map has in common."""
    bounds: Vector
    """Proved lower bounds, given that earlier levels stand at their values; 0 after the first open one."""
    allocations: tuple[tuple[int, ...], ...]
    """Numbers of clusters by part that reach it: all of them when proved, else one. At most EQUAL_MAPS are
    told."""
    proved: bool
    parts: tuple[Part, ...]
    """The parts that these numbers refer to."""
    stages: tuple[Stage, ...]
    rows: tuple[tuple[int, ...], ...]
    """By part, rows of one map that has these values."""
    proof: tuple[tuple[Part, ...], tuple[Stage, ...]] | None = None
    """Parts and stages that prove the leading levels, where not those above."""


@dataclass(frozen=True)
class Question:
    """How maps are told apart."""

    leading: Callable[[int], Vector]
    """Values of the levels before the first that adds up, by number of clusters."""
    stages: int
    values: Callable[[Sequence[int], int], Vector]
    """Values by level from sums by stage and the number of clusters."""


@dataclass(frozen=True)
class Order:
    """The levels of the map in order of importance.

    Args:
        levels: most important first.
        instance: with the decisions that count.
        rulebook: in force, for levels that depend on the number of clusters asked for.
        budget: charged.
    """

    levels: Sequence[Level]
    instance: Instance
    rulebook: Rulebook
    budget: cpsat.Budget

    def best(self, parts: Sequence[Part], totals: Collection[int]) -> Joined | None:
        """The best map whose number of clusters is among ``totals``; None without one, or after a limit."""
        return self._ordered(tuple(parts), list(self.levels), totals)

    def _ordered(self, parts: tuple[Part, ...], levels: list[Level], totals: Collection[int]) -> Joined | None:
        """Levels in order; one that is a largest value is settled by what may be dropped for it."""
        first = next((i for i, level in enumerate(levels) if isinstance(level, BottleneckLevel)), None)
        if first is None:
            return self._summed(parts, levels, totals)
        before, level, after = levels[:first], levels[first], levels[first + 1 :]
        best = self._summed(parts, before, totals)
        if best is None or not best.proved:
            return None if best is None else self._open_from(best, first, levels)
        rising = np.unique(np.concatenate([p.table.columns[level.id] for p in parts])).tolist()
        low, high = 0, len(rising) - 1
        while low < high:
            middle = (low + high) // 2
            found = self._summed(_at_most(parts, level.id, rising[middle]), before, totals)
            if self.budget.exhausted if found is None else not found.proved:
                return self._open_from(best, first, levels)
            low, high = (
                (low, middle) if found is not None and found.values == best.values else (middle + 1, high)
            )
        rest = self._ordered(_at_most(parts, level.id, rising[low]), before + after, totals)
        if rest is None or rest.values[:first] != best.values:  # cut short
            return self._open_from(best, first, levels)
        limit = (int(rising[low]),)
        return replace(
            rest,
            values=rest.values[:first] + limit + rest.values[first:],
            bounds=best.values + limit + rest.bounds[first:],
            proof=(best.parts, best.stages),
        )

    def _open_from(self, found: Joined, known: int, levels: Sequence[Level]) -> Joined:
        """A map of which the first levels are settled; the others are counted on it, with nothing proved."""
        rows = [list(r) for r in found.rows]
        values = list(found.values)
        for level in levels[known:]:
            if isinstance(level, CountLevel):
                values += self._counts([level], sum(found.allocations[0]))
                continue
            if not isinstance(level, GeographyLevel | BottleneckLevel):
                raise TypeError(f"{level.id} is no level of the map")
            each = [p.table.columns[level.id][r] for p, r in zip(found.parts, rows, strict=True)]
            largest = isinstance(level, BottleneckLevel)
            values.append(max(int(c.max()) for c in each) if largest else sum(int(c.sum()) for c in each))
        nothing = (0,) * (len(levels) - known)
        return replace(
            found,
            values=tuple(values),
            bounds=found.bounds + nothing,
            proved=False,
            allocations=found.allocations[:1],
        )

    def _summed(
        self, parts: tuple[Part, ...], levels: Sequence[Level], totals: Collection[int]
    ) -> Joined | None:
        """Levels that add up over clusters or depend on their number."""
        lead = _lead(levels)
        leading = partial(self._counts, [x for x in levels[:lead] if isinstance(x, CountLevel)])
        plan, narrow = self._stages(parts, levels[lead:])
        for part in parts:
            part.use(plan)
        for ranked, group in groupby(sorted(totals, key=leading), leading):
            if not self._reach(parts, totals):
                return None
            found = settle(parts, len(plan), list(group), narrow, self.budget)
            if found.complete and found.joint is not None:
                return self._proved(parts, levels, plan, found)
            if found.joint is not None:  # a limit: maps with these numbers of clusters cost at least this
                sums = (*found.values, found.joint.value)
                lower = (*ranked, *self._in_order(levels[lead:], plan, sums, found.joint.totals[0]))
                settled = _ids(plan[: len(sums)])
                known = max((i + 1 for i, x in enumerate(levels) if x.id in settled), default=lead)
                lower = lower[:known]  # what comes after the stage that is open is not bounded
                return self._weak(parts, levels, plan, totals, lower)
        return None

    @staticmethod
    def _reach(parts: Sequence[Part], totals: Collection[int]) -> bool:
        """Whether any total is still possible by what is known."""
        return join([part.lowers(0) for part in parts], totals) is not None

    def _stages(self, parts: Sequence[Part], levels: Sequence[Level]) -> tuple[tuple[Stage, ...], Narrow]:
        """Sums in few stages, and what the number of clusters must be least of before each."""
        made: list[Stage] = []
        narrow: dict[int, Callable[[int], Vector]] = {}
        for counted, run in groupby(levels, key=lambda level: isinstance(level, CountLevel)):
            some = list(run)
            if counted:
                narrow[len(made)] = partial(self._counts, [x for x in some if isinstance(x, CountLevel)])
            else:
                limits = [rounded(sum(p.limit(level.id) for p in parts)) for level in some]
                made += stages([level.id for level in some], limits)
        return tuple(made) or (Stage(()),), narrow

    def _counts(self, levels: Sequence[CountLevel], total: int) -> Vector:
        """Values of levels that depend on the number of clusters."""
        return tuple(level.of(total, self.instance, self.rulebook) for level in levels)

    def _proved(
        self, parts: tuple[Part, ...], levels: Sequence[Level], plan: tuple[Stage, ...], found: Settled
    ) -> Joined | None:
        if found.joint is None:
            return None
        allocations = tuple(islice(found.joint.allocations(), EQUAL_MAPS + 1))
        values = self._in_order(levels, plan, found.values, sum(allocations[0]))
        rows = rows_of(parts, allocations[0])
        return Joined(values, values, allocations, proved=True, parts=parts, stages=plan, rows=rows)

    def _in_order(
        self, levels: Sequence[Level], plan: Sequence[Stage], sums: Sequence[int], total: int
    ) -> Vector:
        """Values by level from sums by stage and the number of clusters."""
        split = [v for stage, value in zip(plan, sums, strict=False) for v in stage.split(value)]
        by_id = dict(zip([level for stage in plan for level, _ in stage.parts], split, strict=False))
        return tuple(
            self._counts([level], total)[0] if isinstance(level, CountLevel) else by_id.get(level.id, 0)
            for level in levels
        )

    def _weak(
        self,
        parts: tuple[Part, ...],
        levels: Sequence[Level],
        plan: tuple[Stage, ...],
        totals: Collection[int],
        lower: Vector,
    ) -> Joined | None:
        """The best map put together from what is known when a limit ended the work; None when nothing is."""
        tables = [
            {k: tuple(int(c[list(e.rows)].sum()) for c in p.costs) for k, e in p.entries.items() if e.rows}
            for p in parts
        ]
        leading = [level for level in levels[: _lead(levels)] if isinstance(level, CountLevel)]
        best: tuple[Vector, Vector, tuple[int, ...]] | None = None
        for ranked, group in groupby(
            sorted(totals, key=partial(self._counts, leading)), partial(self._counts, leading)
        ):
            found = least_vector(tables, list(group))
            if found is not None:
                best = (ranked, *found)
                break
        if best is None:
            return None
        _, sums, allocation = best
        values = self._in_order(levels, plan, sums, sum(allocation))
        bounds = _until_open(values, lower)
        rows = rows_of(parts, allocation)
        return Joined(values, bounds, (allocation,), proved=False, parts=parts, stages=plan, rows=rows)

    def question(self, parts: Sequence[Part]) -> Question | None:
        """The levels, and all parts ready for them; None with a level that is a largest value."""
        if any(isinstance(level, BottleneckLevel) for level in self.levels):
            return None
        lead = _lead(self.levels)
        plan, _ = self._stages(parts, self.levels[lead:])
        for part in parts:
            part.use(plan)
        leading = partial(self._counts, [x for x in self.levels[:lead] if isinstance(x, CountLevel)])
        return Question(leading, len(plan), lambda sums, total: self._in_order(self.levels, plan, sums, total))


def kept_refusals(part: Part, keep: npt.NDArray[np.bool_]) -> list[frozenset[int]]:
    """Refused sets in the rows of a smaller table; one that lost a cluster asks for nothing any more."""
    place = np.cumsum(keep) - 1
    return [
        frozenset(int(place[row]) for row in group) for group in part.refused if all(keep[row] for row in group)
    ]


def rows_of(parts: Sequence[Part], allocation: Sequence[int]) -> tuple[tuple[int, ...], ...]:
    """By part, rows of the choice that is known for its number of clusters."""
    return tuple(p.entry(k).rows for p, k in zip(parts, allocation, strict=True))


def _at_most(parts: Sequence[Part], level: str, limit: int) -> tuple[Part, ...]:
    """The parts without candidates that have more than so much of a level."""
    made = []
    for part in parts:
        keep = part.table.columns[level] <= limit
        made.append(part.derive(part.table.rows(keep), kept_refusals(part, keep)))
    return tuple(made)


def _ids(plan: Sequence[Stage]) -> set[str]:
    return {level for stage in plan for level, _ in stage.parts}


def _lead(levels: Sequence[Level]) -> int:
    """How many levels come before the first that adds up over clusters."""
    return next((i for i, level in enumerate(levels) if not isinstance(level, CountLevel)), len(levels))


def _until_open(values: Vector, lower: Vector) -> Vector:
    """Bounds of levels from the lexicographic lower bound: proved up to the first level it stays below."""
    bounds: list[int] = []
    for value, bound in zip(values, (*lower, *([0] * len(values))), strict=False):
        bounds.append(min(value, bound))
        if bound != value:
            break
    return (*bounds, *([0] * (len(values) - len(bounds))))
