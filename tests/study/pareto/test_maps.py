"""Best compromises over maps, against every lawful map of the oracle."""

from __future__ import annotations

import os

import pytest

from planner import cpsat
from planner.geography import epsilon
from planner.geography.epsilon import Epsilon
from planner.geography.part import Part
from planner.geography.within import Sums
from planner.objectives.base import GeographyLevel
from planner.study.options.limits import Ground
from planner.study.pareto.maps import MapFront, ends
from tests.geography.maps import choices as every_choice
from tests.geography.maps import random_costs, random_masks, regions_map, table_of
from tests.geography.nation import BOOK, REAL, lawful, national, random_decisions, some_levels, with_decisions
from tests.rules.builder import seeded

LONG = int(os.environ.get("PLANNER_OPTION_SEEDS", "24"))
"""Seeds of the comparison with all maps; more by hand."""


def best(vectors: set[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """Those that no other betters, by plain comparison."""
    return sorted(
        v
        for v in vectors
        if not any(w != v and all(a <= b for a, b in zip(w, v, strict=True)) for w in vectors)
    )


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(LONG))
def test_the_front_is_that_of_all_maps(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two or three levels of any kind, several regions, decisions: none missing, none bettered."""
    if seed % 2:
        monkeypatch.setattr(epsilon, "TAIL", 1)
    rng = seeded(f"front {seed}")
    n = rng.choice([4, 5, 6])
    given = regions_map(rng, n, rng.choice([1, 2, 3]))
    given = with_decisions(given, random_decisions(rng, given, rng.choice([0, 0, 1, 2])))
    pool = [*some_levels(rng, "rrscb"), *some_levels(rng, "rs")]
    levels = list({x.id: x for x in pool}.values())[: rng.choice([2, 3])]
    if not any(isinstance(x, GeographyLevel) for x in levels):
        levels = [*levels[:1], REAL["splits"], *levels[1:2]]
    low, high = rng.choice([(1, n), (2, 3), (3, 3)])
    every = lawful(given, levels, low, high)
    known = national(given, levels)
    ground = Ground(known.parts, levels, given, BOOK, cpsat.Budget(60.0))
    totals = range(low, high + 1)
    points = MapFront(ground, totals, ends(ground, totals) if seed % 3 else None).points()
    assert [p.values for p in points] == best(set(every.values())), seed
    assert all(every[p.grouping] == p.values for p in points)


@pytest.mark.parametrize("seed", range(40))
def test_the_least_within_limits(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One part, sums of any size: the least of the first, then of the others, among all choices within.

    Also when few candidates are let in at first, so that a choice found is not yet proved the best.
    """
    if seed % 3:
        monkeypatch.setattr(epsilon, "TAIL", 1)
    rng = seeded(f"epsilon {seed}")
    n = rng.randint(3, 7)
    masks = random_masks(rng, n)
    costs = random_costs(rng, len(masks), 3)
    names = ["a", "b", "c"]
    columns = dict(zip(names, costs, strict=True))
    part = Part((), table_of(masks, n, columns), ())
    asked = Epsilon(Sums(part, columns), "a", ("b", "c"))
    every = every_choice(masks, n, costs)
    for k in range(1, n + 1):
        vectors = sorted(every.get(k, {}))
        for _ in range(4):
            limits = (
                {name: rng.choice(vectors)[j] + rng.choice([-1, 0, 0, 1]) for j, name in ((1, "b"), (2, "c"))}
                if vectors
                else {"b": 5, "c": 5}
            )
            inside = [v for v in vectors if v[1] <= limits["b"] and v[2] <= limits["c"]]
            most = rng.choice([None, None, rng.choice(vectors)[0] if vectors else 3])
            inside = [v for v in inside if most is None or v[0] <= most]
            found = asked.least(k, limits, cpsat.Budget(60.0), most)
            assert (found.values if found else None) == min(inside, default=None), (seed, k, limits, most)
            if found is not None:
                assert found.rows in every[k][found.values]
