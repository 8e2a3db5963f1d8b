"""GEO-12: the arrangement lasts to the end."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import PlanRule
from planner.rules.words import count, day, directors, named, on_board


class Geo12(PlanRule):
    """The phases follow each other from ``as_at`` to ``horizon_end``, and every NED seat is held throughout."""

    id: ClassVar[str] = "GEO-12"

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Gaps between phases, and boards with seats that are not held throughout."""
        start, end = instance.as_at, instance.horizon_end
        findings = []
        phases = sorted(plan.phases, key=lambda phase: phase.from_)
        joined = all(b.from_ == a.until + timedelta(days=1) for a, b in pairwise(phases))
        if not phases or not joined or phases[0].from_ != start or phases[-1].until != end:
            text = f"The plan does not run without a gap from {day(start)} to {day(end)}"
            findings.append(Finding(subject=(), text=text, measured="a gap", limit="none"))
        for board in plan.boards:
            short = sum(seat.from_ > start or seat.until < end for seat in board.neds)
            if short:
                name = named(instance, board.organisation)
                text = f"{name} has {count(short, 'seat')} not held from {day(start)} to {day(end)}"
                findings.append(on_board(board.organisation, text, str(short), "0"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """The plan has boards."""
        return bool(plan.boards)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        return f"Every seat is held from {day(instance.as_at)} to {day(instance.horizon_end)}."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Seats that end early, and month by month the fewest NEDs of any board."""
        start, end = instance.as_at, instance.horizon_end
        short = sum(s.from_ > start or s.until < end for b in plan.boards for s in b.neds)
        days = [
            d for d in (start + timedelta(days=n) for n in range((end - start).days + 1)) if _closes(d, end)
        ]
        held = [sum(s.from_ <= d <= s.until for s in b.neds) for d in days for b in plan.boards]
        least = f"; {directors(min(held))} or more at the end of each month" if held else ""
        return (f"{count(short, 'seat')} not held throughout{least}", "none")


def _closes(at: date, end: date) -> bool:
    """Whether a month, or the plan, ends with this day."""
    return at == end or (at + timedelta(days=1)).day == 1
