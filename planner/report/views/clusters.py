"""Clusters and what they divide: numbers, names, notes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from planner.core.instance import Instance
from planner.core.plan import Cluster, Plan
from planner.core.rows import Decision
from planner.report.views.places import place_notes
from planner.report.views.privacy import NOT_SHOWN, Discretion
from planner.report.views.words import count, governance_name, listed, only_geography


@dataclass(frozen=True)
class Named:
    """An organisation by code and name."""

    code: str
    name: str


@dataclass(frozen=True)
class ClusterRow:
    """One cluster as in the table; populations in people, seats as counts, no persons."""

    id: str
    number: int
    name: str
    region: str
    organisations: tuple[Named, ...]
    governance: str
    population: int
    chair_seats_today: int
    chair_seats_proposed: int | None
    """None when boards were not planned."""
    ned_seats_today: int
    ned_seats_proposed: int | str | None
    neds_own: str
    """Directors of one board in post, in figures or why there is none; shared and locality ones likewise."""
    neds_shared: str
    neds_locality: str
    vacant: str
    """NED seats that stay unfilled, each board's counted."""
    notes: tuple[str, ...]


@dataclass(frozen=True)
class RegionRow:
    """What one region leads: how many clusters, with which numbers."""

    name: str
    clusters: int
    first: int
    last: int
    organisations: int
    population: int


@dataclass(frozen=True)
class DividedRow:
    """A council or an arrangement that lies in more than one cluster."""

    kind: str
    name: str
    organisations: int
    pieces: tuple[str, ...]
    """One text for each piece: cluster number and the organisations in it."""


def numbering(plan: Plan) -> dict[str, int]:
    """Number of each cluster id in this report: by region, then id. The id, not the number, is stable."""
    return {c.id: n for n, c in enumerate(sorted(plan.clusters, key=lambda c: (c.region, c.id)), start=1)}


def cluster_rows(instance: Instance, plan: Plan, discretion: Discretion) -> tuple[ClusterRow, ...]:
    """Rows in the order of their numbers."""
    numbers = numbering(plan)
    few = place_notes(instance, plan)
    parts: dict[str, list[str]] = defaultdict(list)
    for row_kind, name, by_cluster in _pieces(instance, plan):
        for cluster in by_cluster:
            parts[cluster].append(f"holds part of {name} ({row_kind})")
    return tuple(
        ClusterRow(
            id=c.id,
            number=numbers[c.id],
            name=c.name,
            region=c.region,
            organisations=tuple(Named(o, instance.by_code[o].name) for o in c.organisations),
            governance=governance_name(plan, c.governance) if not only_geography(plan) else "not planned",
            population=c.population,
            chair_seats_today=len(c.organisations),
            chair_seats_proposed=_chairs(plan, c),
            ned_seats_today=sum(instance.by_code[o].ned_seats for o in c.organisations),
            ned_seats_proposed=_neds(plan, c, discretion),
            neds_own=_held(plan, c, "own", discretion),
            neds_shared=_held(plan, c, "shared", discretion),
            neds_locality=_held(plan, c, "locality", discretion),
            vacant=_vacant(plan, c, discretion),
            notes=(*_recorded(instance, c, discretion), *parts[c.id], *([few[c.id]] if c.id in few else [])),
        )
        for c in sorted(plan.clusters, key=lambda c: numbers[c.id])
    )


def region_rows(rows: tuple[ClusterRow, ...]) -> tuple[RegionRow, ...]:
    """One row for each leading region, in the order of the clusters' numbers."""
    by_region: dict[str, list[ClusterRow]] = defaultdict(list)
    for row in rows:
        by_region[row.region].append(row)
    return tuple(
        RegionRow(
            name=region,
            clusters=len(mine),
            first=mine[0].number,
            last=mine[-1].number,
            organisations=sum(len(c.organisations) for c in mine),
            population=sum(c.population for c in mine),
        )
        for region, mine in by_region.items()
    )


def divided_rows(instance: Instance, plan: Plan) -> tuple[DividedRow, ...]:
    """Arrangements, then councils, that the plan divides; most pieces first."""
    numbers = numbering(plan)
    rows = [
        DividedRow(
            kind=kind,
            name=name,
            organisations=sum(len(v) for v in by_cluster.values()),
            pieces=tuple(
                f"cluster {numbers[c]}: {listed(instance.by_code[o].name for o in codes)}"
                for c, codes in sorted(by_cluster.items(), key=lambda item: numbers[item[0]])
            ),
        )
        for kind, name, by_cluster in _pieces(instance, plan)
    ]
    return tuple(sorted(rows, key=lambda r: (r.kind != "arrangement", -len(r.pieces), r.name)))


