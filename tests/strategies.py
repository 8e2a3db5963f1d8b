"""Generated instances of up to five organisations, small enough for brute force, odd enough to break things."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from itertools import combinations
from random import Random
from typing import Any

from hypothesis import strategies as st

from planner.core.instance import Instance
from planner.core.rows import (
    AlternativeRole,
    Consortium,
    Coverage,
    Decision,
    Footprint,
    Link,
    LocalAuthority,
    OfficeHolder,
    Organisation,
    Stance,
)
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.io.rulebook import load_governance, load_rulebook

HORIZON = date(2013, 3, 31)
AS_AT = date(2011, 6, 1)
MODELS = ("model-1", "model-2", "model-3", "model-4")


@dataclass(frozen=True)
class Profile:
    """How big an instance is."""

    organisations: tuple[int, ...]
    """Numbers of organisations, one drawn."""
    neds: tuple[int, int]
    """BRD-3: fewest and most."""
    today: tuple[int, ...]
    """NEDs a board has today, one drawn for each."""
    shared: tuple[int, int]
    locality: tuple[int, int]
    """Ranges of Model 3."""
    skills: int
    loose_officers: bool = False
    """Only the chief executive must vote, so that boards of one or two NEDs are lawful."""


SMALL_KEPT = Profile(
    (1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5), (3, 4), (0, 1, 2, 2, 3, 3, 3, 4, 4, 4), (0, 0), (0, 0), 3
)
SMALL = Profile((1, 2, 2, 3, 3, 3, 4, 4, 4, 5, 5), (3, 4), (0, 1, 2, 3, 3, 4, 4, 5), (1, 3), (1, 2), 3)
SMALL_MIXED = Profile((1, 2, 2, 3, 3, 3, 3, 4, 4, 5), (3, 4), (0, 1, 1, 2, 2, 3, 4, 5), (1, 3), (1, 2), 3)
TRUE = Profile((1, 2, 2, 3, 3, 4), (5, 7), (3, 4, 5, 5, 6, 6, 7, 8, 9), (1, 6), (1, 6), 3)
TRUE_MIXED = Profile((1, 2, 2, 3, 3), (5, 7), (3, 4, 5, 5, 6, 6, 7, 8), (1, 6), (1, 6), 3)
PETTY = Profile((1, 2, 2, 2), (1, 2), (0, 1, 1, 2, 3), (1, 1), (0, 1), 2, loose_officers=True)
MINUTE = Profile((3,), (1, 1), (0, 1, 1, 2), (0, 1), (0, 1), 1, loose_officers=True)


@dataclass(frozen=True)
class Case:
    """One generated question."""

    instance: Instance
    rulebook: Rulebook
    governance: GovernanceModel
    standalone: GovernanceModel
    clusters: tuple[int, int] | None
    """Fewest and most clusters, binding; None aims at the target."""


def tiny_case(seed: int) -> Case:
    """A generated case; the governance models take turns."""
    rng = Random(seed)  # noqa: S311 - reproducible, not secret
    model = MODELS[seed % 4]
    small, true = {"model-2": (SMALL, TRUE), "model-3": (SMALL_MIXED, TRUE_MIXED)}.get(
        model, (SMALL_KEPT, TRUE)
    )
    return _case(rng, true if rng.random() < 0.35 else small, model)


def petty_case(seed: int) -> Case:
    """A case that even full enumeration can answer: one or two NEDs a board."""
    rng = Random(seed)  # noqa: S311 - reproducible, not secret
    return _case(rng, MINUTE if rng.random() < 0.25 else PETTY, MODELS[seed % 4])


def petty_models(seed: int) -> tuple[GovernanceModel, ...]:
    """All four governance models, as small as the boards of :func:`petty_case` of the same seed."""
    rng = Random(seed)  # noqa: S311 - reproducible, not secret
    profile = MINUTE if rng.random() < 0.25 else PETTY
    return tuple(_governance(profile, m) for m in MODELS)


def variant_case(seed: int) -> Case:
    """A case under a planner's own variant: audit chair and chair scope mixed with shared and locality NEDs."""
    rng = Random(f"variant {seed}")  # noqa: S311 - reproducible, not secret
    kind = ("same", "mixed", "own chairs", "own chairs, same")[seed % 4]
    profile = SMALL if "same" in kind else SMALL_MIXED
    return _variant(rng, profile, kind)


