"""Combined trade-offs against one model of all clusters with every governance model under a variable."""

from __future__ import annotations

import pytest

from benchmarks.baselines.one_model import one_model
from planner import cpsat
from planner.engine.choose import ModelsOfMaps
from planner.io.rulebook import load_governance
from planner.objectives.registry import board_levels
from planner.rules.registry import build
from tests.boards.blocks import BOOK, MODELS, shipped
from tests.rules.builder import seeded
from tests.strategies import tiny_case

SHIPPED = tuple(load_governance(m) for m in MODELS)
ALONE = load_governance("standalone")


@pytest.mark.parametrize(
    "block", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in (0, 2, 3, 4, 5, 6, 7))]
)
def test_generated_instances(block: int) -> None:
    """Random groupings and caps; at least thirty instances in all, some of whose caps bind or can't be kept."""
    count = refused = bound = 0
    for seed in range(block * 5, block * 5 + 5):
        case = tiny_case(seed)
        models = tuple(dict.fromkeys([case.governance, *(m for m in SHIPPED if m.keeps_boards)]))
        rng = seeded(f"one model {seed}")
        groups: dict[int, set[str]] = {}
        for code in sorted(case.instance.by_code):
            groups.setdefault(rng.randrange(2), set()).add(code)
        grouping = frozenset(frozenset(g) for g in groups.values())
        engine = ModelsOfMaps(case.instance, case.rulebook, build(case.rulebook), models, ALONE)
        free = engine.of(grouping, {}, cpsat.Budget(60))
        cost = free.values[-1] if free.values else 10**6
        for caps in (
            {"cost": cost * rng.choice([60, 80, 90, 99]) // 100},
            {
                "cost": cost * rng.choice([70, 95]) // 100,
                "meetings": rng.choice([24, 30, 48]),
                "cluster_board": rng.choice([5, 8]),
            },
        ):
            got = engine.of(grouping, caps, cpsat.Budget(60))
            want = one_model(case.instance, case.rulebook, grouping, models, ALONE, caps, cpsat.Budget(60))
            assert (got.status, got.values) == (want.status, want.values), (seed, caps)
            refused += want.status == "infeasible"
            bound += want.status == "optimal" and want.values != free.values
        count += 1
    assert count == 5
    assert refused + bound


@pytest.mark.slow
def test_one_region_of_england() -> None:
    """The North East's clusters of 2011 under a cap on pay; tighter caps take the one model many minutes."""
    given = shipped("england-2011").within(["North East"])
    groups: dict[str, set[str]] = {}
    for o in given.organisations:
        groups.setdefault(o.cluster_reference or "", set()).add(o.code)
    grouping = frozenset(frozenset(g) for g in groups.values())
    engine = ModelsOfMaps(given, BOOK, build(BOOK), SHIPPED, ALONE)
    free = engine.of(grouping, {}, cpsat.Budget(60))
    caps = {"cost": free.values[board_levels_index("cost")] * 95 // 100}
    got = engine.of(grouping, caps, cpsat.Budget(120))
    want = one_model(given, BOOK, grouping, SHIPPED, ALONE, caps, cpsat.Budget(600))
    assert want.status == "optimal"
    assert (got.status, got.values) == (want.status, want.values)


def board_levels_index(name: str) -> int:
    return [x.id for x in board_levels(BOOK)].index(name)
