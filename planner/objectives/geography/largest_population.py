"""People of the largest cluster."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BottleneckLevel
from planner.rules.base import Candidates


class LargestPopulation(BottleneckLevel):
    """Residents of the cluster that has most."""

    id: ClassVar[str] = "largest_population"
    title: ClassVar[str] = "People in the cluster that has most"
    unit: ClassVar[str] = "people"

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """People of each candidate, shape (candidates,)."""
        people = np.zeros(len(table.members), dtype=np.int64)
        by_code = table.instance.by_code
        for j, code in enumerate(table.codes):
            people += table.members[:, j] * np.int64(by_code[code].population)
        return people

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """The largest sum of residents, from the populations of the instance."""
        return max(
            (
                sum(o.population for o in instance.organisations if o.code in cluster.organisations)
                for cluster in plan.clusters
            ),
            default=0,
        )
