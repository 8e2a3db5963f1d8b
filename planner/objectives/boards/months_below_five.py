"""Months in which a board has too few NEDs when terms end and are not renewed."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel, LevelModel
from planner.objectives.bounds import fewest_neds
from planner.objectives.roster import posts_today
from planner.rules.base import Expr


class MonthsBelowFive(BoardLevel):
    """Calendar months from ``as_at`` to ``horizon_end`` at whose last day fewer than five NEDs are in office.

    Summed over boards. Five is BRD-3's fewest. A NED is in office until the latest term at that organisation;
    without a post there until the latest of all terms; a recruit until the end (guidance ¶6, A¶5.7).
    """

    id: ClassVar[str] = "months_below_five"
    title: ClassVar[str] = "Months with fewer than five directors if no term is renewed"
    unit: ClassVar[str] = "months, over all boards"

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:
        """One 0/1 auxiliary for each board and stretch of months with the same people in office.

        At most every month of every board.
        """
        start, end = model.instance.as_at, model.instance.horizon_end
        first, after = start.year * 12 + start.month, end.year * 12 + end.month + 1
        wanted = fewest_neds(rulebook)
        total = []
        for code in model.organisations:
            gone: dict[str, int] = {}
            for person, o in model.ned:
                if o == code:
                    gone[person] = self._gone(model, person, code, first, after)
            earlier: Expr | None = None
            borders = sorted({first, after, *gone.values()})
            for at, until in pairwise(borders):
                there = sum(model.ned[person, code] for person, month in gone.items() if month > at)
                below = model.new_int(f"months_below_five[{code},{at}]", 0, 1)
                model.require(there + wanted * below >= wanted, None)
                total.append((until - at) * below)
                if earlier is not None:  # nobody joins on the way: once short, short to the end
                    model.require(below >= earlier, None)
                earlier = below
        return sum(total), len(model.organisations) * (after - first)

    @staticmethod
    def _gone(model: LevelModel, person: str, code: str, first: int, after: int) -> int:
        """The month (counted from year 0) from whose last day on the person is out of office."""
        posts = model.posts.get(person, ())
        terms = [h.term_end for h in posts if h.organisation == code] or [h.term_end for h in posts]
        if not terms or max(terms) >= model.instance.horizon_end:
            return after
        day = max(terms) + timedelta(days=1)
        return max(first, day.year * 12 + day.month)

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Month by month and board by board, those whose last day too few people see in office."""
        rule = rulebook.by_id.get("BRD-3")
        five = 5 if rule is None else rule.parameters.get("min", 5)
        terms: dict[str, dict[str, date]] = {}
        for person, rows in posts_today(instance).items():
            mine = terms.setdefault(person, {})
            for row in rows:
                mine[row.organisation] = max(row.term_end, mine.get(row.organisation, row.term_end))
        total = 0
        for last_day in _last_days(instance.as_at, instance.horizon_end):
            for board in plan.boards:
                serving = 0
                for person in {n.person for n in board.neds}:
                    held = terms.get(person)
                    until = None if held is None else held.get(board.organisation, max(held.values()))
                    serving += until is None or until >= last_day
                total += serving < five
        return total


def _last_days(start: date, end: date) -> list[date]:
    """The last day of each month from ``start`` on; of the last month ``end`` itself. For values only."""
    days = []
    year, month = start.year, start.month
    while (year, month) <= (end.year, end.month):
        days.append(min(end, date(year, month, monthrange(year, month)[1])))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return days
