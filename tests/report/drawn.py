"""Small bodies drawn at random: vacancies, people on two boards, a nominee, offers, decisions about people."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from random import Random

from planner.core.instance import Instance
from planner.core.rows import Coverage, Decision, Link, LocalAuthority, OfficeHolder, Organisation, Stance
from planner.io.fingerprint import canonical

END = date(2013, 3, 31)


def drawn(seed: int, most: int = 4) -> Instance:
    """Two to ``most`` organisations in a ring, in one cluster or two, with as few as four people each."""
    r = Random(seed)  # noqa: S311 - not for secrets
    codes = [f"5A{chr(65 + n)}" for n in range(r.randint(2, most))]
    trust = r.choice([*codes, None, None])
    organisations = tuple(
        Organisation(
            code=c,
            name=f"Place {c}",
            kind="care_trust" if c == trust else "pct",
            region="Region",
            population=r.choice([180_000, 240_000, 330_000, 520_000, 1_100_000]),
            ned_seats=r.randint(5, 7),
            easting=400_000 + 9_000 * n,
            northing=200_000 + 3_000 * (n % 2),
        )
        for n, c in enumerate(codes)
    )
    holders = []
    for c in codes:
        people = ["chair"] * (r.random() < 0.8) + ["ned"] * r.randint(3, 7)
        holders += [
            OfficeHolder(
                id=f"holder-{c}-{n}",
                organisation=c,
                role=role,
                term_end=r.choice([END, END, END, date(2012, 3, 31)]),
                audit_chair=role == "ned" and people[n - 1 : n] != ["ned"],
            )
            for n, role in enumerate(people)
        ]
    if r.random() < 0.3:  # somebody sits on two boards
        other = next(h for h in holders if h.organisation == codes[0] and h.role == "ned")
        holders.append(other.model_copy(update={"organisation": codes[1], "audit_chair": False}))
    if trust:
        n = next(n for n, h in enumerate(holders) if h.organisation == trust and h.role == "ned")
        holders[n] = holders[n].model_copy(update={"nominated_by": "LA0", "la_member": True})
    ids = sorted({h.id or "" for h in holders})
    stances = tuple(
        Stance(id=p, stance=r.choice(["offers_to_stand_down", "would_take_alternative"]), date=date(2011, 5, 1))
        for p in ids
        if r.random() < 0.15
    )
    decisions = []
    for p in ids:
        post = next(h.organisation for h in holders if h.id == p)
        if r.random() < 0.06:
            decisions.append(
                Decision(kind="release", subject=p, reason="agreed", owner="SHA", route="agreement")
            )
        elif r.random() < 0.06:
            decisions.append(
                Decision(kind="keep_in_post", subject=p, object=post, reason="agreed", owner="SHA")
            )
    given = Instance(
        name="drawn",
        title="Drawn",
        as_at=date(2011, 6, 1),
        horizon_end=END,
        rulebook="pct-2011",
        renewals=r.choice(["assumed", "assumed", "none", "chosen"]),
        synthetic=("office_holders.csv",),
        organisations=organisations,
        links=tuple(Link(a=a, b=b, kind="land", length_m=1000) for a, b in pairwise(codes)),
        local_authorities=(LocalAuthority(code="LA0", name="Council 0"),),
        coverage=tuple(Coverage(organisation=c, local_authority="LA0", relevant=c == trust) for c in codes),
        office_holders=tuple(holders),
        stances=stances,
        decisions=tuple(decisions),
        sha256="a" * 64,
    )
    return canonical(given)
