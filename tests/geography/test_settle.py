"""Stages settled over several parts against every combination of choices."""

from __future__ import annotations

from collections import defaultdict
from itertools import product
from random import Random

import pytest

from planner import cpsat
from planner.geography import part as part_module
from planner.geography.entry import LimitError
from planner.geography.part import Part
from planner.geography.settle import Settled, extent, settle
from planner.geography.stages import Stage, rounded, stages
from tests.geography.maps import choices, random_costs, random_masks, table_of
from tests.rules.builder import seeded

Vector = tuple[int, ...]


class Country:
    """Parts that share nothing but the number of clusters."""

    def __init__(self, rng: Random) -> None:
        self.levels = rng.choice([1, 2, 3])
        self.parts = []
        self.vectors: list[dict[int, set[Vector]]] = []
        for number in range(rng.choice([1, 2, 2, 3])):
            n = rng.randint(1, 4)
            masks = random_masks(rng, n)
            costs = random_costs(rng, len(masks), self.levels)
            table = table_of(masks, n, {f"l{i}": c for i, c in enumerate(costs)})
            self.parts.append(Part((f"R{number}",), table, ()))
            self.vectors.append({k: set(v) for k, v in choices(masks, n, costs).items()})
        names = [f"l{i}" for i in range(self.levels)]
        limits = [rounded(sum(p.limit(name) for p in self.parts)) for name in names]
        packed = rng.random() < 0.4
        self.stages = stages(names, limits) if packed else tuple(Stage(((name, 1),)) for name in names)
        for part in self.parts:
            part.use(self.stages)

    def sums(self) -> dict[tuple[int, ...], Vector]:
        """The best vector of stages for each way to give every part a number of clusters."""
        best: dict[tuple[int, ...], Vector] = {}
        for ks in product(*self.vectors):
            some = [min(v[k]) for v, k in zip(self.vectors, ks, strict=True)]
            best[ks] = tuple(map(sum, zip(*some, strict=True)))
        return best

    def split(self, found: Settled) -> Vector:
        return tuple(
            v for stage, total in zip(self.stages, found.values, strict=False) for v in stage.split(total)
        )


@pytest.mark.parametrize("block", range(6))
def test_the_best_over_all_parts(block: int) -> None:
    nothing = 0
    for seed in range(block * 15, block * 15 + 15):
        rng = seeded(f"settle {seed}")
        country = Country(rng)
        totals = rng.choice([range(1, 13), [3], [2, 5], range(4, 7)])
        found = settle(country.parts, len(country.stages), totals, {}, cpsat.Budget(60.0))
        want = defaultdict(list)
        for ks, vector in country.sums().items():
            if sum(ks) in totals:
                want[vector].append(ks)
        assert found.complete
        if not want:
            assert found.joint is None
            nothing += 1
            continue
        assert country.split(found) == min(want), seed
        assert found.joint is not None
        assert list(found.joint.allocations()) == sorted(want[min(want)]), seed
    assert nothing


@pytest.mark.parametrize("block", range(4))
def test_numbers_of_clusters_looked_at_between_stages(block: int) -> None:
    """Measures of the number of clusters before any stage but the first, or after the last."""
    for seed in range(block * 15, block * 15 + 15):
        rng = seeded(f"narrow {seed}")
        country = Country(rng)
        count = len(country.stages)
        chosen = {
            at: rng.choice([lambda t: (t,), lambda t: (-t,), lambda t: (t % 2, -t), lambda t: (abs(t - 4),)])
            for at in range(1, count + 1)
            if rng.random() < 0.6
        }
        found = settle(country.parts, count, range(1, 13), chosen, cpsat.Budget(60.0))
        ranked = defaultdict(list)
        for ks, vector in country.sums().items():
            rest, key = list(vector), []
            for at, stage in enumerate(country.stages, start=1):
                key += [rest.pop(0) for _ in stage.parts]
                key += chosen[at](sum(ks)) if at in chosen else ()
            ranked[tuple(key)].append(ks)
        if not ranked:
            assert found.joint is None
            continue
        assert found.complete
        assert found.joint is not None
        assert list(found.joint.allocations()) == sorted(ranked[min(ranked)]), seed
        assert country.split(found) == country.sums()[ranked[min(ranked)][0]]


@pytest.mark.parametrize("after", range(8))
def test_a_limit_leaves_true_bounds(after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = 0
    for seed in range(12):
        country = Country(seeded(f"cut {seed}"))
        budget, calls = cpsat.Budget(60.0), [0]
        tighten = Part.tighten

        def stopping(self, k, budget, calls=calls, tighten=tighten):
            if calls[0] == after:
                budget.stop.set()
            calls[0] += 1
            return tighten(self, k, budget)

        monkeypatch.setattr(part_module.Part, "tighten", stopping)
        found = settle(country.parts, len(country.stages), range(1, 13), {}, budget)
        monkeypatch.undo()
        sums = country.sums()
        if not sums:
            continue
        assert found.joint is not None
        best = min(sums.values())
        rest = list(best)
        packed = [sum(rest.pop(0) * times for _, times in stage.parts) for stage in country.stages]
        assert found.values == tuple(packed[: len(found.values)])
        if not found.complete:
            ended += 1
            assert found.joint.value <= packed[len(found.values)]
        done = settle(country.parts, len(country.stages), range(1, 13), {}, cpsat.Budget(60.0))
        assert country.split(done) == best
    assert ended


def test_numbers_that_cannot_matter_are_left_alone() -> None:
    """Two parts of six, cheap as pairs: numbers far from the best are never settled."""
    masks = [m for m in range(1, 64) if m.bit_count() <= 2]
    costs = [10 if m.bit_count() == 1 else 1 for m in masks]
    table = table_of(masks, 6, {"x": random_costs(seeded("x"), len(masks), 1)[0] * 0 + costs})
    parts = [Part((r,), table, ()) for r in "AB"]
    for part in parts:
        part.use((Stage((("x", 1),)),))
    found = settle(parts, 1, range(1, 13), {}, cpsat.Budget(60.0))
    assert found.values == (6,)
    assert {k for part in parts for k, e in part.entries.items() if e.values} == {3}


def test_no_total_no_map() -> None:
    country = Country(seeded("none"))
    found = settle(country.parts, len(country.stages), [], {}, cpsat.Budget(60.0))
    assert found.complete
    assert found.joint is None
    assert not any(part.entries for part in country.parts)


def test_the_extent_of_a_part() -> None:
    """Fewest and most clusters by enumeration; nothing claimed after a limit."""
    nothing = 0
    for seed in range(60):
        rng = seeded(f"extent {seed}")
        n = rng.randint(1, 6)
        masks = random_masks(rng, n)
        costs = random_costs(rng, len(masks), 1)
        part = Part(("R",), table_of(masks, n, {"x": costs[0]}), ())
        part.use((Stage((("x", 1),)),))
        numbers = choices(masks, n, costs)
        stopped = cpsat.Budget(60.0)
        stopped.stop.set()
        if part.numbers:
            with pytest.raises(LimitError):
                extent(part, stopped)
        assert extent(part, cpsat.Budget(60.0)) == ((min(numbers), max(numbers)) if numbers else None), seed
        nothing += not numbers
    assert nothing
