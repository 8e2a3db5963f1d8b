"""GEO-10: the number of clusters lies within the range asked for."""

from __future__ import annotations

from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import Choice, Expr, PartitionRule
from planner.rules.words import count


class Geo10(PartitionRule):
    """The number of clusters lies within ``fewest`` and ``most``; an absent limit is no limit."""

    id: ClassVar[str] = "GEO-10"

    def post(self, choice: Choice, literal: Expr | None = None) -> None:
        """Bounds on the number of chosen clusters."""
        fewest, most = self.spec.parameters.get("fewest"), self.spec.parameters.get("most")
        total = sum(choice.chosen)
        if fewest is not None:
            choice.require(total >= int(fewest), literal)
        if most is not None:
            choice.require(total <= int(most), literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Too few or too many clusters."""
        limits = self.spec.parameters
        clusters = len(plan.clusters)
        low = limits.get("fewest") is None or limits["fewest"] <= clusters
        high = limits.get("most") is None or clusters <= limits["most"]
        if low and high:
            return []
        text = f"The plan has {count(clusters, 'cluster')}; you asked for {self._limit()}"
        return [Finding(subject=(), text=text, measured=str(clusters), limit=self._limit())]

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """A range was asked for."""
        return any(self.spec.parameters.get(key) is not None for key in ("fewest", "most"))

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        return f"The number of clusters is {self._limit()}."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Clusters against the range."""
        return (f"{len(plan.clusters)} clusters", self._limit())

    def _limit(self) -> str:
        """The range in words; used by texts only."""
        fewest, most = (self.spec.parameters.get(key) for key in ("fewest", "most"))
        if fewest is None and most is None:
            return "any number"
        if fewest == most:
            return f"exactly {fewest}"
        if most is None:
            return f"at least {fewest}"
        return f"at most {most}" if fewest is None else f"{fewest} to {most}"
