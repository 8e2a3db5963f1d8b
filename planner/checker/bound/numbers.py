"""Levels that depend on the number of clusters alone."""

from __future__ import annotations

from collections.abc import Callable

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook


def target(instance: Instance, rulebook: Rulebook) -> int:
    """Clusters aimed at: the instance's share of the national target, rounded half up, at least 1."""
    share = 2 * rulebook.target_clusters * len(instance.organisations) + rulebook.target_organisations
    return max(1, share // (2 * rulebook.target_organisations))


def _cluster_target(clusters: int, instance: Instance, rulebook: Rulebook, plan: Plan) -> int:
    asked = plan.settings.get("clusters")
    if asked is not None and asked.value is not None:
        return 0
    return abs(clusters - target(instance, rulebook))


NUMBERS: dict[str, Callable[[int, Instance, Rulebook, Plan], int]] = {
    "cluster_target": _cluster_target,
    "clusters_fewest": lambda clusters, *_: clusters,
    "clusters_most": lambda clusters, instance, *_: len(instance.organisations) - clusters,
}
"""Value of a map of so many clusters at each such level."""