def _pieces(instance: Instance, plan: Plan) -> list[tuple[str, str, dict[str, list[str]]]]:
    """Kind, name and members by cluster of every arrangement and council in two or more clusters."""
    of = {o: c.id for c in plan.clusters for o in c.organisations}
    groups: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for o in instance.organisations:
        if o.arrangement and o.code in of:
            groups["arrangement", o.arrangement][of[o.code]].append(o.code)
    for row in instance.coverage:
        if row.organisation in of:
            groups["council", row.local_authority][of[row.organisation]].append(row.organisation)
    names = {a.code: a.name for a in instance.local_authorities}
    return [
        (kind, names.get(key, key) if kind == "council" else key, by_cluster)
        for (kind, key), by_cluster in sorted(groups.items())
        if len(by_cluster) > 1
    ]


def _recorded(instance: Instance, cluster: Cluster, discretion: Discretion) -> list[str]:
    """Notes from the cluster's size and the decisions that name its organisations."""
    members = set(cluster.organisations)
    notes = []
    if len(members) == 1:
        reason = next((d for d in instance.decisions if _alone(d) and _objects(d) == members), None)
        notes.append(
            f"stands alone; recorded reason: {_reason(reason, discretion)}"
            if reason
            else "stands alone without a recorded reason"
        )
    for d in filter(discretion.decision_shown, instance.decisions):
        if d.kind == "exempt" and _objects(d) and _objects(d) <= members and d.subject != "GEO-SIZE":
            notes.append(f"rule {d.subject} lifted: {_reason(d, discretion)}")
        if d.kind == "cross_region" and d.subject in members and d.object == cluster.region:
            notes.append(
                f"{instance.by_code[d.subject].name} crosses into {d.object}: {_reason(d, discretion)}"
            )
    guests = [o for o in cluster.organisations if instance.by_code[o].region != cluster.region]
    if guests:
        names = listed(instance.by_code[o].name for o in guests)
        notes.append(f"{count(len(guests), 'member')} from another region: {names}")
    return notes


def _reason(decision: Decision, discretion: Discretion) -> str:
    """Reason and owner of a decision, without anyone's id."""
    text = f"{decision.reason} ({decision.owner})"
    return "recorded" if discretion.names_someone(text) else text


def _alone(decision: Decision) -> bool:
    """Whether a decision records why an organisation stands alone."""
    return decision.kind == "exempt" and decision.subject == "GEO-SIZE"


def _objects(decision: Decision) -> set[str]:
    """Codes that a decision lists."""
    return {c for c in (decision.object or "").split(";") if c}


def _held(plan: Plan, cluster: Cluster, kind: str, discretion: Discretion) -> str:
    """Seats of one kind that are filled, a seat shared by all boards counted once."""
    boards = [plan.board_of[o] for o in cluster.organisations if o in plan.board_of]
    if not boards:
        return "not planned"
    filled = [sum(n.seat == kind for n in b.neds) for b in boards]
    held = max(filled) if kind == "shared" else sum(filled)
    return discretion.filled(held) if held else "0"


def _vacant(plan: Plan, cluster: Cluster, discretion: Discretion) -> str:
    """Seats for directors that nobody holds, over all boards of the cluster."""
    boards = [plan.board_of[o] for o in cluster.organisations if o in plan.board_of]
    return discretion.filled(sum(b.vacancies for b in boards)) if boards else "not planned"


def _chairs(plan: Plan, cluster: Cluster) -> int | None:
    """Chair seats to be held by different people: one for all boards, or one for each."""
    if only_geography(plan):
        return None
    model = plan.governance.get(cluster.governance)
    return 1 if model and model.chair_scope == "cluster" else len(cluster.organisations)


def _neds(plan: Plan, cluster: Cluster, discretion: Discretion) -> int | str | None:
    """NED seats, a seat shared by all boards counted once; vacancies are seats too."""
    if only_geography(plan):
        return None
    boards = [plan.board_of[o] for o in cluster.organisations if o in plan.board_of]
    shared = max((sum(n.seat == "shared" for n in b.neds) for b in boards), default=0)
    single = sum(sum(n.seat != "shared" for n in b.neds) for b in boards)
    keeps = plan.governance.get(cluster.governance)
    vacant = sum(b.vacancies for b in boards) if keeps is None or keeps.keeps_boards else 0
    seats = shared + single + vacant
    return seats if keeps is None or keeps.keeps_boards or not discretion.reticent else NOT_SHOWN
