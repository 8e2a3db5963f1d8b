"""Boards of a whole map: block by block, remembered, since blocks of different maps are often the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from planner import cpsat
from planner.boards.extract import Parts
from planner.boards.fences import fenced
from planner.boards.pool import People, Shape, blocks, people_of, touching
from planner.boards.ringfence import BlockChances, chances
from planner.boards.settle import Clash, SettledBlock, clash, settle_block
from planner.boards.spread import wherever
from planner.core.instance import Instance
from planner.core.rows import OfficeHolder
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.objectives.base import BoardLevel
from planner.rules.base import Rule

Vector = tuple[int, ...]
Map = frozenset[frozenset[str]]


@dataclass(frozen=True)
class MapBoards:
    """What is known of the boards of one map."""

    status: cpsat.Status
    blocks: Sequence[SettledBlock] = ()
    values: Vector = ()
    bounds: Vector = ()
    impossible: tuple[tuple[Shape, ...], ...] = ()
    """Smallest sets of clusters found whose boards can't be made lawful."""


SHELF_HOLDS = 4_000
"""Settled blocks that are kept at most."""


@dataclass
class SettledShelf:
    """Blocks that were settled, by clusters, governance models and the decisions that touch them.

    Decisions elsewhere change nothing about a block, so an engine asked "what if" settles one block anew.
    """

    people: tuple[Sequence[OfficeHolder], People] | None = None
    """Office holders, and the same by person; decisions change neither."""
    blocks: dict[object, SettledBlock] = field(default_factory=dict)
    chances: dict[object, BlockChances] = field(default_factory=dict)
    """What may become of the people of blocks in ``blocks``, under the same keys."""

    def people_of(self, instance: Instance) -> People:
        """Posts of today by person, made once."""
        if self.people is None or self.people[0] is not instance.office_holders:
            self.people = instance.office_holders, people_of(instance)
        return self.people[1]

    def keep(self, key: object, block: SettledBlock) -> None:
        """Remember a block; the oldest goes when there are too many."""
        if len(self.blocks) >= SHELF_HOLDS:
            oldest = next(iter(self.blocks))
            self.blocks.pop(oldest)
            self.chances.pop(oldest, None)
        self.blocks[key] = block


@dataclass
class BoardsOfMaps:
    """Settles boards for any map under one governance model."""

    instance: Instance
    rulebook: Rulebook
    rules: Sequence[Rule]
    levels: Sequence[BoardLevel]
    governance: GovernanceModel
    standalone: GovernanceModel
    shelf: SettledShelf = field(default_factory=SettledShelf)
    posts: People = field(init=False)

    def __post_init__(self) -> None:
        self.posts = self.shelf.people_of(self.instance)
        self._texts = {m.id: m.model_dump_json() for m in (self.governance, self.standalone)}

    def shapes(self, grouping: Map) -> list[Shape]:
        """Clusters of a map with their governance, sorted by id."""
        made = []
        for cluster in grouping:
            organisations = tuple(sorted(cluster))
            model = self.governance if len(organisations) > 1 else self.standalone
            made.append(Shape(organisations[0], organisations, model))
        return sorted(made, key=lambda s: s.id)

    def of(self, grouping: Map, budget: cpsat.Budget) -> MapBoards:
        """The best boards of a map, or what makes lawful boards impossible."""
        todo = blocks(self.instance, self.posts, self.shapes(grouping))
        found: dict[str, SettledBlock] = {}
        for _ in range(2):  # hard blocks may not eat the time of the others; what is left goes to them
            open_blocks = [b for b in todo if b[0].id not in found or found[b[0].id].status == "feasible"]
            for number, block in enumerate(open_blocks):
                part = budget.share(len(open_blocks) - number)
                better = self._settle(block, part)
                budget.charge(part)
                if better.status != "unknown":
                    known = found.get(block[0].id)
                    if known is None or better.status != "feasible" or better.values < known.values:
                        found[block[0].id] = better
        if any(b[0].id not in found for b in todo):
            _ = budget.exhausted
            return MapBoards("unknown")
        settled = [found[b[0].id] for b in todo]
        if any(s.status == "infeasible" for s in settled):
            impossible = [
                small
                for block, s in zip(todo, settled, strict=True)
                if s.status == "infeasible"
                for small in self._smallest(block, budget)
            ]
            return MapBoards("infeasible", impossible=tuple(impossible))
        count = len(self.levels)
        values = tuple(sum(b.values[i] for b in settled) for i in range(count))
        bounds = tuple(sum(b.bounds[i] for b in settled) for i in range(count))
        status: cpsat.Status = "optimal" if all(b.status == "optimal" for b in settled) else "feasible"
        return MapBoards(status, tuple(settled), values, bounds)

    def _key(self, block: Sequence[Shape]) -> object:
        for shape in block:  # a model for each cluster may be none of the two
            if shape.governance.id not in self._texts:
                self._texts[shape.governance.id] = shape.governance.model_dump_json()
        return (
            tuple((s.organisations, self._texts[s.governance.id]) for s in block),
            touching(self.instance.decisions, self.instance, self.posts, block),
        )

    def _settle(self, block: tuple[Shape, ...], budget: cpsat.Budget) -> SettledBlock:
        key = self._key(block)
        if key not in self.shelf.blocks:
            found = settle_block(
                self.instance, self.rulebook, self.rules, self.levels, self.posts, block, budget
            )
            if found.status not in ("optimal", "infeasible"):
                return found
            self.shelf.keep(key, found)
        return self.shelf.blocks[key]

    def _smallest(self, block: tuple[Shape, ...], budget: cpsat.Budget) -> list[tuple[Shape, ...]]:
        """Single clusters that are impossible by themselves, else the whole block.

        A cluster alone asks less than within its block, so what is impossible alone stays so.
        """
        if len(block) == 1:
            return [block]
        alone: list[tuple[Shape, ...]] = [
            (s,) for s in block if self._settle((s,), budget).status == "infeasible"
        ]
        return alone or [block]

    def fenced(self, parts: Parts, settled: Sequence[SettledBlock], budget: cpsat.Budget) -> Parts:
        """The parts of a plan with what is certain and ring-fences, as far as the budget reaches."""
        found = []
        for number, block in enumerate(settled):
            part = budget.share(len(settled) - number)
            found.append((block.model.shapes, self._chances(block, part)))
            budget.charge(part)
        return fenced(self.instance, self.rulebook, self.posts, parts, found)

    def _chances(self, block: SettledBlock, budget: cpsat.Budget) -> BlockChances | None:
        key = self._key(block.model.shapes)
        if key not in self.shelf.chances:
            found = chances(self.instance, self.rulebook, self.rules, self.levels, self.posts, block, budget)
            if found is None or key not in self.shelf.blocks:
                return found
            self.shelf.chances[key] = found
        return self.shelf.chances[key]

    def wherever(self, shape: Shape, budget: cpsat.Budget) -> frozenset[str]:
        """Organisations that no cluster of several can hold together, told by one without lawful boards."""
        found = self.why((shape,), budget)
        if found is None:
            return frozenset()
        return wherever(self.instance, self.rulebook, self.rules, self.posts, shape, found, budget)

    def why(self, block: Sequence[Shape], budget: cpsat.Budget) -> Clash | None:
        """Rules that clash in a block without lawful boards."""
        return clash(self.instance, self.rulebook, self.rules, self.posts, block, budget)
