"""A limit on pay counted in directors allows the same boards as the limit in pounds, and no others."""

from __future__ import annotations

from itertools import pairwise

import pytest

from planner import cpsat
from planner.boards import settle
from planner.boards.counted import as_count
from planner.boards.fronts import level
from planner.boards.settle import lawful, settle_block
from tests.boards.blocks import Block, generated, made_of, shipped


def with_limit(block: Block, most: int):
    """Fewest places that end while pay is within the limit."""
    levels = [level("places_end"), level("cost")]
    limits = [(lambda _, posted: posted["cost"], most)]
    given = block.instance, block.rulebook, block.rules, levels, block.posts, block.shapes
    return settle_block(*given, cpsat.Budget(30), limits, tidy=False)


@pytest.mark.parametrize("model", ["model-2", "model-3"])
def test_directors_are_counted_where_one_chairs_all_boards(model: str) -> None:
    """The count is exact: at the pay of some boards it allows their directors, a pound below one fewer."""
    given = shipped("tiny")
    codes = sorted(given.by_code)
    (block,) = made_of(given, [codes[:3]], model)
    boards = lawful(block.instance, block.rulebook, block.rules, block.posts, block.shapes)
    cost, _ = level("cost").post(boards, block.rulebook)
    assert as_count(boards, cost, 10**6) is not None
    assert as_count(boards, 5, 10**6) is None
    found = [with_limit(block, 10**6)]
    while found[-1].status == "optimal":
        found.append(with_limit(block, found[-1].values[1] - 1))
    *points, last = found
    assert last.status == "infeasible"
    assert len(points) > 2
    rate = block.rulebook.pay.ned
    assert {(a.values[1] - b.values[1]) % rate for a, b in pairwise(points)} == {0}
    for point in points:
        for most, status in ((point.values[1], "optimal"), (point.values[1] - 1, "infeasible")):
            again = lawful(block.instance, block.rulebook, block.rules, block.posts, block.shapes)
            cost, _ = level("cost").post(again, block.rulebook)
            again.require(cost == point.values[1], None)
            again.require(as_count(again, cost, most), None)
            assert cpsat.solve(again.cp, cpsat.Budget(20)).status == status


def test_limits_give_the_same_with_and_without_the_count(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = compared = 0
    for seed in range(12):
        for _, block in generated(seed):
            free = with_limit(block, 10**7)
            if free.status != "optimal":
                continue
            for less in (1, block.rulebook.pay.ned, 3 * block.rulebook.pay.ned):
                used: list[bool] = []

                def noted(*given, used=used):
                    count = as_count(*given)
                    used.append(count is not None)
                    return count

                with monkeypatch.context() as patch:
                    patch.setattr(settle, "as_count", noted)
                    got = with_limit(block, free.values[1] - less)
                    patch.setattr(settle, "as_count", lambda *_: None)
                    want = with_limit(block, free.values[1] - less)
                assert (got.status, got.values) == (want.status, want.values)
                counted += used == [True]
                compared += 1
    assert counted > 10
    assert compared > counted  # people on boards of two clusters, and chairs of their own, are not counted so
