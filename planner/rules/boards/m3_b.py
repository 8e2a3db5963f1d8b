"""M3-b: NEDs are shared by all boards of the cluster or belong to exactly one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Board, Cluster, Finding, Plan
from planner.core.rulebook import GovernanceModel
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.governed import governed
from planner.rules.seats import at, total
from planner.rules.words import about, count, grouped, named


class M3b(BoardRule):
    """Each NED is ``shared`` (on all boards) or ``locality`` (on one), in numbers within the model's ranges."""

    id: ClassVar[str] = "M3-b"
    about_clusters: ClassVar[bool] = True

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Clusters whose governance model has this rule."""
        return [k for k in model.clusters if self.id in model.governance[k].rules]

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Shared NEDs sit on all boards, others on one at most; both numbers within their ranges."""
        group = model.clusters[subject]
        governance = model.governance[subject]
        shared = at(model.shared, subject)
        everywhere = total(model.shared, subject)
        model.require(everywhere >= governance.shared_neds[0], literal)
        model.require(everywhere <= governance.shared_neds[1], literal)
        for o in group:
            local = total(model.ned, o) - everywhere
            model.require(local >= governance.locality_neds[0], literal)
            model.require(local <= governance.locality_neds[1], literal)
        for person in dict.fromkeys(p for p, o in model.ned if o in group):
            seats = sum(model.ned.get((person, o), 0) for o in group)
            model.require(seats <= 1 + (len(group) - 1) * shared.get(person, 0), literal)
        for person, sits in shared.items():
            for o in group:
                model.require(sits <= model.ned.get((person, o), 0), literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Clusters whose NEDs are neither shared nor local, or too few or too many of either."""
        findings = []
        for cluster, model in governed(plan, self.id):
            boards = [b for b in plan.boards if b.organisation in cluster.organisations]
            for text, measured, limit in self._faults(instance, cluster, model, boards):
                findings.append(about(cluster, text, measured, limit))
        return findings

    def _faults(
        self, instance: Instance, cluster: Cluster, model: GovernanceModel, boards: list[Board]
    ) -> list[tuple[str, str, str]]:
        """Text, measured value and limit of each fault of one cluster."""
        name = grouped(instance, cluster.organisations)
        faults = []
        kinds: dict[str, list[str]] = {}
        for board in boards:
            for seat in board.neds:
                kinds.setdefault(seat.person, []).append(seat.seat)
        for person, seats in sorted(kinds.items()):
            if set(seats) == {"shared"}:
                if len(seats) != len(boards):
                    text = f"{person} is marked as shared but sits on {len(seats)} of {len(boards)} boards"
                    faults.append((f"{name}: {text}", str(len(seats)), str(len(boards))))
            elif seats != ["locality"]:
                text = f"{person} is neither on all boards as shared nor on exactly one as local"
                faults.append((f"{name}: {text}", f"{len(seats)} boards", f"1 or {len(boards)}"))
        shared = sum("shared" in seats for seats in kinds.values())
        low, high = model.shared_neds
        if not low <= shared <= high:
            text = f"{name} has {count(shared, 'shared director')}; the model asks for {low} to {high}"
            faults.append((text, str(shared), f"{low} to {high}"))
        low, high = model.locality_neds
        for board in boards:
            local = sum(seat.seat != "shared" for seat in board.neds)
            if not low <= local <= high:
                where = named(instance, board.organisation)
                text = f"{where} has {count(local, 'locality director')}; the model asks for {low} to {high}"
                faults.append((text, str(local), f"{low} to {high}"))
        return faults

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """Some cluster's governance model has this rule and the plan has boards."""
        return bool(governed(plan, self.id))

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        return (
            "Each non-executive director of the cluster is on all its boards (shared) or on exactly one "
            "(locality), in the numbers of the model."
        )

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Shared and locality NEDs."""
        inside = {o for cluster, _ in governed(plan, self.id) for o in cluster.organisations}
        seats = [(s.person, s.seat) for b in plan.boards if b.organisation in inside for s in b.neds]
        shared = len({person for person, seat in seats if seat == "shared"})
        local = len({person for person, seat in seats if seat == "locality"})
        return (f"{shared} shared and {local} locality directors", "as the model says")
