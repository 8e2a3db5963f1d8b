"""How many boards and committees there are to serve."""

from __future__ import annotations

from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel, LevelModel
from planner.rules.base import Expr


class Complexity(BoardLevel):
    """Boards that meet separately and audit committees, summed over clusters (BRD-9, A¶3.3).

    Boards of which every member serves all (Model 2) meet as one; otherwise each meets for itself, and a
    nominated cluster board is one more. Boards with the same audit chair share one audit committee.
    """

    id: ClassVar[str] = "complexity"
    title: ClassVar[str] = "Boards that meet separately and audit committees"
    unit: ClassVar[str] = "boards and committees"

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """A constant for the boards, and a 0/1 auxiliary for each cluster and person who may be audit chair."""
        total: Expr = 0
        most = 0
        for cluster, members in model.clusters.items():
            shape = model.governance[cluster]
            separate = 1 if not shape.keeps_boards and shape.locality_neds[1] == 0 else len(members)
            separate += shape.nominated_cluster_board
            total = total + separate
            most += separate + len(members)
            committees: dict[str, Expr] = {}
            for (person, code), seat in model.audit.items():
                if code in members:
                    if person in model.audits_any:
                        committees[person] = model.audits_any[person]
                    elif person not in committees:
                        committees[person] = model.new_int(f"complexity[{cluster},{person}]", 0, 1)
                    if person not in model.audits_any:
                        model.require(committees[person] >= seat, None)
            total = total + sum(committees.values())
        return total, most

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Separate boards by the plan's governance models, and different audit chairs of each cluster."""
        total = 0
        for cluster in plan.clusters:
            model = plan.governance.get(cluster.governance)
            together = model is not None and not model.keeps_boards and not any(model.locality_neds)
            total += 1 if together else len(cluster.organisations)
            total += model is not None and model.nominated_cluster_board
            boards = [plan.board_of[o] for o in cluster.organisations if o in plan.board_of]
            total += len({b.audit_chair for b in boards} - {None})
        return total
