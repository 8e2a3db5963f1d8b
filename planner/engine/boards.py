"""Boards of a whole map: block by block, remembered, since blocks of different maps are often the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from planner import cpsat
from planner.boards.extract import Parts
from planner.boards.fences import fenced
from planner.boards.pool import Posts, Shape, blocks, people_of
from planner.boards.ringfence import BlockChances, chances
from planner.boards.settle import Clash, SettledBlock, clash, settle_block
from planner.core.instance import Instance
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.objectives.base import BoardLevel
from planner.rules.base import Rule

Vector = tuple[int, ...]
Map = frozenset[frozenset[str]]


@dataclass(frozen=True)
class MapBoards:
    """What is known of the boards of one map."""

    status: cpsat.Status
    blocks: tuple[SettledBlock, ...] = ()
    values: Vector = ()
    bounds: Vector = ()
    impossible: tuple[tuple[Shape, ...], ...] = ()
    """Smallest sets of clusters found whose boards can't be made lawful."""


@dataclass
class BoardsOfMaps:
    """Settles boards for any map under one governance model."""

    instance: Instance
    rulebook: Rulebook
    rules: Sequence[Rule]
    levels: Sequence[BoardLevel]
    governance: GovernanceModel
    standalone: GovernanceModel
    posts: Posts = field(init=False)
    _known: dict[frozenset[tuple[str, ...]], SettledBlock] = field(default_factory=dict)
    _chances: dict[frozenset[tuple[str, ...]], BlockChances] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.posts = people_of(self.instance)

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

    def _settle(self, block: tuple[Shape, ...], budget: cpsat.Budget) -> SettledBlock:
        key = frozenset(s.organisations for s in block)
        if key not in self._known:
            found = settle_block(
                self.instance, self.rulebook, self.rules, self.levels, self.posts, block, budget
            )
            if found.status not in ("optimal", "infeasible"):
                return found
            self._known[key] = found
        return self._known[key]

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
            found.append((block.model.shapes, self._possible(block, part)))
            budget.charge(part)
        return fenced(self.instance, self.rulebook, self.posts, parts, found)

    def _possible(self, block: SettledBlock, budget: cpsat.Budget) -> BlockChances | None:
        key = frozenset(s.organisations for s in block.model.shapes)
        if key not in self._chances:
            found = chances(self.instance, self.rulebook, self.rules, self.levels, self.posts, block, budget)
            if found is None or block.status != "optimal":
                return found
            self._chances[key] = found
        return self._chances[key]

    def why(self, block: Sequence[Shape], budget: cpsat.Budget) -> Clash | None:
        """Rules that clash in a block without lawful boards."""
        return clash(self.instance, self.rulebook, self.rules, self.posts, block, budget)
