"""BRD-10: executives do not outnumber the others on a nominated cluster board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Cluster, Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.words import about, asks, count, grouped, number


class Brd10(BoardRule):
    """Chair and nominees of the cluster board are at least as many as its ``executives`` with a vote.

    Elsewhere the cluster's boards meet as one, and BRD-OFF keeps officers from outnumbering the NEDs.
    """

    id: ClassVar[str] = "BRD-10"
    about_clusters: ClassVar[bool] = True

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Clusters that nominate a cluster board."""
        return [k for k in model.clusters if model.governance[k].nominated_cluster_board]

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Enough members who are not executives."""
        members = sum(v for (_, k), v in model.cluster_chair.items() if k == subject)
        members += sum(v for (_, o), v in model.nominee.items() if o in model.clusters[subject])
        model.require(members >= int(self.spec.parameters["executives"]), literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Cluster boards with too few chairs and nominees."""
        least = self.spec.parameters["executives"]
        findings = []
        for cluster in _nominating(plan):
            size = 1 + len(cluster.cluster_board.neds) if cluster.cluster_board else 0
            if size < least:
                people = count(size, "non-executive")
                text = (
                    f"{grouped(instance, cluster.organisations)} has a cluster board with {people}; "
                    f"{asks(self.spec)} at least {number(least)}, as many as its executives"
                )
                findings.append(about(cluster, text, str(size), f"at least {least}"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """Some cluster nominates a cluster board and the plan has boards."""
        return bool(_nominating(plan))

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        executives = count(self.spec.parameters["executives"], "executive")
        return (
            f"A nominated cluster board has at least as many non-executives, its chair included, as the "
            f"{executives} who vote on it."
        )

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Fewest non-executives on a cluster board."""
        sizes = [1 + len(c.cluster_board.neds) for c in plan.clusters if c.cluster_board]
        limit = f"at least {self.spec.parameters['executives']}"
        return (f"{min(sizes, default=0)} non-executives on the smallest cluster board", limit)


def _nominating(plan: Plan) -> list[Cluster]:
    """Clusters whose governance model has a nominated board; none where the plan has no boards."""
    models = plan.governance if plan.boards else {}
    return [c for c in plan.clusters if c.governance in models and models[c.governance].nominated_cluster_board]
