"""What one cluster without lawful boards says of larger ones: never too much, and enough to be quick."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest

import planner
from benchmarks.planted import _nominees
from planner import cpsat
from planner.boards.pool import Shape
from planner.boards.settle import Clash, clash
from planner.boards.spread import counted, wherever
from planner.checker.bound import check_bound
from planner.core.rulebook import Rulebook
from planner.core.settings import Settings
from planner.rules.registry import build
from tests.boards.blocks import BOOK, CARE_TRUSTS, Block, from_words, made_of
from tests.rules.builder import instance, seeded
from tests.strategies import Case, rulebook_with, tiny_case


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


@pytest.mark.parametrize("rule", sorted(counted(build(BOOK)) & {r.id for r in BOOK.rules if r.on}))
def test_rules_that_more_boards_may_help_to_meet_say_nothing(rule: str) -> None:
    block = from_words(CARE_TRUSTS, ["A B"], "model-2")
    found, _ = told(block)
    assert found is not None
    more = Clash((*found.rules, (rule, "A")))
    (shape,) = block.shapes
    args = (block.instance, block.rulebook, block.rules, block.posts, shape, more, cpsat.Budget(60.0))
    assert wherever(*args) == frozenset()


FINANCIAL: dict[str, Any] = {
    "organisations": {c: {"population": 400_000, "kind": "pct" if c > "A" else "care_trust"} for c in "ABCD"},
    "links": ["A B land", "A C land", "B C land", "B D land"],
    "coverage": [f"A X{n} relevant" for n in range(1, 8)],
    "holders": [
        f"{code}{n} {code} {'ned' if n else 'chair'}"
        + (f" nominated_by=X{n} la_member" if n and (code == "A" or code + str(n) == "B1") else "")
        + (" skills=finance" if code + str(n) == "B1" else "")
        for code in "ABCD"
        for n in range(8 if code == "A" else 6)
    ],
    "decisions": ["keep_together A C"],
}
"""Seven authorities nominate to the board of A; only B1 of another board is a nominee who has finance."""


def financial(book: Rulebook) -> Rulebook:
    """A rulebook that asks for financial experience on the audit committee."""
    return rulebook_with(book, {"BRD-AC": {"financial": True}})


def test_a_nominee_with_finance_from_another_board_is_not_ruled_out() -> None:
    """A and C have no lawful boards under Model 2, and with B they have."""
    book, given = financial(BOOK), instance(FINANCIAL)
    (block,) = made_of(given, ["AC"], "model-2", book)
    found, group = told(block)
    assert found is not None
    assert {r for r, _ in found.rules} >= {"BRD-AC", "BRD-7"}
    assert group == frozenset()
    result = planner.open(given, book).solve("model-2", Settings(clusters=(2, 2)))
    assert result.plan is not None
    assert ["A", "B", "C"] in [list(c.organisations) for c in result.plan.clusters]


def test_what_refused_clusters_leave_is_confirmed_apart() -> None:
    """One cluster of both is refused; that two standalones are the least is proved without the engine."""
    result = planner.open(instance(CARE_TRUSTS), BOOK).solve("model-2", Settings(clusters=(1, 2)))
    assert result.plan is not None
    assert result.certificate is not None
    proof = check_bound(instance(CARE_TRUSTS), result.plan, BOOK, result.certificate)
    assert not proof.problems
    assert {aim.id: aim.bound for aim in proof.aims} == {aim.id: aim.value for aim in proof.aims}
    assert next(aim.value for aim in proof.aims if aim.id == "standalones") == 2


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
