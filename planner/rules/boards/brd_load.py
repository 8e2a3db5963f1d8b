"""BRD-LOAD: nobody sits on more boards than they will serve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.roster import posts_by_person
from planner.rules.seats import at
from planner.rules.words import count, named, number, on_board


class BrdLoad(BoardRule):
    """A person with ``max_boards`` sits on at most that many, the smallest number given.

    Each of the boards that such a person sits on breaks the rule, so that lifting it from one board
    leaves it on the others.
    """

    id: ClassVar[str] = "BRD-LOAD"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Every organisation."""
        return list(model.organisations)

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Whoever sits here sits on no more boards than their limit."""
        for person in dict.fromkeys([*at(model.chair, subject), *at(model.ned, subject)]):
            limits = [h.max_boards for h in model.posts.get(person, ()) if h.max_boards is not None]
            if not limits:
                continue
            seats = {
                o: model.chair.get((person, o), 0) + model.ned.get((person, o), 0)
                for o in model.organisations
                if (person, o) in model.chair or (person, o) in model.ned
            }
            if len(seats) > min(limits):
                spare = len(seats) - min(limits)
                model.require(sum(seats.values()) + spare * seats[subject] <= len(seats), literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Boards with a person who sits on too many."""
        return [
            on_board(
                code,
                f"{person}, on the board of {named(instance, code)}, sits on {count(len(boards), 'board')}; "
                f"the person will serve at most {number(limit)}",
                str(len(boards)),
                f"at most {limit}",
            )
            for person, boards, limit in _overloaded(instance, plan)
            for code in boards
        ]

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """Somebody has given a limit and the plan has boards."""
        return bool(plan.boards) and any(h.max_boards is not None for h in instance.office_holders)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        people = sum(
            any(post.max_boards is not None for post in posts) for posts in posts_by_person(instance).values()
        )
        return f"Nobody sits on more boards than they said they will serve ({count(people, 'limit')} given)."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """People above their limit."""
        return (f"{len(_overloaded(instance, plan))} people above their limit", "none")


def _overloaded(instance: Instance, plan: Plan) -> list[tuple[str, list[str], int]]:
    """People on more boards than their limit, with those boards; for checking only."""
    boards_of: dict[str, set[str]] = {}
    for board in plan.boards:
        for person in [board.chair, *(seat.person for seat in board.neds)]:
            if person:
                boards_of.setdefault(person, set()).add(board.organisation)
    found = []
    for person, posts in posts_by_person(instance).items():
        boards = boards_of.get(person, set())
        limit = min((post.max_boards for post in posts if post.max_boards is not None), default=None)
        if limit is not None and len(boards) > limit:
            found.append((person, sorted(boards), limit))
    return found
