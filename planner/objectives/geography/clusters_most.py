"""As many clusters as possible."""

from __future__ import annotations

from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import CountLevel


class ClustersMost(CountLevel):
    """Organisations beyond the first of each cluster: 0 when all stand alone."""

    id: ClassVar[str] = "clusters_most"
    title: ClassVar[str] = "Organisations beyond the first of each cluster, the more clusters the fewer"
    unit: ClassVar[str] = "organisations"

    def of(self, clusters: int, instance: Instance, rulebook: Rulebook) -> int:
        """Organisations minus clusters; 0 for a number that no map can have."""
        return max(0, len(instance.organisations) - clusters)

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Members beyond the first, summed over clusters."""
        return sum(len(c.organisations) - 1 for c in plan.clusters)
