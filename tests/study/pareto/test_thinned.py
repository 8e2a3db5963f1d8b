"""The second method itself: the least within limits among all choices of petty lists of clusters."""

from __future__ import annotations

import pytest

from benchmarks.baselines import thinned
from benchmarks.baselines.partitions import Listed, Programme, in_order
from benchmarks.baselines.thinned import Thinned
from tests.rules.builder import seeded
from tests.study.pareto.test_maps import best


def petty(seed: int) -> Listed:
    """Some sets of six or seven organisations, with sums that have nothing to do with each other."""
    rng = seeded(f"thinned {seed}")
    codes = "ABCDEFG"[: rng.choice([6, 7])]
    sets = {frozenset(rng.sample(codes, rng.randint(1, 4))) for _ in range(30)} | {frozenset(codes[:2])}
    clusters = sorted(sets, key=sorted)
    adds = {
        "splits": [rng.randint(0, 4) for _ in clusters],
        "boundary_cut": [2 * rng.randint(0, 60) for _ in clusters],
    }
    return Listed(clusters, adds, {"splits": -2, "boundary_cut": 0}, 3)


@pytest.mark.parametrize("seed", range(12))
def test_the_least_within_limits_and_every_compromise(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From one cluster that is let in and twice as many each time, so that the first map is seldom the best."""
    monkeypatch.setattr(thinned, "FEW", 1)
    monkeypatch.setattr(thinned, "GROWTH", 2)
    found = petty(seed)
    for k in (2, 3, 4):
        every = {(found.total("splits", r), found.total("boundary_cut", r)) for r in in_order(found, k)}
        some = Thinned(found, k)
        for most in sorted({few for few, _ in every} | {-3}):
            rows = some.least("boundary_cut", {"splits": most})
            least = min((many for few, many in every if few <= most), default=None)
            assert (found.total("boundary_cut", rows) if rows is not None else None) == least
        assert some.front("splits", "boundary_cut") == best(every)
        assert Programme(found, k).front("splits", "boundary_cut") == best(every)