def petty_variant(seed: int) -> Case:
    """A variant that even full enumeration can answer."""
    rng = Random(f"petty variant {seed}")  # noqa: S311 - reproducible, not secret
    kind = ("same", "mixed", "own chairs", "own chairs, same")[seed % 4]
    return _variant(rng, MINUTE if rng.random() < 0.25 else PETTY, kind)


def _variant(rng: Random, profile: Profile, kind: str) -> Case:
    case = _case(rng, profile, "model-3")
    low, high = profile.neds
    same, own = "same" in kind, "own" in kind
    shared = (rng.randint(low, high), high) if same else profile.shared
    locality = (0, 0) if same else profile.locality
    audit = rng.choice(["shared", "either"] if same else ["organisation", "shared", "either"])
    rules: tuple[str, ...] = ("M3-b", "M3-c", "M4-a" if own else "M3-a")
    if same and not own:
        rules = ("M2-a", "M3-c") if audit == "shared" else ("M2-a",)
    governance = case.governance.model_copy(
        update={
            "id": f"variant-{kind.replace(', ', '-').replace(' ', '-')}",
            "chair_scope": "organisation" if own else "cluster",
            "shared_neds": shared,
            "locality_neds": locality,
            "audit_chair": audit,
            "rules": rules,
        }
    )
    return replace(case, governance=governance)


def tiny_instance(seed: int) -> tuple[Instance, Rulebook, GovernanceModel]:
    """Instance, rulebook and governance model of :func:`tiny_case`."""
    case = tiny_case(seed)
    return case.instance, case.rulebook, case.governance


cases = st.integers(min_value=0, max_value=10**6).map(tiny_case)
"""Hypothesis strategy of cases."""
instances = cases.map(lambda case: case.instance)
"""Hypothesis strategy of instances."""


@cache
def _shipped() -> tuple[Rulebook, dict[str, GovernanceModel]]:
    return load_rulebook("pct-2011"), {m: load_governance(m) for m in (*MODELS, "standalone")}


def rulebook_with(base: Rulebook, parameters: dict[str, dict[str, Any]], **update: Any) -> Rulebook:
    """The rulebook with other parameters of some rules."""
    rules = tuple(
        r.model_copy(update={"parameters": {**r.parameters, **parameters[r.id]}}) if r.id in parameters else r
        for r in base.rules
    )
    return Rulebook.model_validate({**base.model_dump(), "rules": [r.model_dump() for r in rules], **update})


def _rulebook(rng: Random, profile: Profile) -> Rulebook:
    base, _ = _shipped()
    wide = [[[100_000, 2_800_000]]] * 2 + [[[90_000, 2_800_000]]] * 5
    windows = rng.choice([*wide, [[90_000, 900_000]], [[100_000, 450_000], [600_000, 1_500_000]]])
    update: dict[str, Any] = {
        "skills": base.skills[: profile.skills],
        "load_limit": rng.choice([1, 2, 4]),
        "ned_aim": profile.neds[1] if profile.neds[0] < 5 else 6,
        "population_band": rng.choice([(500_000, 1_700_000), (200_000, 600_000)]),
    }
    if rng.random() < 0.5:
        update |= {"target_clusters": rng.choice([1, 2, 3]), "target_organisations": 4}
    if profile.loose_officers:
        update["officers"] = [
            {**o.model_dump(), "may_be_non_voting": o.id != "chief_executive"} for o in base.officers
        ]
    return rulebook_with(
        base,
        {
            "BRD-3": {"min": profile.neds[0], "max": profile.neds[1]},
            "GEO-POP": {"windows": windows},
            "GEO-SIZE": {"max": rng.choice([2, 3, 3, 4, 4, 10]), "prefer_min": 2},
        },
        **update,
    )


def _governance(profile: Profile, model: str) -> GovernanceModel:
    g = _shipped()[1][model]
    if profile.neds == (5, 7):
        return g
    if model == "model-2":
        return g.model_copy(update={"id": f"tiny-{model}", "shared_neds": profile.neds})
    if model == "model-3":
        return g.model_copy(
            update={"id": f"tiny-{model}", "shared_neds": profile.shared, "locality_neds": profile.locality}
        )
    return g


