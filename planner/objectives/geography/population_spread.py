"""How uneven clusters are in population."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import GeographyLevel
from planner.objectives.geography.cluster_target import target
from planner.rules.base import Candidates


class PopulationSpread(GeographyLevel):
    """Steps of people between each cluster and the mean cluster, rounded up for each cluster.

    The mean is the whole population divided by the number of clusters that is asked for, or by the target when
    no single number is. It is never rounded: everything is multiplied by that number first.
    """

    id: ClassVar[str] = "population_spread"
    title: ClassVar[str] = "Distance of each cluster from the mean population"
    unit: ClassVar[str] = "steps"
    by_range: ClassVar[bool] = True

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Steps of each candidate, shape (candidates,); the mean is that of the whole instance."""
        by_code = table.instance.by_code
        spec = rulebook.by_id.get("GEO-10")
        fewest, most = (spec.parameters.get(k) if spec else None for k in ("fewest", "most"))
        n = int(fewest) if fewest is not None and fewest == most else target(table.instance, rulebook)
        people = np.zeros(len(table.members), dtype=np.int64)
        for j, code in enumerate(table.codes):
            people += table.members[:, j] * np.int64(by_code[code].population)
        # at most 5,000 organisations of 10**9 people times 99,999 clusters: 5 * 10**17 fits 64 bits
        away = np.abs(people * np.int64(n) - sum(o.population for o in table.instance.organisations))
        steps: npt.NDArray[np.int64] = -(-away // np.int64(n * rulebook.population_step))
        return steps

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Steps summed over clusters, from exact fractions of people."""
        number = _only_number(plan) or target(instance, rulebook)
        residents = {o.code: o.population for o in instance.organisations}
        mean = Fraction(sum(residents.values()), number)
        total = 0
        for cluster in plan.clusters:
            people = sum(residents[code] for code in cluster.organisations)
            total += ceil(abs(people - mean) / rulebook.population_step)
        return total


def _only_number(plan: Plan) -> int | None:
    """The number of clusters that was asked for, if it was one and not a range."""
    asked = plan.settings.get("clusters")
    value = asked.value if asked is not None else None
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    low, high = value
    return low if type(low) is int and low >= 1 and low == high else None
