"""GEO-POP: the population of a cluster lies in a window."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import CandidateRule, Candidates
from planner.rules.words import about, asks, grouped, listed


class GeoPop(CandidateRule):
    """The population lies in one of ``windows``, a list of [low, high], both inclusive."""

    id: ClassVar[str] = "GEO-POP"

    def breach(self, table: Candidates) -> npt.NDArray[np.int64]:
        """1 for a candidate outside every window."""
        members = np.asarray(table.members, dtype=np.bool_)
        population = np.zeros(members.shape[0], dtype=np.int64)
        for j, code in enumerate(table.codes):
            population += members[:, j] * np.int64(table.instance.by_code[code].population)
        outside = np.ones(members.shape[0], dtype=np.bool_)
        for low, high in self.spec.parameters["windows"]:
            outside &= (population < low) | (population > high)
        return outside.astype(np.int64)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Clusters outside every window, by the populations of the instance."""
        findings = []
        for cluster in plan.clusters:
            people = sum(o.population for o in instance.organisations if o.code in cluster.organisations)
            if not any(low <= people <= high for low, high in self.spec.parameters["windows"]):
                text = (
                    f"{grouped(instance, cluster.organisations)} has {people:,} people; "
                    f"{asks(self.spec)} {self._limit()}"
                )
                findings.append(about(cluster, text, f"{people:,}", self._limit()))
        return findings

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        return f"A cluster has {self._limit()} people."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Smallest and largest population."""
        size = {o.code: o.population for o in instance.organisations}
        people = [sum(size.get(code, 0) for code in c.organisations) for c in plan.clusters]
        return (f"{min(people):,} to {max(people):,} people", self._limit()) if people else ("", "")

    def _limit(self) -> str:
        """The windows in words; used by texts only."""
        return listed([f"{low:,} to {high:,}" for low, high in self.spec.parameters["windows"]]).replace(
            " and ", " or "
        )
