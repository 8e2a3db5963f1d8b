"""Seats written as the governance model leaves them against seats board by board: the same best boards."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner import cpsat
from planner.boards import seats
from planner.boards.model import BlockModel
from planner.boards.settle import SettledBlock, _post
from planner.core.rows import Decision
from planner.objectives.registry import board_levels
from tests.boards.blocks import BOOK, MODELS, Block, from_words, generated, made_of, shipped
from tests.rules.builder import instance, seeded


def shuffled(block: Block, seed: int) -> Block:
    """The block with its levels in another order."""
    levels = list(block.rulebook.board_levels)
    seeded(f"levels {seed}").shuffle(levels)
    return replace(block, rulebook=block.rulebook.model_copy(update={"board_levels": tuple(levels)}))


def plainly(block: Block, monkeypatch: pytest.MonkeyPatch) -> tuple[str, tuple[int, ...]]:
    with monkeypatch.context() as patch:
        patch.setattr(seats, "write", seats._any)
        found = block.settle(seconds=5.0)
    return found.status, found.values


@pytest.mark.parametrize("part", range(8))
def test_generated_blocks(part: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also with the levels in any order; where board by board takes too long, at least none better is found."""
    compared, unproved = 0, 0
    for seed in range(part * 25, (part + 1) * 25):
        for case, block in generated(seed):
            asked = shuffled(block, seed) if seed % 3 else block
            found = asked.settle()
            assert found.status in ("optimal", "infeasible")
            status, values = plainly(asked, monkeypatch)
            if status == "feasible":
                unproved += 1
                assert found.values <= values
            else:
                compared += 1
                assert (found.status, found.values) == (status, values), (seed, case.governance.id)
    assert compared > 10 * unproved


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", ["banes-wiltshire-2011", "ckw-2011"])
def test_shipped_instances(name: str, model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    given = shipped(name)
    for block in made_of(given, [sorted(given.by_code)], model):
        found = block.settle()
        assert (found.status, found.values) == plainly(block, monkeypatch)


def test_few_unknowns_where_the_model_leaves_few() -> None:
    """Three boards of one set of directors need one unknown for a seat; a full board that stays needs none."""
    given = shipped("ckw-2011")
    (block,) = made_of(given, [sorted(given.by_code)], "model-2")
    two = BlockModel(given, BOOK, block.shapes, block.posts)
    someone = next(p for p in two.holders)
    assert len({id(two.ned[someone, o]) for o in two.organisations}) == 1
    words = {
        "organisations": {"A": {"ned_seats": 5}},
        "holders": ["c A chair", *(f"n{i} A ned" for i in range(5))],
    }
    (stays,) = [from_words(words, ["A"], "model-4")]
    four = BlockModel(stays.instance, BOOK, stays.shapes, stays.posts)
    assert set(four.ned.values()) == {1}
    assert set(four.chair.values()) == {1}
    assert not four.recruits


def test_rules_that_seats_imply_hold_when_posted_too() -> None:
    """Leaving implied rules out changes nothing: posted as well, the best boards are the same."""
    for seed in range(40):
        for _, block in generated(seed):
            model = BlockModel(block.instance, block.rulebook, block.shapes, block.posts)
            if not model.implied:
                continue
            found = block.settle()
            model.implied.clear()
            _post(model, block.rules, tagged=False)
            if found.status == "infeasible":
                assert cpsat.solve(model.cp, cpsat.Budget(60.0)).status == "infeasible"
                continue
            for level, value in zip(board_levels(block.rulebook), found.values, strict=True):
                expression, _ = level.post(model, block.rulebook)
                model.cp.add(expression == value)
            assert cpsat.solve(model.cp, cpsat.Budget(60.0)).value is not None


def lifted(block: Block, rule: str, seed: int) -> Block:
    """The block with a rule lifted from one of its boards."""
    code = seeded(f"lifted {seed}").choice([o for s in block.shapes for o in s.organisations])
    exempt = Decision(kind="exempt", subject=rule, object=code, reason="as agreed", owner="SHA board")
    given = block.instance
    return replace(block, instance=given.replaced(decisions=(*given.decisions, exempt)))


def test_boards_that_need_no_audit_chair(monkeypatch: pytest.MonkeyPatch) -> None:
    """BRD-AUD lifted from one board: no audit chair beside a shared one, and none paid for without need."""
    compared, fewer = 0, 0
    for seed in range(80):
        for case, block in generated(seed):
            asked = lifted(shuffled(block, seed) if seed % 2 else block, "BRD-AUD", seed)
            without_cost = tuple(x for x in block.rulebook.board_levels if x != "cost")
            unpaid = asked.rulebook.model_copy(update={"board_levels": without_cost})
            assert all(len(kinds) < 2 for kinds in audit_kinds(replace(asked, rulebook=unpaid).settle())), seed
            found = asked.settle()
            status, values = plainly(asked, monkeypatch)
            if status == "feasible" or len(values) == 0:
                continue
            compared += 1
            fewer += found.values != asked_with_all(block, asked)
            assert (found.status, found.values) == (status, values), (seed, case.governance.id)
    assert compared > 40
    assert fewer > 5


def audit_kinds(found: SettledBlock) -> list[set[bool]]:
    """By cluster with shared directors: whether audit chairs are shared."""
    model = found.model
    return [
        {
            bool(found.at(model.shared.get((p, k), 0)))
            for (p, o), audit in model.audit.items()
            if o in model.clusters[k] and found.at(audit)
        }
        for k in model.audit_is_shared
    ]


def asked_with_all(block: Block, asked: Block) -> tuple[int, ...]:
    """The values where every board has an audit chair."""
    return replace(block, rulebook=asked.rulebook).settle().values


def test_audit_chairs_of_one_board_each_may_sit_in_other_clusters_too() -> None:
    """P and Q, who chair their own boards, cost nothing more as local audit chairs of A and of B."""
    words = {
        "organisations": {code: {} for code in "ABCD"},
        "holders": [
            *(f"{c}{n} {c} {'ned' if n else 'chair'}" for c in "AB" for n in range(5)),
            *(f"{c}{n} {c} {'ned' if n else 'chair'}" for c in "CD" for n in range(6)),
            "C0 A ned max=2",
            "D0 B ned max=2",
        ],
    }
    (block,) = made_of(instance(words), [["A", "B"], ["C"], ["D"]], "model-3")
    found = block.settle()
    shapes = block.shapes
    with_shared = [
        replace(s, governance=s.governance.model_copy(update={"audit_chair": "shared", "id": "shared"}))
        if len(s.organisations) > 1
        else s
        for s in shapes
    ]
    dearer = replace(block, shapes=tuple(with_shared)).settle()
    assert found.status == dearer.status == "optimal"
    assert found.values[:-1] == dearer.values[:-1]
    assert found.values[-1] < dearer.values[-1]
