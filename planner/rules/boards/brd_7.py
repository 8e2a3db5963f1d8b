"""BRD-7: a Care Trust's board has a NED nominated by each relevant local authority."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.roster import posts_by_person
from planner.rules.seats import at
from planner.rules.words import asks, count, named, on_board


class Brd7(BoardRule):
    """For every relevant authority of a Care Trust (Plus), one NED whom it nominated from its members."""

    id: ClassVar[str] = "BRD-7"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Care Trusts with a relevant authority."""
        relevant = {c.organisation for c in model.instance.coverage if c.relevant}
        return [o for o in model.organisations if o in relevant and model.instance.by_code[o].kind != "pct"]

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Each relevant authority has a nominee among the NEDs."""
        for row in model.instance.coverage:
            if row.organisation == subject and row.relevant:
                nominees = [
                    seat
                    for person, seat in at(model.ned, subject).items()
                    if row.local_authority in model.nominated_by.get(person, ())
                ]
                model.require(sum(nominees) >= 1, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Care Trusts without a nominee, and nominees that nothing backs."""
        nominators = self._nominators(instance, plan)
        council = {a.code: f"{a.name} ({a.code})" for a in instance.local_authorities}
        findings = []
        for board in plan.boards:
            name = named(instance, board.organisation)
            for authority in _relevant_to(instance, board.organisation):
                if not any(authority in nominators.get(seat.person, ()) for seat in board.neds):
                    text = (
                        f"{name} has no non-executive director nominated by "
                        f"{council.get(authority, authority)}; {asks(self.spec)} at least one"
                    )
                    findings.append(on_board(board.organisation, text, "0", "at least 1"))
            for seat in board.neds:
                claim = seat.nominee_of
                if claim and claim not in nominators.get(seat.person, ()):
                    text = (
                        f"{name} counts {seat.person} as nominee of {council.get(claim, claim)}, "
                        "but nothing given says that this authority nominated this person"
                    )
                    findings.append(on_board(board.organisation, text, "not backed", "a nomination"))
        return findings

    def _nominators(self, instance: Instance, plan: Plan) -> dict[str, set[str]]:
        """Authorities that nominated each person; a recruit's by the plan, and only if it names just one."""
        member = self.spec.parameters.get("member_required", True)
        backed = {
            person: {h.nominated_by for h in posts if h.nominated_by and (h.la_member or not member)}
            for person, posts in posts_by_person(instance).items()
        }
        recruits = {r.id for r in plan.to_recruit if r.role == "ned"} - backed.keys()
        claims: dict[str, set[str]] = defaultdict(set)
        for board in plan.boards:
            for seat in board.neds:
                if seat.person in recruits and seat.nominee_of:
                    claims[seat.person].add(seat.nominee_of)
        return backed | {person: said for person, said in claims.items() if len(said) == 1}

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """The plan has the board of a Care Trust with a relevant authority."""
        return any(_relevant_to(instance, board.organisation) for board in plan.boards)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        needed = sum(len(_relevant_to(instance, o.code)) for o in instance.organisations)
        return (
            "The board of a Care Trust has a non-executive director nominated by each relevant local authority "
            f"({count(needed, 'nomination')} in all)."
        )

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Nominations filled."""
        nominators = self._nominators(instance, plan)
        needed = [(b, a) for b in plan.boards for a in _relevant_to(instance, b.organisation)]
        filled = sum(any(a in nominators.get(s.person, ()) for s in b.neds) for b, a in needed)
        return (f"{filled} nominations filled", f"all {len(needed)}")


def _relevant_to(instance: Instance, code: str) -> list[str]:
    """Authorities that nominate to this Care Trust's board; for checking only."""
    organisation = instance.by_code.get(code)
    if organisation is None or organisation.kind not in ("care_trust", "care_trust_plus"):
        return []
    return [c.local_authority for c in instance.coverage if c.organisation == code and c.relevant]
