"""DEC-PLACE: people whom due process gave a seat have it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.words import count, named, on_board


class DecPlace(BoardRule):
    """``place,ID,ORG`` with role: the person has that seat (either seat where no role is given)."""

    id: ClassVar[str] = "DEC-PLACE"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Organisations with such a decision."""
        placed = {d.object for d in model.instance.decisions if d.kind == "place"}
        return [o for o in model.organisations if o in placed]

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """The person has the seat."""
        for d in model.instance.decisions:
            if d.kind == "place" and d.object == subject:
                key = (d.subject, subject)
                as_chair = model.chair.get(key, 0) if d.role != "ned" else 0
                as_ned = model.ned.get(key, 0) if d.role != "chair" else 0
                model.require(as_chair + as_ned >= 1, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Seats that a placed person does not have."""
        findings = []
        for board in plan.boards:
            name = named(instance, board.organisation)
            directors = [seat.person for seat in board.neds]
            for decision in instance.decisions:
                if decision.kind != "place" or decision.object != board.organisation:
                    continue
                chairs, serves = decision.subject == board.chair, decision.subject in directors
                seated = {"chair": chairs, "ned": serves, None: chairs or serves}[decision.role]
                if not seated:
                    words = {"chair": "chair", "ned": "non-executive director", None: "on the board"}
                    role = words[decision.role]
                    text = f"{decision.subject} is not {role} of {name}, where you place this person"
                    findings.append(on_board(board.organisation, text, "not placed", "placed"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """There is such a decision and the plan has boards."""
        return bool(plan.boards) and any(d.kind == "place" for d in instance.decisions)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        placed = sum(d.kind == "place" for d in instance.decisions)
        return f"People whom you place on a board have that seat ({count(placed, 'decision')})."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Decisions carried out."""
        decided = sum(d.kind == "place" for d in instance.decisions)
        return (f"{decided - len(self.check(instance, plan))} people placed", f"all {decided}")
