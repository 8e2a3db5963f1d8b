"""Clusters smaller or larger than the preferred band of population."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import GeographyLevel
from planner.rules.base import Candidates


class PopulationSteps(GeographyLevel):
    """Steps of people (25,000) outside the band, rounded up for each cluster."""

    id: ClassVar[str] = "population_steps"
    title: ClassVar[str] = "Population outside the preferred band"
    unit: ClassVar[str] = "steps"

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Steps of each candidate, shape (candidates,)."""
        people = np.zeros(len(table.members), dtype=np.int64)
        by_code = table.instance.by_code
        for j, code in enumerate(table.codes):
            people += table.members[:, j] * np.int64(by_code[code].population)
        low, high = rulebook.population_band
        outside = np.maximum(low - people, 0) + np.maximum(people - high, 0)
        steps: npt.NDArray[np.int64] = -(-outside // rulebook.population_step)
        return steps

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Steps summed over clusters, from the populations of the instance."""
        low, high = rulebook.population_band
        total = 0
        for cluster in plan.clusters:
            people = sum(o.population for o in instance.organisations if o.code in cluster.organisations)
            outside = low - people if people < low else max(people - high, 0)
            total += (outside + rulebook.population_step - 1) // rulebook.population_step
        return total
