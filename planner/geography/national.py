"""The whole map: parts of the country settled by number of clusters and joined exactly, aim after aim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product

import numpy as np

from planner import cpsat
from planner.core.instance import Instance
from planner.core.progress import Progress
from planner.core.rulebook import Rulebook
from planner.geography.candidates import codes_of
from planner.geography.compact import solve_large
from planner.geography.large import LargePart, NotListedError
from planner.geography.order import EQUAL_MAPS, Joined, Map, Order, Question, Vector, kept_refusals, rows_of
from planner.geography.part import Part
from planner.geography.shelf import Shelf, groups_of
from planner.objectives.base import BottleneckLevel, Level

__all__ = ["EQUAL_MAPS", "Joined", "Map", "NationalMap", "Question", "Vector", "clusters_of_rows"]


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
    workers: int = 1
    """Threads of the solver for what is too large to list."""
    parts: list[Part] = field(init=False)
    unfinished: bool = False
    """A limit cut the last look at equally good maps short."""

    def __post_init__(self) -> None:
        self.progress.stage("Listing possible clusters")
        groups = groups_of(self.instance, self.shelf.rules)
        self.parts = [part for regions in groups for part in self.shelf.parts(self.instance, regions)]

    def fork(self) -> NationalMap:
        """The same map, where other clusters may be refused; what is settled freely is shared."""
        return replace(self)

    def resume(
        self,
        budget: cpsat.Budget,
        progress: Progress,
        rulebook: Rulebook | None = None,
        workers: int | None = None,
    ) -> None:
        """Go on under another budget, rulebook and number of threads; what is proved stays."""
        self.workers = workers or self.workers
        self.progress, self.budget, self.unfinished = progress, budget, False
        self.rulebook = rulebook or self.rulebook

    def spend(self, budget: cpsat.Budget) -> None:
        """Charge another budget from now on."""
        self.budget, self.unfinished = budget, False

    def possible(self) -> int:
        """How many possible clusters there are in all."""
        return sum(len(p.table) for p in self.parts)

    def unlisted(self) -> bool:
        """Whether some part has too many possible clusters to list."""
        return any(isinstance(p, LargePart) for p in self.parts)

    # ---- the best map

    def best(self, low: int, high: int) -> Joined | None:
        """The best map with ``low`` to ``high`` clusters; None when there is none or nothing is known.

        ``self.budget.exhausted`` tells a refusal that is proved from one that is not.
        """
        alone = len(self.parts) == 1 or any(isinstance(x, BottleneckLevel) for x in self.levels)
        if alone and any(isinstance(p, LargePart) for p in self.parts):
            return self._unlisted(low, high)
        self.progress.stage("Choosing clusters", f"{self.possible():,} possible clusters")
        return self._order().best(self.parts, range(low, high + 1))

    def _unlisted(self, low: int, high: int) -> Joined | None:
        """The best map where all that there is can't be listed."""
        regions = tuple(sorted({r for p in self.parts for r in p.regions}))
        part = self.shelf.large(self.instance, regions).without([c for p in self.parts for c in p.gone])
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
            workers=self.workers,
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
        rows = rows_of([part], allocation)
        return Joined(answer.values, answer.bounds, (allocation,), proved, (part,), (), rows)

    def methods(self) -> dict[str, str]:
        """How each part that could not be listed was settled, by its regions."""
        return {p.place: p.method for p in self.parts if isinstance(p, LargePart)}

    def _order(self) -> Order:
        return Order(self.levels, self.instance, self.rulebook, self.budget)

    def question(self) -> Question | None:
        """The levels, and all parts ready for them; None with a level that is a largest value."""
        return self._order().question(self.parts)

    # ---- maps with the best values

    def maps(self, joined: Joined, most: int) -> Iterator[Map]:
        """Maps as good as the best, each once; just one when the best is not proved.

        Up to ``most`` choices of each part are told, in canonical order, so that the first of an allocation
        is the canonically first.
        """
        for number, allocation in enumerate(joined.allocations):
            sure = joined.proved and self._settled(joined, allocation)
            if not sure:
                self.unfinished = self.unfinished or joined.proved
                if not number:
                    yield frozenset().union(*map(clusters_of_rows, joined.parts, joined.rows))
                return
            told = []
            for part, k in zip(joined.parts, allocation, strict=True):
                count, equal = part.equals(k, self.budget, most)
                told.append([clusters_of_rows(part, rows) for rows in islice(equal, most)])
                cut = self.budget.exhausted or isinstance(part, LargePart)
                self.unfinished = self.unfinished or (count is None and cut)
            for parts in product(*told):
                yield frozenset().union(*parts)

    def _settled(self, joined: Joined, allocation: Sequence[int]) -> bool:
        """Make sure that all parts know what the answer relies on, if others have used them meanwhile."""
        for part, k in zip(joined.parts, allocation, strict=True):
            part.use(joined.stages)
            while joined.stages and not part.settled(k, len(joined.stages) - 1):
                if not part.tighten(k, self.budget):
                    return False
        return True

    # ---- maps that boards rule out

    def refuse(self, clusters: Sequence[frozenset[str]]) -> None:
        """Never again choose all of these clusters together (their boards can't be made lawful).

        Raises:
            NotListedError: several clusters together, of what is too large to list.
        """
        members = frozenset[str]().union(*clusters)
        touched = [p for p in self.parts if members & set(p.table.codes)]
        if len(touched) > 1:
            touched = [self._merge(touched)]
        (part,) = touched
        if isinstance(part, LargePart):
            if len(clusters) > 1:
                raise NotListedError
            self.parts[self.parts.index(part)] = part.without(clusters)
            return
        rows = [part.table.row_of(c) for c in clusters]
        if any(row is None for row in rows):
            raise ValueError("a cluster that is to be refused is no possible cluster")
        known = [row for row in rows if row is not None]
        if len(known) == 1:
            keep = np.ones(len(part.table), dtype=np.bool_)
            keep[known[0]] = False
            fresh = part.derive(part.table.rows(keep), kept_refusals(part, keep))
            fresh.gone = (*part.gone, clusters[0])
        else:
            fresh = part.derive(part.table, [*part.refused, frozenset(known)])
        self.parts[self.parts.index(part)] = fresh

    def refuse_holding(self, group: frozenset[str]) -> None:
        """Never again choose a cluster of several organisations that holds all of these.

        Where clusters are not listed nothing happens: each is refused when it is met.
        """
        for place, part in enumerate(self.parts):
            if isinstance(part, LargePart) or not group <= set(part.table.codes):
                continue
            masks = part.table.masks
            bits = np.bitwise_or.reduce([np.uint64(1) << np.uint64(part.table.codes.index(c)) for c in group])
            keep = ((masks & bits) != bits) | (np.bitwise_count(masks) == 1)
            if not keep.all():
                fresh = part.derive(part.table.rows(keep), kept_refusals(part, keep))
                gone = (frozenset(part.table.organisations(int(row))) for row in np.flatnonzero(~keep))
                fresh.gone = (*part.gone, *gone)
                self.parts[place] = fresh

    def _merge(self, touched: Sequence[Part]) -> Part:
        """Settle these parts together from now on; what was refused stays so."""
        regions = tuple(sorted({r for p in touched for r in p.regions}))
        codes = tuple(sorted(c for p in touched for c in p.table.codes))
        merged = self._as_given(regions, codes)
        gone = set()
        for part in touched:
            masks = self._as_given(part.regions, part.table.codes).table.masks
            for cluster in masks[~np.isin(masks, part.table.masks)].tolist():
                row = merged.table.row_of(_codes(part, cluster))
                if row is not None:
                    gone.add(row)
        groups = []
        for part in touched:
            for refused in part.refused:
                rows = [merged.table.row_of(frozenset(part.table.organisations(row))) for row in refused]
                groups.append(frozenset(row for row in rows if row is not None))
        keep = np.ones(len(merged.table), dtype=np.bool_)
        keep[list(gone)] = False
        merged = merged.derive(merged.table, groups)
        merged = merged.derive(merged.table.rows(keep), kept_refusals(merged, keep))
        merged.gone = tuple(c for part in touched for c in part.gone)
        self.parts = sorted(
            [p for p in self.parts if p not in touched] + [merged], key=lambda p: (p.regions, p.table.codes)
        )
        return merged

    def _as_given(self, regions: tuple[str, ...], codes: tuple[str, ...]) -> Part:
        """Some regions, or a piece of them, with nothing refused."""
        whole = codes == codes_of(self.instance, regions)
        return self.shelf.part(self.instance, regions, None if whole else codes)


def _codes(part: Part, mask: int) -> frozenset[str]:
    return frozenset(c for i, c in enumerate(part.table.codes) if mask >> i & 1)


def clusters_of_rows(part: Part, rows: Sequence[int]) -> Map:
    """Clusters of some rows of a part's table."""
    return frozenset(frozenset(part.table.organisations(row)) for row in rows)
