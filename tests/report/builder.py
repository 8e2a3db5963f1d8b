"""Small instances, rulebooks and plans made by hand: the report's own examples, with no engine behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from planner.core.instance import Instance
from planner.core.plan import (
    Board,
    Cluster,
    InstanceStamp,
    Level,
    NedSeat,
    OfficerSeat,
    Person,
    Phase,
    Plan,
    Post,
    Recruit,
    RulebookStamp,
    RuleResult,
    Setting,
)
from planner.core.rows import Coverage, Decision, Link, LocalAuthority, OfficeHolder, Organisation
from planner.io.rulebook import load_governance, load_rulebook

START = date(2011, 6, 1)
END = date(2013, 3, 31)
RULEBOOK = load_rulebook("pct-2011")
SPECS = RULEBOOK.rules
OFFICERS = RULEBOOK.officers

LEVELS = {
    "cluster_target": ("Distance from the number of clusters aimed at", "clusters", False),
    "standalones": ("Organisations alone without a recorded reason", "clusters", False),
    "splits": ("Councils and arrangements divided", "divisions", False),
    "population_steps": ("Clusters outside the wished population", "steps of 25,000 people", False),
    "boundary_cut": ("Boundary between clusters", "metres", False),
    "own_people": ("Organisations with too few of their own people on their board", "organisations", False),
    "places_end": ("Places that end at worst", "people", False),
    "chairs_lost": ("Chairs who lose the chair", "people", False),
    "offers_used": ("Offers to leave that are used", "people", True),
    "recruits": ("People to be recruited", "people", False),
}


def instance(
    sizes: Sequence[int] = (3, 2, 1),
    *,
    names: Mapping[str, str] | None = None,
    holders: bool = True,
    **more,
) -> Instance:
    """Organisations in a row of blocks; block b of the sizes is cluster b of the reference grouping too."""
    organisations, people, links = [], [], []
    n = 0
    for block, size in enumerate(sizes):
        for place in range(size):
            code = f"5{chr(65 + n // 26)}{chr(65 + n % 26)}"
            organisations.append(
                Organisation(
                    code=code,
                    name=(names or {}).get(code, f"Place {n}"),
                    kind="pct",
                    region=f"Region {block % 2}",
                    population=200_000 + 10_000 * n,
                    ned_seats=5 + n % 3,
                    easting=400_000 + block * 60_000 + place * 9_000,
                    northing=200_000 + (place % 3) * 31_000 + block * 7_000,
                    arrangement=f"Arrangement {n // 2}",
                    arrangement_strength="partial",
                    cluster_reference=f"Reference {(n + 1) // 2}",
                )
            )
            if n:
                links.append(Link(a=organisations[n - 1].code, b=code, kind="land", length_m=1000))
            if holders:
                people += [
                    OfficeHolder(
                        id=f"holder-{code}-{k}",
                        organisation=code,
                        role="ned" if k else "chair",
                        term_end=END,
                        audit_chair=k == 1,
                    )
                    for k in range(6)
                ]
            n += 1
    council = tuple(LocalAuthority(code=f"LA{i}", name=f"Council {i}") for i in range((n + 3) // 4))
    coverage = tuple(
        Coverage(organisation=o.code, local_authority=f"LA{i // 4}") for i, o in enumerate(organisations)
    )
    values = {
        "name": "example",
        "title": "An example",
        "as_at": START,
        "horizon_end": END,
        "rulebook": "pct-2011",
        "synthetic": ("office_holders.csv",) if holders else (),
        "organisations": tuple(organisations),
        "links": tuple(links),
        "local_authorities": council,
        "coverage": coverage,
        "office_holders": tuple(people),
        "sha256": "a" * 64,
    }
    return Instance(**(values | more))


def _board(given: Instance, code: str, cluster: str, governance: str, members: Sequence[str]) -> Board:
    """A board filled from today's people: shared from the first member, own or locality from its own."""

    def people(of: str) -> list[str]:
        return [h.id or "" for h in given.office_holders if h.organisation == of and h.role == "ned"]

    seats = [("own", p) for p in people(code)[:5]]
    chair = f"holder-{code}-0"
    if governance in ("model-2", "model-3"):
        shared = 5 if governance == "model-2" else 2
        seats = [("shared", p) for p in people(members[0])[:shared]]
        seats += [("locality", p) for p in people(code)[shared:5]]
        chair = f"holder-{members[0]}-0"
    neds = tuple(NedSeat(person=p, seat=s, from_=START, until=END) for s, p in seats)
    return Board(
        organisation=code,
        cluster=cluster,
        chair=chair,
        audit_chair=neds[0].person if neds else None,
        neds=neds,
        officers=tuple(OfficerSeat(post=o.id, voting=i < 5) for i, o in enumerate(OFFICERS)),
        vacancies=max(0, given.by_code[code].ned_seats - len(neds)),
    )


