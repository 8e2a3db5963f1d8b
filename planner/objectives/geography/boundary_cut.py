"""Shared boundary that clusters cut."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import GeographyLevel
from planner.rules.base import Candidates


class BoundaryCut(GeographyLevel):
    """Metres of land links whose ends are in different clusters.

    A cut link is counted in the cluster that holds its end of smaller code, so each once and never below 0.
    """

    id: ClassVar[str] = "boundary_cut"
    title: ClassVar[str] = "Shared boundary between organisations of different clusters"
    unit: ClassVar[str] = "metres"

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Metres of each candidate, shape (candidates,); links out of the table count too."""
        position = {code: j for j, code in enumerate(table.codes)}
        by_column = np.ascontiguousarray(table.members.T)
        column = np.zeros(len(table.members), dtype=np.int64)
        for link in table.instance.links:
            smaller, larger = sorted((link.a, link.b))
            if link.kind != "land" or not link.length_m or smaller not in position:
                continue
            cut = by_column[position[smaller]]
            if larger in position:
                cut = cut & ~by_column[position[larger]]
            column += cut * np.int64(link.length_m)
        return column

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Metres summed over the land links of the instance whose ends are apart in the plan."""
        cluster_of = {code: c.id for c in plan.clusters for code in c.organisations}
        return sum(
            x.length_m or 0 for x in instance.links if x.kind == "land" and cluster_of[x.a] != cluster_of[x.b]
        )
