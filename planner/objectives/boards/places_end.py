"""People whose place ends."""

from __future__ import annotations

from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel, LevelModel
from planner.rules.base import Expr


class PlacesEnd(BoardLevel):
    """Office holders without a place who neither offered to stand down nor took an alternative role."""

    id: ClassVar[str] = "places_end"
    title: ClassVar[str] = "People whose place ends without their offer"
    unit: ClassVar[str] = "people"

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """Sum over office holders; at most all of them."""
        return sum(model.place_ends.values()), len(model.place_ends)

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """People with the outcome ``place_ends``; the checker derives each outcome again."""
        return sum(p.outcome == "place_ends" for p in plan.people)
