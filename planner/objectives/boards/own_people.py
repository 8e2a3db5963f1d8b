"""Boards with too few of the organisation's own people."""

from __future__ import annotations

from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel, LevelModel
from planner.objectives.roster import posts_today
from planner.rules.base import Expr

SMALL_CLUSTER = 3
"""Up to so many organisations, two of their own people are wished on each board; above, one."""


class OwnPeople(BoardLevel):
    """Organisations with fewer of their own people on their board than wished."""

    id: ClassVar[str] = "own_people"
    title: ClassVar[str] = "Organisations with too few of their own people on their board"
    unit: ClassVar[str] = "organisations"

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """One 0/1 auxiliary for each organisation; at most the number of organisations."""
        short = []
        home: dict[str, dict[str, None]] = {}
        for person in model.people:
            for row in model.posts.get(person, ()):
                home.setdefault(row.organisation, {})[person] = None
        for members in model.clusters.values():
            wished = 2 if len(members) <= SMALL_CLUSTER else 1
            for code in members:
                own = home.get(code, ())
                seated = [seat[p, code] for seat in (model.chair, model.ned) for p in own if (p, code) in seat]
                missing = model.new_int(f"own_people[{code}]", 0, 1)
                model.require(sum(seated) + wished * missing >= wished, None)
                short.append(missing)
        return sum(short), len(short)

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Boards with fewer than two (in a cluster of up to three organisations), else without any."""
        home = {(p, h.organisation) for p, rows in posts_today(instance).items() for h in rows}
        size = {code: len(c.organisations) for c in plan.clusters for code in c.organisations}
        count = 0
        for board in plan.boards:
            sitting = {board.chair, *(n.person for n in board.neds)}
            own = sum((p, board.organisation) in home for p in sitting if p is not None)
            if own == 0 or (own == 1 and size[board.organisation] <= SMALL_CLUSTER):
                count += 1
        return count
