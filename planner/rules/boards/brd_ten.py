"""BRD-TEN: nobody stays in one post for more than about ten years."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.core.rows import OfficeHolder
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.roster import posts_by_person
from planner.rules.words import count, day, named, on_board


class BrdTen(BoardRule):
    """Whoever would reach ``years`` in a post by ``horizon_end`` does not keep that post.

    A post is a role on a board; ``in_post_since`` says from when, and where it is empty nothing is known.
    """

    id: ClassVar[str] = "BRD-TEN"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Organisations with somebody who would stay too long."""
        long = {h.organisation for posts in model.posts.values() for h in posts if self._too_long(model, h)}
        return [o for o in model.organisations if o in long]

    def _too_long(self, model: BoardModel, held: OfficeHolder) -> bool:
        """Whether the post's anniversary is reached, by parts of the date; for the solver half only."""
        since, end = held.in_post_since, model.instance.horizon_end
        if since is None:
            return False
        reached = (since.year + int(self.spec.parameters["years"]), since.month, since.day)
        return reached <= (end.year, end.month, end.day)

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Nobody keeps a post for too long."""
        for person, posts in model.posts.items():
            for held in posts:
                if held.organisation == subject and self._too_long(model, held):
                    seats = model.chair if held.role == "chair" else model.ned
                    if (person, subject) in seats:
                        model.require(seats[person, subject] == 0, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Posts kept past the years."""
        years = self.spec.parameters["years"]
        findings = []
        for board in plan.boards:
            directors = [seat.person for seat in board.neds]
            for person, posts in posts_by_person(instance).items():
                for post in posts:
                    if post.organisation != board.organisation or post.in_post_since is None:
                        continue
                    kept = person == board.chair if post.role == "chair" else person in directors
                    if kept and _anniversary(post.in_post_since, years) <= instance.horizon_end:
                        name = named(instance, board.organisation)
                        text = (
                            f"{person} stays in a post at {name} held since {day(post.in_post_since)}, more "
                            f"than {count(years, 'year')}"
                        )
                        findings.append(
                            on_board(board.organisation, text, post.in_post_since.isoformat(), f"{years} years")
                        )
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """Somebody's time in post is known and the plan has boards."""
        return bool(plan.boards) and any(h.in_post_since for h in instance.office_holders)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        years = self.spec.parameters["years"]
        long = sum(
            h.in_post_since is not None and _anniversary(h.in_post_since, years) <= instance.horizon_end
            for h in instance.office_holders
        )
        return (
            f"Nobody stays in one post for more than {count(years, 'year')} by {day(instance.horizon_end)} "
            f"({count(long, 'post')} affected)."
        )

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Posts kept for too long."""
        return (f"{len(self.check(instance, plan))} posts kept for too long", "none")


def _anniversary(since: date, years: int) -> date:
    """The same day so many years later, 29 February as 1 March; for checking only."""
    try:
        return since.replace(year=since.year + years)
    except ValueError:
        return date(since.year + years, 3, 1)
