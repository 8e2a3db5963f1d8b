"""BRD-AC: an audit committee can be made of the board's NEDs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.roster import posts_by_person
from planner.rules.seats import at, total
from planner.rules.sought import skills_sought
from planner.rules.words import asks, directors, named, number, on_board

FINANCE = "finance"
"""The skill that stands for recent and relevant financial experience."""


class BrdAc(BoardRule):
    """At least ``least`` NEDs, none of them the chair; with ``financial``, one of them has finance.

    Who sits on the committee is the board's to settle: a plan shows whether it can be made.
    """

    id: ClassVar[str] = "BRD-AC"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Every organisation."""
        return list(model.organisations)

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Enough NEDs, and one who has finance or is a recruit that may be sought with it."""
        here = at(model.ned, subject)
        model.require(total(model.ned, subject) >= int(self.spec.parameters["least"]), literal)
        if self.spec.parameters["financial"]:
            able = [
                seat
                for person, seat in here.items()
                if any(FINANCE in h.skills for h in model.posts.get(person, ()))
                or (not model.posts.get(person, ()) and person not in model.nominated_by)
            ]
            model.require(sum(able) >= 1, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Boards with too few NEDs for a committee, or without financial experience among them."""
        least, financial = self.spec.parameters["least"], self.spec.parameters["financial"]
        able = {
            p for p, posts in posts_by_person(instance).items() if any("finance" in h.skills for h in posts)
        }
        able |= {person for person, skills in skills_sought(plan).items() if "finance" in skills}
        findings = []
        for board in plan.boards:
            name = named(instance, board.organisation)
            members = {seat.person for seat in board.neds}
            if len(members) < least:
                text = (
                    f"{name} has {directors(len(members))} for its audit committee; "
                    f"{asks(self.spec)} at least {number(least)}"
                )
                findings.append(on_board(board.organisation, text, str(len(members)), f"at least {least}"))
            if financial and not members & able:
                text = (
                    f"No non-executive director of {name} has finance; {asks(self.spec)} one on the audit "
                    "committee"
                )
                findings.append(on_board(board.organisation, text, "nobody", "at least 1"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """The plan has boards."""
        return bool(plan.boards)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        text = f"Each board has at least {directors(self.spec.parameters['least'])} for an audit committee"
        skilled = ", one of them with financial experience" if self.spec.parameters["financial"] else ""
        return f"{text} without its chair{skilled}."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Fewest NEDs on a board."""
        fewest = min((len({seat.person for seat in board.neds}) for board in plan.boards), default=0)
        return (f"{fewest} NEDs on the smallest board", f"at least {self.spec.parameters['least']}")
