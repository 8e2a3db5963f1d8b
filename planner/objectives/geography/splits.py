"""Councils and arrangements divided between clusters."""

from __future__ import annotations

from collections import defaultdict
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import GeographyLevel
from planner.rules.base import Candidates


def _groups(instance: Instance) -> list[set[str]]:
    """Organisations of each council and of each arrangement."""
    councils: dict[str, set[str]] = defaultdict(set)
    arrangements: dict[str, set[str]] = defaultdict(set)
    for row in instance.coverage:
        councils[row.local_authority].add(row.organisation)
    for organisation in instance.organisations:
        if organisation.arrangement:
            arrangements[organisation.arrangement].add(organisation.code)
    return [*councils.values(), *arrangements.values()]


class Splits(GeographyLevel):
    """Pieces minus one of every council and every arrangement.

    A candidate costs one for each group it holds a piece of; the constant takes one off for each group.
    Groups of one organisation stay in, so that tables of single regions add up to the national value.
    """

    id: ClassVar[str] = "splits"
    title: ClassVar[str] = "Councils and arrangements divided between clusters"
    unit: ClassVar[str] = "extra pieces"

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Groups that each candidate holds a piece of, shape (candidates,)."""
        position = {code: j for j, code in enumerate(table.codes)}
        by_column = np.ascontiguousarray(table.members.T)
        column = np.zeros(len(table.members), dtype=np.int64)
        for group in _groups(table.instance):
            columns = [position[code] for code in sorted(group) if code in position]
            if columns:
                column += np.logical_or.reduce([by_column[j] for j in columns])
        return column

    def constant(self, instance: Instance, rulebook: Rulebook) -> int:
        """Minus the number of groups."""
        return -len(_groups(instance))

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Clusters that hold a piece, minus one, summed over councils and arrangements."""
        pieces: set[tuple[str, str, str]] = set()
        groups: set[tuple[str, str]] = set()
        cluster_of = {code: c.id for c in plan.clusters for code in c.organisations}
        for row in instance.coverage:
            groups.add(("council", row.local_authority))
            pieces.add(("council", row.local_authority, cluster_of[row.organisation]))
        for o in instance.organisations:
            if o.arrangement:
                groups.add(("arrangement", o.arrangement))
                pieces.add(("arrangement", o.arrangement, cluster_of[o.code]))
        return len(pieces) - len(groups)