def _case(rng: Random, profile: Profile, model: str) -> Case:
    rulebook = _rulebook(rng, profile)
    case = Case(
        instance=_instance(rng, profile, rulebook),
        rulebook=rulebook,
        governance=_governance(profile, model),
        standalone=_shipped()[1]["standalone"],
        clusters=rng.choice([None] * 12 + [(1, 1), (1, 2), (1, 3), (2, 2), (2, 4)]),
    )
    # drawn last, so that all else stays as it was before these rules were there
    return replace(case, rulebook=_sized(rng, profile, rulebook))


def _sized(rng: Random, profile: Profile, rulebook: Rulebook) -> Rulebook:
    """Limits of BRD-MEM and BRD-AC near to what these boards can have."""
    low, high = profile.neds
    if profile.loose_officers:
        members = {"min": rng.choice([1, 2, 3, 4]), "max": rng.choice([3, 5, 14])}
    elif low < 5:
        members = {"min": rng.choice([4, 6, 7, 8]), "max": rng.choice([8, 9, 14])}
    else:
        members = rng.choice([{"min": 10, "max": 14}, {"min": 10, "max": 14}, {"min": 11, "max": 12}])
    committee = {"least": rng.choice([0, low, low, high]) if low < 5 else rng.choice([3, 3, 6])}
    return rulebook_with(rulebook, {"BRD-MEM": members, "BRD-AC": committee})


def _instance(rng: Random, profile: Profile, rulebook: Rulebook) -> Instance:
    codes = [f"5A{n}" for n in range(1, rng.choice(profile.organisations) + 1)]
    regions = ["East"] if rng.random() < 0.75 else ["East", "West"]
    councils = ["L1", "L2", "L3"][: rng.choice([1, 2, 3])]
    organisations = [_organisation(rng, c, regions) for c in codes]
    organisations = _arranged(rng, organisations)
    coverage = _coverage(rng, organisations, councils)
    consortia, footprints = _consortia(rng, codes)
    holders = _holders(rng, profile, organisations, coverage, rulebook)
    ids = sorted({h.id for h in holders if h.id})
    stances = [
        Stance(id=i, stance=s, date=date(2011, 3, 1))
        for i in ids
        for s in ("offers_to_stand_down", "would_take_alternative")
        if rng.random() < 0.15
    ]
    alternatives = [
        AlternativeRole(organisation=c, count=rng.choice([1, 1, 2])) for c in codes if rng.random() < 0.3
    ]
    decisions = [*_map_decisions(rng, organisations), *_people_decisions(rng, holders, codes)]
    return Instance(
        name="tiny",
        title="Generated",
        as_at=AS_AT,
        horizon_end=HORIZON,
        rulebook="pct-2011",
        renewals="none" if rng.random() < 0.25 else "assumed",
        organisations=tuple(organisations),
        links=tuple(_links(rng, codes)),
        local_authorities=tuple(LocalAuthority(code=c, name=f"Council {c}") for c in councils),
        coverage=tuple(coverage),
        consortia=tuple(consortia),
        footprints=tuple(footprints),
        office_holders=tuple(
            sorted(holders, key=lambda h: (h.id or "", h.organisation, h.role, h.term_end, h.audit_chair))
        ),
        stances=tuple(sorted(stances, key=lambda s: (s.id, s.stance))),
        alternative_roles=tuple(alternatives),
        decisions=tuple(sorted(decisions, key=lambda d: (d.kind, d.subject, d.object or "", d.role or ""))),
    )


def richer(given: Instance, seed: int) -> Instance:
    """The same with coordinates, flows of patients and a reference, which only levels to choose from look at.

    Drawn apart, so that the cases of all other tests stay as they are.
    """
    rng = Random(f"richer {seed}")  # noqa: S311 - reproducible, not secret
    organisations = [
        o.model_copy(
            update={
                "easting": rng.choice([400_000, 410_500, 433_333, 470_000]),
                "northing": rng.choice([300_000, 307_777, 350_000]),
                "cluster_reference": rng.choice(["north", "south", "mid"]),
            }
        )
        for o in given.organisations
    ]
    codes = sorted(o.code for o in organisations)
    counted = rng.random() < 0.5
    links = [x for x in given.links if x.kind != "patient_flow"]
    links += [
        Link(a=a, b=b, kind="patient_flow", patients=rng.choice([0, 40, 900]) if counted else None)
        for a, b in combinations(codes, 2)
        if rng.random() < 0.5
    ]
    fields = {name: getattr(given, name) for name in Instance.model_fields}
    return Instance(**{**fields, "organisations": tuple(organisations), "links": tuple(links)})


