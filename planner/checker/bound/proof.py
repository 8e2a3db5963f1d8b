"""What a certificate proves of one part, for each number of clusters.

The result is a vector with one whole number a stage. No lawful choice of so many clusters has a smaller one,
compared stage by stage. Nothing that the certificate says of values is believed: values say where to look.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from planner.checker.bound.masks import Rows
from planner.checker.bound.part import Part, Terms
from planner.checker.bound.prices import NONE, Reduced, by_number, reduce, usable
from planner.checker.bound.search import MOST_ROWS, Found, Search, Steps
from planner.core.certificate import EntryProof, PartProof

Vector = tuple[int, ...]
LENDERS = 2
"""Numbers of clusters without prices try those of so many nearest to them."""
TRIES = 4
"""Smaller and smaller values are tried when a search takes too long."""


@dataclass(frozen=True, eq=False)
class Prover:
    """Works out what the entries of one part prove."""

    part: Part
    proof: PartProof
    stages: Sequence[Terms]
    scale: int
    allows: Callable[[frozenset[str]], bool]
    """Whether a set may be a cluster by every rule."""
    steps: Steps
    """That all searches may take together."""
    each: int
    """That one search may take."""
    relied_on: set[tuple[tuple[str, ...], ...]] = field(default_factory=set)
    """Choices left out because the certificate says that their boards can't be made lawful."""

    def table(self) -> dict[int, Vector]:
        """The vector of each number of clusters that may be possible."""
        numbers = [k for k in range(1, len(self.part.codes) + 1) if self.part.possible(k)]
        if not numbers or not self.part.covers(np.arange(len(self.part.sets), dtype=np.intp)):
            return {}
        if not self.stages:
            return dict.fromkeys(numbers, ())
        first = self.stages[0]
        lines = by_number(self.part, first, self.proof.lines, self.scale, numbers)
        highest = sum(times * self.part.ranges[level][1] for level, times in first)
        rest = (0,) * (len(self.stages) - 1)
        table: dict[int, Vector] = {}
        for k in numbers:
            entries = [e for e in self.proof.entries if e.clusters == k] or [EntryProof(clusters=k)]
            if lines[k] > highest or any(e.impossible and self._impossible(k) for e in entries):
                continue
            vector = max((lines[k], *rest), *(self._entry(e, lines[k]) for e in entries))
            if vector[0] <= highest:
                table[k] = vector
        return table

    def _impossible(self, clusters: int) -> bool:
        """Whether no choice of so many clusters exists, by search."""
        rows = np.arange(len(self.part.sets), dtype=np.intp)
        if len(rows) > MOST_ROWS or self.steps.left <= 0:
            return False
        search = self._search(rows, np.zeros(len(rows), dtype=np.int64), [])
        found = search.run(clusters, 0, (), 1, self._allowed())
        return found.finished and found.least is None

    def _entry(self, entry: EntryProof, line: int) -> Vector:
        """The vector that the prices of one entry prove."""
        rows: Rows = np.arange(len(self.part.sets), dtype=np.intp)
        amounts: dict[str, int] = {}
        before: list[Reduced] = []
        proved: list[int] = []
        for number, terms in enumerate(self.stages):
            given = entry.stages[number] if number < len(entry.stages) else None
            reduced = self._best(number, terms, entry, rows, amounts)
            if reduced is None:
                break
            least = sum(times * self.part.ranges[level][0] for level, times in terms)
            bound = max(reduced.bound, line if number == 0 else least)
            if given is not None and given.value > bound:
                bound = self._confirm(entry.clusters, rows, reduced, before, proved, bound, given.value)
            proved.append(bound)
            found = self.part.amounts(terms, bound)
            if found is None:
                break
            amounts |= found
            # a choice with exactly this value has no possible cluster of a larger reduced cost
            keep = reduced.costs <= reduced.within(bound)
            rows = rows[keep]
            if not self.part.covers(rows):
                proved[-1] += 1
                break
            before = [Reduced(r.costs[keep], r.base, r.scale) for r in [*before, reduced]]
        return (*proved, *[0] * (len(self.stages) - len(proved)))

    def _best(
        self, number: int, terms: Terms, entry: EntryProof, rows: Rows, amounts: Mapping[str, int]
    ) -> Reduced | None:
        """Reduced costs under the entry's own prices of a stage, else under the best of the nearest."""
        own = entry.stages[number : number + 1]
        others = sorted(
            (e for e in self.proof.entries if len(e.stages) > number),
            key=lambda e: abs(e.clusters - entry.clusters),
        )
        lent = [e.stages[number] for e in others[:LENDERS]]
        found = None
        for prices in own or lent or (NONE,):
            given = prices if usable(prices, self.part, len(amounts)) else NONE
            reduced = reduce(self.part, terms, given, self.scale, entry.clusters, rows, amounts)
            if reduced is not None and (found is None or reduced.bound > found.bound):
                found = reduced
        return found

    def _confirm(
        self,
        clusters: int,
        rows: Rows,
        reduced: Reduced,
        before: Sequence[Reduced],
        proved: Sequence[int],
        bound: int,
        claimed: int,
    ) -> int:
        """The largest value up to the one claimed below which no choice is left."""
        exact = tuple(r.within(v) for r, v in zip(before, proved, strict=True))
        value = claimed
        for _ in range(TRIES):
            limit = reduced.within(value - 1)
            near = np.flatnonzero(reduced.costs <= limit)
            if self.steps.left <= 0:
                break
            found = Found(None, finished=False)
            if len(near) <= MOST_ROWS:
                search = self._search(rows[near], reduced.costs[near], [r.costs[near] for r in before])
                found = search.run(clusters, limit, exact, self.scale, self._allowed())
            if found.finished:
                return value if found.least is None else (found.least + reduced.base) // self.scale
            value = bound + (value - bound) // 2
            if value == bound:
                break
        return bound

    def _allowed(self) -> Steps:
        """Steps of one search, out of those of all."""
        return _Share(min(self.each, self.steps.left), 0, self.steps)

    def _search(self, rows: Rows, costs: np.ndarray, before: Sequence[np.ndarray]) -> Search:
        sets = self.part.sets.take(rows)
        earlier = (
            list(zip(*(column.tolist() for column in before), strict=True)) if before else [()] * len(rows)
        )
        masks = sets.masks()

        def accept(chosen: Sequence[int]) -> Sequence[int] | None:
            clusters = [self._codes(masks[c]) for c in chosen]
            dead = [c for c, codes in zip(chosen, clusters, strict=True) if not self.allows(frozenset(codes))]
            if dead:
                return dead
            for refused in self.proof.refused:
                if set(refused) <= set(clusters):
                    self.relied_on.add(refused)
                    return ()
            return None

        return Search(masks, costs.tolist(), earlier, len(self.part.codes), accept)

    def _codes(self, mask: int) -> tuple[str, ...]:
        return tuple(code for i, code in enumerate(self.part.codes) if mask >> i & 1)


@dataclass
class _Share(Steps):
    """Steps of one search, counted in those of all."""

    of: Steps = field(default_factory=lambda: Steps(0))

    def take(self) -> bool:
        """Take one of both."""
        return super().take() and self.of.take()
