"""Boards that one departure would leave short."""

from __future__ import annotations

from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel, LevelModel
from planner.rules.base import Expr
from planner.rules.seats import total


class BelowSix(BoardLevel):
    """Boards with fewer NEDs than the rulebook's aim (six, so that one may leave)."""

    id: ClassVar[str] = "below_six"
    title: ClassVar[str] = "Boards with fewer than six non-executive directors"
    unit: ClassVar[str] = "boards"

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """One 0/1 auxiliary for each board; at most the number of boards."""
        below = []
        for code in model.organisations:
            neds = total(model.ned, code)
            short = model.new_int(f"below_six[{code}]", 0, 1)
            model.require(neds + rulebook.ned_aim * short >= rulebook.ned_aim, None)
            below.append(short)
        return sum(below), len(below)

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Boards with fewer people in NED seats than the aim."""
        return sum(len({n.person for n in b.neds}) < rulebook.ned_aim for b in plan.boards)
