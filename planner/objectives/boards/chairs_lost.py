"""Chairs of today who chair nothing afterwards."""

from __future__ import annotations

from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel, LevelModel
from planner.objectives.roster import posts_today
from planner.rules.base import Expr


class ChairsLost(BoardLevel):
    """People who chair a board today and none in the plan."""

    id: ClassVar[str] = "chairs_lost"
    title: ClassVar[str] = "Chairs who no longer chair a board"
    unit: ClassVar[str] = "people"

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """One minus ``chairs_any`` over the chairs of today; at most their number."""
        today = [p for p, rows in model.posts.items() if any(h.role == "chair" for h in rows)]
        return sum(1 - model.chairs_any.get(p, 0) for p in today), len(today)

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Chairs of the roster who are the chair of no board of the plan."""
        after = {b.chair for b in plan.boards}
        return sum(
            p not in after and any(h.role == "chair" for h in rows) for p, rows in posts_today(instance).items()
        )
