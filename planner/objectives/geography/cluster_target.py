"""How far the number of clusters is from the target."""

from __future__ import annotations

from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import CountLevel


def target(instance: Instance, rulebook: Rulebook) -> int:
    """Target number of clusters for the organisations of an instance, at least 1.

    The national target times the instance's share of the organisations it was set for, rounded half up
    in whole numbers (guidance paragraph 8: around 50 clusters nationally).
    """
    organisations = len(instance.organisations)
    national = rulebook.target_organisations
    return max(1, (2 * rulebook.target_clusters * organisations + national) // (2 * national))


class ClusterTarget(CountLevel):
    """Clusters more or fewer than the target."""

    id: ClassVar[str] = "cluster_target"
    title: ClassVar[str] = "Distance from the target number of clusters"
    unit: ClassVar[str] = "clusters"

    def of(self, clusters: int, instance: Instance, rulebook: Rulebook) -> int:
        """0 when a range binds (GEO-10 has a limit), else the distance from the target."""
        spec = rulebook.by_id.get("GEO-10")
        if spec is not None and any(spec.parameters.get(k) is not None for k in ("fewest", "most")):
            return 0
        return abs(clusters - target(instance, rulebook))

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Clusters above or below the target; 0 when the number of clusters was asked for and so binds."""
        asked = plan.settings.get("clusters")
        if asked is not None and asked.value is not None:
            return 0
        return abs(len(plan.clusters) - target(instance, rulebook))
