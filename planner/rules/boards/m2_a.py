"""M2-a: all boards of the cluster have the same chair and the same NEDs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.governed import governed
from planner.rules.words import about, directors, grouped


class M2a(BoardRule):
    """One chair and one set of NEDs on every board; every NED is ``shared``, as many as the model says."""

    id: ClassVar[str] = "M2-a"
    about_clusters: ClassVar[bool] = True

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Clusters whose governance model has this rule."""
        return [k for k in model.clusters if self.id in model.governance[k].rules]

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Seats on each board equal those on the first, and NED seats the shared ones."""
        first, *others = model.clusters[subject]
        for person in dict.fromkeys(p for p, o in model.chair if o in model.clusters[subject]):
            for o in others:
                here, there = model.chair.get((person, o), 0), model.chair.get((person, first), 0)
                model.require(here == there, literal)
        for person, o in model.ned:
            if o in model.clusters[subject]:
                for code in model.clusters[subject]:
                    shared = model.shared.get((person, subject), 0)
                    model.require(model.ned.get((person, code), 0) == shared, literal)
        total = sum(v for (_, k), v in model.shared.items() if k == subject)
        model.require(total >= model.governance[subject].shared_neds[0], literal)
        model.require(total <= model.governance[subject].shared_neds[1], literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Clusters whose boards differ, or with a NED who is not shared."""
        findings = []
        for cluster, model in governed(plan, self.id):
            boards = [plan.board_of[code] for code in cluster.organisations if code in plan.board_of]
            name = grouped(instance, cluster.organisations)
            wrong = []
            if len({b.chair for b in boards}) > 1:
                wrong.append("different chairs")
            if len({frozenset(seat.person for seat in b.neds) for b in boards}) > 1:
                wrong.append("different non-executive directors")
            if any(seat.seat != "shared" for b in boards for seat in b.neds):
                wrong.append("directors who are not marked as shared")
            if wrong:
                text = f"{name} has boards with {' and '.join(wrong)}; under this model they are the same"
                findings.append(about(cluster, text, "different", "the same"))
                continue
            low, high = model.shared_neds
            size = len({seat.person for seat in boards[0].neds}) if boards else low
            if not low <= size <= high:
                text = f"{name} has {directors(size)} on every board; the model asks for {low} to {high}"
                findings.append(about(cluster, text, str(size), f"{low} to {high}"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """Some cluster's governance model has this rule and the plan has boards."""
        return bool(governed(plan, self.id))

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        return "All boards of the cluster have one chair and the same non-executive directors."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Clusters with different boards."""
        return (f"{len(self.check(instance, plan))} clusters with different boards", "none")
