"""Sums over members by look-up against adding one by one."""

from __future__ import annotations

import numpy as np
import pytest

from planner.geography.sums import MemberSums
from tests.geography.maps import bits, masks_of
from tests.rules.builder import seeded


@pytest.mark.parametrize("n", [1, 2, 15, 16, 17, 31, 32, 33, 47, 48, 49, 62, 63])
def test_sums_of_every_width(n: int) -> None:
    rng = seeded(f"sums {n}")
    masks = [rng.getrandbits(n) for _ in range(300)] + [0, 1, 1 << (n - 1), (1 << n) - 1]
    for largest in (0, 1, 10**6, (1 << 62) // n):
        weights = [rng.randint(-largest, largest) for _ in range(n)]
        sums = MemberSums(masks_of(masks), n)
        want = [sum(weights[i] for i in bits(mask)) for mask in masks]
        got = sums.of(np.array(weights, dtype=np.int64))
        assert got.dtype == np.int64
        assert got.tolist() == want
        some = sorted(rng.sample(range(len(masks)), 20))
        assert sums.rows(np.array(some)).of(np.array(weights)).tolist() == [want[i] for i in some]
        kept = np.isin(np.arange(len(masks)), some)
        assert sums.rows(kept).of(np.array(weights)).tolist() == [want[i] for i in some]
        twice = sums.rows(kept).rows(np.array([3, 3, 0]))
        assert twice.of(np.array(weights)).tolist() == [want[some[i]] for i in (3, 3, 0)]


def test_no_sets_have_no_sums() -> None:
    assert MemberSums(masks_of([]), 20).of(np.arange(20)).tolist() == []
    assert MemberSums(masks_of([0, 0]), 0).of(np.arange(0)).tolist() == [0, 0]
