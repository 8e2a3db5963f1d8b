"""The least sum of vectors against every combination."""

from __future__ import annotations

from itertools import product

import pytest

from planner.geography.vectors import least_vector
from tests.rules.builder import seeded


@pytest.mark.parametrize("block", range(6))
def test_the_least_of_all_sums(block: int) -> None:
    nothing = 0
    for seed in range(block * 60, block * 60 + 60):
        rng = seeded(f"vectors {seed}")
        width, size = rng.choice([1, 2, 4]), rng.choice([1, 3, 10**12])
        tables = [
            {
                k: tuple(rng.randint(0, size) for _ in range(width))
                for k in rng.sample(range(1, 7), rng.randint(0 if rng.random() < 0.1 else 1, 5))
            }
            for _ in range(rng.randint(1, 4))
        ]
        totals = rng.choice([range(1, 30), range(3, 7), [5], [4, 9], [], range(20, 30)])
        found = [
            (tuple(map(sum, zip(*(t[k] for t, k in zip(tables, ks, strict=True)), strict=True))), ks)
            for ks in product(*tables)
            if sum(ks) in totals
        ]
        assert least_vector(tables, totals) == min(found, default=None), seed
        nothing += not found
    assert 0 < nothing < 40
