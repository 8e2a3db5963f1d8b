"""Pairs of organisations that an arrangement joins and clusters part."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import GeographyLevel
from planner.rules.base import Candidates


class ArrangementPairs(GeographyLevel):
    """Pairs of organisations of one arrangement in different clusters.

    A pair is counted in the cluster that holds its smaller code, so once and never below 0.
    """

    id: ClassVar[str] = "arrangement_pairs"
    title: ClassVar[str] = "Pairs of organisations of one arrangement in different clusters"
    unit: ClassVar[str] = "pairs"

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Pairs of each candidate, shape (candidates,); partners outside the table count too."""
        position = {code: j for j, code in enumerate(table.codes)}
        groups: dict[str, list[str]] = defaultdict(list)
        for o in table.instance.organisations:
            if o.arrangement:
                groups[o.arrangement].append(o.code)
        column = np.zeros(len(table.members), dtype=np.int64)
        for group in groups.values():
            larger_inside = np.zeros(len(table.members), dtype=np.int64)
            for larger, code in enumerate(sorted(group, reverse=True)):
                if code in position:
                    member = table.members[:, position[code]]
                    column += member * (larger - larger_inside)
                    larger_inside += member
        return column

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Pairs of the instance that the plan parts."""
        cluster_of = {code: c.id for c in plan.clusters for code in c.organisations}
        return sum(
            a.arrangement == b.arrangement and cluster_of[a.code] != cluster_of[b.code]
            for a, b in combinations([o for o in instance.organisations if o.arrangement], 2)
        )
