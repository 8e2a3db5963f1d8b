"""Turns a few words into an instance and a plan; what a case does not mention gets a harmless default.

Facts (instance) and plan are plain dictionaries, as a case file has them:

* ``organisations``: code → fields that differ from the default
* ``links``: ``"A B land"``; ``coverage``: ``"A X relevant"``; ``footprints``: ``"K A 0.5"``
* ``holders``: ``"p1 A ned until=2012-01-01 nominated_by=X la_member audit max=2"`` (id ``-``: posts only), also
  ``skills=legal;finance since=2001-01-01``
* ``decisions``: ``"keep_together A B"``, ``"place p1 A ned"``, ``"release p1 route=interview date=2011-01-01"``
* ``sought``: recruit → conditions; ``effective``: rule id → parameters, as the plan's stamp has them
* ``clusters``: lists of codes; ``governance``: cluster id → model
* ``boards``: code → ``chair``, ``neds`` (``"p1 shared nominee=X until=2012-01-01"``), ``audit``, ``officers``
  (``"chief_executive"``, ``"nurse silent"``); ``cluster_boards``: id → ``chair``, ``neds`` (``"p1 A"``)
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from planner.core.instance import Instance
from planner.core.plan import (
    Board,
    Cluster,
    ClusterBoard,
    InstanceStamp,
    NedSeat,
    Nominee,
    OfficerSeat,
    Phase,
    Plan,
    Recruit,
    RulebookStamp,
)
from planner.core.rows import (
    Consortium,
    Coverage,
    Decision,
    Footprint,
    Link,
    LocalAuthority,
    OfficeHolder,
    Organisation,
)
from planner.core.rulebook import GovernanceModel, OfficerPost, RuleSpec
from planner.rules.base import Rule
from planner.rules.registry import RULES

AS_AT = date(2011, 6, 1)
HORIZON = date(2013, 3, 31)

OFFICERS = tuple(
    OfficerPost(id=post, title=post, shared=True, may_be_non_voting=i >= 3)
    for i, post in enumerate(
        ["chief_executive", "finance", "public_health", "medical", "nurse", "commissioning", "d1", "d2", "d3"]
    )
)


def _model(id_: str, rules: tuple[str, ...], **fields: Any) -> GovernanceModel:
    defaults: dict[str, Any] = {
        "title": id_,
        "chair_scope": "organisation",
        "shared_neds": (0, 0),
        "locality_neds": (0, 0),
        "keeps_boards": "M4-a" in rules,
        "nominated_cluster_board": "M1-a" in rules,
        "audit_chair": "either" if fields else "organisation",
        "meetings": "12",
        "summary": id_,
    }
    return GovernanceModel(id=id_, rules=rules, **(defaults | fields))


GOVERNANCE = {
    m.id: m
    for m in (
        _model("standalone", ("M4-a",)),
        _model("model-1", ("M1-a", "M1-b", "M4-a"), nominees=(1, 2), audit_chair="organisation"),
        _model("model-2", ("M2-a",), chair_scope="cluster", shared_neds=(5, 7)),
        _model(
            "model-3", ("M3-a", "M3-b", "M3-c"), chair_scope="cluster", shared_neds=(1, 4), locality_neds=(2, 6)
        ),
        _model("model-4", ("M4-a",)),
        _model(
            "model-1-neds",
            ("M1-a", "M1-b", "M4-a"),
            nominees=(1, 1),
            nominees_from="neds",
            audit_chair="organisation",
        ),
        _model(
            "model-2-six",
            ("M2-a", "M3-c"),
            chair_scope="cluster",
            shared_neds=(6, 6),
            audit_chair="shared",
        ),
        _model(
            "model-3-separate",
            ("M3-a", "M3-b", "M3-c"),
            chair_scope="cluster",
            shared_neds=(0, 2),
            locality_neds=(3, 7),
            audit_chair="organisation",
        ),
        _model(
            "model-3-one",
            ("M3-b", "M3-c", "M4-a"),
            keeps_boards=False,
            shared_neds=(1, 4),
            locality_neds=(1, 6),
            audit_chair="shared",
        ),
    )
}

PARAMETERS: dict[str, dict[str, Any]] = {
    "GEO-7": {"theta_permille": 950},
    "GEO-SIZE": {"max": 10, "prefer_min": 2},
    "GEO-POP": {"windows": [[100_000, 2_800_000]]},
    "BRD-3": {"min": 5, "max": 7},
    "BRD-7": {"member_required": True},
    "BRD-OFF": {"max": 7},
    "BRD-MEM": {"min": 10, "max": 14},
    "BRD-5": {"must": ["finance"]},
    "BRD-PEC": {"posts": ["medical", "nurse"]},
    "BRD-AC": {"least": 3, "financial": False},
    "BRD-TEN": {"years": 10},
    "BRD-10": {"executives": 5},
    "TRN-3": {"months": 24},
}
STATUTES = {"BRD-2", "BRD-3", "BRD-7", "BRD-QUO", "BRD-OFF", "BRD-MEM"}


def spec(id_: str, **parameters: Any) -> RuleSpec:
    """The spec of a rule with its usual parameters, some replaced."""
    return RuleSpec(
        id=id_,
        title=id_,
        scope=RULES[id_].scope,
        authority="statute" if id_ in STATUTES else "guidance",
        strength="must",
        parameters=PARAMETERS.get(id_, {}) | parameters,
    )


def rule(id_: str, **parameters: Any) -> Rule:
    """A rule with its usual parameters, some replaced."""
    return RULES[id_](spec(id_, **parameters))


def holder(text: str) -> OfficeHolder:
    """One row of the roster from its words."""
    id_, organisation, role, *rest = text.split()
    options = dict(word.partition("=")[::2] for word in rest)
    return OfficeHolder(
        id=None if id_ == "-" else id_,
        organisation=organisation,
        role=role,  # type: ignore[arg-type]  # pydantic refuses other words
        term_end=date.fromisoformat(options.get("until", "2014-03-31")),
        audit_chair="audit" in options,
        nominated_by=options.get("nominated_by"),
        la_member="la_member" in options,
        max_boards=int(options["max"]) if "max" in options else None,
        skills=tuple(options["skills"].split(";")) if "skills" in options else (),
        in_post_since=date.fromisoformat(options["since"]) if "since" in options else None,
    )


def decision(text: str) -> Decision:
    """One decision from its words."""
    words = [word for word in text.split() if "=" not in word]
    options = dict(word.split("=") for word in text.split() if "=" in word)
    kind, subject, object_, role = (*words, None, None, None)[:4]
    return Decision(
        kind=kind,  # type: ignore[arg-type]  # as above
        subject=subject or "",
        object=object_,
        role=role,  # type: ignore[arg-type]  # as above
        reason="r",
        owner="o",
        route=options.get("route"),  # type: ignore[arg-type]  # as above
        date=date.fromisoformat(options["date"]) if "date" in options else None,
    )


def instance(facts: dict[str, Any]) -> Instance:
    """The instance that a case describes."""
    organisations = tuple(
        Organisation(
            **(
                {"code": code, "name": f"Org {code}", "kind": "pct", "region": "North", "population": 200_000}
                | {"ned_seats": 7}
                | fields
            )
        )
        for code, fields in sorted(facts["organisations"].items())
    )
    coverage = [row.split() for row in facts.get("coverage", [])]
    footprints = [row.split() for row in facts.get("footprints", [])]
    return Instance(
        name="case",
        title="Case",
        as_at=AS_AT,
        horizon_end=HORIZON,
        rulebook="pct-2011",
        renewals=facts.get("renewals", "assumed"),
        organisations=organisations,
        links=tuple(
            Link(a=a, b=b, kind=kind)  # type: ignore[arg-type]  # pydantic refuses other words
            for a, b, kind in (row.split() for row in facts.get("links", []))
        ),
        local_authorities=tuple(
            LocalAuthority(code=c, name=f"Council {c}") for c in sorted({r[1] for r in coverage})
        ),
        coverage=tuple(
            Coverage(organisation=row[0], local_authority=row[1], relevant="relevant" in row)
            for row in coverage
        ),
        consortia=tuple(Consortium(code=c, name=f"Practices {c}") for c in sorted({r[0] for r in footprints})),
        footprints=tuple(
            Footprint(consortium=c, organisation=o, share_of_organisation=Decimal(s)) for c, o, s in footprints
        ),
        office_holders=tuple(holder(text) for text in facts.get("holders", [])),
        decisions=tuple(decision(text) for text in facts.get("decisions", [])),
    )


def ned_seat(text: str) -> NedSeat:
    """One NED seat from its words."""
    person, *rest = text.split()
    options = dict(word.partition("=")[::2] for word in rest)
    return NedSeat(
        person=person,
        seat=next((word for word in ("shared", "locality") if word in options), "own"),  # type: ignore[arg-type]  # as above
        nominee_of=options.get("nominee"),
        from_=date.fromisoformat(options.get("from", AS_AT.isoformat())),
        until=date.fromisoformat(options.get("until", HORIZON.isoformat())),
    )


def board(given: Instance, code: str, cluster: str, facts: dict[str, Any]) -> Board:
    """One board; without ``neds`` five people who are unknown otherwise, without ``officers`` five who vote."""
    neds = tuple(ned_seat(text) for text in facts.get("neds", [f"{code}-n{i}" for i in range(1, 6)]))
    officers = facts.get("officers", [post.id for post in OFFICERS[:5]])
    return Board(
        organisation=code,
        cluster=cluster,
        chair=facts.get("chair", f"{code}-c") or None,
        audit_chair=facts.get("audit", neds[0].person if neds else None) or None,
        neds=neds,
        officers=tuple(OfficerSeat(post=text.split()[0], voting="silent" not in text) for text in officers),
        vacancies=max(0, given.by_code[code].ned_seats - len(neds)) if code in given.by_code else 0,
    )


def plan(given: Instance, facts: dict[str, Any]) -> Plan:
    """The plan that a case describes; without ``boards`` none, with it a board for every organisation."""
    groups = [sorted(g) for g in facts.get("clusters", [[o.code] for o in given.organisations])]
    governance = facts.get("governance", {})
    bodies = facts.get("cluster_boards", {})
    clusters = tuple(
        Cluster(
            id=group[0],
            name=f"Cluster {group[0]}",
            region="North",
            organisations=tuple(group),
            governance=governance.get(group[0], "standalone" if len(group) == 1 else "model-4"),
            population=0,
            cluster_board=_body(bodies[group[0]]) if group[0] in bodies else None,
        )
        for group in groups
        if group
    )
    boards = tuple(
        board(given, code, cluster.id, facts["boards"].get(code, {}))
        for cluster in clusters
        for code in cluster.organisations
        if "boards" in facts and code not in facts.get("without_board", [])
    )
    phases = facts.get("phases", [f"{AS_AT} {HORIZON}"])
    return Plan(
        planner_version="0",
        instance=InstanceStamp(name="case", sha256=""),
        rulebook=RulebookStamp(
            id="pct-2011",
            sha256="",
            effective=tuple(spec(id_, **given) for id_, given in facts.get("effective", {}).items()),
            governance=tuple(GOVERNANCE.values()),
        ),
        decisions=(),
        settings={},
        status="feasible",
        levels=(),
        phases=tuple(
            Phase(id=str(i), from_=date.fromisoformat(a), until=date.fromisoformat(b))
            for i, (a, b) in enumerate(text.split() for text in phases)
        ),
        clusters=clusters,
        boards=boards,
        people=(),
        to_recruit=recruits(boards, facts.get("sought", {})),
        rules=(),
        assumptions=(),
    )


def recruits(boards: tuple[Board, ...], sought: dict[str, list[str]]) -> tuple[Recruit, ...]:
    """Everyone on the boards whose id begins with ``new:``, with the conditions they are sought with."""
    seats: dict[str, tuple[str, list[str]]] = {}
    for b in boards:
        for person, role in [(b.chair, "chair"), *((s.person, "ned") for s in b.neds)]:
            if person and person.startswith("new:"):
                seats.setdefault(person, (role, []))[1].append(b.organisation)
    return tuple(
        Recruit(id=id_, organisations=tuple(codes), role=role, conditions=tuple(sought.get(id_, ())))  # type: ignore[arg-type]  # as above
        for id_, (role, codes) in sorted(seats.items())
    )


def _body(facts: dict[str, Any]) -> ClusterBoard:
    return ClusterBoard(
        chair=facts["chair"],
        neds=tuple(Nominee(person=p, organisation=o) for p, o in (text.split() for text in facts["neds"])),
    )


def seeded(seed: str | int) -> Random:
    """Random draws that are the same each time."""
    return Random(seed)  # noqa: S311  # repeatable tests are the point
