"""DEC-KEEP: people whom the planner keeps in post keep their roles there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.roster import posts_by_person
from planner.rules.words import count, named, on_board


class DecKeep(BoardRule):
    """``keep_in_post,ID,ORG``: each role held there today is kept."""

    id: ClassVar[str] = "DEC-KEEP"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Organisations with such a decision."""
        kept = {d.object for d in model.instance.decisions if d.kind == "keep_in_post"}
        return [o for o in model.organisations if o in kept]

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """The person has each role held there today."""
        for d in model.instance.decisions:
            if d.kind == "keep_in_post" and d.object == subject:
                for h in model.posts.get(d.subject, ()):
                    if h.organisation == subject:
                        seats = model.chair if h.role == "chair" else model.ned
                        model.require(seats.get((d.subject, subject), 0) == 1, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Roles that a kept person lost."""
        roster = posts_by_person(instance)
        findings = []
        for board in plan.boards:
            directors = [seat.person for seat in board.neds]
            for decision in instance.decisions:
                if decision.kind != "keep_in_post" or decision.object != board.organisation:
                    continue
                for post in roster.get(decision.subject, []):
                    if post.organisation != board.organisation:
                        continue
                    if decision.subject not in ([board.chair] if post.role == "chair" else directors):
                        role = "chair" if post.role == "chair" else "non-executive director"
                        name = named(instance, board.organisation)
                        text = f"{decision.subject} is no longer {role} of {name}; you keep this person in post"
                        findings.append(on_board(board.organisation, text, "lost", "kept"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """There is such a decision and the plan has boards."""
        return bool(plan.boards) and any(d.kind == "keep_in_post" for d in instance.decisions)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        kept = sum(d.kind == "keep_in_post" for d in instance.decisions)
        return f"People whom you keep in post keep each role they hold there ({count(kept, 'decision')})."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Decisions and roles lost."""
        decided = sum(d.kind == "keep_in_post" for d in instance.decisions)
        return (f"{len(self.check(instance, plan))} roles lost", f"none, by {count(decided, 'decision')}")
