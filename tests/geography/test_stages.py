"""Levels settled as one keep their order of importance."""

from __future__ import annotations

import numpy as np
import pytest

from planner.geography import stages as stages_module
from planner.geography.part import Part
from planner.geography.stages import EXACT_LIMIT, STAGE_LIMIT, Stage, rounded, stages
from tests.geography.maps import choices, random_costs, random_masks, table_of
from tests.rules.builder import seeded


@pytest.mark.parametrize("block", range(6))
def test_packed_sums_order_choices_as_levels_do(block: int) -> None:
    for seed in range(block * 10, block * 10 + 10):
        rng = seeded(f"stages {seed}")
        n = rng.randint(2, 6)
        masks = random_masks(rng, n)
        costs = random_costs(rng, len(masks), rng.randint(1, 5))
        columns = {f"l{i}": c for i, c in enumerate(costs)}
        table = table_of(masks, n, columns)
        limits = [Part(("R",), table, ()).limit(level) for level in columns]
        if seed % 3 == 0:
            limits = [rounded(limit) for limit in limits]
        made = stages(list(columns), limits)
        assert [level for stage in made for level, _ in stage.parts] == list(columns)
        packed = [stage.cost(table) for stage in made]
        found = choices(masks, n, packed)
        plain = choices(masks, n, costs)
        for k, by_vector in plain.items():
            in_order = [rows for _, rows in sorted(by_vector.items())]
            assert [rows for _, rows in sorted(found[k].items())] == in_order
            for sums, vector in zip(sorted(found[k]), sorted(by_vector), strict=True):
                split = [v for stage, total in zip(made, sums, strict=True) for v in stage.split(total)]
                assert tuple(split) == vector
                assert all(v <= limit for v, limit in zip(vector, limits, strict=True))


def test_the_limit_of_a_level_bounds_every_choice_and_is_reached() -> None:
    tight = 0
    for seed in range(60):
        rng = seeded(f"most {seed}")
        n = rng.randint(2, 6)
        masks = random_masks(rng, n)
        (cost,) = random_costs(rng, len(masks), 1)
        limit = Part(("R",), table_of(masks, n, {"x": cost}), ()).limit("x")
        sums = [v for by_vector in choices(masks, n, [cost]).values() for (v,) in by_vector]
        assert all(v <= limit for v in sums)
        tight += bool(sums) and max(sums) == limit
    assert tight > 5


def test_the_limit_of_an_empty_table_is_nothing() -> None:
    assert Part(("R",), table_of([], 3, {"x": np.zeros(0, dtype=np.int64)}), ()).limit("x") == 0


def test_a_stage_ends_before_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stages_module, "STAGE_LIMIT", 100)
    assert [len(s.parts) for s in stages("abcd", [4, 19, 0, 1])] == [3, 1]
    assert stages("ab", [4, 19]) == (Stage((("a", 20), ("b", 1))),)
    assert stages("ab", [4, 20]) == (Stage((("a", 1),)), Stage((("b", 1),)))
    assert stages("ab", [1_000, 0]) == (Stage((("a", 1),)), Stage((("b", 1),)))
    assert stages([], []) == ()


def test_a_level_too_large_is_named() -> None:
    assert stages("a", [EXACT_LIMIT - 1]) == (Stage((("a", 1),)),)
    with pytest.raises(OverflowError, match="the aim b can reach"):
        stages("ab", [1, EXACT_LIMIT])


def test_rounded_leaves_room() -> None:
    for limit in [*range(200), 10**6, STAGE_LIMIT, 10**12]:
        up = rounded(limit)
        assert up >= limit
        assert up + 1 == 1 << up.bit_length()
        assert up >= limit * 5 // 4
    assert (rounded(0), rounded(1), rounded(3), rounded(4)) == (1, 1, 3, 7)
