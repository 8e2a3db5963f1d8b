"""As few clusters as possible."""

from __future__ import annotations

from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import CountLevel


class ClustersFewest(CountLevel):
    """The number of clusters."""

    id: ClassVar[str] = "clusters_fewest"
    title: ClassVar[str] = "Number of clusters, the fewer the better"
    unit: ClassVar[str] = "clusters"

    def of(self, clusters: int, instance: Instance, rulebook: Rulebook) -> int:
        """The number itself."""
        return clusters

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Clusters of the plan."""
        return len(plan.clusters)
