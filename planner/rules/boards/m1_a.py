"""M1-a: the nominated cluster board has one chair, from one of the boards."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.governed import governed
from planner.rules.seats import at
from planner.rules.words import about, grouped


class M1a(BoardRule):
    """The cluster board has one chair, who chairs one of the boards of the cluster."""

    id: ClassVar[str] = "M1-a"
    about_clusters: ClassVar[bool] = True

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Clusters whose governance model has this rule."""
        return [k for k in model.clusters if self.id in model.governance[k].rules]

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """One cluster chair, who is chair of a board."""
        chairs = at(model.cluster_chair, subject)
        model.require(sum(chairs.values()) == 1, literal)
        for person, leads in chairs.items():
            own = sum(model.chair.get((person, o), 0) for o in model.clusters[subject])
            model.require(leads <= own, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Clusters without a cluster board, or with a chair who chairs none of its boards."""
        findings = []
        for cluster, _ in governed(plan, self.id):
            name = grouped(instance, cluster.organisations)
            chairs = [b.chair for b in plan.boards if b.organisation in cluster.organisations]
            if cluster.cluster_board is None:
                findings.append(about(cluster, f"{name} has no cluster board and so no chair of it", "0", "1"))
            elif cluster.cluster_board.chair not in chairs:
                text = f"{name} has a chair of its cluster board who chairs none of its boards"
                findings.append(about(cluster, text, "from outside", "one of its chairs"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """Some cluster's governance model has this rule and the plan has boards."""
        return bool(governed(plan, self.id))

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        return "A nominated cluster board has one chair, who chairs one of the boards of the cluster."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Cluster boards with a chair."""
        boards = sum(c.cluster_board is not None for c in plan.clusters)
        return (f"{boards} cluster boards, {len(self.check(instance, plan))} without such a chair", "none")
