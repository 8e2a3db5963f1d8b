"""What the rows say of each person and each rule, in the form that the oracle counts with."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from planner.core.instance import Instance
from planner.core.rows import OfficeHolder
from planner.core.rulebook import Rulebook


def lifted(instance: Instance, rulebook: Rulebook, rule: str) -> list[frozenset[str]]:
    """Sets of codes that ``exempt`` decisions lift the rule from; statutes and GEO-4 stay."""
    spec = rulebook.by_id.get(rule)
    if rule == "GEO-4" or spec is None or spec.authority == "statute":
        return []
    return [
        frozenset((d.object or "").split(";"))
        for d in instance.decisions
        if d.kind == "exempt" and d.subject == rule
    ]


def lifted_boards(instance: Instance, rulebook: Rulebook, rule: str) -> frozenset[str]:
    """Boards that a rule about boards is lifted from."""
    return frozenset().union(*lifted(instance, rulebook, rule))


@dataclass(frozen=True)
class Person:
    """One office holder."""

    id: str
    roles: frozenset[tuple[str, str]]
    """(organisation, role) today."""
    audits: frozenset[str]
    """Boards whose audit chair this NED is today."""
    placed: frozenset[tuple[str, str]]
    """Seats given by ``place``."""
    required: frozenset[tuple[str, str]]
    """Seats given by ``place`` and ``keep_in_post``."""
    released: bool
    skills: frozenset[str]
    authorities: frozenset[str]
    """Nominated by, and a member of."""
    max_boards: int
    may_sit: frozenset[str]
    """Boards not barred by BRD-TERM."""
    last: dict[str, date]
    """Last day in office by board, without a renewal."""
    lasts: frozenset[str]
    """Boards with office to the end without a renewal."""
    renewals: str
    term_ends: bool
    stances: frozenset[str]

    @property
    def homes(self) -> frozenset[str]:
        return frozenset(o for o, _ in self.roles)

    @property
    def pool(self) -> frozenset[str]:
        """Any cluster with one of these has this person in its pool."""
        return self.homes | {o for o, _ in self.placed}

    @property
    def chairs_today(self) -> bool:
        return any(r == "chair" for _, r in self.roles)

    @property
    def may_chair(self) -> bool:
        return self.chairs_today or any(r == "chair" for _, r in self.placed)

    def stays(self, org: str, role: str) -> bool:
        """Whether a *staying* incumbent of that seat."""
        return self.holds(org, role) and (self.renewals == "assumed" or org in self.lasts)

    def holds(self, org: str, role: str) -> bool:
        """Whether an incumbent whom no decision takes from that seat, whatever the term."""
        other = "ned" if role == "chair" else "chair"
        return (org, role) in self.roles and not self.released and (org, other) not in self.placed


def people_of(instance: Instance, rulebook: Rulebook) -> list[Person]:
    """All people of the instance, sorted by id."""
    rows: dict[str, list[OfficeHolder]] = defaultdict(list)
    nameless: dict[tuple[str, str], list[OfficeHolder]] = defaultdict(list)
    for h in instance.office_holders:
        if h.id:
            rows[h.id].append(h)
        else:
            nameless[h.organisation, h.role].append(h)
    for (org, role), group in nameless.items():
        group.sort(key=lambda h: (h.term_end, h.audit_chair, h.nominated_by or ""))
        for n, h in enumerate(group, 1):
            rows[f"post:{org}:{role}:{n}"].append(h)
    free = lifted_boards(instance, rulebook, "BRD-TERM")
    return [_person(instance, rulebook, free, key, rows[key]) for key in sorted(rows)]


def _person(
    instance: Instance, rulebook: Rulebook, free: frozenset[str], key: str, rows: list[OfficeHolder]
) -> Person:
    mine = [d for d in instance.decisions if d.subject == key]
    placed = frozenset((d.object or "", d.role or "") for d in mine if d.kind == "place")
    kept = {d.object for d in mine if d.kind == "keep_in_post"}
    roles = frozenset((h.organisation, str(h.role)) for h in rows)
    bars = instance.renewals == "none" and rulebook.by_id["BRD-TERM"].on
    last = max(h.term_end for h in rows)
    until = {}
    for o in instance.organisations:
        here = [h.term_end for h in rows if h.organisation == o.code]
        until[o.code] = max(here) if here else last
    lasts = {code for code, day in until.items() if day >= instance.horizon_end}
    may_sit = {code for code in until if not bars or code in free or code in lasts}
    limits = [h.max_boards for h in rows if h.max_boards is not None]
    return Person(
        id=key,
        roles=roles,
        audits=frozenset(h.organisation for h in rows if h.audit_chair and h.role == "ned"),
        placed=placed,
        required=placed | {(o, r) for o, r in roles if o in kept},
        released=any(d.kind == "release" for d in mine),
        skills=frozenset(s for h in rows for s in h.skills),
        authorities=frozenset(h.nominated_by for h in rows if h.nominated_by and h.la_member),
        max_boards=min(limits, default=99),
        may_sit=frozenset(may_sit),
        last=until,
        lasts=frozenset(lasts),
        renewals=instance.renewals,
        term_ends=instance.renewals != "assumed" and last < instance.horizon_end,
        stances=frozenset(s.stance for s in instance.stances if s.id == key),
    )


def chair_pay(instance: Instance, rulebook: Rulebook, boards: frozenset[str]) -> int:
    """Pounds a year of a chair of these boards."""
    people = 0
    for code in boards:
        o = instance.by_code[code]
        people += o.population if o.weighted_population is None else o.weighted_population
    return [b.pounds for b in rulebook.pay.chair if people > b.above][-1]


def officers_ok(instance: Instance, rulebook: Rulebook, org: str, neds: int) -> bool:
    """BRD-AC, BRD-MEM, BRD-OFF and BRD-QUO for a board with a chair and so many NEDs.

    Every further voting officer adds one person in post and a third of one to the quorum, so the most
    that BRD-OFF and BRD-MEM allow is the number to test.
    """
    o = instance.by_code[org]
    committee = rulebook.by_id["BRD-AC"]
    if (
        committee.on
        and neds < committee.parameters["least"]
        and org not in lifted_boards(instance, rulebook, "BRD-AC")
    ):
        return False
    posts = rulebook.officers[: o.officer_seats]
    fixed = sum(not p.may_be_non_voting for p in posts)
    voting = min(7, neds, len(posts))
    members = rulebook.by_id["BRD-MEM"]
    if members.on:
        voting = min(voting, members.parameters["max"] - neds)
        if voting + neds < members.parameters["min"]:
            return False
    if voting < fixed:
        return False
    if org in lifted_boards(instance, rulebook, "BRD-QUO") or not rulebook.by_id["BRD-QUO"].on:
        return True
    seats = 1 + max(o.ned_seats, neds) + voting
    return 1 + neds + voting >= -(-seats // 3) and voting >= 1 and neds >= 1


def relevant(instance: Instance, org: str) -> list[str]:
    """Authorities that nominate to the board, sorted; none unless it is a Care Trust."""
    if instance.by_code[org].kind == "pct":
        return []
    return sorted({c.local_authority for c in instance.coverage if c.organisation == org and c.relevant})


def alternatives(instance: Instance) -> dict[str, int]:
    """Alternative roles by organisation."""
    out: dict[str, int] = defaultdict(int)
    for a in instance.alternative_roles:
        out[a.organisation] += a.count
    return dict(out)
