"""Boards by post, for boards and panels: today, proposed, how it is filled, and the rule that decided.

A board's report names nobody. A panel's also shows the example of who could sit where.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from planner.core.fences import BY
from planner.core.instance import Instance
from planner.core.plan import Board, Person, Plan
from planner.core.rulebook import GovernanceModel
from planner.objectives.roster import posts_today
from planner.report.views.clusters import numbering
from planner.report.views.privacy import Discretion
from planner.report.views.words import NONE, count, listed, mark, number

SEATS = {"own": "Directors of this board", "shared": "Shared directors", "locality": "Locality directors"}
FILLED = {
    "open": "by ring-fenced competition",
    "kept": "by somebody in post today whose outcome is the same in every plan as good",
    "recruit": "by recruitment",
    "unknown": "as in the example; who is certain was not computed",
}
"""How a seat is filled, in words."""
STATUTE = "board rules BRD-2 and BRD-3 (A¶3.3)"


@dataclass(frozen=True)
class PostRow:
    """One kind of post of one board."""

    cluster: int
    organisation: str
    name: str
    post: str
    today: str
    """How many hold it today, of how many seats."""
    proposed: str
    filled: str
    decided_by: str
    holders: tuple[str, ...] = ()
    """Ids of today's holders; for a panel alone."""
    example: tuple[str, ...] = ()
    """Ids of the example; for a panel alone."""


@dataclass(frozen=True)
class PersonRow:
    """What the example means for one office holder; for a panel alone."""

    id: str
    today: str
    example: str
    certainty: str
    reason: str
    competition: str


def post_rows(instance: Instance, plan: Plan, discretion: Discretion) -> tuple[PostRow, ...]:
    """Chair, audit chair and directors of every board by cluster number; nothing for the public."""
    if discretion.public or not plan.boards:
        return ()
    numbers = numbering(plan)
    make = _Maker(instance, plan, names=discretion.names)
    ordered = sorted(plan.boards, key=lambda b: (numbers[b.cluster], b.organisation))
    return tuple(row for board in ordered for row in make.board(board, numbers[board.cluster]))


def people_rows(instance: Instance, plan: Plan, discretion: Discretion) -> tuple[PersonRow, ...]:
    """Every office holder by id; nothing but for a panel."""
    if not discretion.names:
        return ()
    words = {"decided": "the same in every plan as good", "open": "open", "not_computed": "not computed"}

    def posts(person: Person, *, after: bool) -> str:
        held = person.to if after else person.from_
        roles = {"chair": "chair", "ned": "director"}
        return listed(f"{roles[p.role]} of {instance.by_code[p.organisation].name}" for p in held) or "no seat"

    return tuple(
        PersonRow(
            id=p.id,
            today=posts(p, after=False),
            example=posts(p, after=True),
            certainty=words[p.certainty],
            reason=p.reason,
            competition=p.ring_fence or "none",
        )
        for p in sorted(plan.people, key=lambda p: p.id)
    )


class _Maker:
    """Rows of boards, with what all of them look up."""

    def __init__(self, instance: Instance, plan: Plan, *, names: bool) -> None:
        self._instance, self._plan, self._names = instance, plan, names
        self._people = {p.id: p for p in plan.people}
        self._new = {r.id for r in plan.to_recruit}
        self._posts = [(i, row) for i, rows in posts_today(instance).items() for row in rows]

    def board(self, board: Board, cluster: int) -> Iterable[PostRow]:
        """Rows of one board: chair, audit chair, then directors by kind of seat."""
        model = self._plan.governance.get(self._plan.cluster_of[board.organisation].governance)
        mine = [(i, h) for i, h in self._posts if h.organisation == board.organisation]
        chairs = [i for i, h in mine if h.role == "chair"]
        audits = [i for i, h in mine if h.audit_chair]
        neds = [i for i, h in mine if h.role == "ned"]
        together = model is not None and model.chair_scope == "cluster"
        chair = [board.chair] if board.chair else []
        audit = [board.audit_chair] if board.audit_chair else []

        def row(post: str, today: str, proposed: str, held: list[str], before: list[str]) -> PostRow:
            return PostRow(
                cluster=cluster,
                organisation=board.organisation,
                name=self._instance.by_code[board.organisation].name,
                post=post,
                today=today,
                proposed=proposed,
                filled=self._filled(held),
                decided_by=self._decided(held, model),
                holders=tuple(before) if self._names else (),
                example=tuple(held) if self._names else (),
            )

        held_today = f"{number(len(neds))} in post, {number(self._seats(board))} seats"
        yield row(
            "Chair",
            "1 in post" if chairs else "nobody in post",
            ("one chair for all boards of the cluster" if together else "a chair of this board")
            if chair
            else "nobody",
            chair,
            chairs,
        )
        yield row(
            "Audit chair",
            "1 in post" if audits else "nobody in post",
            "1" if audit else "nobody",
            audit,
            audits,
        )
        for kind, words in SEATS.items():
            held = [n.person for n in board.neds if n.seat == kind]
            if held:
                vacant = (
                    f"; {count(board.vacancies, 'seat')} vacant" if board.vacancies and kind == "own" else ""
                )
                yield row(words, held_today, f"{number(len(held))}{vacant}", held, neds)

    def _seats(self, board: Board) -> int:
        return self._instance.by_code[board.organisation].ned_seats

    def _how(self, person: str) -> str:
        """How the seat of one person of the example is filled."""
        if person in self._new:
            return "recruit"
        known = self._people.get(person)
        if known is None or known.certainty == "not_computed":
            return "unknown"
        return "open" if known.certainty == "open" else "kept"

    def _filled(self, held: list[str]) -> str:
        """How seats are filled, by number."""
        if not held:
            return NONE
        ways = Counter(self._how(p) for p in held)
        if len(held) == 1:
            return FILLED[next(iter(ways))]
        return "; ".join(f"{number(ways[w])} {text}" for w, text in FILLED.items() if ways[w])

    def _decided(self, held: list[str], model: GovernanceModel | None) -> str:
        """The rule or paragraph that decided who or how many."""
        if not held:
            return STATUTE
        causes: list[str] = []
        if any(self._how(p) == "open" for p in held):
            causes.append("competition (A¶4.6)")
        if any(self._how(p) == "recruit" for p in held):
            causes.append("recruitment where no one in post can serve (A¶5.7)")
        told = [self._people[p].reason for p in held if p in self._people]
        causes += [words for words in BY.values() if any(r.endswith(words) for r in told)]
        if model is not None and model.citation:
            causes.append(f"{model.title.split(':', 1)[0]} ({mark(model.citation[0])})")
        return "; ".join(causes) or STATUTE
