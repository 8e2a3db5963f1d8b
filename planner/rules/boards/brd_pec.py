"""BRD-PEC: members of the executive committee of clinicians are voting officers of the board."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.words import asks, listed, named, on_board


class BrdPec(BoardRule):
    """Each officer post of ``posts`` is among the board's posts and votes."""

    id: ClassVar[str] = "BRD-PEC"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Every organisation."""
        return list(model.organisations)

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Each post votes; a board without the post can't keep the rule."""
        for officer in self.spec.parameters["posts"]:
            model.require(model.voting.get((subject, officer), 0) == 1, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Boards without one of the posts, or with one that has no vote."""
        findings = []
        for board in plan.boards:
            votes = {officer.post for officer in board.officers if officer.voting}
            silent = [p.replace("_", " ") for p in self.spec.parameters["posts"] if p not in votes]
            if silent:
                text = (
                    f"{named(instance, board.organisation)} has no voting member for {listed(silent)}; "
                    f"{asks(self.spec)} one for each"
                )
                findings.append(on_board(board.organisation, text, "no vote", "a vote"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """The plan has boards and a post is asked for."""
        return bool(plan.boards) and bool(self.spec.parameters["posts"])

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        posts = listed([p.replace("_", " ") for p in self.spec.parameters["posts"]]) or "no post"
        return f"Each board has voting officers for the executive committee of its clinicians: {posts}."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Boards without these members."""
        return (f"{len(self.check(instance, plan))} boards without these members", "none")
