"""Tiny instances, plans and a rulebook for the tests of levels, made by hand and by a seeded generator."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np

from planner.core.instance import Instance
from planner.core.plan import (
    Board,
    Cluster,
    ClusterBoard,
    InstanceStamp,
    NedSeat,
    Nominee,
    Person,
    Plan,
    RulebookStamp,
    Setting,
)
from planner.core.rows import Coverage, Decision, Footprint, Link, OfficeHolder, Organisation
from planner.core.rulebook import ChairBand, GovernanceModel, PayTable, Rulebook

START, END = date(2011, 6, 1), date(2013, 3, 31)


def rulebook(**changes: Any) -> Rulebook:
    """Round figures, so that a reader can add them up."""
    values: dict[str, Any] = {
        "id": "test",
        "title": "Test",
        "target_clusters": 50,
        "target_organisations": 151,
        "rules": (),
        "geography_levels": ("cluster_target", "standalones", "splits", "population_steps", "boundary_cut"),
        "board_levels": ("own_people", "places_end", "recruits", "cost"),
        "officers": (),
        "skills": ("finance", "legal"),
        "pay": PayTable(
            ned=10,
            audit_chair=15,
            chair=(
                ChairBand(above=-1, pounds=30),
                ChairBand(above=100, pounds=40),
                ChairBand(above=250, pounds=50),
            ),
            certainty="invented",
        ),
        "load_limit": 2,
        "ned_aim": 3,
        "population_band": (100, 200),
        "population_step": 30,
    }
    return Rulebook(**{**values, **changes})


def organisation(code: str, population: int = 100, **changes: Any) -> Organisation:
    values = {
        "code": code,
        "name": code,
        "kind": "pct",
        "region": "R",
        "population": population,
        "ned_seats": 5,
    }
    return Organisation(**{**values, **changes})


def holder(person: str | None, org: str, role: str = "ned", **changes: Any) -> OfficeHolder:
    return OfficeHolder(**{"id": person, "organisation": org, "role": role, "term_end": END, **changes})


def instance(organisations: Sequence[Organisation], **changes: Any) -> Instance:
    values: dict[str, Any] = {
        "name": "tiny",
        "title": "Tiny",
        "as_at": START,
        "horizon_end": END,
        "rulebook": "test",
        "organisations": tuple(organisations),
    }
    return Instance(**{**values, **changes})


def plan(
    groups: Sequence[Sequence[str]],
    boards: dict[str, tuple[str | None, Sequence[str], str | None]] | None = None,
    outcomes: dict[str, str] | None = None,
    settings: dict[str, Any] | None = None,
    models: Sequence[GovernanceModel] = (),
    cluster_boards: dict[str, tuple[str, Sequence[tuple[str, str]]]] | None = None,
) -> Plan:
    """A plan of clusters and boards: by organisation chair, NEDs and audit chair.

    ``models`` are one for each group; ``cluster_boards`` by cluster id: chair, then (person, organisation).
    """
    bodies = {
        k: ClusterBoard(chair=chair, neds=tuple(Nominee(person=p, organisation=o) for p, o in rest))
        for k, (chair, rest) in (cluster_boards or {}).items()
    }
    clusters = tuple(
        Cluster(
            id=min(g),
            name=min(g),
            region="R",
            organisations=tuple(g),
            governance=models[n].id if models else "g",
            population=0,
            cluster_board=bodies.get(min(g)),
        )
        for n, g in enumerate(groups)
    )
    of = {code: c.id for c in clusters for code in c.organisations}
    return Plan(
        planner_version="0",
        instance=InstanceStamp(name="tiny", sha256=""),
        rulebook=RulebookStamp(
            id="test", sha256="", effective=(), governance=tuple({m.id: m for m in models}.values())
        ),
        decisions=(),
        settings={k: Setting(value=v, origin="option") for k, v in (settings or {}).items()},
        status="feasible",
        levels=(),
        phases=(),
        clusters=clusters,
        boards=tuple(
            Board(
                organisation=code,
                cluster=of[code],
                chair=chair,
                audit_chair=audit,
                neds=tuple(NedSeat(person=p, seat="own", from_=START, until=END) for p in neds),
                officers=(),
                vacancies=0,
            )
            for code, (chair, neds, audit) in (boards or {}).items()
        ),
        people=tuple(
            Person(id=p, outcome=o, certainty="not_computed", from_=(), to=(), reason="")
            for p, o in (outcomes or {}).items()
        ),
        to_recruit=(),
        rules=(),
        assumptions=(),
    )


def governance(model_id: str, **changes: Any) -> GovernanceModel:
    """A governance model of a shape, by default of boards that keep their own people."""
    values: dict[str, Any] = {
        "id": model_id,
        "title": model_id,
        "chair_scope": "organisation",
        "shared_neds": (0, 0),
        "locality_neds": (0, 0),
        "keeps_boards": True,
        "nominated_cluster_board": False,
        "audit_chair": "organisation",
        "meetings": "",
        "rules": (),
        "summary": "",
    }
    return GovernanceModel(**{**values, **changes})


SHAPES = {
    "nominated": governance("nominated", nominated_cluster_board=True, nominees=(1, 2)),
    "one": governance("one", keeps_boards=False, chair_scope="cluster", shared_neds=(1, 7)),
    "mixed": governance(
        "mixed", keeps_boards=False, chair_scope="cluster", shared_neds=(1, 6), locality_neds=(1, 6)
    ),
    "separate": governance("separate"),
}
"""Governance models of the four shapes."""


@dataclass
class Table:
    """Candidates by hand."""

    instance: Instance
    codes: Sequence[str]
    members: np.ndarray


def table(given: Instance, groups: Sequence[Sequence[str]], codes: Sequence[str] | None = None) -> Table:
    codes = codes or [o.code for o in given.organisations]
    return Table(given, codes, np.array([[code in g for code in codes] for g in groups], dtype=bool))


def partitions(codes: Sequence[str]) -> list[list[list[str]]]:
    """Every way to divide the codes into clusters."""
    if not codes:
        return [[]]
    first, rest = codes[0], codes[1:]
    found = []
    for smaller in partitions(rest):
        found.append([[first], *smaller])
        found += [[*smaller[:i], [first, *smaller[i]], *smaller[i + 1 :]] for i in range(len(smaller))]
    return found


def random_map(seed: int) -> Instance:
    """Up to five organisations with all that levels about the map look at.

    Links and flows, councils, arrangements, recorded reasons, coordinates, consortia (some reach outside) and a
    reference.
    """
    draw = random.Random(seed)  # noqa: S311 - invented data
    codes = [f"O{i}" for i in range(draw.randint(1, 5))]
    organisations = [
        organisation(
            code,
            draw.choice([0, 40, 99, 100, 130, 201]),
            arrangement=(name := draw.choice([None, "east", "west"])),
            arrangement_strength=name and "partial",
            easting=draw.choice([400_000, 400_000, 403_700, 391_111, 650_001]),
            northing=draw.choice([300_000, 300_000, 301_500, 299_999, 77_123]),
            cluster_reference=draw.choice(["north", "south", "mid"]),
        )
        for code in codes
    ]
    counted = draw.random() < 0.5
    links = [
        Link(
            a=a,
            b=b,
            kind=(kind := draw.choice(["land", "land", "ferry", "bridge", "patient_flow", "patient_flow"])),
            length_m=draw.choice([None, 0, 7, 50]),
            patients=draw.choice([0, 12, 3_000]) if counted and kind == "patient_flow" else None,
        )
        for i, first in enumerate(codes)
        for second in codes[i + 1 :]
        if draw.random() < 0.6
        for a, b in [(first, second) if draw.random() < 0.5 else (second, first)]
    ]
    coverage = [
        Coverage(organisation=code, local_authority=council)
        for code in codes
        for council in ("X", "Y", "Z")
        if draw.random() < 0.4
    ]
    decisions = [
        Decision(
            kind="exempt", subject=draw.choice(["GEO-SIZE", "GEO-POP"]), object=code, reason="r", owner="o"
        )
        for code in codes
        if draw.random() < 0.3
    ]
    footprints = []
    for k in range(draw.randint(0, 3)):
        whole = draw.random() < 0.4
        for code in draw.sample(codes, draw.randint(1, len(codes))):
            share = (
                "1"
                if whole
                else draw.choice(["1", "0.5", "0.55", "0.95", "0.333333", "0.9999999999999999999999"])
            )
            footprints.append(
                Footprint(consortium=f"K{k}", organisation=code, share_of_organisation=Decimal(share))
            )
        if draw.random() < 0.15:
            footprints.append(
                Footprint(consortium=f"K{k}", organisation="ELSEWHERE", share_of_organisation=Decimal("0.1"))
            )
    given = instance(
        organisations,
        links=tuple(links),
        coverage=tuple(coverage),
        decisions=tuple(decisions),
        footprints=tuple(footprints),
    )
    if draw.random() < 0.3:
        return given.compared_with([(code, draw.choice(["1", "2"])) for code in codes])
    return given


def settings_of(given: Instance) -> dict[str, Any]:
    """What a plan for this instance says of the reference."""
    return {"reference": None if given.reference is None else [list(pair) for pair in given.reference]}
