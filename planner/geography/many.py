"""More than one map: the best so many, how many there are, and uniform samples of all."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from planner import cpsat
from planner.geography.census import Census
from planner.geography.join import NEVER, join
from planner.geography.large import LargePart
from planner.geography.national import Map, NationalMap, Vector, clusters_of_rows
from planner.geography.part import Part
from planner.geography.ranked import ranked
from planner.geography.settle import settle

Picked = tuple[Vector, tuple[tuple[int, tuple[int, ...]], ...]]
"""Sums by stage, and for each part its number of clusters and rows."""


@dataclass(frozen=True)
class RankedMap:
    """One map and its value at each level of the map, without what every map has in common."""

    values: Vector
    grouping: Map


def best_maps(known: NationalMap, most: int, low: int, high: int) -> list[RankedMap]:
    """The best ``most`` maps in order of their levels, each once; all, where there are fewer.

    Maps equal at every level come in canonical order.

    Raises:
        TooWideError: too many maps to look at, or the budget is spent.
        ValueError: a level is the largest value over clusters, or clusters were refused.
    """
    question = known.question()
    if any(isinstance(p, LargePart) for p in known.parts):
        raise ValueError("maps can't be ranked where there are too many possible clusters to list")
    if question is None:
        raise ValueError("maps can't be ranked by an aim that is the largest over clusters")
    found: list[RankedMap] = []
    totals = sorted(range(low, high + 1), key=lambda t: (question.leading(t), t))
    for _, group in groupby(totals, key=question.leading):
        for sums, parts in _best_of(known, list(group), question.stages, most - len(found)):
            total = sum(k for k, _ in parts)
            grouping = frozenset[frozenset[str]]().union(
                *(clusters_of_rows(p, rows) for p, (_, rows) in zip(known.parts, parts, strict=True))
            )
            found.append(RankedMap(question.values(sums, total), grouping))
        found.sort(key=lambda m: (m.values, sorted(sorted(c) for c in m.grouping)))
        if len(found) >= most:
            break
    return found[:most]


def _best_of(known: NationalMap, totals: Collection[int], stages: int, most: int) -> list[Picked]:
    """The best maps of each total, all totals together at least the best ``most``."""
    first = settle(known.parts, stages, totals, {}, known.budget)
    if first.joint is None or not first.complete:
        return []
    lists: dict[tuple[int, int], list[Picked]] = {}

    def listed(part: int, k: int) -> list[Picked]:
        if (part, k) not in lists:
            some = ranked(known.parts[part], k, most, known.budget)
            lists[part, k] = [(sums, ((k, rows),)) for sums, rows in some]
        return lists[part, k]

    near = _merged([{k: listed(n, k)} for n, k in enumerate(next(first.joint.allocations()))], totals, most)
    full = [picked for some in near.values() for picked in some]
    limit = full[most - 1][0][0] if len(full) >= most else NEVER - 1
    lowers = [part.lowers(0) for part in known.parts]
    joint = join(lowers, totals)
    if joint is None:
        return []
    top = max(totals)
    tables: list[dict[int, list[Picked]]] = []
    for n, cost in enumerate(joint.costs):
        useful = {}
        for k in np.flatnonzero(cost < NEVER).tolist():
            if k > top:
                break
            through = joint.ahead[n][: top + 1 - k] + cost[k] + joint.behind[n + 1][k:]
            if int(through.min()) <= limit:
                useful[k] = listed(n, k)
        tables.append(useful)
    return [picked for some in _merged(tables, totals, most).values() for picked in some]


def _merged(
    tables: Sequence[dict[int, list[Picked]]], totals: Collection[int], most: int
) -> dict[int, list[Picked]]:
    """The best sums over one choice of each table, at most ``most`` for each total."""
    best: dict[int, list[Picked]] = {0: [((), ())]}
    top = max(totals)
    for table in tables:
        grown: dict[int, list[Picked]] = {}
        for total, some in best.items():
            for k, choices in table.items():
                if total + k > top:
                    continue
                pairs = grown.setdefault(total + k, [])
                for i, (sums, parts) in enumerate(some):
                    # (i+1)(j+1) pairs are at least as good as pair (i, j)
                    for more, one in choices[: most // (i + 1)]:
                        added = tuple(a + b for a, b in zip(sums, more, strict=True)) if sums else more
                        pairs.append((added, (*parts, *one)))
        best = {total: sorted(pairs)[:most] for total, pairs in grown.items()}
    return {total: some for total, some in best.items() if total in totals}


class MapCensus:
    """How many maps meet every rule, exactly.

    Args:
        parts: parts of the country.
        low: fewest clusters allowed in all.
        high: most clusters allowed in all.
        budget: a limit ends the work.

    Raises:
        LimitError: too many to count, or the budget is spent.
    """

    def __init__(self, parts: Sequence[Part], low: int, high: int, budget: cpsat.Budget) -> None:
        self.parts, self.low, self.high = parts, low, high
        self.counts = [Census(part, budget) for part in parts]
        self._ways = [{0: 1}]
        for census in self.counts:
            grown: dict[int, int] = {}
            for total, ways in self._ways[-1].items():
                for k, more in census.by_number.items():
                    if total + k <= high:
                        grown[total + k] = grown.get(total + k, 0) + ways * more
            self._ways.append(grown)

    @property
    def by_number(self) -> dict[int, int]:
        """Number of maps by number of clusters, of those allowed."""
        return {t: ways for t, ways in sorted(self._ways[-1].items()) if self.low <= t and ways}

    @property
    def total(self) -> int:
        """Number of maps."""
        return sum(self.by_number.values())

    def samples(self, how_many: int, seed: int) -> list[Map]:
        """Maps, each drawn with the same chance, with replacement.

        Raises:
            ValueError: there is no map.
        """
        if not self.total:
            raise ValueError("there is no map to draw from")
        rng = random.Random(seed)  # noqa: S311 - a sample, no secret
        return [self._one(rng) for _ in range(how_many)]

    def _one(self, rng: random.Random) -> Map:
        left = _draw(self.by_number, rng)
        clusters: set[frozenset[str]] = set()
        for n in range(len(self.parts) - 1, -1, -1):
            census = self.counts[n]
            weights = {k: ways * self._ways[n].get(left - k, 0) for k, ways in sorted(census.by_number.items())}
            k = _draw(weights, rng)
            (rows,) = census.samples(k, 1, rng)
            clusters |= clusters_of_rows(self.parts[n], rows)
            left -= k
        return frozenset(clusters)


def _draw(weights: dict[int, int], rng: random.Random) -> int:
    """A key, drawn with the chance that its weight is of all."""
    draw = rng.randrange(sum(weights.values()))
    for key, weight in weights.items():
        if draw < weight:
            return key
        draw -= weight
    raise RuntimeError("weights changed while drawing")
