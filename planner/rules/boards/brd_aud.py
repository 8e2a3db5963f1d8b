"""BRD-AUD: each board has one audit chair, one of its NEDs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.seats import at, total
from planner.rules.words import asks, count, named, on_board


class BrdAud(BoardRule):
    """Each board has one audit chair, one of its NEDs."""

    id: ClassVar[str] = "BRD-AUD"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Every organisation."""
        return list(model.organisations)

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """One audit chair, who is a NED there."""
        model.require(total(model.audit, subject) == 1, literal)
        for person, audit in at(model.audit, subject).items():
            seat = model.ned.get((person, subject), 0)
            if not (isinstance(seat, int) and seat >= 1):
                model.require(audit <= seat, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Boards without an audit chair, or with one who is not a NED of the board."""
        findings = []
        for board in plan.boards:
            name = named(instance, board.organisation)
            if not board.audit_chair:
                text = f"{name} has no audit chair; {asks(self.spec)} one of its non-executive directors"
                findings.append(on_board(board.organisation, text, "none", "one NED"))
            elif board.audit_chair not in [seat.person for seat in board.neds]:
                text = f"The audit chair of {name} is not one of its non-executive directors"
                findings.append(on_board(board.organisation, text, "not a NED", "one NED"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """The plan has boards."""
        return bool(plan.boards)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        boards = count(len(instance.organisations), "board")
        return f"On each of the {boards} one non-executive director chairs the audit committee."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Boards with an audit chair."""
        return (f"{sum(bool(b.audit_chair) for b in plan.boards)} audit chairs", f"all {len(plan.boards)}")
