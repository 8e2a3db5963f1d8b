"""Curves of places and pay: the same as fronts found question by question, and steps that are always lawful."""

from __future__ import annotations

from itertools import pairwise

import pytest
from ortools.sat.python import cp_model

from benchmarks.boards import reference_clusters
from planner import cpsat
from planner.boards import curve as curves
from planner.boards.curve import curve, least_of
from planner.boards.fronts import Asked, Front
from planner.boards.settle import lawful
from planner.boards.steps import Steps
from planner.engine.choose import ModelsOfMaps
from planner.rules.registry import build
from tests.boards.blocks import BOOK, finish, shipped
from tests.boards.test_one_model import ALONE, SHIPPED
from tests.strategies import tiny_case

ASKED = Asked(("places_end",), ("cost",))


def budget() -> cpsat.Budget:
    return cpsat.Budget(120)


def question_by_question(engine: ModelsOfMaps, shapes) -> dict[int, int] | None:
    """The whole front of a block under given models, each point settled anew."""
    front = Front(engine.ground, shapes, ASKED)
    front.open(budget())
    if not front.lawful:
        return None
    finish([front], budget())
    assert front.proved
    return {p.aims[0]: p.amounts[0] for p in front.points}


def region(name: str) -> ModelsOfMaps:
    given = shipped("england-2011").within([name])
    return ModelsOfMaps(given, BOOK, build(BOOK), SHIPPED, ALONE)


def clusters_of(engine: ModelsOfMaps):
    return frozenset(frozenset(c) for c in reference_clusters(engine.instance))


@pytest.mark.parametrize("part", [0, *(pytest.param(n, marks=pytest.mark.slow) for n in range(1, 6))])
def test_curves_of_generated_instances(part: int) -> None:
    met = {"none": 0, "one": 0, "several": 0}
    for seed in range(part * 6, part * 6 + 6):
        case = tiny_case(seed)
        models = tuple(dict.fromkeys([case.governance, *(m for m in SHIPPED if m.keeps_boards)]))
        engine = ModelsOfMaps(case.instance, case.rulebook, build(case.rulebook), models, ALONE)
        codes = sorted(case.instance.by_code)
        for block in engine.blocks(frozenset({frozenset(codes[:2]), *(frozenset({c}) for c in codes[2:])})):
            for shapes in engine.under(block):
                want = question_by_question(engine, shapes)
                got = curve(engine.ground, shapes, budget())
                assert got == want, (seed, [s.governance.id for s in shapes])
                met["none" if got is None else "one" if len(got) == 1 else "several"] += 1
                for name, place in (("places_end", 0), ("cost", 1)):
                    least = least_of(engine.ground, shapes, name, budget())
                    assert least == (None if want is None else min(p[place] for p in want.items()))
    assert sum(met.values()) > 5


@pytest.mark.parametrize("number", [1, pytest.param(0, marks=pytest.mark.slow)])
def test_curves_of_the_north_east(number: int) -> None:
    engine = region("North East")
    blocks = sorted(engine.blocks(clusters_of(engine)), key=len)
    block = blocks[number - 1 if number else -1]
    several = 0
    for shapes in engine.under(block):
        want = question_by_question(engine, shapes)
        assert curve(engine.ground, shapes, budget()) == want, [s.governance.id for s in shapes]
        several += len(want or ()) > 1
    assert several


def test_a_place_that_costs_more_than_the_others() -> None:
    """With the fewest places a board needs a second audit chair: that point lies above the line of the rest."""
    engine = ModelsOfMaps(shipped("england-2011"), BOOK, build(BOOK), SHIPPED, ALONE)
    (block,) = (b for b in engine.blocks(clusters_of(engine)) if len(b) == 3)
    (shapes,) = (u for u in engine.under(block) if [s.governance.id for s in u[:2]] == ["model-2", "model-1"])
    want = question_by_question(engine, shapes)
    assert want
    ends = sorted(want)
    steps = {want[a] - want[b] for a, b in pairwise(ends)}
    assert len(steps) > 1
    assert curve(engine.ground, shapes, budget()) == want


def test_curves_beside_others_leave_out_only_what_those_better() -> None:
    engine = region("North East")
    (block, *_) = (b for b in engine.blocks(clusters_of(engine)) if len(b) == 1)
    under = engine.under(block)
    alone = [curve(engine.ground, s, budget()) or {} for s in under]
    beside: list[dict[int, int]] = []
    for shapes in under:
        beside.append(curve(engine.ground, shapes, budget(), beside) or {})
    left_out = 0
    for n, (whole, part) in enumerate(zip(alone, beside, strict=True)):
        assert part.items() <= whole.items()
        for ends, cost in whole.items() - part.items():
            assert any(e <= ends and c <= cost for one in beside[:n] for e, c in one.items()), (n, ends)
            left_out += 1
    assert left_out


