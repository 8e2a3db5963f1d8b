"""BRD-5: each board has somebody with every skill that it must have."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Board, Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.roster import posts_by_person
from planner.rules.seats import at
from planner.rules.sought import skills_sought
from planner.rules.words import asks, listed, named, on_board


class Brd5(BoardRule):
    """Chair or a NED has each skill of ``must``; a NED recruit who is no nominee can be sought with it."""

    id: ClassVar[str] = "BRD-5"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Every organisation."""
        return list(model.organisations)

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Somebody able sits here, as chair or NED, or a recruit who may be sought for it."""
        for skill in self.spec.parameters["must"]:
            able = []
            for seats in (model.chair, model.ned):
                for person, seat in at(seats, subject).items():
                    posts = model.posts.get(person, ())
                    known = any(skill in h.skills for h in posts)
                    sought = not posts and seats is model.ned and person not in model.nominated_by
                    if known or sought:
                        able.append(seat)
            model.require(sum(able) >= 1, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Boards on which nobody has a skill, one finding each."""
        has = {
            person: {s for post in posts for s in post.skills}
            for person, posts in posts_by_person(instance).items()
        } | skills_sought(plan)
        findings = []
        for board in plan.boards:
            lacking = self._lacking(board, has)
            if lacking:
                text = (
                    f"Nobody on the board of {named(instance, board.organisation)} has "
                    f"{listed([s.replace('_', ' ') for s in lacking])}; {asks(self.spec)} somebody who has"
                )
                findings.append(on_board(board.organisation, text, "nobody", "at least 1"))
        return findings

    def _lacking(self, board: Board, has: dict[str, set[str]]) -> list[str]:
        """Skills of ``must`` that nobody on a board has; for checking only."""
        people = [board.chair or "", *(seat.person for seat in board.neds)]
        found = {skill for person in people for skill in has.get(person, ())}
        return [skill for skill in self.spec.parameters["must"] if skill not in found]

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """The plan has boards and a skill is a must."""
        return bool(plan.boards) and bool(self.spec.parameters["must"])

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        skills = listed([s.replace("_", " ") for s in self.spec.parameters["must"]]) or "no skill"
        return f"On each board the chair or a director has {skills}; other skills are only counted."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Boards without such a person."""
        return (f"{len(self.check(instance, plan))} boards lack a skill that is a must", "none")
