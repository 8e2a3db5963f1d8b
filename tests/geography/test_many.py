"""The best so many maps, and how many there are, against every lawful map of the oracle."""

from __future__ import annotations

from collections import Counter

import pytest

from planner import cpsat
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.geography.many import MapCensus, best_maps
from tests.geography.maps import regions_map
from tests.geography.nation import (
    BOOK,
    REAL,
    Counted,
    Largest,
    Odd,
    canonical,
    lawful,
    national,
    random_decisions,
    some_levels,
    stated,
    with_decisions,
)
from tests.rules.builder import seeded


@pytest.mark.parametrize("seed", range(24))
def test_the_best_maps_in_order(seed: int) -> None:
    """Real levels and others, several regions, decisions, any range of numbers: sorted as all maps are."""
    rng = seeded(f"many {seed}")
    n = rng.choice([4, 5, 6, 7])
    given = regions_map(rng, n, rng.choice([1, 2, 3]))
    given = with_decisions(given, random_decisions(rng, given, rng.choice([0, 0, 1, 2])))
    levels = list(REAL.values()) if seed % 2 else some_levels(rng, "rsc")
    low, high = rng.choice([(1, n), (2, 3), (1, n)])
    found = lawful(given, levels, low, high)
    known = national(given, levels)
    want = sorted((values, canonical(m)) for m, values in found.items())
    for most in (1, 3, 10, len(want) + 5):
        got = best_maps(known, most, low, high)
        assert len(got) == min(most, len(want)), (seed, most)
        values = [stated(given, levels, m.values) for m in got]
        assert values == [v for v, _ in want[:most]], (seed, most)
        assert len({m.grouping for m in got}) == len(got)
        if most > len(want):
            assert [canonical(m.grouping) for m in got] == [m for _, m in want], seed
    count = MapCensus(known.parts, low, high, cpsat.Budget(60.0))
    assert count.total == len(found)
    assert count.by_number == dict(sorted(Counter(len(m) for m in found).items()))


def test_maps_are_drawn_with_the_same_chance() -> None:
    given = regions_map(seeded("engine many"), 6, 2)
    found = lawful(given, [], 1, 6)
    assert 3 <= len(found) <= 60
    count = MapCensus(national(given, []).parts, 1, 6, cpsat.Budget(60.0))
    drawn = Counter(count.samples(3_000, seed=1))
    assert set(drawn) <= set(found)
    mean = 3_000 / len(found)
    assert all(abs(drawn[m] - mean) < 5 * mean**0.5 for m in found)
    assert count.samples(5, seed=7) == count.samples(5, seed=7)


def test_a_largest_value_is_refused() -> None:
    given = regions_map(seeded("largest"), 4, 1)
    with pytest.raises(ValueError, match="largest over clusters"):
        best_maps(national(given, [Odd(1, 1), Largest("size")]), 3, 1, 4)


def test_none_when_there_is_none() -> None:
    given = regions_map(seeded("none"), 4, 1)
    assert best_maps(national(given, [Counted("few")]), 3, 9, 12) == []
    count = MapCensus(national(given, []).parts, 9, 12, cpsat.Budget(60.0))
    assert count.total == 0
    with pytest.raises(ValueError, match="no map to draw from"):
        count.samples(1, seed=1)


def test_from_the_engine() -> None:
    """Values as the plan states them, under changed decisions too."""
    given = regions_map(seeded("engine many"), 6, 2)
    engine = open_engine(given, BOOK)
    settings = Settings(only_geography=True)
    best = engine.best_maps(4, settings)
    plan = engine.solve(settings=settings).plan
    assert plan is not None
    assert best[0].values == tuple(x.value for x in plan.levels)
    assert sorted(map(sorted, best[0].grouping)) == [list(c.organisations) for c in plan.clusters]
    count = engine.census(settings)
    assert count is not None
    assert count.total == len(lawful(given, [], 1, 6))
    changed = with_decisions(given, random_decisions(seeded("engine many"), given, 1)).decisions
    assert engine.best_maps(4, settings, changed) == open_engine(given, BOOK).best_maps(4, settings, changed)
