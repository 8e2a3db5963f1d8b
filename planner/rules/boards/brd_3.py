"""BRD-3: each board has five to seven non-executive directors besides the chair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.seats import total
from planner.rules.words import asks, between, directors, named, number, on_board


class Brd3(BoardRule):
    """Between ``min`` and ``max`` NEDs; the chair is not one of them."""

    id: ClassVar[str] = "BRD-3"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Every organisation."""
        return list(model.organisations)

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Bounds on the number of NEDs."""
        neds = total(model.ned, subject)
        model.require(neds >= int(self.spec.parameters["min"]), literal)
        model.require(neds <= int(self.spec.parameters["max"]), literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Boards with too few or too many NEDs, or with one person in two NED seats."""
        low, high = self.spec.parameters["min"], self.spec.parameters["max"]
        findings = []
        for board in plan.boards:
            name = named(instance, board.organisation)
            people = [seat.person for seat in board.neds]
            size = len(set(people))
            bound = f"at least {number(low)}" if size < low else f"at most {number(high)}"
            if not low <= size <= high:
                text = f"{name} has {directors(size)}; {asks(self.spec)} {bound}"
                findings.append(on_board(board.organisation, text, str(size), f"{low} to {high}"))
            if size < len(people):
                text = (
                    f"{name} lists one person as non-executive director twice; each seat needs its own person"
                )
                findings.append(on_board(board.organisation, text, "one person, two seats", "one seat each"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """The plan has boards."""
        return bool(plan.boards)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        low, high = self.spec.parameters["min"], self.spec.parameters["max"]
        return f"Each board has {number(low)} to {number(high)} non-executive directors besides its chair."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Smallest and largest number of NEDs."""
        sizes = [len({seat.person for seat in board.neds}) for board in plan.boards]
        limit = f"{self.spec.parameters['min']} to {self.spec.parameters['max']}"
        return (f"{between(sizes)} NEDs", limit) if sizes else ("", limit)
