"""Exchanges of two people in a solution: only solutions come out, and failed ones leave no trace."""

from __future__ import annotations

import pytest

from planner import cpsat
from planner.boards import ringfence
from planner.boards.exchange import Exchange
from planner.boards.literals import literal_of
from planner.boards.model import BlockModel
from planner.boards.settle import _post
from planner.core.fences import PostKind
from planner.objectives.registry import board_levels
from tests.boards.blocks import MODELS, Block, from_words
from tests.boards.test_ringfence import chances_of

THREE = {
    "organisations": {
        "A": {"kind": "care_trust", "ned_seats": 5},
        "B": {"ned_seats": 5},
        "C": {"ned_seats": 5},
    },
    "links": ["A B land", "B C land"],
    "coverage": ["A X1 relevant"],
    "holders": [
        f"{code}{n} {code} {'ned' if n else 'chair'}"
        + (" nominated_by=X1 la_member" if code + str(n) == "A1" else "")
        for code, most in (("A", 5), ("B", 4), ("C", 3))
        for n in range(most + 1)
    ]
    + ["A2 C ned"],
}
"""A Care Trust with one nominee, and two PCTs; A2 is a director of two."""


def posted(block: Block) -> BlockModel:
    """The model of a block with its rules and levels, every level fixed at its best value."""
    settled = block.settle()
    model = BlockModel(block.instance, block.rulebook, block.shapes, block.posts)
    _post(model, block.rules, tagged=False)
    for level, value in zip(board_levels(block.rulebook), settled.values, strict=True):
        model.require(level.post(model, block.rulebook)[0] == value, None)
    return model


def allowed(model: BlockModel, values: list[int]) -> bool:
    """Whether the solver itself takes these numbers."""
    copy = model.cp.clone()
    for index, value in enumerate(values):
        copy.add(copy.get_int_var_from_proto_index(index) == value)
    return cpsat.solve(copy, cpsat.Budget(30.0)).status in ("optimal", "feasible")


@pytest.mark.parametrize("governance", MODELS)
def test_every_exchange_is_a_solution(governance: str) -> None:
    model = posted(from_words(THREE, ["A B C"], governance))
    start = list(cpsat.solve(model.cp, cpsat.Budget(30.0)).all_values)
    made = refused = 0
    kinds = [None, PostKind("A", "own"), PostKind("A", "own", "B")]
    for at in kinds:
        for one in model.holders[::2]:
            for other in model.holders[1::3]:
                exchange = Exchange(model)
                assert exchange.able
                exchange.start(start)
                if one != other and exchange.swap(one, other, at):
                    made += 1
                    assert exchange._values != start
                    assert allowed(model, exchange._values)
                    assert exchange.swap(one, other, at), "what was exchanged can be exchanged back"
                else:
                    refused += 1
                assert exchange._values == start
                assert exchange._reached == [
                    sum(start[v] * f for v, f in zip(s.unknowns, s.factors, strict=True))
                    for s in exchange._sums
                ]
    assert refused
    assert made or governance in ("model-1", "model-4")


def test_numbers_that_break_a_constraint_are_no_start() -> None:
    model = posted(from_words(THREE, ["A B C"], "model-2"))
    values = list(cpsat.solve(model.cp, cpsat.Budget(30.0)).all_values)
    chair = next(v for v in model.chair.values() if values[v.index])
    values[chair.index] = 0
    with pytest.raises(RuntimeError, match="breaks a constraint"):
        Exchange(model).start(values)


@pytest.mark.parametrize("governance", MODELS)
def test_answers_are_the_same_without_exchanges(governance: str, monkeypatch: pytest.MonkeyPatch) -> None:
    block = from_words(THREE, ["A B C"], governance)
    both = chances_of(block)
    monkeypatch.setattr(ringfence.Exchange, "swap", lambda *_: False)
    alone = chances_of(block)
    assert both is not None
    assert alone is not None
    assert both.classes == alone.classes
    assert both.runs <= alone.runs


def test_conditions_become_literals_or_are_excluded() -> None:
    model = posted(from_words(THREE, ["A B C"], "model-3"))
    x, y = model.cp.new_bool_var("x"), model.cp.new_bool_var("y")
    count = len(model.cp.proto.variables)
    assert literal_of(model, [x + y - y >= 1, True, y >= 0], "q").index == x.index
    assert literal_of(model, [3 * x <= 2], "q").index == x.negated().index
    assert literal_of(model, [1 - x >= 1], "q").index == x.negated().index
    for never in ([x + y >= 3], [x >= 1, False], [x - y <= -2]):
        assert literal_of(model, never, "q") is None
    assert len(model.cp.proto.variables) == count
    both = literal_of(model, [x + y >= 1, y <= 0], "q")
    model.cp.add(both == 1)
    at = cpsat.solve(model.cp, cpsat.Budget(30.0)).at
    assert (at(x), at(y)) == (1, 0)
