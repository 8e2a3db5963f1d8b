"""Clusters to which a rule of a governance model applies, for checking halves only."""

from __future__ import annotations

from planner.core.plan import Cluster, Plan
from planner.core.rulebook import GovernanceModel


def governed(plan: Plan, rule: str) -> list[tuple[Cluster, GovernanceModel]]:
    """Clusters whose governance model lists the rule, with that model; none where the plan has no boards."""
    if not plan.boards:
        return []
    models = [(cluster, plan.governance.get(cluster.governance)) for cluster in plan.clusters]
    return [(cluster, model) for cluster, model in models if model is not None and rule in model.rules]
