"""GEO-SIZE: a cluster has at most so many organisations."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import CandidateRule, Candidates
from planner.rules.words import about, asks, between, count, named, number


class GeoSize(CandidateRule):
    """At most ``max`` organisations; fewer than ``prefer_min`` is counted by a level, never a breach."""

    id: ClassVar[str] = "GEO-SIZE"

    def breach(self, table: Candidates) -> npt.NDArray[np.int64]:
        """Organisations above the limit."""
        size = np.asarray(table.members, dtype=np.bool_).sum(axis=1, dtype=np.int64)
        over: npt.NDArray[np.int64] = np.maximum(size - int(self.spec.parameters["max"]), 0)
        return over

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Clusters with too many organisations."""
        most = self.spec.parameters["max"]
        findings = []
        for cluster in plan.clusters:
            size = len(set(cluster.organisations))
            if size > most:
                text = (
                    f"The cluster of {named(instance, cluster.id)} has {count(size, 'organisation')}; "
                    f"{asks(self.spec)} at most {number(most)}"
                )
                findings.append(about(cluster, text, str(size), f"at most {most}"))
        return findings

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        most, wished = self.spec.parameters["max"], self.spec.parameters.get("prefer_min", 1)
        return f"A cluster has at most {number(most)} organisations; {number(wished)} or more are preferred."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Smallest and largest cluster."""
        sizes = [len(set(c.organisations)) for c in plan.clusters]
        if not sizes:
            return ("", "")
        return (f"{between(sizes)} organisations", f"at most {self.spec.parameters['max']}")
