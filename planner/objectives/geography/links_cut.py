"""Connections that clusters cut."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import GeographyLevel
from planner.rules.base import Candidates


class LinksCut(GeographyLevel):
    """Land, bridge and ferry links whose ends are in different clusters, each row of ``links`` once.

    A cut link is counted in the cluster that holds its end of smaller code.
    """

    id: ClassVar[str] = "links_cut"
    title: ClassVar[str] = "Connections between organisations of different clusters"
    unit: ClassVar[str] = "links"

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Links of each candidate, shape (candidates,); links out of the table count too."""
        position = {code: j for j, code in enumerate(table.codes)}
        by_column = np.ascontiguousarray(table.members.T)
        column = np.zeros(len(table.members), dtype=np.int64)
        for link in table.instance.links:
            smaller, larger = sorted((link.a, link.b))
            if link.kind == "patient_flow" or smaller not in position:
                continue
            cut = by_column[position[smaller]]
            column += cut & ~by_column[position[larger]] if larger in position else cut
        return column

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Connecting links of the instance whose ends are apart in the plan."""
        cluster_of = {code: c.id for c in plan.clusters for code in c.organisations}
        connecting = [x for x in instance.links if x.kind in ("land", "bridge", "ferry")]
        return sum(cluster_of[x.a] != cluster_of[x.b] for x in connecting)
