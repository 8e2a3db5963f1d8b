"""BRD-VICE: each board has a NED who can be its vice-chair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.seats import total
from planner.rules.words import asks, count, named, on_board


class BrdVice(BoardRule):
    """At least one NED; BRD-2 sees to it that this is not the chair. Who it is, the board settles."""

    id: ClassVar[str] = "BRD-VICE"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Every organisation."""
        return list(model.organisations)

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Some NED."""
        model.require(total(model.ned, subject) >= 1, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Boards without any NED."""
        findings = []
        for board in plan.boards:
            if not board.neds:
                text = (
                    f"{named(instance, board.organisation)} has no non-executive director who could be "
                    f"vice-chair; {asks(self.spec)} one besides the chair"
                )
                findings.append(on_board(board.organisation, text, "0", "at least 1"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """The plan has boards."""
        return bool(plan.boards)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        boards = count(len(instance.organisations), "board")
        return f"On each of the {boards} a non-executive director other than the chair can be vice-chair."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Boards with somebody who can be vice-chair."""
        able = sum(bool(board.neds) for board in plan.boards)
        return (f"{able} boards with a possible vice-chair", f"all {len(plan.boards)}")
