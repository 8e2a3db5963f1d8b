"""M4-a: boards that keep their own people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from planner.core.instance import Instance
from planner.core.plan import Board, Finding, Plan
from planner.core.rows import OfficeHolder
from planner.core.rulebook import GovernanceModel
from planner.rules.base import BoardModel, BoardRule, Expr
from planner.rules.governed import governed
from planner.rules.roster import posts_by_person
from planner.rules.seats import total
from planner.rules.words import count, directors, named, number, on_board

_MOST = 7
"""Seats above this end even where boards keep their people (A3.3)."""


class M4a(BoardRule):
    """Staying people keep their seats up to seven NEDs, and others come only into vacant seats.

    Where the model leaves only the chair to each board (``keeps_boards`` is false), only the chair stays.

    A Care Trust that lacks an authority's nominee (A3.3) makes room: a seat more, or at seven a seat fewer to
    keep.
    """

    id: ClassVar[str] = "M4-a"

    def subjects(self, model: BoardModel) -> Sequence[str]:
        """Organisations of clusters whose governance model has this rule."""
        return [o for k, group in model.clusters.items() if self.id in model.governance[k].rules for o in group]

    def post(self, model: BoardModel, subject: str, literal: Expr | None = None) -> None:
        """Staying people are in their seats; the board does not grow beyond its seats."""
        instance = model.instance
        released = {d.subject for d in instance.decisions if d.kind == "release"}
        moved = {
            (d.subject, d.role)
            for d in instance.decisions
            if d.kind == "place" and d.object == subject and d.role
        }
        staying: dict[str, list[str]] = {"chair": [], "ned": []}
        may_stay = 0  # NEDs of today whose term could be renewed: they have no claim, but their seat is there
        for person, posts in model.posts.items():
            here = [h for h in posts if h.organisation == subject]
            ends = here and max(h.term_end for h in here) < instance.horizon_end
            if person in released:
                continue
            if ends and instance.renewals != "assumed":
                may_stay += instance.renewals == "chosen" and any(
                    h.role == "ned" and (person, "chair") not in moved for h in here
                )
                continue
            for role in {h.role for h in here}:
                if (person, "ned" if role == "chair" else "chair") not in moved:
                    staying[role].append(person)
        governance = next(model.governance[k] for k, group in model.clusters.items() if subject in group)
        if staying["chair"] and governance.chair_scope == "organisation":
            kept = sum(model.chair.get((person, subject), 0) for person in staying["chair"])
            model.require(kept >= 1, literal)
        if not governance.keeps_boards:
            return
        wanted = {
            c.local_authority
            for c in instance.coverage
            if c.relevant and c.organisation == subject and instance.by_code[subject].kind != "pct"
        }
        for person in staying["ned"]:
            wanted -= model.nominated_by.get(person, frozenset())
        stay = len(staying["ned"])
        least = max(0, min(stay, _MOST - len(wanted)))
        kept = sum(model.ned.get((person, subject), 0) for person in staying["ned"])
        model.require(kept >= least, literal)
        neds = total(model.ned, subject)
        most = max(instance.by_code[subject].ned_seats, min(_MOST, stay + may_stay + len(wanted)))
        model.require(neds <= most, literal)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Boards that lose people who stay, or add people beyond their seats."""
        roster = posts_by_person(instance)
        findings = []
        keeping = {code: model for cluster, model in governed(plan, self.id) for code in cluster.organisations}
        # what BRD-7 counts as a nominee is a switch of that rule
        switches = next((s.parameters for s in plan.rulebook.effective if s.id == "BRD-7"), {})
        member = bool(switches.get("member_required", True))
        for board in plan.boards:
            if board.organisation in keeping:
                findings += self._board(instance, board, roster, keeping[board.organisation], member)
        return findings

    def _board(
        self,
        instance: Instance,
        board: Board,
        roster: dict[str, list[OfficeHolder]],
        model: GovernanceModel,
        member: bool,
    ) -> list[Finding]:
        """Findings about one board; ``member``: a nominee is a member of the authority."""
        code, name = board.organisation, named(instance, board.organisation)
        chairs: set[str] = set()
        own: set[str] = set()
        for person, posts in roster.items():
            for post in posts:
                if post.organisation == code and _stays(instance, person, posts, post):
                    (chairs if post.role == "chair" else own).add(person)
        sitting = {seat.person for seat in board.neds}
        findings = []
        if chairs and board.chair not in chairs and model.chair_scope == "organisation":
            text = f"{name} does not keep its chair; boards keep their own chair under this model"
            findings.append(on_board(code, text, "another chair or none", "its own chair"))
        if not model.keeps_boards:
            return findings
        absent = _absent_nominees(instance, code, own, roster, member)
        room = _MOST - absent
        due = len(own) if len(own) < room else max(room, 0)
        kept = len(own & sitting)
        if kept < due:
            text = (
                f"{name} keeps {number(kept)} of its {directors(len(own))} in post; {number(due)} should stay"
            )
            findings.append(on_board(code, text, str(kept), f"at least {due}"))
        organisation = instance.by_code.get(code)
        held = len(own) + absent + _renewable(instance, code, roster)
        needed = held if held < _MOST else _MOST
        seats = max(organisation.ned_seats, needed) if organisation else needed
        if len(sitting) > seats:
            text = (
                f"{name} has {directors(len(sitting))} for {count(seats, 'seat')}; only vacant seats are filled"
            )
            findings.append(on_board(code, text, str(len(sitting)), f"at most {seats}"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """Some cluster's governance model has this rule and the plan has boards."""
        return bool(governed(plan, self.id))

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        return (
            "Boards that keep their own people keep their chair and up to seven non-executive directors in "
            "post; others come only into vacant seats."
        )

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Boards that do not keep their people."""
        return (f"{len({f.subject for f in self.check(instance, plan)})} boards changed", "none")


def _absent_nominees(
    instance: Instance, code: str, staying: set[str], roster: dict[str, list[OfficeHolder]], member: bool
) -> int:
    """Authorities that should nominate to this Care Trust and have no nominee among its staying NEDs."""
    organisation = instance.by_code.get(code)
    if organisation is None or organisation.kind == "pct":
        return 0
    count_absent = 0
    for row in {c.local_authority for c in instance.coverage if c.organisation == code and c.relevant}:
        posts = [p for person in staying for p in roster[person] if p.nominated_by == row]
        if not any(p.la_member or not member for p in posts):
            count_absent += 1
    return count_absent


def _stays(instance: Instance, person: str, posts: list[OfficeHolder], post: OfficeHolder) -> bool:
    """Whether no release, place in the other role or end of term takes the post; for checking only."""
    for decision in instance.decisions:
        if decision.kind == "release" and decision.subject == person:
            return False
        placed = decision.kind == "place" and decision.subject == person
        if placed and decision.object == post.organisation and decision.role not in (None, post.role):
            return False
    last = [p.term_end for p in posts if p.organisation == post.organisation]
    return instance.renewals == "assumed" or max(last) >= instance.horizon_end


def _renewable(instance: Instance, code: str, roster: dict[str, list[OfficeHolder]]) -> int:
    """NEDs of this board whose term ends and could be renewed, where renewals are chosen; for checking only."""
    if instance.renewals != "chosen":
        return 0
    number_renewable = 0
    endless = instance.replaced(renewals="assumed")
    for person, posts in roster.items():
        here = [p for p in posts if p.organisation == code]
        neds = [p for p in here if p.role == "ned"]
        if neds and all(p.term_end < instance.horizon_end for p in here):
            number_renewable += _stays(endless, person, posts, neds[0])
    return number_renewable