# ---- the map -------------------------------------------------------------------------------------


def _organisation(rng: Random, code: str, regions: list[str]) -> Organisation:
    population = rng.choice([95_000, 120_000, 150_000, 200_000, 250_000, 300_000, 450_000, 600_000])
    population += rng.choice([0, 0, 1, 9_999, 24_999])
    return Organisation(
        code=code,
        name=f"Organisation {code}",
        kind=rng.choice(["pct", "pct", "pct", "care_trust", "care_trust_plus"]),
        region=rng.choice(regions),
        population=population,
        weighted_population=rng.choice([None, None, 140_000, 150_000, 160_000, 310_000]),
        ned_seats=rng.choice([5, 5, 6, 7]),
        officer_seats=rng.choice([3, 5, 6, 6, 6, 8]),
    )


def _arranged(rng: Random, organisations: list[Organisation]) -> list[Organisation]:
    """Some in an arrangement, established or partial."""
    if len(organisations) < 2 or rng.random() < 0.5:
        return organisations
    inside = {o.code for o in rng.sample(organisations, rng.choice([1, 2, 2]))}
    strength = rng.choice(["partial"] * 6 + ["established"])
    return [
        o.model_copy(update={"arrangement": "North ring", "arrangement_strength": strength})
        if o.code in inside
        else o
        for o in organisations
    ]


def _links(rng: Random, codes: list[str]) -> list[Link]:
    """Mostly connected, by land or not."""
    kinds = ["land"] * 10 + ["bridge"] * 2 + ["ferry"] * 2 + ["patient_flow"]
    pairs: set[tuple[str, str]] = set()
    for n, c in enumerate(codes[1:], 1):
        if rng.random() < 0.98:
            pairs.add((rng.choice(codes[:n]), c))
    pairs |= {p for p in combinations(codes, 2) if rng.random() < 0.35}
    out = []
    for a, b in sorted(pairs):
        kind = rng.choice(kinds)
        out.append(Link(a=a, b=b, kind=kind, length_m=rng.choice([None, 1_000, 2_500, 7_321])))
        if kind != "ferry" and rng.random() < 0.1:
            out.append(Link(a=a, b=b, kind="ferry", length_m=rng.choice([None, 800])))
    return sorted(out, key=lambda x: (x.a, x.b, x.kind))


def _coverage(rng: Random, organisations: list[Organisation], councils: list[str]) -> list[Coverage]:
    out = []
    for o in organisations:
        here = sorted(rng.sample(councils, rng.choice([1, 1, min(2, len(councils))])))
        for n, council in enumerate(here):
            relevant = o.kind != "pct" and (n == 0 or rng.random() < 0.4)
            out.append(Coverage(organisation=o.code, local_authority=council, relevant=relevant))
    return out


def _consortia(rng: Random, codes: list[str]) -> tuple[list[Consortium], list[Footprint]]:
    """Consortia of whole organisations, of parts, and one without a footprint."""
    consortia = [Consortium(code="C0", name="Nowhere in particular")]
    footprints = []
    for n in range(1, rng.choice([1, 1, 1, 1, 2, 3]) if len(codes) > 1 else 1):
        consortia.append(Consortium(code=f"C{n}", name=f"Consortium {n}"))
        whole = rng.random() < 0.5
        for c in sorted(rng.sample(codes, min(len(codes), rng.choice([1, 2, 2, 3])))):
            share = Decimal(1) if whole else Decimal(rng.choice(["1", "0.97", "0.95", "0.5", "0.3"]))
            footprints.append(Footprint(consortium=f"C{n}", organisation=c, share_of_organisation=share))
    return consortia, footprints


def _decision(kind: str, subject: str, obj: str | None = None, role: str | None = None) -> Decision:
    due = kind in ("place", "release")
    return Decision.model_validate(
        {
            "kind": kind,
            "subject": subject,
            "object": obj,
            "role": role,
            "reason": "as agreed",
            "owner": "SHA board",
            "route": "agreement" if due else None,
            "date": date(2011, 4, 1) if due else None,
            "reference": "minute 7" if due else None,
        }
    )


