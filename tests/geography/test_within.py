"""Choices of one part within limits: listed, counted, and without those that were refused."""

from __future__ import annotations

import pytest

from planner import cpsat
from planner.geography import within
from planner.geography.layers import TooWideError
from planner.geography.part import Part
from planner.geography.within import Sums
from tests.geography.maps import choices, random_costs, random_masks, table_of
from tests.rules.builder import seeded


@pytest.mark.parametrize("seed", range(30))
def test_all_choices_within_limits(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """None missing, none twice, none that holds what was refused; with and without limits made tighter."""
    monkeypatch.setattr(within, "FEW", 0 if seed % 2 else 200)
    rng = seeded(f"within {seed}")
    n = rng.randint(2, 7)
    masks = random_masks(rng, n)
    costs = random_costs(rng, len(masks), 2)
    columns = dict(zip("ab", costs, strict=True))
    every = choices(masks, n, costs)
    flat = {k: {rows: v for v, some in found.items() for rows in some} for k, found in every.items()}
    some = [rows for found in flat.values() for rows in found if len(rows) > 1]
    refused = [frozenset(rng.choice(some)[:2])] if some and seed % 3 == 0 else []
    free, part = (Part((), table_of(masks, n, columns), (), groups) for groups in ((), refused))
    budget = cpsat.Budget(60.0)
    for k in range(1, n + 1):
        found = flat.get(k, {})
        middle = rng.choice(sorted(found.values())) if found else (1, 1)
        for limits in ({}, {"a": middle[0]}, {"a": middle[0], "b": middle[1]}, {"b": middle[1] - 1}):
            want = {
                rows
                for rows, values in found.items()
                if all(values["ab".index(name)] <= most for name, most in limits.items())
            }
            assert Sums(free, columns).count(k, limits, budget) == len(want)
            kept = {rows for rows in want if not any(group <= set(rows) for group in refused)}
            told = [tuple(sorted(rows)) for rows in Sums(part, columns).within(k, limits, budget).rows.tolist()]
            assert len(told) == len(set(told))
            assert set(told) == kept
            if len(want) > 1:
                with pytest.raises(TooWideError):
                    Sums(free, columns).within(k, limits, budget, 1)
