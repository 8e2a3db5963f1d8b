"""BRD-2: each board has one chair, who is not one of its NEDs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.seats import at, total
from planner.rules.words import asks, count, named, on_board


class Brd2(BoardRule):
    """Each board has one chair; nobody is chair and NED of one board."""

    id: ClassVar[str] = "BRD-2"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Every organisation."""
        return list(model.organisations)

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """One person chairs, and has no other seat here."""
        model.require(total(model.chair, subject) == 1, literal)
        for person, leads in at(model.chair, subject).items():
            if (person, subject) in model.ned:
                model.require(model.ned[person, subject] + leads <= 1, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Organisations without a chair or board of their own, or with a chair who is a NED too."""
        findings = []
        for organisation in instance.organisations if plan.boards else ():
            name = named(instance, organisation.code)
            boards = [b for b in plan.boards if b.organisation == organisation.code]
            if len(boards) != 1:
                text = f"{name} has {count(len(boards), 'board')} in the plan; it keeps one"
                findings.append(on_board(organisation.code, text, str(len(boards)), "1"))
            elif not boards[0].chair:
                text = f"{name} has no chair; {asks(self.spec)} one"
                findings.append(on_board(organisation.code, text, "0", "1"))
            elif boards[0].chair in [seat.person for seat in boards[0].neds]:
                text = f"The chair of {name} is also one of its non-executive directors"
                findings.append(on_board(organisation.code, text, "two seats", "one seat"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """The plan has boards."""
        return bool(plan.boards)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        return f"Each of the {count(len(instance.organisations), 'board')} has one non-executive chair."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Boards with a chair."""
        return (f"{sum(bool(b.chair) for b in plan.boards)} boards with a chair", f"all {len(plan.boards)}")