def _map_decisions(rng: Random, organisations: list[Organisation]) -> list[Decision]:
    codes = [o.code for o in organisations]
    pairs = ("keep_together", "keep_apart") if len(codes) > 1 else ()
    out = [_decision(kind, *sorted(rng.sample(codes, 2))) for kind in pairs if rng.random() < 0.12]
    if len({o.region for o in organisations}) > 1:
        other = {"East": "West", "West": "East"}
        out += [_decision("cross_region", o.code, other[o.region]) for o in organisations if rng.random() < 0.3]
    for rule in ("GEO-SIZE", "GEO-POP", "GEO-7", "GEO-CON", "HR-2"):
        if rng.random() < 0.1:
            some = sorted(rng.sample(codes, min(len(codes), rng.choice([1, 1, 2, 3]))))
            out.append(_decision("exempt", rule, ";".join(some)))
    for rule in ("BRD-TERM", "M4-a"):
        if rng.random() < 0.06:
            out.append(_decision("exempt", rule, rng.choice(codes)))
    return out


# ---- people --------------------------------------------------------------------------------------


def _holders(
    rng: Random,
    profile: Profile,
    organisations: list[Organisation],
    coverage: list[Coverage],
    rulebook: Rulebook,
) -> list[OfficeHolder]:
    out: list[OfficeHolder] = []
    nominating = {
        o.code: [c.local_authority for c in coverage if c.organisation == o.code and c.relevant]
        for o in organisations
    }
    for o in organisations:
        roles = ["chair"] * (rng.random() < 0.8) + ["ned"] * rng.choice(profile.today)
        nameless = rng.random() < 0.07
        missing = list(nominating[o.code])
        for n, role in enumerate(roles):
            council = None
            if role == "ned" and missing and rng.random() < 0.6:
                council = missing.pop()
            elif role == "ned" and rng.random() < 0.04:
                council = rng.choice(coverage).local_authority
            out.append(
                OfficeHolder(
                    id=None if nameless else f"{o.code}-{n}",
                    organisation=o.code,
                    role=role,
                    term_end=HORIZON + timedelta(days=rng.choice([-400, -90, -1, 0, 0, 0, 200])),
                    audit_chair=role == "ned" and roles[n - 1] == "chair",
                    nominated_by=council,
                    la_member=council is not None and rng.random() < 0.85,
                    skills=tuple(s for s in rulebook.skills if rng.random() < 0.2),
                    max_boards=rng.choice([1, 2])
                    if rng.random() < (0.12 if profile.loose_officers else 0.05)
                    else None,
                )
            )
    return _doubled(rng, out, [o.code for o in organisations])


def _doubled(rng: Random, rows: list[OfficeHolder], codes: list[str]) -> list[OfficeHolder]:
    """Some people hold a second post elsewhere, as lawful since December 2010."""
    for row in rng.sample(rows, min(len(rows), rng.choice([0, 0, 1, 2]))):
        elsewhere = [c for c in codes if c != row.organisation]
        if row.id is None or not elsewhere:
            continue
        there = rng.choice(elsewhere)
        has_chair = any(r.organisation == there and r.role == "chair" for r in rows)
        rows.append(
            row.model_copy(
                update={
                    "organisation": there,
                    "role": "ned" if has_chair or rng.random() < 0.6 else "chair",
                    "audit_chair": False,
                    "term_end": row.term_end + timedelta(days=rng.choice([-300, 0, 0, 300])),
                    "max_boards": rng.choice([None, row.max_boards, 1, 2]),
                }
            )
        )
    return rows


def _people_decisions(rng: Random, rows: list[OfficeHolder], codes: list[str]) -> list[Decision]:
    named = [r for r in rows if r.id]
    out: list[Decision] = []
    if not named:
        return out
    used: set[str] = set()
    for kind in rng.choice([[], [], [], ["keep_in_post"], ["place"], ["release"], ["place", "release"]]):
        row = rng.choice(named)
        if row.id is None or row.id in used:
            continue
        used.add(row.id)
        if kind == "keep_in_post":
            out.append(_decision(kind, row.id, row.organisation))
        elif kind == "release":
            out.append(_decision(kind, row.id))
        else:
            out.append(_decision(kind, row.id, rng.choice(codes), rng.choice(["chair", "ned", "ned"])))
    return out
