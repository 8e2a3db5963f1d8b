"""DEC-TOGETHER: organisations that the planner keeps together are in one cluster."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import CandidateRule, Candidates
from planner.rules.words import about, count, grouped, named


class DecTogether(CandidateRule):
    """``keep_together,A,B``: no cluster has one of them without the other."""

    id: ClassVar[str] = "DEC-TOGETHER"
    reads_decisions: ClassVar[bool] = True

    def breach(self, table: Candidates) -> npt.NDArray[np.int64]:
        """Pairs of which a candidate has exactly one."""
        members = np.asarray(table.members, dtype=np.bool_)
        column_of = {code: j for j, code in enumerate(table.codes)}
        nobody = np.zeros(members.shape[0], dtype=np.bool_)
        result = np.zeros(members.shape[0], dtype=np.int64)
        for d in table.instance.decisions:
            if d.kind == "keep_together" and d.object:
                a, b = (members[:, column_of[x]] if x in column_of else nobody for x in (d.subject, d.object))
                result += a != b
        return result

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Clusters that have one of a pair and not the other."""
        findings = []
        for cluster in plan.clusters:
            for decision in instance.decisions:
                if decision.kind != "keep_together" or not decision.object:
                    continue
                pair = [decision.subject, decision.object]
                there = [code for code in pair if code in cluster.organisations]
                if len(there) == 1 and pair[0] != pair[1]:
                    other = pair[1] if there[0] == pair[0] else pair[0]
                    text = (
                        f"{grouped(instance, cluster.organisations)} does not include "
                        f"{named(instance, other)}, which you keep together with {named(instance, there[0])}"
                    )
                    findings.append(about(cluster, text, "apart", "together"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """There is such a decision."""
        return any(d.kind == "keep_together" for d in instance.decisions)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        pairs = sum(d.kind == "keep_together" for d in instance.decisions)
        return f"You keep {count(pairs, 'pair')} of organisations in one cluster."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Pairs that are together."""
        pairs = [(d.subject, d.object) for d in instance.decisions if d.kind == "keep_together"]
        together = sum(any({a, b} <= set(c.organisations) for c in plan.clusters) for a, b in pairs)
        return (f"{together} pairs together", f"all {len(pairs)}")
