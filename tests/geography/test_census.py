"""How many choices there are, and that each is drawn with the same chance."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pytest

from planner import cpsat
from planner.geography import census
from planner.geography.census import Census
from planner.geography.entry import LimitError
from planner.geography.part import Part
from tests.geography.maps import connected_sets, covers, random_edges, random_masks, table_of
from tests.geography.test_part import FEW
from tests.rules.builder import seeded


def counted(masks: list[int], n: int) -> dict[int, int]:
    """Choices by number of clusters: every way to cover the first organisation that is left, and so on."""
    full = (1 << n) - 1

    @cache
    def ways(done: int) -> tuple[tuple[int, int], ...]:
        if done == full:
            return ((0, 1),)
        first = ~done & (done + 1)
        found: Counter[int] = Counter()
        for mask in masks:
            if mask & first and not mask & done:
                for k, number in ways(done | mask):
                    found[k + 1] += number
        return tuple(sorted(found.items()))

    return dict(ways(0))


def census_of(masks: list[int], n: int, edges=()) -> Census:
    return Census(Part(("R",), table_of(masks, n, {}, edges), ()), cpsat.Budget(60.0))


@pytest.mark.parametrize("n", [1, 2, 3, 5, 8, 11, 13, 14])
def test_every_choice_is_counted(n: int) -> None:
    """Up to 14 organisations, by number of clusters, with all connected sets and with some of them."""
    for seed in range(4):
        rng = seeded(f"census {n} {seed}")
        edges = random_edges(rng, n, 0.15)
        masks = connected_sets(n, edges)
        weights = [rng.choice([1, 2, 3, 5]) for _ in range(n)]
        low, high = rng.choice([(1, 9), (2, 8), (4, 11)])
        inside = [m for m in masks if low <= sum(w for i, w in enumerate(weights) if m >> i & 1) <= high]
        for some in (masks, inside):
            if some:
                assert census_of(some, n, edges).by_number == counted(some, n), (n, seed)


def test_counts_beyond_64_bits() -> None:
    """Limbs carry: 2^62 and more ways added."""
    found = census_of(list(range(1, 1 << 6)), 6)
    for layer in found.layers:
        layer.high[:] += 1 << 30
    many = census._merged([found.layers[6], found.layers[6]])
    assert [many.ways(row) for row in range(len(many.mask))] == [
        2 * found.layers[6].ways(row) for row in range(len(found.layers[6].mask))
    ]
    assert many.ways(0) > 1 << 64


def test_each_choice_has_the_same_chance() -> None:
    """A thousand draws: no choice comes five standard deviations too often or too seldom."""
    looked = 0
    for seed in range(4):
        rng = seeded(f"uniform {seed}")
        masks = random_masks(rng, 6)
        every = Counter(len(rows) for rows in covers(masks, 6))
        if not every:
            continue
        k = max(every, key=lambda number: (every[number] < 60, every[number]))
        want = {rows for rows in covers(masks, 6) if len(rows) == k}
        drawn = Counter(census_of(masks, 6).samples(k, 1_000, seeded(str(seed))))
        assert set(drawn) <= want
        mean = 1_000 / len(want)
        if 2 <= len(want) <= 60:
            looked += 1
            assert all(abs(drawn[rows] - mean) < 5 * mean**0.5 for rows in want)
    assert looked > 1


def test_a_number_that_nothing_has() -> None:
    with pytest.raises(ValueError, match="no choice of 3 clusters"):
        census_of([0b01, 0b10, 0b11], 2).samples(3, 1, seeded("1"))


def test_what_can_not_be_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules of a choice's own, too many states, no time."""
    table = table_of(connected_sets(6, [(i, i + 1) for i in range(5)]), 6)
    with pytest.raises(LimitError):
        Census(Part(("R",), table, (FEW,)), cpsat.Budget(60.0))
    spent = cpsat.Budget(60.0)
    spent.stop.set()
    with pytest.raises(LimitError):
        Census(Part(("R",), table, ()), spent)
    monkeypatch.setattr(census, "STATES", 3)
    with pytest.raises(LimitError):
        Census(Part(("R",), table, ()), cpsat.Budget(60.0))
