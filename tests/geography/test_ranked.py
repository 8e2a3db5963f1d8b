"""The best choices of a part in order, against all choices sorted."""

from __future__ import annotations

import pytest

from planner import cpsat
from planner.geography import ranked as module
from planner.geography.part import Part
from planner.geography.ranked import ranked
from planner.geography.stages import Stage, rounded, stages
from tests.geography.maps import canonical, choices, random_costs, random_edges, random_masks, table_of
from tests.geography.test_part import FEW
from tests.rules.builder import seeded


@pytest.mark.parametrize("tail", [150, 3, 1])
@pytest.mark.parametrize("block", range(4))
def test_the_best_so_many(block: int, tail: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """For every number of clusters, all of them, one, or some: values, order and canonical order of equals."""
    monkeypatch.setattr(module, "TAIL", tail)
    tied = 0
    for seed in range(block * 8, block * 8 + 8):
        rng = seeded(f"ranked {seed}")
        n = rng.choice([2, 4, 5, 6, 7])
        masks = random_masks(rng, n)
        costs = random_costs(rng, len(masks), rng.choice([1, 2, 3]))
        ids = [f"L{i}" for i in range(len(costs))]
        part = Part(
            ("R",), table_of(masks, n, dict(zip(ids, costs, strict=True)), random_edges(rng, n, 0.2)), ()
        )
        limits = [rounded(part.limit(x)) for x in ids]
        packed = stages(ids, limits) if rng.random() < 0.5 else tuple(Stage(((x, 1),)) for x in ids)
        part.use(packed)
        every = choices(masks, n, costs)
        for k in range(1, n + 2):
            want = sorted(
                (vector, canonical(masks, rows), rows) for vector, some in every[k].items() for rows in some
            )
            for most in {1, 2, len(want) // 2, len(want), len(want) + 3} - {0}:
                got = ranked(part, k, most, cpsat.Budget(60.0))
                assert len(got) == min(most, len(want)), (seed, k, most)
                vectors = [tuple(int(c[list(rows)].sum()) for c in costs) for _, rows in got]
                assert vectors == [vector for vector, *_ in want[:most]], (seed, k, most)
                assert [s for s, _ in got] == [tuple(int(c[list(r)].sum()) for c in part.costs) for _, r in got]
                assert len({rows for _, rows in got}) == len(got)
                if most >= len(want):
                    assert [rows for _, rows in got] == [rows for *_, rows in want], (seed, k)
            tied += len({vector for vector, *_ in want}) < len(want)
    assert tied


def test_rules_of_its_own_are_refused() -> None:
    part = Part(("R",), table_of([1, 2, 3], 2), (FEW,))
    part.use((Stage(()),))
    with pytest.raises(ValueError, match="can't be ranked"):
        ranked(part, 1, 5, cpsat.Budget(60.0))


def test_no_such_number() -> None:
    part = Part(("R",), table_of([1, 2, 3], 2), ())
    part.use((Stage(()),))
    assert ranked(part, 3, 5, cpsat.Budget(60.0)) == []
