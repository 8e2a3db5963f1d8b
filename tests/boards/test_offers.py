"""Turning silence into an offer never moves anybody else away from a place."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pytest

from planner import cpsat
from planner.boards.pool import blocks, people_of
from planner.boards.ringfence import chances
from planner.core.instance import Instance
from planner.core.outcomes import LEAVING
from planner.core.rows import Stance
from planner.io.rulebook import load_governance
from planner.objectives.registry import board_levels
from tests.boards.blocks import BOOK, Block, shapes_of, shipped
from tests.rules.builder import seeded

Outcomes = dict[str, frozenset[str]]
"""By person: outcomes over all plans as good."""


def outcomes(block: Block) -> Outcomes:
    """Of everybody in a block."""
    levels = board_levels(block.rulebook)
    found = chances(
        block.instance, block.rulebook, block.rules, levels, block.posts, block.settle(), cpsat.Budget(60.0)
    )
    assert found is not None
    return {p: frozenset(mine.outcomes) for mine in found.classes for p in mine.people}


def state(some: frozenset[str]) -> int:
    """0: no place in any plan as good; 1: in some of them; 2: in all."""
    return 0 if some <= LEAVING else 1 if some & LEAVING else 2


def harmed(before: frozenset[str], now: frozenset[str]) -> bool:
    """Neither nearer to a place nor, of what was certain, the same; what was open may stay open otherwise."""
    if state(now) != state(before):
        return state(now) < state(before)
    return len(before) == 1 and now != before


def offering(given: Instance, person: str) -> Instance:
    """The same, but for one more offer to stand down."""
    stance = Stance(id=person, stance="offers_to_stand_down", date=given.as_at)
    return given.replaced(stances=(*given.stances, stance))


@cache
def england(model: str, most: int) -> list[tuple[Block, Outcomes]]:
    """Blocks of up to so many organisations of the clusters of 2011, with what is possible today."""
    given = shipped("england-2011")
    groups: dict[str, list[str]] = {}
    for o in given.organisations:
        groups.setdefault(o.cluster_reference or "", []).append(o.code)
    shapes = shapes_of(list(groups.values()), load_governance(model))
    found: Sequence[tuple] = blocks(given, people_of(given), shapes)
    small = [Block(given, BOOK, b) for b in found if 1 < sum(len(s.organisations) for s in b) <= most]
    return [(block, outcomes(block)) for block in small]


@pytest.mark.slow
@pytest.mark.parametrize(("model", "most"), [("model-2", 6), ("model-3", 4)])
@pytest.mark.parametrize("part", range(5))
def test_an_offer_costs_nobody_else_a_place(model: str, most: int, part: int) -> None:
    """A hundred people of England under Models 2 and 3, ten in each part."""
    rng = seeded(f"offers {part}")
    given = shipped("england-2011")
    spoken = {s.id for s in given.stances}
    silent = [(b, before, p) for b, before in england(model, most) for p in before if p not in spoken]
    for block, before, person in rng.sample(silent, 10):
        after = outcomes(Block(offering(given, person), block.rulebook, block.shapes))
        worse = {p: (before[p], now) for p, now in after.items() if p != person and harmed(before[p], now)}
        assert not worse, (model, person, worse)
