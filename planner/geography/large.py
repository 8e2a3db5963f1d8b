"""A part with too many possible clusters to list: settled number by number without a list.

It stands in for :class:`planner.geography.part.Part`. Its table holds the clusters that were found, no more, so
nothing that needs every possible cluster (equal maps, ranking, counting, certificates) is offered for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from planner import cpsat
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.geography.candidates import Summed, Table, codes_of
from planner.geography.compact import LargeAnswer, RuledOut, solve_large
from planner.geography.compact.answer import rows_of
from planner.geography.entry import Entry
from planner.geography.join import NEVER
from planner.geography.part import Part
from planner.geography.pieces import place_of
from planner.geography.stages import STAGE_LIMIT, Stage
from planner.geography.sums import Ints
from planner.objectives.base import Level
from planner.rules.base import PartitionRule, Rule


class NotListedError(Exception):
    """Something was asked of a part that needs every possible cluster, and there are too many to list."""


@dataclass(frozen=True)
class FoundTable(Table):
    """Clusters found so far as rows."""

    found: list[frozenset[str]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.found)

    def organisations(self, row: int) -> tuple[str, ...]:
        """Codes of one cluster, sorted."""
        return tuple(sorted(self.found[row]))

    def row_of(self, cluster: frozenset[str]) -> int | None:
        """Row of a cluster; None when it was not found so far."""
        return self.found.index(cluster) if cluster in self.found else None


class LargePart(Part):
    """A part that is settled without a list.

    Args:
        regions: their names.
        instance: with the decisions that count.
        rules: all rules in force.
        rulebook: in force.
        summed: all levels that have columns.
        piece: only these of their organisations, which nothing joins to the rest.
    """

    def __init__(
        self,
        regions: tuple[str, ...],
        instance: Instance,
        rules: Sequence[Rule],
        rulebook: Rulebook,
        summed: Sequence[Summed],
        piece: tuple[str, ...] | None = None,
    ) -> None:
        codes = codes_of(instance, regions) if piece is None else piece
        self.instance, self.all_rules, self.rulebook, self.summed = instance, rules, rulebook, summed
        empty = {level.id: np.zeros(0, dtype=np.int64) for level in summed}
        self.table: FoundTable = FoundTable(instance, codes, np.zeros(0, dtype=np.uint64), empty)
        self.regions, self.refused, self.gone, self.own, self.special = regions, (), (), True, True
        self.rules: Sequence[PartitionRule] = [r for r in rules if isinstance(r, PartitionRule)]
        self.place, self.n = place_of(regions, piece), len(codes)
        self.numbers = range(1, self.n + 1)
        self.stages, self.costs, self.entries, self.lines = (), [], {}, []
        self.method = ""
        """How the last number of clusters was settled."""
        self._bounds: dict[int, tuple[int, ...]] = {}

    def without(self, clusters: Sequence[frozenset[str]]) -> LargePart:
        """The same organisations, where some clusters are never chosen; nothing is known of it yet.

        Args:
            clusters: each by itself.
        """
        whole = self.table.codes == codes_of(self.instance, self.regions)
        gone = tuple(dict.fromkeys((*self.gone, *clusters)))
        rules = [r for r in self.all_rules if not isinstance(r, RuledOut)]
        other = LargePart(
            self.regions,
            self.instance,
            [*rules, RuledOut(gone)] if gone else rules,
            self.rulebook,
            self.summed,
            None if whole else self.table.codes,
        )
        other.gone = gone
        return other

    def limit(self, level: str) -> int:  # noqa: ARG002 - unknown without a list, so each level has its own stage
        """More than fits into a stage with another level."""
        return STAGE_LIMIT

    def use(self, stages: tuple[Stage, ...]) -> None:
        """Settle by these stages from now on."""
        if stages != self.stages:
            self.stages, self.entries, self._bounds = stages, {}, {}
        self.costs = [stage.cost(self.table) for stage in stages]

    def lowers(self, stage: int) -> Ints:
        """Proved lower bounds of a stage by number of clusters; 0 where nothing is known."""
        low = np.zeros(self.n + 1, dtype=np.int64)
        low[0] = NEVER
        for k, found in self.entries.items():
            if found.impossible:
                low[k] = NEVER
            elif len(found.values) > stage:
                low[k] = found.values[stage]
            elif self._open(k) == stage:
                low[k] = self._bounds[k][stage]
        return low

    def _open(self, k: int) -> int | None:
        """First stage that was looked at for ``k`` clusters and not proved."""
        return len(self.entries[k].values) if k in self._bounds else None

    def tighten(self, k: int, budget: cpsat.Budget) -> bool:
        """Every stage for ``k`` clusters at once; False when a limit ended it."""
        if budget.exhausted or k in self._bounds:
            return False
        levels: list[Level] = [
            next(s for s in self.summed if s.id == level) for stage in self.stages for level, _ in stage.parts
        ]
        answer = solve_large(
            self.instance, self.table.codes, self.all_rules, levels, self.rulebook, k, k, budget
        )
        self.take(answer)
        found = self.entries.setdefault(k, Entry(k, np.zeros(0, dtype=np.int64)))
        if answer.status == "infeasible":
            found.impossible = True
        elif answer.status == "optimal":
            found.values = list(answer.values) or [0] * len(self.stages)
        else:
            self._bounds[k] = answer.bounds or (0,) * len(self.stages)
            budget.give_up()
        return answer.status in ("optimal", "infeasible")

    def take(self, answer: LargeAnswer) -> None:
        """Remember the clusters of an answer as the choice for their number."""
        self.method = answer.method
        if not answer.clusters:
            return
        fresh = [c for c in sorted(answer.clusters, key=sorted) if c not in self.table.found]
        if fresh:
            some = rows_of(self.instance, self.table.codes, fresh)
            for level in self.summed:
                column = level.column(some, self.rulebook)
                self.table.columns[level.id] = np.concatenate([self.table.columns[level.id], column])
            self.table.found.extend(fresh)
            self.costs = [stage.cost(self.table) for stage in self.stages]
        k = len(answer.clusters)
        found = self.entries.setdefault(k, Entry(k, np.zeros(0, dtype=np.int64)))
        found.rows = tuple(sorted(self.table.found.index(c) for c in answer.clusters))

    def equals(self, k: int, budget: cpsat.Budget, cap: int) -> tuple[int | None, Iterator[tuple[int, ...]]]:
        """The one choice that is known; how many are as good is not."""
        del budget, cap
        return None, iter([self.entry(k).rows])

    def entry(self, k: int) -> Entry:
        """What is known of ``k`` clusters."""
        return self.entries.setdefault(k, Entry(k, np.zeros(0, dtype=np.int64)))

    def derive(self, table: Table, refused: Sequence[frozenset[int]] = ()) -> Part:
        """Not possible without a list.

        Raises:
            NotListedError: always.
        """
        raise NotListedError(f"{len(table)} rows, {len(refused)} refused")
