"""Skills that nobody on a board has."""

from __future__ import annotations

from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel, LevelModel
from planner.objectives.roster import posts_today
from planner.rules.base import Expr


class SkillsMissing(BoardLevel):
    """Over boards and the rulebook's skills, those that neither chair nor NEDs have; recruits have none."""

    id: ClassVar[str] = "skills_missing"
    title: ClassVar[str] = "Skills that nobody on a board has"
    unit: ClassVar[str] = "skills"
    personal: ClassVar[bool] = True

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """One 0/1 auxiliary for each board and skill; at most boards times skills."""
        missing = []
        for skill in rulebook.skills:
            able = [p for p, rows in model.posts.items() if any(skill in h.skills for h in rows)]
            for code in model.organisations:
                seated = [seat[p, code] for seat in (model.chair, model.ned) for p in able if (p, code) in seat]
                lacks = model.new_int(f"skills_missing[{code},{skill}]", 0, 1)
                model.require(sum(seated) + lacks >= 1, None)
                missing.append(lacks)
        return sum(missing), len(missing)

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Skills of the rulebook less those that the people of a board have, summed over boards."""
        has = {p: {s for h in rows for s in h.skills} for p, rows in posts_today(instance).items()}
        total = 0
        for board in plan.boards:
            found = set(has.get(board.chair or "", ()))
            for ned in board.neds:
                found |= has.get(ned.person, set())
            total += len(set(rulebook.skills) - found)
        return total
