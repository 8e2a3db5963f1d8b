"""One part of the map as the large engine sees it: neighbours, people, lawful clusters and what they cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.geography.compact.answer import Rows, level_value
from planner.geography.compact.connect import neighbours
from planner.geography.compact.model import Cluster
from planner.geography.compact.rules import NEVER_LIFTED
from planner.objectives.base import BottleneckLevel, CountLevel, GeographyLevel, Level
from planner.rules.base import CandidateRule, Rule

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Part:
    """Organisations grouped together, with rules and levels in force and the number of clusters asked for."""

    instance: Instance
    codes: tuple[str, ...]
    """Sorted."""
    rules: tuple[Rule, ...]
    """Those about the map that must hold."""
    levels: tuple[Level, ...]
    rulebook: Rulebook
    low: int
    high: int

    @cached_property
    def position(self) -> dict[str, int]:
        """Place of each code."""
        return {c: i for i, c in enumerate(self.codes)}

    @cached_property
    def near(self) -> list[set[int]]:
        """Positions joined to each position."""
        return neighbours(self.instance, self.position)

    @cached_property
    def population(self) -> list[int]:
        """People by position."""
        return [self.instance.by_code[c].population for c in self.codes]

    @cached_property
    def connects(self) -> bool:
        """Whether clusters must hang together."""
        return any(r.id == "GEO-CON" for r in self.rules)

    @cached_property
    def exempted(self) -> dict[Cluster, set[str]]:
        """Rules lifted from exactly a set of this part."""
        able = {r.id for r in self.rules if r.spec.authority != "statute" and r.id not in NEVER_LIFTED}
        found: dict[Cluster, set[str]] = {}
        for d in self.instance.decisions:
            if d.kind == "exempt" and d.object and d.subject in able:
                group = frozenset(code.strip() for code in d.object.split(";"))
                if group <= self.position.keys():
                    found.setdefault(group, set()).add(d.subject)
        return found

    @cached_property
    def loose(self) -> list[Cluster]:
        """Sets that need not hang together."""
        return sorted((s for s, ids in self.exempted.items() if "GEO-CON" in ids), key=sorted)

    def members(self, clusters: Iterable[Iterable[str]]) -> Bools:
        """Clusters as rows, shape (clusters, organisations)."""
        groups = [[self.position[c] for c in cluster] for cluster in clusters]
        table = np.zeros((len(groups), len(self.codes)), dtype=np.bool_)
        for row, group in enumerate(groups):
            table[row, group] = True
        return table

    def cluster(self, row: Bools) -> Cluster:
        """A row as codes."""
        return frozenset(self.codes[i] for i in np.flatnonzero(row))

    def lawful(self, members: Bools, *, connected: bool = False) -> Bools:
        """Rows that break no rule about a cluster, exemptions counted; judged by the rules' own halves.

        With ``connected`` the rows are known to hang together.
        """
        table = Rows(self.instance, self.codes, members)
        keep = np.ones(len(members), dtype=np.bool_)
        for rule in self.rules:
            if isinstance(rule, CandidateRule) and not (connected and rule.id == "GEO-CON"):
                fine = rule.breach(table) == 0
                for group, ids in self.exempted.items():
                    if rule.id in ids:
                        fine |= (members == self.members([group])[0]).all(axis=1)
                keep &= fine
        return keep

    def costs(self, members: Bools) -> list[Ints]:
        """Column of each level, shape (rows,); zeros for levels that depend on the number of clusters alone."""
        table = Rows(self.instance, self.codes, members)
        return [
            level.column(table, self.rulebook)
            if isinstance(level, (GeographyLevel, BottleneckLevel))
            else np.zeros(len(members), dtype=np.int64)
            for level in self.levels
        ]

    def values(self, clusters: Iterable[Cluster]) -> tuple[int, ...]:
        """Levels of a grouping, without constants."""
        groups = list(clusters)
        return tuple(level_value(x, self.instance, self.codes, groups, self.rulebook) for x in self.levels)

    def counts(self, k: int) -> tuple[int, ...]:
        """Values of the leading levels that depend on the number of clusters alone."""
        found = []
        for level in self.levels:
            if not isinstance(level, CountLevel):
                break
            found.append(level.of(k, self.instance, self.rulebook))
        return tuple(found)

    def verify(self, clusters: Sequence[Cluster]) -> None:
        """Make sure that a grouping is one and lawful.

        Raises:
            RuntimeError: it isn't (a bug here).
        """
        members = self.members(clusters)
        if (members.sum(axis=0) != 1).any() or not self.low <= len(members) <= self.high:
            raise RuntimeError("clusters found are no grouping of the part")
        if not self.lawful(members).all():
            raise RuntimeError("a cluster found breaks a rule")
