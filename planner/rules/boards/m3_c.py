"""M3-c: a locality audit chair on each board, or one shared audit chair for all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.governed import governed
from planner.rules.words import about, grouped


class M3c(BoardRule):
    """Every audit chair is a locality NED of the board, or one shared NED is audit chair of all boards.

    The model's ``audit_chair`` says which of the two (``organisation``, ``shared``) or leaves it open
    (``either``).
    """

    id: ClassVar[str] = "M3-c"
    about_clusters: ClassVar[bool] = True

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Clusters whose governance model has this rule."""
        return [k for k in model.clusters if self.id in model.governance[k].rules]

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Audit chairs are shared and the same, or none of them is shared; ``audit_is_shared`` where open."""
        first, *others = model.clusters[subject]
        governance = model.governance[subject]
        one: Expr = int(governance.audit_chair == "shared" or not governance.locality_neds[1])
        if governance.audit_chair == "either" and governance.shared_neds[1] and governance.locality_neds[1]:
            one = model.audit_is_shared[subject]
        for (person, o), audit in model.audit.items():
            if o in model.clusters[subject]:
                shared = model.shared.get((person, subject), 0)
                model.require(audit <= model.ned.get((person, o), 0), literal)
                model.require(audit + shared <= 1 + one, literal)
                model.require(audit <= shared + 1 - one, literal)
        for person in dict.fromkeys(p for p, o in model.audit if o in model.clusters[subject]):
            for o in others:
                here, there = model.audit.get((person, o), 0), model.audit.get((person, first), 0)
                model.require(here <= there + 1 - one, literal)
                model.require(there <= here + 1 - one, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Clusters whose audit chairs are of neither kind; a board without one is BRD-AUD's matter."""
        findings = []
        for cluster, model in governed(plan, self.id):
            boards = [b for b in plan.boards if b.organisation in cluster.organisations]
            marks = [{s.seat for s in b.neds if s.person == b.audit_chair} for b in boards]
            kinds = [m for b, m in zip(boards, marks, strict=True) if b.audit_chair]
            separate = all(m == {"locality"} for m in kinds)
            together = len({b.audit_chair for b in boards}) == 1 and all(m == {"shared"} for m in kinds)
            name = grouped(instance, cluster.organisations)
            if model.audit_chair == "organisation" and not separate:
                text = f"{name} has an audit chair who is not a locality director of that board"
                findings.append(about(cluster, text, "shared", "one of each board"))
            elif model.audit_chair == "shared" and not together:
                text = f"{name} has no shared director who is audit chair of all its boards"
                findings.append(about(cluster, text, "several", "one for all"))
            elif not (separate or together):
                text = (
                    f"{name} has audit chairs that are neither a locality director of each board nor one "
                    "shared director of all"
                )
                findings.append(about(cluster, text, "mixed", "one kind"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """Some cluster's governance model has this rule and the plan has boards."""
        return bool(governed(plan, self.id))

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        return (
            "Audit chairs are locality directors of their boards, or one shared director is audit chair of all."
        )

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Clusters with audit chairs of neither kind."""
        return (f"{len(self.check(instance, plan))} clusters with mixed audit chairs", "none")
