"""DEC-APART: organisations that the planner keeps apart are in different clusters."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import CandidateRule, Candidates
from planner.rules.words import about, count, names


class DecApart(CandidateRule):
    """``keep_apart,A,B``: no cluster has both."""

    id: ClassVar[str] = "DEC-APART"
    reads_decisions: ClassVar[bool] = True

    def breach(self, table: Candidates) -> npt.NDArray[np.int64]:
        """Pairs of which a candidate has both."""
        members = np.asarray(table.members, dtype=np.bool_)
        column_of = {code: j for j, code in enumerate(table.codes)}
        result = np.zeros(members.shape[0], dtype=np.int64)
        for d in table.instance.decisions:
            if d.kind == "keep_apart" and d.subject in column_of and d.object in column_of:
                result += members[:, column_of[d.subject]] & members[:, column_of[d.object]]
        return result

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Clusters that have both of a pair."""
        findings = []
        for cluster in plan.clusters:
            for decision in instance.decisions:
                pair = {decision.subject, decision.object}
                if decision.kind == "keep_apart" and pair <= set(cluster.organisations):
                    both = names(instance, [decision.subject, decision.object or ""])
                    text = f"{both} are in one cluster; you keep them apart"
                    findings.append(about(cluster, text, "together", "apart"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """There is such a decision."""
        return any(d.kind == "keep_apart" for d in instance.decisions)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        pairs = sum(d.kind == "keep_apart" for d in instance.decisions)
        return f"You keep {count(pairs, 'pair')} of organisations in different clusters."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Pairs that are apart."""
        pairs = [{d.subject, d.object} for d in instance.decisions if d.kind == "keep_apart"]
        apart = sum(not any(pair <= set(c.organisations) for c in plan.clusters) for pair in pairs)
        return (f"{apart} pairs apart", f"all {len(pairs)}")
