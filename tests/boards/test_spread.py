"""What one cluster without lawful boards says of larger ones: never too much, and enough to be quick."""

from __future__ import annotations

from itertools import combinations

import pytest

import planner
from planner import cpsat
from planner.boards.pool import Shape
from planner.boards.settle import Clash, clash
from planner.boards.spread import COUNTED, wherever
from tests.boards.blocks import BOOK, CARE_TRUSTS, Block, from_words
from tests.rules.builder import seeded
from tests.strategies import Case, tiny_case
from tests.study.planted import _nominees


def alone(case: Case, organisations: tuple[str, ...]) -> Block:
    """A cluster of a generated instance by itself."""
    return Block(case.instance, case.rulebook, (Shape(organisations[0], organisations, case.governance),))


def told(block: Block) -> tuple[Clash | None, frozenset[str]]:
    """Why its one cluster has no lawful boards, and who can be in none together."""
    (shape,), budget = block.shapes, cpsat.Budget(60.0)
    found = clash(block.instance, block.rulebook, block.rules, block.posts, block.shapes, budget)
    if found is None:
        return None, frozenset()
    args = (block.instance, block.rulebook, block.rules, block.posts, shape, found, budget)
    return found, wherever(*args)


def test_larger_clusters_are_impossible_too() -> None:
    """Every cluster of several that holds the organisations named, of generated instances of every model."""
    groups, silent, larger = 0, 0, 0
    for seed in range(60):
        case = tiny_case(seed)
        codes = sorted(case.instance.by_code)
        clusters = [c for n in range(2, len(codes) + 1) for c in combinations(codes, n)]
        seeded(f"spread {seed}").shuffle(clusters)
        for cluster in clusters[:4]:
            if alone(case, cluster).settle().status != "infeasible":
                continue
            _, group = told(alone(case, cluster))
            groups, silent = groups + bool(group), silent + (not group)
            for other in clusters if group else ():
                if group <= set(other):
                    assert alone(case, other).settle().status == "infeasible", (seed, cluster, other)
                    larger += other != cluster
    assert groups > 5
    assert larger > 5
    assert silent > 0


def test_two_care_trusts_with_eight_nominees() -> None:
    """Under Model 2 seats are seven whoever else comes in; each alone could be with others."""
    _, group = told(from_words(CARE_TRUSTS, ["A B"], "model-2"))
    assert group == {"A", "B"}


@pytest.mark.parametrize("rule", sorted({*COUNTED} & {r.id for r in BOOK.rules if r.on}))
def test_rules_that_more_boards_may_help_to_meet_say_nothing(rule: str) -> None:
    block = from_words(CARE_TRUSTS, ["A B"], "model-2")
    found, _ = told(block)
    assert found is not None
    more = Clash((*found.rules, (rule, "A")))
    (shape,) = block.shapes
    args = (block.instance, block.rulebook, block.rules, block.posts, shape, more, cpsat.Budget(60.0))
    assert wherever(*args) == frozenset()


@pytest.mark.no_cover
def test_regions_with_too_many_nominees_are_refused_with_few_boards_settled(monkeypatch) -> None:
    """Met cluster by cluster, these took longer than a minute."""
    from planner.engine import boards

    settled: list[int] = []
    usual = boards.settle_block
    monkeypatch.setattr(boards, "settle_block", lambda *a, **k: settled.append(1) or usual(*a, **k))
    for planted in _nominees():
        settled.clear()
        found = planner.open(planted.instance, planted.rulebook).solve(planted.governance)
        assert found.status == "infeasible"
        assert found.refusal is not None
        assert "BRD-7" in found.refusal.rules
        assert len(settled) < 100, planted.name
