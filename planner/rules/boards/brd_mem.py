"""BRD-MEM: ten to fourteen members besides the chair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Board, Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.seats import total
from planner.rules.words import asks, between, count, named, number, on_board


class BrdMem(BoardRule):
    """Between ``min`` and ``max`` members: voting officers and NEDs; the chair is not counted."""

    id: ClassVar[str] = "BRD-MEM"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Every organisation."""
        return list(model.organisations)

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Bounds on NEDs and voting officers together."""
        voting = sum(model.voting[subject, post.id] for post in model.officer_posts[subject])
        members = total(model.ned, subject) + voting
        model.require(members >= int(self.spec.parameters["min"]), literal)
        model.require(members <= int(self.spec.parameters["max"]), literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Boards with too few or too many members."""
        low, high = self.spec.parameters["min"], self.spec.parameters["max"]
        findings = []
        for board in plan.boards:
            size = _members(board)
            if not low <= size <= high:
                bound = f"at least {number(low)}" if size < low else f"at most {number(high)}"
                text = (
                    f"{named(instance, board.organisation)} has {count(size, 'voting member')} besides its "
                    f"chair; {asks(self.spec)} {bound}"
                )
                findings.append(on_board(board.organisation, text, str(size), f"{low} to {high}"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """The plan has boards."""
        return bool(plan.boards)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        low, high = self.spec.parameters["min"], self.spec.parameters["max"]
        return (
            f"Each board has {number(low)} to {number(high)} members besides its chair: voting officers and "
            "non-executive directors."
        )

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Smallest and largest number of members."""
        sizes = [_members(board) for board in plan.boards] or [0]
        limit = f"{self.spec.parameters['min']} to {self.spec.parameters['max']}"
        return (f"{between(sizes)} members besides the chair", limit)


def _members(board: Board) -> int:
    """Members of a board besides the chair; for checking only."""
    return len(board.neds) + sum(officer.voting for officer in board.officers)
