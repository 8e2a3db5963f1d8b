"""Boards that one or two departures would leave with too few NEDs."""

from __future__ import annotations

from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel, LevelModel
from planner.objectives.bounds import fewest_neds
from planner.rules.base import Expr
from planner.rules.seats import total


class _ShortAfter(BoardLevel):
    """Boards that fall below BRD-3's fewest NEDs (five) if so many of their NEDs leave, whichever they are.

    Somebody who serves several boards leaves all of them at once; each of those that is then short counts.
    """

    unit: ClassVar[str] = "boards"
    departures: ClassVar[int]

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """One 0/1 auxiliary for each board; at most the number of boards.

        Nobody has two seats on a board, so any so many NEDs who leave are so many seats.
        """
        wanted = fewest_neds(rulebook) + self.departures
        short = []
        for code in model.organisations:
            neds = total(model.ned, code)
            falls = model.new_int(f"{self.id}[{code}]", 0, 1)
            model.require(neds + wanted * falls >= wanted, None)
            short.append(falls)
        return sum(short), len(short)

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Boards that would be left with too few people in NED seats."""
        rule = rulebook.by_id.get("BRD-3")
        five = 5 if rule is None else rule.parameters.get("min", 5)
        left = [len({n.person for n in board.neds}) - self.departures for board in plan.boards]
        return sum(n < five for n in left)


class ShortAfterOne(_ShortAfter):
    """Boards that one departure leaves short."""

    id: ClassVar[str] = "short_after_one"
    title: ClassVar[str] = "Boards with fewer than five directors after one departure"
    departures: ClassVar[int] = 1


class ShortAfterTwo(_ShortAfter):
    """Boards that two departures leave short."""

    id: ClassVar[str] = "short_after_two"
    title: ClassVar[str] = "Boards with fewer than five directors after two departures"
    departures: ClassVar[int] = 2
