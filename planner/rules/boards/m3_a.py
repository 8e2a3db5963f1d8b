"""M3-a: one person chairs every board of the cluster."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.governed import governed
from planner.rules.words import about, count, grouped


class M3a(BoardRule):
    """One person chairs every board of the cluster."""

    id: ClassVar[str] = "M3-a"
    about_clusters: ClassVar[bool] = True

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Clusters whose governance model has this rule."""
        return [k for k in model.clusters if self.id in model.governance[k].rules]

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Whoever chairs one board chairs the next."""
        group = list(model.clusters[subject])
        for person in dict.fromkeys(p for p, o in model.chair if o in group):
            for a, b in pairwise(group):
                model.require(model.chair.get((person, a), 0) == model.chair.get((person, b), 0), literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Clusters with several chairs."""
        findings = []
        for cluster, _ in governed(plan, self.id):
            chairs = {b.chair for b in plan.boards if b.organisation in cluster.organisations}
            if len(chairs) > 1:
                people = count(len(chairs - {None}), "chair")
                gap = " and a board without one" if None in chairs else ""
                name = grouped(instance, cluster.organisations)
                text = f"{name} has {people}{gap}; one person chairs all its boards"
                findings.append(about(cluster, text, people, "one chair"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """Some cluster's governance model has this rule and the plan has boards."""
        return bool(governed(plan, self.id))

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        return "One person chairs every board of the cluster."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Clusters with several chairs."""
        return (f"{len(self.check(instance, plan))} clusters with several chairs", "none")
