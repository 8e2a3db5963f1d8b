"""Today and the reference written as plans, so that rules and aims judge them by the same definitions.

They are not proposals: ``planner verify`` would refuse them. Today is the boards as they are, with established
arrangements grouped (guidance paragraphs 5 and 20) and everybody else standing alone; that organisations of an
established arrangement meet by themselves, as under Model 4, is ASSUMED. The reference is a map without boards.
"""

from __future__ import annotations

from collections import defaultdict

from planner.checker.effective import effective
from planner.core.instance import Instance
from planner.core.plan import (
    Board,
    Cluster,
    InstanceStamp,
    NedSeat,
    OfficerSeat,
    Person,
    Phase,
    Plan,
    Post,
    RulebookStamp,
    Setting,
)
from planner.core.rows import OfficeHolder
from planner.core.rulebook import Rulebook
from planner.io.rulebook import load_governance
from planner.objectives.roster import posts_today

Pairs = tuple[tuple[str, str], ...]
TODAY_MODEL = "model-4"
"""How the boards of an established arrangement are taken to meet today (ASSUMED)."""


def today(instance: Instance, rulebook: Rulebook) -> Plan:
    """Boards as they are today, only established arrangements grouped (the baseline)."""
    clusters = _clusters(instance, today_pairs(instance))
    posts: dict[str, list[tuple[str, OfficeHolder]]] = defaultdict(list)
    for person, rows in posts_today(instance).items():
        for row in rows:
            posts[row.organisation].append((person, row))
    home = {code: c.id for c in clusters for code in c.organisations}
    boards = tuple(
        _board(instance, rulebook, o.code, home[o.code], posts[o.code]) for o in instance.organisations
    )
    people = tuple(
        Person.model_validate(
            {
                "id": person,
                "outcome": "continues",
                "certainty": "decided",
                "from": held,
                "to": held,
                "reason": "in post today",
            }
        )
        for person, rows in posts_today(instance).items()
        for held in [tuple(Post(organisation=r.organisation, role=r.role) for r in rows)]
    )
    return _plan(instance, rulebook, clusters, boards, people, only_map=not instance.office_holders)


def reference(instance: Instance, rulebook: Rulebook) -> Plan | None:
    """The grouping to compare with, as a map; None unless the instance names one for every organisation."""
    pairs = reference_pairs(instance)
    if pairs is None:
        return None
    return as_map(instance, rulebook, pairs)


def as_map(instance: Instance, rulebook: Rulebook, pairs: Pairs) -> Plan:
    """Any grouping of all organisations as a map without boards."""
    return _plan(instance, rulebook, _clusters(instance, pairs), (), (), only_map=True)


def today_pairs(instance: Instance) -> Pairs:
    """Organisation and cluster today: established arrangements together, all others alone."""
    strong = {o.arrangement for o in instance.organisations if o.arrangement_strength == "established"}
    groups: dict[str, list[str]] = defaultdict(list)
    for o in instance.organisations:
        grouped = o.arrangement is not None and o.arrangement in strong
        groups[f"together {o.arrangement}" if grouped else f"alone {o.code}"].append(o.code)
    return tuple(sorted((code, min(codes)) for codes in groups.values() for code in codes))


def reference_pairs(instance: Instance) -> Pairs | None:
    """Organisation and cluster of the grouping to compare with: the one named for the run, else the column.

    None unless every organisation has a place in it.
    """
    named = dict(instance.reference or ())
    pairs = [(o.code, named.get(o.code) or o.cluster_reference or "") for o in instance.organisations]
    return tuple(sorted(pairs)) if pairs and all(cluster for _, cluster in pairs) else None


def _clusters(instance: Instance, pairs: Pairs) -> tuple[Cluster, ...]:
    groups: dict[str, list[str]] = defaultdict(list)
    for code, cluster in pairs:
        groups[cluster].append(code)
    made = []
    for codes in groups.values():
        members = tuple(sorted(codes))
        homes = [instance.by_code[c].region for c in members]
        made.append(
            Cluster(
                id=members[0],
                name=instance.by_code[members[0]].name,
                region=min(sorted(set(homes)), key=lambda r: -homes.count(r)),
                organisations=members,
                governance=TODAY_MODEL if len(members) > 1 else "standalone",
                population=sum(instance.by_code[c].population for c in members),
            )
        )
    return tuple(sorted(made, key=lambda c: c.id))


def _board(
    instance: Instance, rulebook: Rulebook, code: str, cluster: str, held: list[tuple[str, OfficeHolder]]
) -> Board:
    """One board of today; officers keep their votes as far as the law leaves them (BRD-OFF)."""
    organisation = instance.by_code[code]
    nominating = {c.local_authority for c in instance.coverage if c.relevant and c.organisation == code}
    neds = [(p, row) for p, row in sorted(held, key=lambda x: x[0]) if row.role == "ned"]
    posts = rulebook.officers[: organisation.officer_seats]
    free = max(0, min(7, len(neds)) - sum(not p.may_be_non_voting for p in posts))
    officers = []
    for post in posts:
        votes = not post.may_be_non_voting or free > 0
        free -= post.may_be_non_voting and votes
        officers.append(OfficerSeat(post=post.id, voting=votes))
    return Board(
        organisation=code,
        cluster=cluster,
        chair=next((p for p, row in held if row.role == "chair"), None),
        audit_chair=next((p for p, row in neds if row.audit_chair), None),
        neds=tuple(
            NedSeat.model_validate(
                {
                    "person": p,
                    "seat": "own",
                    "nominee_of": row.nominated_by if row.nominated_by in nominating else None,
                    "from": instance.as_at,
                    "until": instance.horizon_end,
                }
            )
            for p, row in neds
        ),
        officers=tuple(officers),
        vacancies=max(0, organisation.ned_seats - len(neds)),
    )


def _plan(
    instance: Instance,
    rulebook: Rulebook,
    clusters: tuple[Cluster, ...],
    boards: tuple[Board, ...],
    people: tuple[Person, ...],
    *,
    only_map: bool,
) -> Plan:
    used = {c.governance for c in clusters} if boards else set()
    settings = {
        "regions": Setting(value=list(instance.regions_kept), origin="option"),
        "only": Setting(value="geography" if only_map else None, origin="assumption"),
    }
    plan = Plan(
        planner_version="",
        instance=InstanceStamp(name=instance.name, sha256=instance.sha256),
        rulebook=RulebookStamp(
            id=rulebook.id,
            sha256=rulebook.sha256,
            effective=rulebook.rules,
            governance=tuple(load_governance(i) for i in sorted(used)),
        ),
        decisions=tuple(d.model_dump(mode="json") for d in instance.decisions),
        settings=settings,
        status="feasible",
        levels=(),
        phases=(Phase.model_validate({"id": "1", "from": instance.as_at, "until": instance.horizon_end}),),
        clusters=clusters,
        boards=() if only_map else boards,
        people=() if only_map else people,
        to_recruit=(),
        rules=(),
        assumptions=(),
    )
    return plan.model_copy(
        update={"rulebook": plan.rulebook.model_copy(update={"effective": effective(rulebook, plan).rules})}
    )
