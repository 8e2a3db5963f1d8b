"""ACC-5: appointments are to organisations, never to a cluster board."""

from __future__ import annotations

from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import PlanRule
from planner.rules.words import about, grouped


class Acc5(PlanRule):
    """Everyone on a nominated cluster board sits on a board of one of its organisations."""

    id: ClassVar[str] = "ACC-5"

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """People on a cluster board who sit on no board of the cluster."""
        findings = []
        for cluster in plan.clusters:
            if cluster.cluster_board is None:
                continue
            seated = set()
            for code in cluster.organisations:
                board = plan.board_of.get(code)
                if board is not None:
                    seated |= {board.chair, *(seat.person for seat in board.neds)}
            members = [cluster.cluster_board.chair, *(n.person for n in cluster.cluster_board.neds)]
            for person in dict.fromkeys(members):
                if person not in seated:
                    text = (
                        f"{person} sits on the cluster board but on no board of its organisations: "
                        f"{grouped(instance, cluster.organisations)}"
                    )
                    findings.append(about(cluster, text, "cluster board only", "a board of the cluster"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """The plan has a nominated cluster board."""
        return any(cluster.cluster_board is not None for cluster in plan.clusters)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        return "Chairs and directors are appointed to named organisations; nobody is on a cluster board alone."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """People on a cluster board alone."""
        return (f"{len(self.check(instance, plan))} people on a cluster board alone", "none")
