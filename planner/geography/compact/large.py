"""Parts whose possible clusters can't be listed: good groupings first, then proof, level by level."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from random import Random

from planner import cpsat
from planner.core.instance import Instance
from planner.core.progress import Progress, Silent
from planner.core.rulebook import Rulebook
from planner.geography.compact.answer import LargeAnswer
from planner.geography.compact.cover import Priced, price_clusters, table_for
from planner.geography.compact.improve import first_grouping, polish
from planner.geography.compact.part import Part
from planner.geography.compact.partings import WORK, many_clusters
from planner.geography.compact.pool import Grouping, Pool, best_cover
from planner.geography.compact.reference import compact_best
from planner.geography.compact.rules import about_map
from planner.geography.compact.settle import Settling, settle_level
from planner.geography.compact.trees import tree_grouping
from planner.objectives.base import CountLevel, Level
from planner.rules.base import Rule

SMALL = 20
"""Organisations that the compact model settles at once."""
SEARCHES = 12
"""Further searches for more clusters while the bound is not met."""
STARTS = 4
"""Groupings kept to improve."""
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
    starts: list[Grouping] = field(default_factory=list)
    """Groupings worth improving, best first."""
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
                return LargeAnswer("optimal", self.best, values, values, self.method)
            if self.best and bounds == part.counts(len(self.best)):
                return self._others(replace(part, low=len(self.best), high=len(self.best)), bounds)
            if self.best:
                return self._open(bounds)
            if self.none:  # not said without a second opinion
                return compact_best(
                    part.instance,
                    part.codes,
                    part.rules,
                    part.levels,
                    part.rulebook,
                    part.low,
                    part.high,
                    self.budget,
                )
        return self._numbers(lead, bounds)

    def _more_is_better(self) -> bool:
        """Whether the first level is better for every further cluster."""
        first = [self.part.counts(k)[0] for k in range(self.part.low, self.part.high + 1)]
        return all(a > b for a, b in pairwise(first))

    def _most(self) -> tuple[tuple[int, ...], bool]:
        """As many clusters as can be; bounds of the leading levels, and whether all levels are settled."""
        part = self.part
        self.progress.stage("Choosing clusters", part.levels[0].title)
        rng = Random(self.budget.seed)  # noqa: S311 - repeatable, not secret
        self._many(rng)
        priced, listed = price_clusters(part, self.pool, self.budget)
        self.method = LISTED if listed else PRICED
        top = min(part.high, priced.most)
        while listed and top >= max(part.low, len(self.best)) and not self.budget.exhausted:
            if top == len(self.best) and len(part.levels) == len(part.counts(top)):
                return part.counts(top), True
            table = table_for(part, priced, top, self.budget)
            slice_ = self.budget.part(50)
            costs = part.costs(table.rows)
            cover = best_cover(part, table.rows, costs, top, top, slice_, self.best, self.workers)
            self.budget.charge(slice_)
            self.take(cover.grouping)
            if cover.proved and table.complete:
                return part.counts(top), True
            if not cover.none or not table.complete:
                break
            top -= 1
        for turn in range(SEARCHES):
            if len(self.best) >= top or self.budget.exhausted:
                break
            self._many(rng)
            if listed and turn % 2:
                self._one_more(priced)
        self.none = top < part.low
        return part.counts(max(part.low, top)), False

    def _one_more(self, priced: Priced) -> None:
        """Look for one more cluster than the best has among the clusters that are likeliest to make it."""
        number = len(self.best) + 1
        table = table_for(self.part, priced, number, self.budget)
        slice_ = self.budget.part(30)
        costs = self.part.costs(table.rows)
        cover = best_cover(self.part, table.rows, costs, number, number, slice_, workers=self.workers)
        self.budget.charge(slice_)
        self.take(cover.grouping)

    def _many(self, rng: Random) -> None:
        """Search for a grouping with more clusters, from the best on."""
        slice_ = self.budget.part(40)
        found = many_clusters(self.part, self.pool, rng, slice_, self.best)
        self.budget.charge(slice_)
        if self.part.low <= len(found) <= self.part.high:
            self.take(found)

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
            if found:
                self.pool.add(found)
                self.starts.append(found)
                self.take(found)
        self.budget.spent_work += TREES / WORK
        self.starts.sort(key=lambda g: (part.values(g), sorted(sorted(c) for c in g)))
        del self.starts[STARTS:]
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
            if level > len(counts) or len(self.best) != len(self.starts[0] if self.starts else ()):
                self.starts = []
            settling = Settling(part, self.pool, self.best, level, self.budget, self.workers)
            bounds.append(settle_level(settling, self.starts))
            self.take(settling.best)
            if bounds[level] < part.values(self.best)[level]:
                return self._open(tuple(bounds))
        values = part.values(self.best)
        return LargeAnswer("optimal", self.best, values, values, self.method)

    def _open(self, bounds: tuple[int, ...]) -> LargeAnswer:
        """What is known when a level stays open: nothing of those after it, but they are improved too."""
        part = self.part
        known: list[int] = []
        for value, bound in zip(part.values(self.best), bounds, strict=False):
            known.append(min(value, bound))
            if bound < value:
                break
        for level in range(len(known), len(part.levels)):
            slice_ = self.budget.part(40)
            self.take(polish(part, self.pool, self.best, level, slice_, self.workers))
            self.budget.charge(slice_)
        values = part.values(self.best)
        known = [min(value, bound) for value, bound in zip(values, known, strict=False)]
        return LargeAnswer(
            "feasible", self.best, values, (*known, *(0,) * (len(values) - len(known))), self.method
        )


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
