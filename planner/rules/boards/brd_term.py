"""BRD-TERM: without renewals, only people in office to the end of the plan sit on a board.

Where renewals are chosen nothing is forbidden: seats that outlast a term are counted (``renewals_needed``).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.roster import posts_by_person
from planner.rules.seats import at
from planner.rules.words import day, named, on_board


class BrdTerm(BoardRule):
    """With ``renewals = none``, the latest term at the board, else of all posts, reaches ``horizon_end``."""

    id: ClassVar[str] = "BRD-TERM"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Every organisation where terms are not renewed."""
        return list(model.organisations) if model.instance.renewals == "none" else []

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Whoever leaves office before the end has no seat."""
        for seats in (model.chair, model.ned):
            for person, seat in at(seats, subject).items():
                posts = model.posts.get(person, ())
                if not posts:
                    continue
                terms = [h.term_end for h in posts if h.organisation == subject] or [h.term_end for h in posts]
                if max(terms) < model.instance.horizon_end:
                    model.require(seat == 0, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """People on a board whose term ends too early."""
        if instance.renewals != "none":
            return []
        findings = []
        end = instance.horizon_end
        for person, code, last in _outlasting(instance, plan):
            text = (
                f"{person} sits on the board of {named(instance, code)} with a term that ends on {day(last)}; "
                f"it must reach {day(end)}, as terms are not renewed"
            )
            findings.append(on_board(code, text, last.isoformat(), end.isoformat()))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """Terms are not all renewed and the plan has boards."""
        return instance.renewals != "assumed" and bool(plan.boards)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        end = day(instance.horizon_end)
        if instance.renewals == "none":
            early = sum(h.term_end < instance.horizon_end for h in instance.office_holders)
            return f"Only people in office to {end} sit on a board; {early} of today's terms end earlier."
        if instance.renewals == "chosen":
            return f"Whoever sits on a board beyond a term that ends before {end} needs a renewal; these count."
        return f"Terms that end before {end} are assumed to be renewed."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Seats held beyond a term; where renewals are chosen, none is forbidden."""
        outlasting = len(_outlasting(instance, plan))
        if instance.renewals == "chosen":
            return (f"seats that outlast a term: {outlasting}, each to be renewed", "as few as the aims allow")
        return (f"{outlasting} seats outlast a term", "none")


def _outlasting(instance: Instance, plan: Plan) -> list[tuple[str, str, date]]:
    """Seats that outlast a term: person, organisation, last day in office; for checking only."""
    roster = posts_by_person(instance)
    found = []
    for board in plan.boards:
        for person in dict.fromkeys([board.chair or "", *(seat.person for seat in board.neds)]):
            everywhere = roster.get(person, [])
            here = [post for post in everywhere if post.organisation == board.organisation]
            last = max((post.term_end for post in here or everywhere), default=None)
            if last is not None and last < instance.horizon_end:
                found.append((person, board.organisation, last))
    return found