def test_without_steps_and_in_two_runs_curves_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = region("North East")
    block = min(engine.blocks(clusters_of(engine)), key=len)
    for shapes in engine.under(block)[1:3]:
        usual = curve(engine.ground, shapes, budget())
        with monkeypatch.context() as m:
            m.setattr(Steps, "fewer", lambda *_: False)
            m.setattr(curves, "LARGEST_WITH_MONEY", 1)
            assert curve(engine.ground, shapes, budget()) == usual


def test_a_bound_that_no_boards_meet_is_never_taken_for_a_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    engine = region("North East")
    block = min(engine.blocks(clusters_of(engine)), key=len)
    shapes = engine.under(block)[1]
    usual = curve(engine.ground, shapes, budget())
    assert usual
    assert len(usual) > 2
    bound = curves._Walk.bound
    monkeypatch.setattr(curves._Walk, "bound", lambda self, places: bound(self, places) - 1)
    assert curve(engine.ground, shapes, budget()) == usual


def test_every_step_is_a_lawful_assignment() -> None:
    """Whatever a step changes, the solver accepts all values together under every condition of the model."""
    engine = region("North East")
    block = min(engine.blocks(clusters_of(engine)), key=len)
    taken = 0
    for shapes in engine.under(block)[1:3]:
        model = lawful(engine.instance, BOOK, engine.rules, engine.posts, shapes)
        seats = [w.taken.index for ways in model.ways.values() for w in ways]
        votes = [v.index for v in model.voting.values() if isinstance(v, cp_model.IntVar)]
        swaps = [
            (a.taken.index, b.taken.index)
            for ways in model.ways.values()
            for a in ways
            for b in ways
            if a is not b
        ]
        model.cp.maximize(sum(w.taken for ways in model.ways.values() for w in ways))
        most = cpsat.solve(model.cp, budget())
        model.cp.clear_objective()
        steps = Steps(model.cp, votes)
        steps.start(most.all_values)
        while steps.fewer(seats, swaps):
            taken += 1
            fixed = model.cp.clone()
            for v, value in enumerate(steps.x):
                fixed.add(fixed.get_int_var_from_proto_index(v) == value)
            assert cpsat.solve(fixed, budget()).status == "optimal"
    assert taken > 5


def test_steps_know_each_kind_of_condition() -> None:
    """One unknown goes to 0 exactly where all kinds of conditions allow it; others are put back."""
    model = cp_model.CpModel()
    a, b, c = (model.new_bool_var(n) for n in "abc")
    free = Steps(model)
    free.start([1, 1, 1])
    assert free.fewer([a.index], [])
    assert free.x == [0, 1, 1]
    for post in (
        lambda m: m.add_bool_or([a]),
        lambda m: m.add_implication(b, a),
        lambda m: m.add_exactly_one([a, ~b]),
        lambda m: m.add_at_most_one([~a, c]),
        lambda m: m.add(a + b >= 2),
        lambda m: m.add(a + b >= 2).only_enforce_if(c),
        lambda m: m.add(c <= 0).only_enforce_if(~a),
        lambda m: m.add_linear_constraint(a, 1, 1),
    ):
        bound = model.clone()
        post(bound)
        steps = Steps(bound)
        assert steps.whole
        steps.start([1, 1, 1])
        assert not steps.fewer([a.index], [])
        assert steps.x == [1, 1, 1]
        assert steps.fewer([b.index, c.index], []) or steps.x == [1, 1, 1]
    unknown = model.clone()
    unknown.add_max_equality(a, [b])
    steps = Steps(unknown)
    steps.start([1, 1, 1])
    assert not steps.whole
    assert not steps.fewer([a.index], [])
    fixed = cp_model.CpModel()
    fixed.new_constant(1)
    steps = Steps(fixed)
    steps.start([1])
    assert not steps.fewer([0], [])


def test_a_follower_mends_a_condition() -> None:
    model = cp_model.CpModel()
    a, b, c = (model.new_bool_var(n) for n in "abc")
    model.add(a + b + c == 2)
    steps = Steps(model, [c.index])
    steps.start([1, 1, 0])
    assert steps.fewer([a.index], [])
    assert steps.x == [0, 1, 1]
    assert not steps.fewer([b.index], [])
    assert steps.x == [0, 1, 1]
