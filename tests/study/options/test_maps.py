"""Maps within limits and far enough apart, against every lawful map of the oracle."""

from __future__ import annotations

import os
import random

import numpy as np
import pytest

from planner import cpsat
from planner.geography import within
from planner.study.options import near
from planner.study.options.distance import distance, moving
from planner.study.options.limits import Ground
from planner.study.options.maps import MapsWithin
from planner.study.options.near import capped
from planner.study.options.thin import thin
from tests.geography.maps import regions_map
from tests.geography.nation import (
    BOOK,
    REAL,
    Odd,
    lawful,
    national,
    random_decisions,
    some_levels,
    with_decisions,
)
from tests.rules.builder import seeded

LONG = int(os.environ.get("PLANNER_OPTION_SEEDS", "20"))
"""Seeds of the comparison with all maps; more by hand."""


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(LONG))
def test_each_next_map_is_the_best_of_those_far_enough(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real levels and others, several regions, decisions: none missing, none too near, none out of limits."""
    if seed % 3:
        monkeypatch.setattr(within, "FEW", 0)
    rng = seeded(f"options {seed}")
    n = rng.choice([4, 5, 6, 7 if LONG > 30 else 6])
    given = regions_map(rng, n, rng.choice([1, 2, 3]))
    given = with_decisions(given, random_decisions(rng, given, rng.choice([0, 0, 1, 2])))
    levels = list(REAL.values()) if seed % 2 else (some_levels(rng) or list(REAL.values()))
    low, high = rng.choice([(1, n), (2, 3)])
    every = lawful(given, levels, low, high)
    known = national(given, levels)
    if not every:
        return
    best = min(every.values())
    limits = {x.id: v + rng.choice([0, 1, 2, 10**6]) for x, v in zip(levels, best, strict=True)}
    inside = {m: v for m, v in every.items() if all(a <= limits[x.id] for a, x in zip(v, levels, strict=True))}
    ground = Ground(known.parts, levels, given, BOOK, cpsat.Budget(60.0))
    named = dict(zip(limits, best, strict=True))
    maps = MapsWithin(ground, named, limits, low, high)
    far = rng.choice([1, 2, 3])
    chosen: list[tuple[frozenset[frozenset[str]], int]] = []
    while True:
        found = maps.following(chosen)
        left = {m: v for m, v in inside.items() if all(distance(m, c) >= d for c, d in chosen)}
        if found is None:
            assert not left, (seed, len(chosen))
            break
        values, grouping = found
        assert left[grouping] == values == min(left.values()), (seed, len(chosen))
        # one that is passed over keeps itself out, and none of its neighbours
        chosen.append((grouping, 1 if rng.random() < 0.3 else far))
    assert far > 1 or len(chosen) == len(inside)


@pytest.mark.parametrize("tolerance", [0, 1, 2, 3])
def test_every_map_within_the_tolerance_of_the_first_level_is_found(tolerance: int) -> None:
    """Also those that are worse at the first level by exactly as much as they may be."""
    given = regions_map(seeded("tolerance"), 5, 1)
    levels = [Odd(2, 3), Odd(1, 1)]
    every = lawful(given, levels, 1, 5)
    best = min(every.values())
    limits = {levels[0].id: best[0] + tolerance, levels[1].id: best[1] + 9}
    ground = Ground(national(given, levels).parts, levels, given, BOOK, cpsat.Budget(60.0))
    maps = MapsWithin(ground, dict(zip(limits, best, strict=True)), limits, 1, 5)
    inside = sorted(v for v in every.values() if v[0] <= best[0] + tolerance)
    found: list[tuple[int, ...]] = []
    chosen: list[tuple[frozenset[frozenset[str]], int]] = []
    while (following := maps.following(chosen)) is not None:
        found.append(following[0])
        chosen.append((following[1], 1))
    assert found == inside
    assert inside[-1][0] == best[0] + tolerance


def test_maps_have_the_number_of_clusters_where_nothing_else_is_an_aim() -> None:
    """With no aim that adds up, the parts still make up the total."""
    levels = [REAL["cluster_target"]]
    for seed in range(4):
        given = regions_map(seeded(f"count {seed}"), 6, 2)
        every = lawful(given, levels, 5, 5)
        (best,) = min(every.values())
        ground = Ground(national(given, levels).parts, levels, given, BOOK, cpsat.Budget(60.0))
        maps = MapsWithin(ground, {levels[0].id: best}, {levels[0].id: best}, 5, 5)
        chosen: list[tuple[frozenset[frozenset[str]], int]] = []
        while (following := maps.following(chosen)) is not None:
            chosen.append((following[1], 1))
        assert {m for m, _ in chosen} == every.keys()


def _grouping(rng: random.Random, n: int) -> list[list[int]]:
    where = [rng.randrange(rng.choice([1, 3, 6])) for _ in range(n)]
    return [[i for i in range(n) if where[i] == c] for c in sorted(set(where))]


@pytest.mark.parametrize("by_sets", [True, False])
def test_two_ways_to_count_who_must_move_agree(by_sets: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not by_sets:
        monkeypatch.setattr(near, "BY_SETS", 0)
    rng = seeded("who must move")
    for _ in range(400):
        n = rng.randrange(1, 11)
        one, other = _grouping(rng, n), _grouping(rng, n)
        want = distance(*([[f"N{i:02}" for i in c] for c in side] for side in (one, other)))
        masks = [np.array([[sum(1 << i for i in c) for c in side]], dtype=np.uint64) for side in (one, other)]
        for most in (1, 2, 30):
            assert capped(masks[0], masks[1][0].tolist(), n, most)[0] == min(want, most), (one, other)


def test_the_distance_is_the_fewest_single_moves() -> None:
    """Breadth first over maps: taking one organisation into another cluster or a new one is one step."""
    codes = "ABCDE"
    start = frozenset({frozenset("ABC"), frozenset("DE")})
    steps, level = {start: 0}, [start]
    while level:
        following = []
        for m in level:
            for code in codes:
                rest = {c - {code} for c in m} - {frozenset()}
                for home in [*rest, frozenset()]:
                    made = frozenset((rest - {home}) | {home | {code}})
                    if made not in steps:
                        steps[made] = steps[m] + 1
                        following.append(made)
        level = following
    assert len(steps) == 52
    assert all(distance(start, m) == s == distance(m, start) for m, s in steps.items())
    assert moving([["A", "B", "C"], ["D", "E"]], [["A", "B"], ["C", "D", "E"]]) == ("C",)


def test_maps_of_different_organisations_have_no_distance() -> None:
    with pytest.raises(ValueError, match="same organisations"):
        distance([["A"]], [["B"]])


def test_thin_keeps_what_no_other_matches() -> None:
    rng = np.random.default_rng(3)
    group, values, far = rng.integers(0, 2, 400), rng.integers(0, 6, (400, 2)), rng.integers(0, 4, (400, 2))
    kept = thin(group, values, far)
    table = np.concatenate([values, -far], axis=1)
    for row in range(400):
        near = (table <= table[row]).all(axis=1) & (group == group[row])
        better = near & (table != table[row]).any(axis=1)
        first = not (near & ~better)[:row].any()
        assert (row in kept) == (first and not better.any())
