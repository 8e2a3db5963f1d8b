"""Flows of patients that clusters cut."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import GeographyLevel
from planner.rules.base import Candidates


class PatientFlowCut(GeographyLevel):
    """Patients a year of ``patient_flow`` links whose ends are in different clusters.

    A flow without a number counts 1: the reader sees to it that all of an instance have one, or none has. A cut
    flow is counted in the cluster that holds its end of smaller code.
    """

    id: ClassVar[str] = "patient_flow_cut"
    title: ClassVar[str] = "Flow of patients between organisations of different clusters"
    unit: ClassVar[str] = "patients a year (flows, where no numbers are given)"

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Patients of each candidate, shape (candidates,); flows out of the table count too."""
        position = {code: j for j, code in enumerate(table.codes)}
        by_column = np.ascontiguousarray(table.members.T)
        column = np.zeros(len(table.members), dtype=np.int64)
        for link in table.instance.links:
            smaller, larger = sorted((link.a, link.b))
            if link.kind != "patient_flow" or smaller not in position:
                continue
            cut = by_column[position[smaller]]
            if larger in position:
                cut = cut & ~by_column[position[larger]]
            column += cut * np.int64(1 if link.patients is None else link.patients)
        return column

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Patients (or flows) summed over the flows of the instance whose ends are apart in the plan."""
        cluster_of = {code: c.id for c in plan.clusters for code in c.organisations}
        total = 0
        for flow in instance.links:
            if flow.kind == "patient_flow" and cluster_of[flow.a] != cluster_of[flow.b]:
                total += flow.patients if flow.patients is not None else 1
        return total
