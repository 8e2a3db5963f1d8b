"""People who serve on many boards."""

from __future__ import annotations

from collections import defaultdict
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel, LevelModel
from planner.objectives.bounds import most_seats
from planner.objectives.roster import seats
from planner.rules.base import Expr


class Load(BoardLevel):
    """Boards above the rulebook's limit (four), over all people and recruits."""

    id: ClassVar[str] = "load"
    title: ClassVar[str] = "Boards above four that one person serves"
    unit: ClassVar[str] = "boards"
    personal: ClassVar[bool] = True

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """One auxiliary for each person who could pass the limit.

        The bound is the smaller of two: everyone everywhere, or all seats filled by people who sit on as many
        boards as anyone can.
        """
        limit = rulebook.load_limit
        at: dict[str, dict[str, list[Expr]]] = defaultdict(lambda: defaultdict(list))
        for kind in (model.chair, model.ned):
            for (person, code), seat in kind.items():
                if person not in model.ways:
                    at[person][code].append(seat)
        excess: list[Expr] = []
        most = everyone = 0
        for ways in model.ways.values():
            many = [way for way in ways if len(way.boards) > limit]
            if many:
                excess += [(len(way.boards) - limit) * way.taken for way in many]
                widest = max(len(way.boards) for way in many)
                everyone += widest - limit
                most = max(most, widest)
        for person, boards in at.items():
            over = len(boards) - rulebook.load_limit
            if over <= 0:
                continue
            above = model.new_int(f"load[{person}]", 0, over)
            total = sum(seat for parts in boards.values() for seat in parts)
            model.require(total - above <= rulebook.load_limit, None)
            excess.append(above)
            most = max(most, len(boards))
            everyone += over
        filled = most_seats(model, rulebook)
        full = filled * (most - rulebook.load_limit) // most if most else 0
        return sum(excess), min(everyone, full)

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Boards above the limit, summed over everyone with a seat."""
        total = 0
        for held in seats(plan).values():
            boards = len({organisation for organisation, _ in held})
            total += max(0, boards - rulebook.load_limit)
        return total
