"""Every choice within given sums, counted and in canonical order, against enumeration."""

from __future__ import annotations

from itertools import islice, pairwise

import numpy as np
import pytest

from planner import cpsat
from planner.geography import layers, ties
from planner.geography.layers import Cover, TooWideError, layer_order, moved
from planner.geography.ties import choices
from tests.geography.maps import canonical, covers, masks_of, neighbours, random_edges, random_masks
from tests.rules.builder import seeded


def asked(masks, n, k, sums, gaps, order):
    """Count and choices, with masks in the order of layers."""
    cover = Cover(moved(masks_of(masks), order), n, k, tuple(sums), tuple(gaps))
    count, told = choices(cover, order, cpsat.Budget(60.0))
    return count, list(told)


def check(seed: int, n: int) -> int:
    rng = seeded(f"ties {seed} {n}")
    masks = random_masks(rng, n)
    width = rng.choice([1, 1, 2, 3])
    sums = [
        np.array([rng.choice([0, 0, rng.choice([1, 2, 10**13 << 16])]) for _ in masks]) for _ in range(width)
    ]
    everything = list(covers(masks, n))
    some = list(rng.choice(everything)) if everything and rng.random() < 0.9 else [0]
    k = rng.choice([None, len(some)])
    gaps = [int(s[some].sum()) for s in sums]
    fitting = [
        rows
        for rows in everything
        if k in (None, len(rows))
        and all(int(s[list(rows)].sum()) == g for s, g in zip(sums[:-1], gaps[:-1], strict=True))
        and int(sums[-1][list(rows)].sum()) <= gaps[-1]
    ]
    order = rng.choice([layer_order(neighbours(n, random_edges(rng, n, 0.2))), rng.sample(range(n), n)])
    count, told = asked(masks, n, k, sums, gaps, order)
    want = sorted(fitting, key=lambda rows: canonical(masks, rows))
    assert count == len(want), seed
    assert [tuple(sorted(rows)) for rows in told] == want, seed
    return count


@pytest.mark.parametrize("at_once", [0, 1, 5, 2_000])
@pytest.mark.parametrize("n", range(1, 8))
def test_every_choice_in_canonical_order(n: int, at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Listed and sorted, or told by the walk: the same."""
    monkeypatch.setattr(ties, "SORTED_AT_ONCE", at_once)
    counts = [check(seed, n) for seed in range(12)]
    assert n < 4 or max(counts) > 5


def test_choices_come_with_their_clusters_in_order() -> None:
    """As candidates by row, in the order of their smallest organisation."""
    masks = [0b001, 0b010, 0b011, 0b100, 0b110]
    count, told = asked(masks, 3, None, [np.zeros(5, dtype=np.int64)], [0], [2, 0, 1])
    assert count == 3
    assert told == [(0, 1, 3), (0, 4), (2, 3)]


@pytest.mark.parametrize(("n", "all_of_them", "three"), [(7, 877, 301), (11, 678_570, 28_501)])
def test_all_partitions(n: int, all_of_them: int, three: int) -> None:
    """Bell's and Stirling's numbers; more than are sorted at once come lazily, in order."""
    masks = list(range(1, 1 << n))
    nothing = (np.zeros(len(masks), dtype=np.int64),)
    order = list(range(n))
    whole = Cover(masks_of(masks), n, None, nothing, (0,))
    count, told = choices(whole, order, cpsat.Budget(60.0))
    assert count == all_of_them
    first = [canonical(masks, rows) for rows in islice(told, 500)]
    assert first == sorted(first)
    assert first[0] == [(i,) for i in range(n)]
    assert choices(Cover(masks_of(masks), n, 3, nothing, (0,)), order, cpsat.Budget(60.0))[0] == three


def test_fourteen_in_a_ladder() -> None:
    """Two rows of seven in pairs and single ones: as many ways as matchings, by their recurrence."""
    n = 14
    edges = [(i, i + 1) for i in range(13) if i % 2 == 0] + [(i, i + 2) for i in range(12)]
    masks = sorted({1 << i for i in range(n)} | {1 << a | 1 << b for a, b in edges})
    matchings = [1, 2, 7]
    while len(matchings) < 8:
        matchings.append(3 * matchings[-1] + matchings[-2] - matchings[-3])
    order = layer_order(neighbours(n, edges))
    count, told = asked(masks, n, None, [np.zeros(len(masks), dtype=np.int64)], [0], order)
    assert count == matchings[7] == 2_356
    keys = [canonical(masks, rows) for rows in told]
    assert len(keys) == count
    assert all(a < b for a, b in pairwise(keys))


def test_none_at_all() -> None:
    zero = np.zeros(2, dtype=np.int64)
    assert asked([0b01, 0b10], 2, 1, [zero], [0], [0, 1]) == (0, [])
    assert asked([0b001, 0b010], 3, None, [zero], [0], [0, 1, 2]) == (0, [])
    assert asked([], 2, None, [zero[:0]], [0], [1, 0]) == (0, [])


def test_too_wide_or_nothing_to_spend(monkeypatch: pytest.MonkeyPatch) -> None:
    masks = list(range(1, 64))
    cover = Cover(masks_of(masks), 6, None, (np.zeros(63, dtype=np.int64),), (0,))
    stopped = cpsat.Budget(60.0)
    stopped.stop.set()
    with pytest.raises(TooWideError):
        choices(cover, list(range(6)), stopped)
    monkeypatch.setattr(layers, "STATES", 4)
    with pytest.raises(TooWideError):
        choices(cover, list(range(6)), cpsat.Budget(60.0))
