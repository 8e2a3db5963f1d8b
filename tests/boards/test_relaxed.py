"""Linear programmes of boards: rows say what the model says, bounds are true, and nothing rests on GLOP."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest
from ortools.sat.python import cp_model

from planner import cpsat
from planner.boards import relaxed
from planner.boards.matrix import matrix_of
from planner.boards.settle import SettledBlock, settle_block
from planner.objectives.registry import board_levels
from tests.boards.blocks import MODELS, Block, generated, made_of, shipped
from tests.rules.builder import seeded


def small(seed: int) -> tuple[cp_model.CpModel, list[Any], Any]:
    """A model of five unknowns with every kind of condition that boards have; its unknowns; a sum."""
    rng, cp = seeded(f"rows {seed}"), cp_model.CpModel()
    x = [*(cp.new_bool_var(f"x{i}") for i in range(4)), cp.new_int_var(-1, 3, "n")]
    meets = [*(rng.randint(0, 1) for _ in range(4)), rng.randint(-1, 3)]
    yes = [v if value else v.negated() for v, value in zip(x[:4], meets[:4], strict=True)]
    no = [v.negated() for v in yes]
    for _ in range(3):
        c = [rng.randint(-2, 3) for _ in x]
        at = sum(a * b for a, b in zip(c, meets, strict=True))
        cp.add_linear_constraint(
            sum(a * v for a, v in zip(c, x, strict=True)), at - rng.randint(0, 3), at + rng.randint(0, 3)
        )
    cp.add_implication(yes[0], yes[1])
    cp.add_bool_or([yes[1], no[2], no[3]])
    cp.add_at_most_one([yes[2], no[0], no[3]])
    if rng.random() < 0.5:
        cp.add_exactly_one([yes[3], *no[:3]])
    return cp, x, sum(rng.randint(-3, 5) * v for v in x) + rng.randint(-2, 2)


def solutions(cp: cp_model.CpModel, x: list[Any]) -> dict[tuple[int, ...], bool]:
    """Every assignment, and whether CP-SAT lets it pass."""
    found = {}
    for values in product(*([(0, 1)] * 4), range(-1, 4)):
        fixed = cp.clone()
        for v, value in zip(x, values, strict=True):
            fixed.add(fixed.get_int_var_from_proto_index(v.index) == value)
        found[values] = cpsat.solve(fixed, cpsat.Budget(10.0), confirm=False).status == "optimal"
    return found


@pytest.mark.parametrize("seed", range(3))
def test_rows_say_what_the_model_says(seed: int) -> None:
    cp, x, _ = small(seed)
    rows = matrix_of(cp)
    assert rows is not None
    told = solutions(cp, x)
    assert {values: rows.met(np.array(values)) for values in told} == told
    assert 0 < sum(told.values()) < len(told)


def test_other_kinds_of_conditions_are_not_taken_for_rows() -> None:
    for kind in range(6):
        cp = cp_model.CpModel()
        a, b = cp.new_bool_var("a"), cp.new_int_var(0, 3, "b")
        if kind == 0:
            cp.add(b >= 2).only_enforce_if(a)
        elif kind == 1:
            cp.add_max_equality(b, [a])
        elif kind == 2:
            cp.add(b == 1).only_enforce_if(a)
        elif kind == 3:
            cp.add(b == 1).only_enforce_if(a, a.negated())
        elif kind == 4:
            cp.add_linear_expression_in_domain(a + b, cp_model.Domain.from_values([0, 3]))
        else:
            cp.new_int_var_from_domain(cp_model.Domain.from_values([0, 4]), "c")
        assert matrix_of(cp) is None
        assert relaxed.lowest(cp, [[(a + b, 1)]], cpsat.Budget(10.0)) is None


def test_any_prices_give_a_true_bound() -> None:
    """Weak duality, in whole numbers: also prices of the wrong sign, large ones, and after a sum is held."""
    tight = 0
    for seed in range(60):
        cp, x, total = small(seed)
        rows = matrix_of(cp)
        assert rows is not None
        aim, _ = relaxed.flat(total, len(x))
        rng = np.random.default_rng(seed)
        feasible = [np.array(v) for v in product(*([(0, 1)] * 4), range(-1, 4)) if rows.met(np.array(v))]
        programme = relaxed.Relaxed(rows)
        side = rng.integers(-2, 3, len(x))
        value = int(side @ feasible[-1])
        programme.hold(side, value)
        programme._aim = aim
        best = min(int(aim @ v) for v in feasible if int(side @ v) == value)
        for size in (0.5, 3.0, 1e6):
            for _ in range(5):
                prices = rng.normal(0, size, len(rows.low) + 1)
                bound = programme._certified(prices)
                assert bound is None or bound <= best
        found = relaxed.Relaxed(rows).least(aim, cpsat.Budget(10.0))
        assert found is not None
        least = min(int(aim @ v) for v in feasible)
        assert found[0] <= least
        tight += found[0] == least
    assert tight > 30


def test_prices_too_large_for_whole_numbers_prove_nothing() -> None:
    cp, x, total = small(1)
    rows = matrix_of(cp)
    assert rows is not None
    programme = relaxed.Relaxed(rows)
    programme._aim = relaxed.flat(total, len(x))[0]
    assert programme._certified(np.full(len(rows.low), 1e30)) is None
    assert programme._certified(np.full(len(rows.low), np.nan)) is None


def settled(block: Block, *, straight: bool, **budget: Any) -> SettledBlock:
    return settle_block(
        block.instance,
        block.rulebook,
        block.rules,
        board_levels(block.rulebook),
        block.posts,
        block.shapes,
        cpsat.Budget(**({"seconds": 60.0} | budget)),
        straight=straight,
    )


def regions() -> list[Block]:
    """Blocks of the models that programmes are asked of, shipped and generated."""
    made = []
    for name in ("banes-wiltshire-2011", "ckw-2011"):
        given = shipped(name)
        for model in MODELS[1:3]:
            made += made_of(given, [sorted(given.by_code)], model)
    for seed in range(250):
        made += [b for case, b in generated(seed) if case.governance.id in MODELS[1:3]]
    return made


def test_the_same_values_as_without_programmes(monkeypatch: pytest.MonkeyPatch) -> None:
    """And most blocks need no run of CP-SAT at all."""
    runs: list[int] = []
    solve = cpsat.solve
    monkeypatch.setattr(cpsat, "solve", lambda *a, **k: runs.append(1) or solve(*a, **k))
    without, several = 0, 0
    for block in regions():
        runs.clear()
        ahead = settled(block, straight=True)
        without += not runs
        plain = settled(block, straight=False)
        assert (ahead.status, ahead.values, ahead.bounds) == (plain.status, plain.values, plain.bounds)
        several += any(len(s.organisations) > 1 for s in block.shapes)
    assert without > several // 2 > 12


def lower(found: relaxed.Lowest | None) -> relaxed.Lowest | None:
    return found and relaxed.Lowest(tuple(max(0, v - 1) for v in found.values), ())


def nothing(found: relaxed.Lowest | None) -> relaxed.Lowest | None:
    return found and relaxed.Lowest(found.values, ())


@pytest.mark.parametrize("spoil", [lower, nothing, lambda _: None])
def test_bounds_that_no_boards_reach_do_no_harm(spoil: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programmes with weaker bounds, or without an assignment, leave the work to CP-SAT."""
    lowest = relaxed.lowest
    blocks = regions()[:12]
    best = [settled(block, straight=False).values for block in blocks]
    monkeypatch.setattr(relaxed, "lowest", lambda *a: spoil(lowest(*a)))
    assert [settled(block, straight=True).values for block in blocks] == best


def test_work_ends_programmes_too() -> None:
    """With too little work nothing is claimed, and the same little work always says the same."""
    block = regions()[0]
    for work in (1e-9, 1e-4, 1e-3, 5e-3):
        got = [settled(block, straight=True, work=work) for _ in range(2)]
        assert got[0].values == got[1].values
        assert (got[0].status == "optimal") == (bool(got[0].values) and got[0].values == got[0].bounds)
    assert settled(block, straight=True, work=1e-9).status == "unknown"
