"""Joining parts against every way to give each a number of clusters."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from planner.geography.join import NEVER, join
from tests.rules.builder import seeded


@pytest.mark.parametrize("block", range(8))
def test_join_is_the_best_of_all_sums(block: int) -> None:
    """Value, totals, steps and allocations; then a second stage among the best of the first."""
    nothing = several = 0
    for seed in range(block * 60, block * 60 + 60):
        rng = seeded(f"join {seed}")
        size = rng.choice([0, 1, 3, 10**13])
        widths = [rng.randint(0, 6) for _ in range(rng.randint(1, 4))]
        stages = [
            [
                np.array([NEVER] + [NEVER if rng.random() < 0.2 else rng.randint(0, size) for _ in range(w)])
                for w in widths
            ]
            for _ in range(3)
        ]
        totals = rng.choice([range(31), range(3, 7), [5], [4, 9], [2, 30], [], [0], [-1, 3]])
        left = [
            ks
            for ks in product(*(range(len(c)) for c in stages[0]))
            if sum(ks) in totals and all(c[k] < NEVER for c, k in zip(stages[0], ks, strict=True))
        ]
        steps = None
        for number, costs in enumerate(stages):
            sums = {
                ks: sum(int(c[k]) for c, k in zip(costs, ks, strict=True))
                for ks in left
                if all(c[k] < NEVER for c, k in zip(costs, ks, strict=True))
            }
            got = join(costs, totals, steps)
            if not sums:
                assert got is None, (seed, number)
                nothing += 1
                break
            assert got is not None, (seed, number)
            left = sorted(ks for ks, v in sums.items() if v == min(sums.values()))
            assert got.value == min(sums.values())
            assert list(got.allocations()) == left, (seed, number)
            assert got.totals == tuple(sorted({sum(ks) for ks in left}))
            assert set(got.numbers()) == {(part, k) for ks in left for part, k in enumerate(ks)}
            several += len(left) > 1
            totals, steps = got.totals, got.tight
            if rng.random() < 0.3:  # as where the number of clusters is looked at between
                totals = [rng.choice(totals)]
                left = [ks for ks in left if sum(ks) in totals]
    assert nothing
    assert several


def test_no_parts_have_no_clusters() -> None:
    empty = join([], {0})
    assert empty is not None
    assert (empty.value, list(empty.allocations())) == (0, [()])
    assert join([], {1}) is None
