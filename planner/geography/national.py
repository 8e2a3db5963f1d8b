"""The whole map: parts of the country settled by number of clusters and joined exactly, aim after aim."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import groupby, islice, product

import numpy as np
import numpy.typing as npt

from planner import cpsat
from planner.core.instance import Instance
from planner.core.progress import Progress
from planner.core.rulebook import Rulebook
from planner.geography.compact import solve_large
from planner.geography.join import join
from planner.geography.large import LargePart, NotListedError
from planner.geography.part import Part
from planner.geography.settle import Narrow, Settled, settle
from planner.geography.shelf import Shelf, groups_of
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


@dataclass
class NationalMap:
    """Possible clusters of every part, and the best map made of them.

    Args:
        shelf: keeps parts between questions.
        instance: with the decisions that count.
        levels: levels of the map, most important first.
        rulebook: in force, for levels that depend on the number of clusters asked for.
        budget: charged.
        progress: told of stages.
    """

    shelf: Shelf
    instance: Instance
    levels: Sequence[Level]
    rulebook: Rulebook
    budget: cpsat.Budget
    progress: Progress
    parts: list[Part] = field(init=False)
    unfinished: bool = False
    """A limit cut the last look at equally good maps short."""

    def __post_init__(self) -> None:
        self.progress.stage("Listing possible clusters")
        self.parts = [self._part(regions) for regions in groups_of(self.instance, self.shelf.rules)]

    def _part(self, regions: tuple[str, ...]) -> Part:
        return self.shelf.part(self.instance, regions)

    def fork(self) -> NationalMap:
        """The same map, where other clusters may be refused; what is settled freely is shared."""
        return replace(self)

    def resume(self, budget: cpsat.Budget, progress: Progress, rulebook: Rulebook | None = None) -> None:
        """Go on under another budget, and another rulebook in force if given; what is proved stays."""
        self.progress, self.budget, self.unfinished = progress, budget, False
        self.rulebook = rulebook or self.rulebook

    def spend(self, budget: cpsat.Budget) -> None:
        """Charge another budget from now on."""
        self.budget, self.unfinished = budget, False

    def possible(self) -> int:
        """How many possible clusters there are in all."""
        return sum(len(p.table) for p in self.parts)

    # ---- the best map

    def best(self, low: int, high: int) -> Joined | None:
        """The best map with ``low`` to ``high`` clusters; None when there is none or nothing is known.

        ``self.budget.exhausted`` tells a refusal that is proved from one that is not.
        """
        alone = len(self.parts) == 1 or any(isinstance(x, BottleneckLevel) for x in self.levels)
        if alone and any(isinstance(p, LargePart) for p in self.parts):
            return self._unlisted(low, high)
        self.progress.stage("Choosing clusters", f"{self.possible():,} possible clusters")
        return self._ordered(tuple(self.parts), list(self.levels), range(low, high + 1))

    def _unlisted(self, low: int, high: int) -> Joined | None:
        """The best map where all that there is can't be listed."""
        regions = tuple(sorted(r for p in self.parts for r in p.regions))
        part = self.shelf.large(self.instance, regions)
        self.parts = [part]
        self.progress.stage("Choosing clusters", f"{part.n} organisations, too many possible clusters to list")
        answer = solve_large(
            self.instance,
            part.table.codes,
            part.all_rules,
            self.levels,
            self.rulebook,
            low,
            high,
            self.budget,
            progress=self.progress,
        )
        part.take(answer)
        if not answer.clusters:
            if answer.status != "infeasible":
                self.budget.give_up()
            return None
        proved = answer.status == "optimal"
        if not proved:
            self.budget.give_up()
        allocation = (len(answer.clusters),)
        return Joined(answer.values, answer.bounds, (allocation,), proved, (part,), ())

    def methods(self) -> dict[str, str]:
        """How each part that could not be listed was settled, by its regions."""
        return {", ".join(p.regions): p.method for p in self.parts if isinstance(p, LargePart)}

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
        rows = [list(p.entry(k).rows) for p, k in zip(found.parts, found.allocations[0], strict=True)]
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
        return Joined(values, values, allocations, proved=True, parts=parts, stages=plan)

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
        return Joined(values, bounds, (allocation,), proved=False, parts=parts, stages=plan)

    def question(self) -> Question | None:
        """The levels, and all parts ready for them; None with a level that is a largest value."""
        if any(isinstance(level, BottleneckLevel) for level in self.levels):
            return None
        lead = _lead(self.levels)
        plan, _ = self._stages(self.parts, self.levels[lead:])
        for part in self.parts:
            part.use(plan)
        leading = partial(self._counts, [x for x in self.levels[:lead] if isinstance(x, CountLevel)])
        return Question(leading, len(plan), lambda sums, total: self._in_order(self.levels, plan, sums, total))

    # ---- maps with the best values

    def maps(self, joined: Joined, most: int) -> Iterator[Map]:
        """Maps as good as the best, each once; just one when the best is not proved.

        Up to ``most`` choices of each part are told, in canonical order, so that the first of an allocation
        is the canonically first.
        """
        for allocation in joined.allocations:
            if not joined.proved:
                yield frozenset().union(
                    *(
                        clusters_of_rows(p, p.entry(k).rows)
                        for p, k in zip(joined.parts, allocation, strict=True)
                    )
                )
                return
            told = []
            for part, k in zip(joined.parts, allocation, strict=True):
                count, equal = part.equals(k, self.budget, most)
                told.append([clusters_of_rows(part, rows) for rows in islice(equal, most)])
                cut = self.budget.exhausted or isinstance(part, LargePart)
                self.unfinished = self.unfinished or (count is None and cut)
            for parts in product(*told):
                yield frozenset().union(*parts)

    # ---- maps that boards rule out

    def refuse(self, clusters: Sequence[frozenset[str]]) -> None:
        """Never again choose all of these clusters together (their boards can't be made lawful)."""
        members = frozenset[str]().union(*clusters)
        touched = [p for p in self.parts if members & set(p.table.codes)]
        if len(touched) > 1:
            touched = [self._merge(touched)]
        (part,) = touched
        if isinstance(part, LargePart):
            raise NotListedError
        rows = [part.table.row_of(c) for c in clusters]
        if any(row is None for row in rows):
            raise ValueError("a cluster that is to be refused is no possible cluster")
        known = [row for row in rows if row is not None]
        if len(known) == 1:
            keep = np.ones(len(part.table), dtype=np.bool_)
            keep[known[0]] = False
            fresh = part.derive(part.table.rows(keep), _kept(part, keep))
            fresh.gone = (*part.gone, clusters[0])
        else:
            fresh = part.derive(part.table, [*part.refused, frozenset(known)])
        self.parts[self.parts.index(part)] = fresh

    def _merge(self, touched: Sequence[Part]) -> Part:
        """Settle these parts together from now on; what was refused stays so."""
        merged = self._part(tuple(sorted(r for p in touched for r in p.regions)))
        gone = {
            row
            for part in touched
            for cluster in self._part(part.regions)
            .table.masks[~np.isin(self._part(part.regions).table.masks, part.table.masks)]
            .tolist()
            if (row := merged.table.row_of(_codes(part, cluster))) is not None
        }
        groups = []
        for part in touched:
            for refused in part.refused:
                rows = [merged.table.row_of(frozenset(part.table.organisations(row))) for row in refused]
                groups.append(frozenset(row for row in rows if row is not None))
        keep = np.ones(len(merged.table), dtype=np.bool_)
        keep[list(gone)] = False
        merged = merged.derive(merged.table, groups)
        merged = merged.derive(merged.table.rows(keep), _kept(merged, keep))
        merged.gone = tuple(c for part in touched for c in part.gone)
        self.parts = sorted([p for p in self.parts if p not in touched] + [merged], key=lambda p: p.regions)
        return merged


