"""Parts whose possible clusters can't be listed: good groupings first, then proof, level by level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from random import Random

from planner import cpsat
from planner.core.instance import Instance
from planner.core.progress import Progress, Silent
from planner.core.rulebook import Rulebook
from planner.geography.compact.answer import LargeAnswer
from planner.geography.compact.cover import price_clusters, table_for
from planner.geography.compact.improve import first_grouping, polish
from planner.geography.compact.part import Part
from planner.geography.compact.partings import many_clusters
from planner.geography.compact.pool import Grouping, Pool, best_cover
from planner.geography.compact.reference import compact_best
from planner.geography.compact.rules import about_map
from planner.geography.compact.settle import Settling, settle_level
from planner.geography.compact.trees import tree_grouping
from planner.objectives.base import CountLevel, Level
from planner.rules.base import Rule

SMALL = 20
"""Organisations that the compact model settles at once."""
TREES = 120
"""Groupings drawn from random trees to begin with."""
LISTED, PRICED, COMPACT = (
    "every possible cluster that could matter listed by prices",
    "clusters priced in as needed",
    "compact model",
)


def solve_large(
    instance: Instance,
    codes: Sequence[str],
    rules: Sequence[Rule],
    levels: Sequence[Level],
    rulebook: Rulebook,
    low: int,
    high: int,
    budget: cpsat.Budget,
    *,
    progress: Progress | None = None,
    workers: int = 1,
    start: Grouping | None = None,
) -> LargeAnswer:
    """The best grouping of a part too large to list, as far as the budget reaches.

    Args:
        instance: the whole of what is given; rules judge by all of it.
        codes: organisations grouped here.
        rules: all rules in force.
        levels: levels about the map in order of importance, all minimised.
        rulebook: the rulebook in force.
        low: fewest clusters.
        high: most clusters.
        budget: what may be spent.
        progress: told of stages and better groupings.
        workers: threads of the solver; with more than one the plan may differ between runs.
        start: a lawful grouping that is known.

    Raises:
        NotPostableError: a rule or level that has no form here.
        RuntimeError: a grouping found breaks a rule, or the solver contradicts itself (a bug).
    """
    n = len(codes)
    part = Part(
        instance,
        tuple(sorted(codes)),
        tuple(about_map(rules)),
        tuple(levels),
        rulebook,
        max(1, low),
        min(n, high),
    )
    run = _Run(part, budget, progress or Silent(), workers, Pool(part))
    if part.low > part.high:
        return LargeAnswer("infeasible", frozenset(), (), (0,) * len(levels), COMPACT)
    if n <= SMALL or not part.connects:
        return compact_best(
            instance, codes, rules, levels, rulebook, low, high, budget, progress=progress, workers=workers
        )
    if start is not None:
        part.verify(list(start))
        run.take(start)
    return run.answer()


@dataclass
class _Run:
    """One run on one part."""

    part: Part
    budget: cpsat.Budget
    progress: Progress
    workers: int
    pool: Pool
    best: Grouping = frozenset()
    method: str = PRICED
    none: bool = False
    """There is proof that there is no grouping."""

    def take(self, grouping: Grouping) -> None:
        """Keep a grouping if it is better than the best."""
        if grouping and (not self.best or self.part.values(grouping) < self.part.values(self.best)):
            self.part.verify(list(grouping))
            self.best = grouping
            self.pool.add(grouping)
            level = next((x for x in self.part.levels if not isinstance(x, CountLevel)), None)
            if level is not None:
                value = self.part.values(grouping)[self.part.levels.index(level)]
                self.progress.best(f"{len(grouping)} clusters; {level.title}: {value:,} {level.unit}")

    def answer(self) -> LargeAnswer:
        """Settle numbers of clusters in the order of the levels about them, then the other levels."""
        part = self.part
        lead = len(part.counts(part.low))
        bounds: tuple[int, ...] | None = None
        if lead and part.low < part.high and self._more_is_better():
            bounds, complete = self._most()
            if complete:
                values = part.values(self.best)
                return LargeAnswer("optimal", self.best, values, values, LISTED)
            if self.best and bounds == part.counts(len(self.best)):
                return self._others(replace(part, low=len(self.best), high=len(self.best)), bounds)
            if self.best:
                return self._open(bounds)
            if self.none:
                return LargeAnswer("infeasible", frozenset(), (), (0,) * len(part.levels), LISTED)
        return self._numbers(lead, bounds)

    def _more_is_better(self) -> bool:
        """Whether the first level is better for every further cluster."""
        first = [self.part.counts(k)[0] for k in range(self.part.low, self.part.high + 1)]
        return all(a > b for a, b in pairwise(first))

    def _most(self) -> tuple[tuple[int, ...], bool]:
        """As many clusters as can be; bounds of the leading levels, and whether all levels are settled."""
        part = self.part
        self.progress.stage("Choosing clusters", part.levels[0].title)
        found = many_clusters(part, self.pool, Random(self.budget.seed), self.budget)  # noqa: S311 - repeatable
        if part.low <= len(found) <= part.high:
            self.take(found)
        priced = price_clusters(part, self.pool, self.budget)
        top = part.high if priced is None else min(part.high, priced.most)
        while priced is not None and top >= max(part.low, len(self.best)) and not self.budget.exhausted:
            if top == len(self.best) and len(part.levels) == len(part.counts(top)):
                return part.counts(top), True
            table = table_for(part, priced, top)
            if table is None:
                break
            slice_ = self.budget.part(50)
            cover = best_cover(
                replace(part, low=top, high=top),
                table,
                part.costs(table),
                top,
                top,
                slice_,
                self.best,
                self.workers,
            )
            self.budget.charge(slice_)
            self.take(cover.grouping)
            if cover.proved:
                return part.counts(top), True
            if not cover.none:
                break
            top -= 1
        self.none = top < part.low
        return part.counts(max(part.low, top)), False

    def _numbers(self, lead: int, bounds: tuple[int, ...] | None) -> LargeAnswer:
        """Numbers of clusters that the leading levels like best first, until there is a grouping."""
        part = self.part
        unproved: tuple[int, ...] | None = bounds
        for counts, low, high in _ranges(part):
            some = replace(part, low=low, high=high)
            none = self._start(some)
            if self.best and low <= len(self.best) <= high:
                if unproved is None:
                    return self._others(some, counts)
                return self._open(unproved)
            if not none and unproved is None:
                unproved = counts
            if self.budget.exhausted:
                break
        zeros = (0,) * (len(part.levels) - lead)
        if self.best:
            return self._open(unproved or part.counts(part.low))
        if unproved is None:
            return LargeAnswer("infeasible", frozenset(), (), (0,) * len(part.levels), self.method)
        return LargeAnswer("unknown", frozenset(), (), (*unproved, *zeros), self.method)

    def _start(self, part: Part) -> bool:
        """A first grouping within a range; whether there is proof that there is none."""
        self.progress.stage("Looking for a first grouping")
        rng = Random(self.budget.seed)  # noqa: S311 - repeatable, not secret
        slice_ = self.budget.part(15)
        for turn in range(TREES):
            found = tree_grouping(part, part.low + turn % (part.high - part.low + 1), rng, slice_)
            self.pool.add(found)
            self.take(found)
        if self.best and part.low <= len(self.best) <= part.high:
            return False
        none = True
        for k in range(part.low, part.high + 1):
            slice_ = self.budget.part(40)
            found, status = first_grouping(part, k, slice_, self.workers)
            self.budget.charge(slice_)
            self.take(found)
            if found:
                return False
            none = none and status == "infeasible"
        return none

    def _others(self, part: Part, counts: tuple[int, ...]) -> LargeAnswer:
        """Settle the levels after those about the number of clusters, which are proved."""
        bounds = list(counts)
        for level in range(len(counts), len(part.levels)):
            self.progress.stage("Choosing clusters", part.levels[level].title)
            slice_ = self.budget.part(25)
            self.take(polish(part, self.pool, self.best, level, slice_, self.workers))
            self.budget.charge(slice_)
            settling = Settling(part, self.pool, self.best, level, self.budget, self.workers)
            bounds.append(settle_level(settling))
            self.take(settling.best)
            if bounds[level] < part.values(self.best)[level]:
                return self._open(tuple(bounds))
        values = part.values(self.best)
        return LargeAnswer("optimal", self.best, values, values, self.method)

    def _open(self, bounds: tuple[int, ...]) -> LargeAnswer:
        """What is known when a level stays open: nothing of those after it."""
        values = self.part.values(self.best)
        known: list[int] = []
        for value, bound in zip(values, bounds, strict=False):
            known.append(min(value, bound))
            if bound < value:
                break
        zeros = (0,) * (len(values) - len(known))
        self.budget.give_up()
        return LargeAnswer("feasible", self.best, values, (*known, *zeros), self.method)


def _ranges(part: Part) -> Iterator[tuple[tuple[int, ...], int, int]]:
    """Ranges of numbers of clusters alike to the leading levels, best first."""
    numbers = sorted(range(part.low, part.high + 1), key=lambda k: (part.counts(k), k))
    for counts, alike in groupby(numbers, key=part.counts):
        run: list[int] = []
        for k in alike:
            if run and k > run[-1] + 1:
                yield counts, run[0], run[-1]
                run = []
            run.append(k)
        yield counts, run[0], run[-1]