def _status(spec, failing, exempt, boards) -> str:
    """How the plan stands by one rule."""
    if spec.id in failing:
        return "fail"
    if spec.id in exempt:
        return "exempt"
    if spec.scope in ("board", "plan") and not boards:
        return "not_checked"
    return "not_applicable" if spec.id.startswith("DEC") else "pass"


def plan(
    given: Instance,
    groups: Sequence[Sequence[str]],
    *,
    governance: str = "model-1",
    ends: int = 0,
    gap: Mapping[str, int] | None = None,
    failing: Sequence[str] = (),
    exempt: Sequence[str] = (),
    boards: bool = True,
    recruits: int = 0,
    values: Mapping[str, int] | None = None,
    **more,
) -> Plan:
    """A plan with these clusters; ``gap`` says by how much the bound of a level stays below its value."""
    clusters, seats = [], []
    for group in groups:
        members = sorted(group)
        kind = "standalone" if len(members) == 1 else governance
        clusters.append(
            Cluster(
                id=members[0],
                name=f"Cluster of {given.by_code[members[0]].name}",
                region=given.by_code[members[0]].region,
                organisations=tuple(members),
                governance=kind,
                population=sum(given.by_code[c].population for c in members),
            )
        )
        if boards:
            seats += [_board(given, c, members[0], kind, members) for c in members]
    clusters.sort(key=lambda c: c.id)
    seats.sort(key=lambda b: b.organisation)
    known = {"places_end": ends, "recruits": recruits, "boundary_cut": 1234, **(values or {})}
    ids = tuple(i for i in LEVELS if boards or i in RULEBOOK.geography_levels)
    levels = tuple(
        Level(
            id=i,
            title=LEVELS[i][0],
            unit=LEVELS[i][1],
            personal=LEVELS[i][2],
            value=known.get(i, 0),
            bound=known.get(i, 0) - (gap or {}).get(i, 0),
        )
        for i in ids
    )
    people = tuple(
        Person(
            id=h.id or "",
            outcome="place_ends" if n < ends else "continues",
            certainty="not_computed",
            from_=(Post(organisation=h.organisation, role=h.role),),
            to=(),
            reason="example",
        )
        for n, h in enumerate(given.office_holders)
    )
    rules = tuple(
        RuleResult(
            id=s.id,
            authority=s.authority,
            strength=s.strength,
            measured="measured",
            limit="limit",
            citation=s.cited,
            status=_status(s, failing, exempt, boards),
        )
        for s in SPECS
    )
    gaps = any((gap or {}).values())
    fields = {
        "planner_version": "0.1.0",
        "instance": InstanceStamp(name=given.name, sha256=given.sha256),
        "rulebook": RulebookStamp(
            id="pct-2011",
            sha256=RULEBOOK.sha256,
            effective=SPECS,
            governance=(load_governance(governance), load_governance("standalone")),
        ),
        "decisions": tuple(d.model_dump(mode="json") for d in given.decisions),
        "settings": {
            "governance": Setting(value=governance, origin="option"),
            "regions": Setting(value=list(given.regions_kept), origin="option"),
            "seconds": Setting(value=90.0, origin="default"),
            **({} if boards else {"only": Setting(value="geography", origin="option")}),
        },
        "status": "infeasible" if failing else "feasible" if gaps else "optimal",
        "levels": levels,
        "phases": (Phase(id="all", from_=START, until=END),),
        "clusters": tuple(clusters),
        "boards": tuple(seats),
        "people": people if boards else (),
        "to_recruit": tuple(
            Recruit(id=f"new:{clusters[0].id}:{i + 1}", organisations=(clusters[0].id,), role="ned")
            for i in range(recruits)
        ),
        "rules": rules,
        "assumptions": ("The target of 50 clusters is shared out by organisations.",),
        "run": {"created": "2011-06-01T09:00:00Z", "seconds": 1.5, "versions": {"planner": "0.1.0"}},
    }
    return Plan(**(fields | more))


def hostile_decision(code: str) -> Decision:
    """A recorded reason that tries to be code."""
    return Decision(
        kind="exempt", subject="GEO-SIZE", object=code, reason="<script>alert(1)</script>", owner="SHA & board"
    )
