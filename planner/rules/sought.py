"""Skills with which recruits are sought, for checking halves: read off the conditions in the plan."""

from __future__ import annotations

import re

from planner.core.plan import Plan

_SKILL = re.compile(r"with the skill (\w+)")


def skills_sought(plan: Plan) -> dict[str, set[str]]:
    """Skills that each NED recruit must bring, by recruit id."""
    return {
        recruit.id: {skill for words in recruit.conditions for skill in _SKILL.findall(words)}
        for recruit in plan.to_recruit
        if recruit.role == "ned"
    }
