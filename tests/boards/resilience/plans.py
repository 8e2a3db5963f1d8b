"""Plans for the tests, seat by seat: small generated ones, and one of England without any engine."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from hypothesis import strategies as st

from planner.core.instance import Instance
from planner.core.plan import (
    Board,
    Cluster,
    InstanceStamp,
    NedSeat,
    OfficerSeat,
    Phase,
    Plan,
    RulebookStamp,
    Setting,
)
from planner.core.rows import Coverage, LocalAuthority, OfficeHolder, Organisation
from planner.core.rulebook import DepartureRates, RuleSpec
from planner.io.rulebook import load_rulebook

START, END = date(2011, 6, 1), date(2013, 3, 31)
EARLY = date(2012, 5, 31)
BOOK = load_rulebook("pct-2011")
FEW = {"BRD-3": {"min": 2, "max": 4}}
"""Small boards, so that quorum can fail and everything can be enumerated."""


@dataclass
class Seats:
    """One board: chair, NEDs, voting officers."""

    chair: str | None
    neds: list[str]
    voting: int = 6
    ned_seats: int = 5
    cluster: str = ""
    care_trust: bool = False
    nominees: dict[str, str] = field(default_factory=dict)


def specs(changed: Mapping[str, Mapping[str, object]] = FEW, off: Sequence[str] = ()) -> tuple[RuleSpec, ...]:
    """The rulebook's rules with other parameters."""
    return tuple(
        r.model_copy(update={"parameters": {**r.parameters, **changed.get(r.id, {})}, "on": r.id not in off})
        for r in BOOK.rules
    )


def instance_of(boards: Mapping[str, Seats], holders: Sequence[OfficeHolder] = (), **more) -> Instance:
    """An instance with these organisations; two regions, by cluster."""
    organisations = tuple(
        Organisation(
            code=code,
            name=f"Place {code}",
            kind="care_trust" if b.care_trust else "pct",
            region=f"Region {sorted({x.cluster for x in boards.values()}).index(b.cluster) % 2}",
            population=200_000,
            ned_seats=b.ned_seats,
        )
        for code, b in sorted(boards.items())
    )
    fields = {
        "name": "example",
        "title": "An example",
        "as_at": START,
        "horizon_end": END,
        "rulebook": "pct-2011",
        "organisations": organisations,
        "local_authorities": (LocalAuthority(code="LA1", name="Council 1"),),
        "coverage": tuple(
            Coverage(organisation=c, local_authority="LA1", relevant=b.care_trust)
            for c, b in sorted(boards.items())
        ),
        "office_holders": tuple(holders),
    }
    return Instance(**(fields | more))


def plan_of(given: Instance, boards: Mapping[str, Seats], rules: Sequence[RuleSpec] | None = None) -> Plan:
    """The plan with these boards."""
    members = defaultdict(list)
    for code, b in sorted(boards.items()):
        members[b.cluster].append(code)
    names = {cluster: min(codes) for cluster, codes in members.items()}
    return Plan(
        planner_version="0",
        instance=InstanceStamp(name="example", sha256=""),
        rulebook=RulebookStamp(
            id="pct-2011", sha256="", effective=specs() if rules is None else tuple(rules), governance=()
        ),
        decisions=(),
        settings={"regions": Setting(value=[], origin="default")},
        status="optimal",
        levels=(),
        phases=(Phase(id="all", from_=START, until=END),),
        clusters=tuple(
            Cluster(
                id=names[cluster],
                name=f"Cluster {cluster}",
                region=given.by_code[codes[0]].region,
                organisations=tuple(codes),
                governance="model-1",
                population=1,
            )
            for cluster, codes in sorted(members.items())
        ),
        boards=tuple(
            Board(
                organisation=code,
                cluster=names[b.cluster],
                chair=b.chair,
                audit_chair=None,
                neds=tuple(
                    NedSeat(
                        person=p,
                        seat="own",
                        nominee_of=b.nominees.get(p),
                        from_=given.as_at,
                        until=given.horizon_end,
                    )
                    for p in b.neds
                ),
                officers=tuple(
                    OfficerSeat(post=o.id, voting=n < b.voting) for n, o in enumerate(BOOK.officers[:7])
                ),
                vacancies=0,
            )
            for code, b in sorted(boards.items())
        ),
        people=(),
        to_recruit=(),
        rules=(),
        assumptions=(),
    )


