"""BRD-QUO: a board can be quorate with the people in post."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Board, Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.seats import total
from planner.rules.words import asks, count, named, number, on_board


class BrdQuo(BoardRule):
    """People in post reach ``fraction`` (a third) of the seats, rounded up; one is an officer, one a NED."""

    id: ClassVar[str] = "BRD-QUO"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Every organisation."""
        return list(model.organisations)

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """People in post reach the share of the seats, once for each side of the larger of two counts.

        With whole numbers, ``in_post >= ceil(seats / 3)`` is ``3 * in_post >= seats``, and the seats count
        the larger of ``ned_seats`` and the NEDs, so both sides are required.
        """
        part, whole = self.spec.parameters.get("fraction", (1, 3))
        chairs = total(model.chair, subject)
        neds = total(model.ned, subject)
        voting = sum(model.voting[subject, post.id] for post in model.officer_posts[subject])
        in_post = chairs + neds + voting
        for directors in (model.instance.by_code[subject].ned_seats, neds):
            model.require(whole * in_post >= part * (1 + directors + voting), literal)
        model.require(voting >= 1, literal)
        model.require(neds >= 1, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Boards that can't be quorate, with the first reason."""
        findings = []
        for board in plan.boards:
            in_post, quorum = self._figures(instance, board)
            name = named(instance, board.organisation)
            if not board.neds:
                text = f"{name} has no non-executive director besides the chair; a quorum needs one"
            elif not any(officer.voting for officer in board.officers):
                text = f"{name} has no voting officer; a quorum needs one"
            elif in_post < quorum:
                people = count(in_post, "person", "people")
                text = f"{name} has {people} in post; {asks(self.spec)} a quorum of {number(quorum)}"
            else:
                continue
            findings.append(on_board(board.organisation, text, str(in_post), f"quorum {quorum}"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """The plan has boards."""
        return bool(plan.boards)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        part, whole = self.spec.parameters.get("fraction", (1, 3))
        quorum = ceil(Fraction(14 * part, whole))
        return (
            f"The people in post on each board reach {part}/{whole} of its seats, rounded up ({quorum} of 14), "
            "with an officer and a non-executive director among them."
        )

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """The board that stands nearest to its quorum."""
        figures = [self._figures(instance, board) for board in plan.boards]
        if not figures:
            return ("", "")
        in_post, quorum = min(figures, key=lambda figure: figure[0] - figure[1])
        return (f"{in_post} people in post on the tightest board", f"quorum {quorum}")

    def _figures(self, instance: Instance, board: Board) -> tuple[int, int]:
        """People in post and quorum of a board; for checking only."""
        organisation = instance.by_code.get(board.organisation)
        voting = len([officer for officer in board.officers if officer.voting])
        neds = len(board.neds)
        seats = 1 + max(organisation.ned_seats if organisation else 0, neds) + voting
        share = Fraction(*self.spec.parameters.get("fraction", (1, 3)))
        return (1 if board.chair else 0) + neds + voting, ceil(seats * share)
