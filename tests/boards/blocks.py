"""Blocks of boards to settle: from shipped instances, from generated ones, and written down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from planner import cpsat
from planner.boards.fronts import Front
from planner.boards.pool import Posts, Shape, blocks, people_of
from planner.boards.settle import Clash, SettledBlock, clash, settle_block
from planner.core.instance import Instance
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.io.examples import example
from planner.io.read import read_instance
from planner.io.rulebook import load_governance, load_rulebook
from planner.objectives.registry import board_levels
from planner.rules.base import Rule
from planner.rules.registry import build
from tests.rules.builder import instance, seeded
from tests.strategies import Case, tiny_case

BOOK = load_rulebook("pct-2011")
MODELS = ("model-1", "model-2", "model-3", "model-4")


@dataclass(frozen=True)
class Block:
    """All that settling one block needs."""

    instance: Instance
    rulebook: Rulebook
    shapes: tuple[Shape, ...]

    @property
    def posts(self) -> Posts:
        """People of today."""
        return people_of(self.instance)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """All rules that are on."""
        return build(self.rulebook)

    def settle(self, **budget: Any) -> SettledBlock:
        """Settle it, by default with a minute to spend."""
        return self.settle_within(cpsat.Budget(**({"seconds": 60.0} | budget)))

    def settle_within(self, budget: cpsat.Budget) -> SettledBlock:
        """Settle it and charge the budget."""
        levels = board_levels(self.rulebook)
        return settle_block(self.instance, self.rulebook, self.rules, levels, self.posts, self.shapes, budget)

    def clash(self) -> Clash | None:
        """Why it is impossible."""
        return clash(self.instance, self.rulebook, self.rules, self.posts, self.shapes, cpsat.Budget(60.0))


@cache
def shipped(name: str) -> Instance:
    """A shipped instance."""
    return read_instance(example(name))


def shapes_of(
    groups: Sequence[Sequence[str]], governance: GovernanceModel, standalone: GovernanceModel | None = None
) -> list[Shape]:
    """Clusters with their governance model."""
    alone = standalone or load_governance("standalone")
    made = [Shape(min(g), tuple(sorted(g)), governance if len(g) > 1 else alone) for g in groups]
    return sorted(made, key=lambda s: s.id)


def made_of(given: Instance, groups: Sequence[Sequence[str]], model: str, book: Rulebook = BOOK) -> list[Block]:
    """Blocks of a grouping under a shipped model."""
    shapes = shapes_of(groups, load_governance(model))
    return [Block(given, book, block) for block in blocks(given, people_of(given), shapes)]


def from_words(facts: dict[str, Any], groups: Sequence[str], model: str) -> Block:
    """The one block of a written case."""
    (block,) = made_of(instance(facts), [g.split() for g in groups], model)
    return block


def generated(seed: int) -> Iterator[tuple[Case, Block]]:
    """Blocks of a generated instance under a random grouping."""
    case = tiny_case(seed)
    rng = seeded(f"grouping {seed}")
    groups: dict[int, list[str]] = {}
    for code in sorted(case.instance.by_code):
        groups.setdefault(rng.randrange(2), []).append(code)
    shapes = shapes_of(list(groups.values()), case.governance, case.standalone)
    for block in blocks(case.instance, people_of(case.instance), shapes):
        yield case, Block(case.instance, case.rulebook, block)


CARE_TRUSTS: dict[str, Any] = {
    "organisations": {"A": {"kind": "care_trust"}, "B": {"kind": "care_trust_plus"}},
    "links": ["A B land"],
    "coverage": [f"{'AB'[n // 4]} X{n + 1} relevant" for n in range(8)],
    "holders": [
        f"{code}{n} {code} {'ned' if n else 'chair'}"
        + (f" nominated_by=X{n + 4 * i} la_member" if 0 < n < 5 else "")
        for i, code in enumerate("AB")
        for n in range(7)
    ],
}
"""Two Care Trusts with four authorities each that nominate a director to their boards."""


def finish(fronts: list[Front], budget: cpsat.Budget) -> None:
    """Expand every box of the fronts of one block, as far as no other of them betters it."""
    while all(f.proved for f in fronts):
        waiting = [(box.aims, front.rank, n, front) for front in fronts for n, box in enumerate(front.boxes)]
        if not waiting:
            return
        _, _, n, front = min(waiting, key=lambda w: w[:3])
        front.expand(front.boxes[n], budget, fronts)