@dataclass
class Case:
    """Something to work out."""

    instance: Instance
    plan: Plan
    rates: DepartureRates


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """One to four small boards in one or two clusters, each model, people shared within and across."""
    count = draw(st.integers(1, 4))
    codes = [f"5A{n}" for n in range(count)]
    cluster = {c: draw(st.sampled_from("AB")) for c in codes}
    model = draw(st.sampled_from((1, 2, 3, 4)))
    crowd = [f"p{n:02d}" for n in range(draw(st.integers(6, 13)))]
    chairs = [f"c{n}" for n in range(draw(st.integers(1, 2)))]
    everyone = [*crowd, *chairs]
    boards: dict[str, Seats] = {}
    for code in codes:
        peer = next((b for c, b in boards.items() if cluster[c] == cluster[code]), None)
        neds = draw(
            st.lists(st.sampled_from(everyone), min_size=2, max_size=draw(st.sampled_from((4, 7))), unique=True)
        )
        chair = draw(st.sampled_from([*chairs, crowd[0], None] if model in (1, 4) else [*chairs, crowd[0]]))
        if peer is not None and model in (2, 3):
            chair = peer.chair
            neds = peer.neds if model == 2 else [*peer.neds[:2], *(p for p in neds if p not in peer.neds)][:4]
        boards[code] = Seats(
            chair,
            [p for p in neds if p != chair],
            voting=draw(st.integers(0, 7)),
            ned_seats=draw(st.integers(5, 7)),
            cluster=cluster[code],
            care_trust=draw(st.booleans()),
        )
        if boards[code].care_trust and draw(st.booleans()):
            boards[code].nominees = {neds[0]: "LA1"}
    holders = [
        OfficeHolder(
            id=person,
            organisation=code,
            role="ned",
            term_end=draw(st.sampled_from((END, EARLY))),
            nominated_by=draw(st.sampled_from((None, None, "LA1"))),
            la_member=draw(st.booleans()),
        )
        for person in draw(st.lists(st.sampled_from(everyone), unique=True, max_size=5))
        for code in sorted({draw(st.sampled_from(codes)), draw(st.sampled_from(codes))})
    ]
    given = instance_of(boards, holders, renewals=draw(st.sampled_from(("assumed", "none"))))
    off = draw(st.sampled_from(((), (), ("BRD-2",), ("BRD-7",), ("BRD-3",), ("BRD-QUO",))))
    return Case(
        given,
        plan_of(
            given,
            boards,
            specs(
                {
                    "BRD-3": {"min": 2, "max": draw(st.sampled_from((4, 7)))},
                    "BRD-QUO": {"fraction": draw(st.sampled_from(((1, 3), (1, 2), (4, 5), (9, 10))))},
                },
                off,
            ),
        ),
        DepartureRates(
            chair_per_thousand_a_year=draw(st.sampled_from((0, 1, 80, 500, 1000))),
            ned_per_thousand_a_year=draw(st.sampled_from((0, 3, 100, 400, 1000))),
            vacant_chair=draw(st.sampled_from(("breaks", "vice_chair_acts"))),
            certainty="ASSUMED",
        ),
    )


def england_boards(given: Instance, model: int) -> dict[str, Seats]:
    """Boards of the clusters of 2011, made without any choice worth the name."""
    holders = defaultdict(list)
    for n, h in enumerate(given.office_holders):
        holders[h.organisation, h.role].append(h.id or f"post-{n}")
    members, councils = defaultdict(list), defaultdict(list)
    for row in given.coverage:
        if row.relevant:
            councils[row.organisation].append(row.local_authority)
    for o in given.organisations:
        members[o.cluster_reference or ""].append(o.code)
    boards = {}
    for cluster, codes in members.items():
        everyone = list(dict.fromkeys(p for c in codes for p in holders[c, "ned"]))
        used: set[str] = set(everyone[:3]) if model == 3 else set()
        chair = next((holders[c, "chair"][0] for c in codes if holders[c, "chair"]), f"new:{cluster}:0")
        for code in codes:
            own = [p for p in holders[code, "ned"] if p not in used]
            alone = (holders[code, "chair"] or [f"new:{code}:0"])[0]
            wanted = 5 + (len(code) + ord(code[-1])) % 3
            if model == 2:
                neds = everyone[:7]
            elif model == 3:
                neds = [*everyone[:3], *own[: wanted - 3]]
                used |= set(neds)
            else:
                neds = own[:wanted]
            neds = [p for p in neds if p != (alone if model in (1, 4) else chair)]
            neds += [f"new:{code}:{n}" for n in range(1, 6 - len(neds))]
            boards[code] = Seats(
                alone if model in (1, 4) else chair,
                neds,
                voting=5,
                ned_seats=given.by_code[code].ned_seats,
                cluster=cluster,
                nominees=dict(zip(neds, councils.get(code, ()), strict=False)),
            )
    return boards
