"""DEC-RELEASE: people whom due process released have no seat."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.words import count, named, on_board


class DecRelease(BoardRule):
    """``release,ID``: the person has no seat on any board."""

    id: ClassVar[str] = "DEC-RELEASE"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Organisations where a released person could sit."""
        gone = {d.subject for d in model.instance.decisions if d.kind == "release"}
        within = {o for seats in (model.chair, model.ned) for person, o in seats if person in gone}
        return [o for o in model.organisations if o in within]

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """No seat here."""
        for d in model.instance.decisions:
            if d.kind == "release":
                for seats in (model.chair, model.ned):
                    if (d.subject, subject) in seats:
                        model.require(seats[d.subject, subject] == 0, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Boards on which a released person sits."""
        released = [decision.subject for decision in instance.decisions if decision.kind == "release"]
        findings = []
        for board in plan.boards:
            sitting = {board.chair} | {seat.person for seat in board.neds}
            for person in released:
                if person in sitting:
                    name = named(instance, board.organisation)
                    text = f"{person} sits on the board of {name}; you released this person"
                    findings.append(on_board(board.organisation, text, "seated", "released"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """There is such a decision and the plan has boards."""
        return bool(plan.boards) and any(d.kind == "release" for d in instance.decisions)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        gone = sum(d.kind == "release" for d in instance.decisions)
        return f"People whom you release have no seat ({count(gone, 'decision')})."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Seats held by released people."""
        return (f"{len(self.check(instance, plan))} seats held by released people", "none")