def _kept(part: Part, keep: npt.NDArray[np.bool_]) -> list[frozenset[int]]:
    """Refused sets in the rows of a smaller table; one that lost a cluster asks for nothing any more."""
    place = np.cumsum(keep) - 1
    return [
        frozenset(int(place[row]) for row in group) for group in part.refused if all(keep[row] for row in group)
    ]


def _at_most(parts: Sequence[Part], level: str, limit: int) -> tuple[Part, ...]:
    """The parts without candidates that have more than so much of a level."""
    made = []
    for part in parts:
        keep = part.table.columns[level] <= limit
        made.append(part.derive(part.table.rows(keep), _kept(part, keep)))
    return tuple(made)


def _ids(plan: Sequence[Stage]) -> set[str]:
    return {level for stage in plan for level, _ in stage.parts}


def _lead(levels: Sequence[Level]) -> int:
    """How many levels come before the first that adds up over clusters."""
    return next((i for i, level in enumerate(levels) if not isinstance(level, CountLevel)), len(levels))


def _codes(part: Part, mask: int) -> frozenset[str]:
    return frozenset(c for i, c in enumerate(part.table.codes) if mask >> i & 1)


def clusters_of_rows(part: Part, rows: Sequence[int]) -> Map:
    """Clusters of some rows of a part's table."""
    return frozenset(frozenset(part.table.organisations(row)) for row in rows)


def _until_open(values: Vector, lower: Vector) -> Vector:
    """Bounds of levels from the lexicographic lower bound: proved up to the first level it stays below."""
    bounds: list[int] = []
    for value, bound in zip(values, (*lower, *([0] * len(values))), strict=False):
        bounds.append(min(value, bound))
        if bound != value:
            break
    return (*bounds, *([0] * (len(values) - len(bounds))))
