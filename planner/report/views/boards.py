"""Boards by seats, and what is to be recruited: counts only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from planner.core.instance import Instance
from planner.core.plan import Board, Plan, Recruit
from planner.core.rulebook import GovernanceModel
from planner.report.views.clusters import numbering
from planner.report.views.privacy import Discretion
from planner.report.views.words import listed


@dataclass(frozen=True)
class BoardRow:
    """One board by seats; a NED is a non-executive director."""

    organisation: str
    name: str
    cluster: int
    chair: str
    """Of this board only, or shared by the cluster's boards; never who."""
    neds_own: int
    neds_shared: int
    neds_locality: int
    neds: int
    ned_seats: int
    vacancies: int
    officers_voting: int
    officers_not_voting: int
    seats: int
    quorum: int
    directors: str
    """How its directors sit: own, shared by the cluster's boards, or both; never how many are in post."""

    @property
    def officers(self) -> int:
        """Officer posts, with a vote or without."""
        return self.officers_voting + self.officers_not_voting

    @property
    def quorum_words(self) -> str:
        """For example ``5 of 14``."""
        return f"{self.quorum} of {self.seats}"


@dataclass(frozen=True)
class RecruitRow:
    """NEDs to be found for one cluster."""

    cluster: int
    name: str
    neds: str
    conditions: str


@dataclass(frozen=True)
class Recruits:
    """Totals, and by cluster for NEDs alone: a chair is a single holder, so chairs show in total only."""

    total: int
    chairs: int
    neds: int
    rows: tuple[RecruitRow, ...]
    hidden: bool = False
    """No figure is shown, for together with others it would pin somebody down."""


def board_rows(instance: Instance, plan: Plan) -> tuple[BoardRow, ...]:
    """Boards by cluster number, then organisation code."""
    numbers = numbering(plan)
    rows = [_row(instance, plan, b, numbers[b.cluster]) for b in plan.boards]
    return tuple(sorted(rows, key=lambda r: (r.cluster, r.organisation)))


def _row(instance: Instance, plan: Plan, board: Board, number: int) -> BoardRow:
    """One board's seats. Quorum: a third of chair, NED seats and voting officers, rounded up."""
    kinds = Counter(n.seat for n in board.neds)
    organisation = instance.by_code[board.organisation]
    voting = sum(o.voting for o in board.officers)
    seats = 1 + max(organisation.ned_seats, len(board.neds)) + voting
    model = plan.governance.get(plan.cluster_of[board.organisation].governance)
    together = model is not None and model.chair_scope == "cluster"
    return BoardRow(
        organisation=board.organisation,
        name=organisation.name,
        cluster=number,
        chair="shared by the cluster’s boards" if together else "of this board",
        neds_own=kinds["own"],
        neds_shared=kinds["shared"],
        neds_locality=kinds["locality"],
        neds=len(board.neds),
        ned_seats=organisation.ned_seats,
        vacancies=board.vacancies,
        officers_voting=voting,
        officers_not_voting=len(board.officers) - voting,
        seats=seats,
        quorum=-(-seats // 3),
        directors=_directors(model),
    )


def _directors(model: GovernanceModel | None) -> str:
    """How directors sit under a governance model, in words."""
    if model is None or model.keeps_boards or model.shared_neds[1] == 0:
        return "of this board"
    if model.locality_neds[1] == 0:
        return "shared by the cluster’s boards"
    return "some shared, some of this board"


def recruits(instance: Instance, plan: Plan, discretion: Discretion) -> Recruits:
    """What is to be recruited, at cluster level or above."""
    if discretion.recruits_hidden:
        return Recruits(0, 0, 0, (), hidden=True)
    by_cluster: dict[str, list[Recruit]] = {}
    for r in plan.to_recruit:
        if r.role == "ned" and r.organisations:
            by_cluster.setdefault(plan.cluster_of[r.organisations[0]].id, []).append(r)
    numbers = numbering(plan)
    names = {c.id: c.name for c in plan.clusters}
    rows = [
        RecruitRow(
            cluster=numbers[c],
            name=names[c],
            neds=str(len(found)),
            conditions=_conditions(instance, found, discretion),
        )
        for c, found in sorted(by_cluster.items(), key=lambda item: numbers[item[0]])
    ]
    chairs = sum(r.role == "chair" for r in plan.to_recruit)
    return Recruits(len(plan.to_recruit), chairs, len(plan.to_recruit) - chairs, tuple(rows))


def _conditions(instance: Instance, found: list[Recruit], discretion: Discretion) -> str:
    """Conditions, but for a nominee's seat that one person holds today."""
    councils = {c.code: c.name for c in instance.local_authorities}
    texts: Counter[str] = Counter()
    for r in found:
        holders = [h for h in instance.office_holders if h.organisation in r.organisations and h.nominated_by]
        single = [w for h in holders for w in (h.nominated_by or "", councils.get(h.nominated_by or "", ""))]
        for text in r.conditions:
            hide = discretion.names_someone(text) or (
                discretion.public and any(w and w in text for w in single)
            )
            texts[discretion.withheld if hide else text] += 1
    return listed(f"{t} ({n})" if n > 1 else t for t, n in sorted(texts.items())) or "none"
