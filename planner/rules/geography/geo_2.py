"""GEO-2: every organisation is in exactly one cluster."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

import numpy as np

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import Choice, Expr, PartitionRule
from planner.rules.words import count, named, number


class Geo2(PartitionRule):
    """Every organisation is in exactly one cluster."""

    id: ClassVar[str] = "GEO-2"

    def post(self, choice: Choice, literal: Expr | None = None) -> None:
        """Each organisation is in exactly one chosen cluster."""
        for column in range(len(choice.codes)):
            holders = np.flatnonzero(choice.members[:, column])
            choice.require(sum(choice.chosen[i] for i in holders.tolist()) == 1, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Organisations in no cluster or several, and codes nobody knows."""
        seen = Counter(code for cluster in plan.clusters for code in cluster.organisations)
        findings = []
        for organisation in instance.organisations:
            times = seen.pop(organisation.code, 0)
            if times != 1:
                where = "no cluster" if not times else f"{number(times)} clusters"
                text = f"{named(instance, organisation.code)} is in {where}; it must be in exactly one"
                findings.append(
                    Finding(subject=(organisation.code,), text=text, measured=str(times), limit="1")
                )
        for code in sorted(seen):
            text = f"{code} is in a cluster but is not one of the organisations given"
            findings.append(Finding(subject=(code,), text=text, measured="unknown", limit="known"))
        return findings

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        return f"Each of the {count(len(instance.organisations), 'organisation')} is in exactly one cluster."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Organisations grouped."""
        grouped = {code for cluster in plan.clusters for code in cluster.organisations}
        inside = sum(o.code in grouped for o in instance.organisations)
        return (f"{inside} organisations grouped", f"all {len(instance.organisations)}, once each")
