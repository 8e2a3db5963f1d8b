"""The whole map asked for by levels of any kind, and every lawful map with plain values of these levels."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner import cpsat
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.progress import Silent
from planner.core.rulebook import Rulebook
from planner.geography.candidates import Summed
from planner.geography.national import Joined, Map, NationalMap
from planner.geography.shelf import Shelf
from planner.objectives.base import BottleneckLevel, CountLevel, GeographyLevel, Level
from planner.objectives.registry import geography_levels
from planner.rules.base import Candidates
from planner.rules.registry import build
from tests.oracle.geography import lawful_maps, map_levels
from tests.rules.builder import decision, seeded
from tests.strategies import _shipped, rulebook_with

BOOK = _shipped()[0]
TIGHT = rulebook_with(BOOK, {"GEO-SIZE": {"max": 3}, "GEO-POP": {"windows": [[100_000, 1_000_000]]}})
"""Exemptions matter: many clusters are too large or too populous."""
REAL = {level.id: level for level in geography_levels(BOOK)}


class Odd(GeographyLevel):
    """A sum without any sense, of any size."""

    title: ClassVar[str] = "odd"
    unit: ClassVar[str] = "odd"

    def __init__(self, number: int, most: int) -> None:
        self.number, self.most = number, most
        self.id = f"odd-{number}"  # type: ignore[misc]  # several of one class

    def of(self, cluster: frozenset[str]) -> int:
        return seeded(f"{self.number} {sorted(cluster)}").randint(0, self.most)

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        return np.array([self.of(c) for c in _clusters(table)], dtype=np.int64)

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        return 0


class Counted(CountLevel):
    """A measure of the number of clusters."""

    title: ClassVar[str] = "counted"
    unit: ClassVar[str] = "clusters"

    def __init__(self, how: str) -> None:
        self.id, self.how = f"counted-{how}", how  # type: ignore[misc]  # as above

    def of(self, clusters: int, instance: Instance, rulebook: Rulebook) -> int:
        return {"few": clusters, "many": 99 - clusters, "odd": clusters % 2, "same": 3}[self.how]

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        return 0


class Largest(BottleneckLevel):
    """The most members, or people, or anything, of a cluster."""

    title: ClassVar[str] = "largest"
    unit: ClassVar[str] = "any"

    def __init__(self, how: str) -> None:
        self.id, self.how = f"largest-{how}", how  # type: ignore[misc]  # as above

    def of(self, given: Instance, cluster: frozenset[str]) -> int:
        if self.how == "size":
            return len(cluster)
        if self.how == "people":
            return sum(given.by_code[c].population for c in cluster) // 100_000
        return seeded(f"{self.how} {sorted(cluster)}").randint(0, 4)

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        return np.array([self.of(table.instance, c) for c in _clusters(table)], dtype=np.int64)

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        return 0


def _clusters(table: Candidates) -> list[frozenset[str]]:
    return [frozenset(np.array(table.codes)[row].tolist()) for row in np.asarray(table.members)]


def some_levels(rng: Random, kinds: str = "rrscb") -> list[Level]:
    """Real ones, odd sums, measures of the number, largest values, in any order."""
    pool: dict[str, list[Level]] = {
        "r": [level for level in REAL.values() if isinstance(level, GeographyLevel)],
        "s": [Odd(1, 1), Odd(2, 3), Odd(3, 10**6), Odd(4, 10**9)],
        "c": [REAL["cluster_target"], *(Counted(how) for how in ("few", "many", "odd", "same"))],
        "b": [Largest("size"), Largest("people"), Largest("x"), Largest("y")],
    }
    drawn = [rng.choice(pool[rng.choice(kinds)]) for _ in range(rng.choice([0, 1, 2, 3, 4, 5]))]
    return list({level.id: level for level in drawn}.values())


def shelf_of(levels: Sequence[Level], book: Rulebook = BOOK) -> Shelf:
    """An empty shelf."""
    return Shelf(book, build(book), [level for level in levels if isinstance(level, Summed)])


def national(
    given: Instance,
    levels: Sequence[Level] | None = None,
    book: Rulebook = BOOK,
    shelf: Shelf | None = None,
    budget: cpsat.Budget | None = None,
) -> NationalMap:
    """The map of an instance, by the real levels when none are given."""
    levels = list(REAL.values()) if levels is None else levels
    budget = budget or cpsat.Budget(60.0)
    return NationalMap(shelf or shelf_of(levels, book), given, levels, book, budget, Silent())


def values_of(given: Instance, levels: Sequence[Level], m: Map, book: Rulebook = BOOK) -> tuple[int, ...]:
    """Levels of one map, by plain counting; real ones by the oracle's."""
    real = dict(zip(REAL, map_levels(given, book, tuple(m), None), strict=True))
    values = []
    for level in levels:
        if level.id in real:
            values.append(real[level.id])
        elif isinstance(level, Odd):
            values.append(sum(level.of(c) for c in m))
        elif isinstance(level, Counted):
            values.append(level.of(len(m), given, book))
        elif isinstance(level, Largest):
            values.append(max(level.of(given, c) for c in m))
    return tuple(values)


