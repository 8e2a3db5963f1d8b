"""Choices sought among compact clusters where aims say nothing: exact, and found where lists are long."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from planner import cpsat
from planner.geography.compactness import compact_choice, links_out
from planner.geography.listing import connected_masks
from planner.geography.part import Part
from planner.geography.stages import Stage
from tests.geography.maps import (
    bits,
    choices,
    masks_of,
    neighbours,
    random_costs,
    random_edges,
    random_masks,
    table_of,
)
from tests.rules.builder import seeded


def test_links_that_leave_a_cluster() -> None:
    for seed in range(20):
        rng = seeded(f"links out {seed}")
        edges = random_edges(rng, 8, 0.3)
        masks = random_masks(rng, 8)
        want = [sum((m >> a & 1) != (m >> b & 1) for a, b in edges) for m in masks]
        assert links_out(masks_of(masks), neighbours(8, edges)).tolist() == want


def test_a_choice_is_one_and_adds_up_exactly() -> None:
    """Against every choice: found only where there is one, with the sums asked for."""
    found = missed = 0
    for seed in range(60):
        rng = seeded(f"compact {seed}")
        n = rng.choice([4, 5, 6])
        edges, masks = random_edges(rng, n, 0.4), random_masks(rng, n)
        costs = [np.minimum(c, 3) for c in random_costs(rng, len(masks), 2)]
        every = choices(masks, n, costs)
        table = table_of(masks, n, edges=edges)
        rows = np.arange(len(masks), dtype=np.int64)
        for k in range(1, n + 1):
            for exact in ((0, 0), (1, 0), (2, 3)):
                got = compact_choice(table, range(n), rows, k, tuple(costs), exact, cpsat.Budget(60.0))
                there = every[k].get(exact, set()) if k in every else set()
                assert got is None or got in there, (seed, k)
                found, missed = found + (got is not None), missed + (got is None and bool(there))
    assert found > 40
    assert missed == 0


@pytest.mark.parametrize("level", ["nothing", "alone"])
def test_a_grid_on_which_almost_all_clusters_are_alike(level: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty places in four clusters of at most eight: some hundred thousand candidates cost the same."""
    wide, n = 6, 30
    edges = [(i, i + 1) for i in range(n) if i % wide < wide - 1] + [(i, i + wide) for i in range(n - wide)]
    masks = connected_masks(neighbours(n, edges), [1] * n, 8, n)
    cost = (
        (np.bitwise_count(masks) == 1).astype(np.int64) if level == "alone" else np.zeros(len(masks), np.int64)
    )
    of = Part(("R",), replace(table_of([], n, edges=edges), masks=masks, columns={"x": cost}), ())
    of.use((Stage((("x", 1),)),))
    budget = cpsat.Budget(60.0, work=0.1)  # without compact clusters it takes 1.8
    while not of.settled(4, 0):
        assert of.tighten(4, budget), budget.ended_by
    assert of.entry(4).values == [0]
    chosen = sorted(i for row in of.entry(4).rows for i in bits(int(masks[row])))
    assert chosen == list(range(n))
