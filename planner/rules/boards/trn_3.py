"""TRN-3: a termination bars from chair and NED seats for two years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.core.rows import Decision
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.words import count, day, named, on_board


class Trn3(BoardRule):
    """Whoever was released other than by agreement has no seat while the bar of ``months`` runs.

    The bar begins on the decision's date and ends on the same day so many months later (a month without that
    day: on the first of the next). Without a date it has no end.
    """

    id: ClassVar[str] = "TRN-3"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Organisations where a barred person could sit."""
        barred = self._barred(model.instance)
        within = {o for seats in (model.chair, model.ned) for person, o in seats if person in barred}
        return [o for o in model.organisations if o in within]

    def _barred(self, instance: Instance) -> set[str]:
        """People whose bar runs during the plan, by months counted through; for the solver half only."""
        months = int(self.spec.parameters["months"])
        found = set()
        for d in instance.decisions:
            if d.kind != "release" or d.route == "agreement":
                continue
            if d.date is None:
                found.add(d.subject)
                continue
            start = instance.as_at
            ends = (d.date.year * 12 + d.date.month + months, d.date.day)
            if d.date <= instance.horizon_end and ends > (start.year * 12 + start.month, start.day):
                found.add(d.subject)
        return found

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """No seat here."""
        for person in sorted(self._barred(model.instance)):
            for seats in (model.chair, model.ned):
                if (person, subject) in seats:
                    model.require(seats[person, subject] == 0, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Boards on which somebody sits whose bar runs."""
        findings = []
        for board in plan.boards:
            sitting = {board.chair, *(seat.person for seat in board.neds)}
            for decision in instance.decisions:
                if decision.subject in sitting and self._runs(instance, decision):
                    since = f" on {day(decision.date)}" if decision.date else ""
                    text = (
                        f"{decision.subject} sits on the board of {named(instance, board.organisation)}; an "
                        f"appointment ended without agreement{since} bars for "
                        f"{count(self.spec.parameters['months'], 'month')}"
                    )
                    findings.append(on_board(board.organisation, text, "seated", "barred"))
        return findings

    def _runs(self, instance: Instance, decision: Decision) -> bool:
        """Whether a decision's bar falls into the plan, by the date of its end; for checking only."""
        if decision.kind != "release" or decision.route == "agreement":
            return False
        if decision.date is None:
            return True
        over = _later(decision.date, self.spec.parameters["months"])
        return decision.date <= instance.horizon_end and over > instance.as_at

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """There is such a decision and the plan has boards."""
        return bool(plan.boards) and any(self._runs(instance, d) for d in instance.decisions)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        ended = sum(self._runs(instance, d) for d in instance.decisions)
        return (
            f"Whoever's appointment ended without agreement has no seat for "
            f"{count(self.spec.parameters['months'], 'month')} ({count(ended, 'decision')})."
        )

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Seats held under a bar."""
        return (f"{len(self.check(instance, plan))} seats held under a bar", "none")


def _later(start: date, months: int) -> date:
    """The same day so many months later, or the first of the next month; for checking only."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    try:
        return date(year, month + 1, start.day)
    except ValueError:
        # the month has no such day, so it is not December and another follows in the same year
        return date(year, month + 2, 1)
