"""BRD-OFF: voting officers are at most seven and at most as many as the NEDs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.seats import total
from planner.rules.words import asks, count, directors, listed, named, number, on_board

ALWAYS_VOTE = ("chief_executive", "finance", "public_health")
"""Officer posts that never lose the vote, where the rulebook's ``always_vote`` does not name them."""


class BrdOff(BoardRule):
    """At most ``max`` voting officers and no more than NEDs; some posts always vote."""

    id: ClassVar[str] = "BRD-OFF"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Every organisation."""
        return list(model.organisations)

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Bounds on voting officers; posts that may not lose the vote have it."""
        neds = total(model.ned, subject)
        voting = sum(model.voting[subject, post.id] for post in model.officer_posts[subject])
        model.require(voting <= int(self.spec.parameters["max"]), literal)
        model.require(voting <= neds, literal)
        for officer in model.officer_posts[subject]:
            if not officer.may_be_non_voting:
                model.require(model.voting[subject, officer.id] == 1, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Boards with too many voting officers, or where a post lost a vote that it always has."""
        most = self.spec.parameters["max"]
        always = self.spec.parameters.get("always_vote", ALWAYS_VOTE)
        findings = []
        for board in plan.boards:
            name = named(instance, board.organisation)
            votes = [officer.post for officer in board.officers if officer.voting]
            people = {seat.person for seat in board.neds}
            officers = count(len(votes), "voting officer")
            if len(votes) > most:
                text = f"{name} has {officers}; {asks(self.spec)} at most {number(most)}"
                findings.append(on_board(board.organisation, text, str(len(votes)), f"at most {most}"))
            if len(votes) > len(people):
                text = f"{name} has {officers} and {directors(len(people))}; {asks(self.spec)} no more officers"
                findings.append(on_board(board.organisation, text, str(len(votes)), f"at most {len(people)}"))
            silent = [post.replace("_", " ") for post in always if post not in votes]
            if silent:
                text = f"{name} gives no vote to {listed(silent)}; these posts always have one"
                findings.append(on_board(board.organisation, text, "no vote", "a vote"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """The plan has boards."""
        return bool(plan.boards)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        return (
            f"At most {number(self.spec.parameters['max'])} officers of a board vote, and no more than it has "
            "non-executive directors."
        )

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Most voting officers on a board."""
        votes = [sum(officer.voting for officer in board.officers) for board in plan.boards]
        limit = f"at most {self.spec.parameters['max']}, and no more than NEDs"
        return (f"up to {max(votes)} voting officers", limit) if votes else ("", limit)
