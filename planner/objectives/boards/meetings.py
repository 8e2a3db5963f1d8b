"""Board meetings that the executive teams serve."""

from __future__ import annotations

from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel, LevelModel
from planner.rules.base import Expr


class Meetings(BoardLevel):
    """Meetings a year of each cluster's governance model, for its number of organisations, summed.

    ``meetings_a_year`` of the model; the shipped figures are ASSUMED (A¶3.3 asks for no disproportionate
    demand on the executive team and names no number).
    """

    id: ClassVar[str] = "meetings"
    title: ClassVar[str] = "Board meetings that the executive teams serve"
    unit: ClassVar[str] = "meetings a year (ASSUMED)"

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """A constant of the clusters: nothing about people changes it."""
        total = 0
        for cluster, members in model.clusters.items():
            fixed, each = model.governance[cluster].yearly_meetings
            total += fixed + each * len(members)
        return total, total

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Summed over clusters whose governance model the plan embeds."""
        total = 0
        for cluster in plan.clusters:
            model = plan.governance.get(cluster.governance)
            if model is not None:
                total += model.yearly_meetings[0] + model.yearly_meetings[1] * len(cluster.organisations)
        return total