def stated(
    given: Instance, levels: Sequence[Level], values: Sequence[int], book: Rulebook = BOOK
) -> tuple[int, ...]:
    """Values with what every map has in common."""
    common = [x.constant(given, book) if isinstance(x, GeographyLevel) else 0 for x in levels]
    return tuple(v + c for v, c in zip(values, common, strict=True))


def strict(book: Rulebook) -> Rulebook:
    """Only what must hold, for an oracle that knows on and off only."""
    rules = tuple(r.model_copy(update={"on": r.on and r.strength == "must"}) for r in book.rules)
    return Rulebook.model_validate({**book.model_dump(), "rules": [r.model_dump() for r in rules]})


def lawful(
    given: Instance, levels: Sequence[Level], low: int, high: int, book: Rulebook = BOOK
) -> dict[Map, tuple[int, ...]]:
    """Every lawful map and its values."""
    maps = [frozenset(m) for _, m in lawful_maps(given, strict(book), None)]
    return {m: values_of(given, levels, m, book) for m in maps if low <= len(m) <= high}


def best_of(found: dict[Map, tuple[int, ...]]) -> set[Map]:
    """The maps with the least values."""
    least = min(found.values())
    return {m for m, values in found.items() if values == least}


def canonical(m: Map) -> list[list[str]]:
    """A map as sorted lists."""
    return sorted(sorted(c) for c in m)


def agrees(asked: NationalMap, joined: Joined | None, found: dict[Map, tuple[int, ...]], where: object) -> None:
    """A finished answer against all lawful maps: proved, the best values, and every map that has them."""
    assert not asked.budget.exhausted, where
    if not found:
        assert joined is None, where
        return
    assert joined is not None, where
    assert joined.proved, where
    assert joined.bounds == joined.values, where
    assert stated(asked.instance, asked.levels, joined.values, asked.rulebook) == min(found.values()), where
    maps = list(asked.maps(joined, 1_000))
    assert len(maps) == len(set(maps)), where
    assert set(maps) == best_of(found), where
    first = [next(iter(asked.maps(joined, 1)))] if len(joined.allocations) == 1 else []
    assert all(canonical(m) == min(map(canonical, maps)) for m in first), where


def random_decisions(rng: Random, given: Instance, count: int) -> list[str]:
    """Decisions about the map, in words; never contradicting by themselves."""
    codes = sorted(given.by_code)
    words = []
    for _ in range(count):
        kind = rng.choice([*["keep_together", "keep_apart", "exempt"] * 2, "cross_region"])
        if kind.startswith("keep"):
            words.append(f"{kind} {' '.join(sorted(rng.sample(codes, 2)))}")
        elif kind == "exempt":
            some = rng.sample(codes, rng.choice([1, 2]))
            while len(some) < len(codes) and rng.random() < 0.6:
                near = {x for link in given.links for x in (link.a, link.b) if {link.a, link.b} & {*some}}
                some = sorted({*some, rng.choice(sorted(near | {codes[0]}))})
            rules = rng.choice([["GEO-SIZE", "GEO-POP"], ["GEO-CON"], ["HR-2", "GEO-7"], ["GEO-POP"]])
            words += [f"exempt {rule} {';'.join(sorted(some))}" for rule in rules]
        else:
            words.append(f"cross_region {rng.choice(codes)} {rng.choice(given.regions)}")
    return words


def with_decisions(given: Instance, words: Sequence[str]) -> Instance:
    """The instance with these decisions alone."""
    return given.replaced(decisions=tuple(decision(text) for text in sorted(set(words))))
