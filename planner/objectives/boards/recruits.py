"""People to be found from outside."""

from __future__ import annotations

from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel, LevelModel
from planner.objectives.roster import posts_today, seats
from planner.rules.base import Expr


class Recruits(BoardLevel):
    """New appointments: people on a board who hold no post today."""

    id: ClassVar[str] = "recruits"
    title: ClassVar[str] = "People to recruit"
    unit: ClassVar[str] = "people"

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """Sum over possible recruits; at most all of them."""
        return sum(model.used.values()), len(model.used)

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """People with a seat who are not in the roster, each once."""
        return len(set(seats(plan)) - set(posts_today(instance)))
