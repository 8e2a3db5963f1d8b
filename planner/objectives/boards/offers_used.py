"""Offers to leave that the plan uses."""

from __future__ import annotations

from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel, LevelModel
from planner.rules.base import Expr


class OffersUsed(BoardLevel):
    """People who leave because they offered to stand down or to take an alternative role."""

    id: ClassVar[str] = "offers_used"
    title: ClassVar[str] = "People who stand down or take an alternative role by their own offer"
    unit: ClassVar[str] = "people"
    personal: ClassVar[bool] = True

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """Sum of both; one person has one outcome, so at most the people who offered either."""
        offered = set(model.stands_down) | {person for person, _ in model.alternative}
        return sum(model.stands_down.values()) + sum(model.alternative.values()), len(offered)

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """People with one of the two outcomes; the checker derives each outcome again."""
        return sum(p.outcome in ("stands_down", "alternative_role") for p in plan.people)
