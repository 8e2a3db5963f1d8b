"""A tiny instance and true plans for it, made by hand with the core models.

Three organisations of North (A3 a Care Trust) in one cluster, B1 of South alone with a vacancy to fill.
Outcomes, seats and clusters are written out here; code fills in only values of levels and the table of rules.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from planner.checker import judge
from planner.checker.assumptions import assumptions_made
from planner.core.fences import BY, PLACE_OPEN
from planner.core.instance import Instance
from planner.core.outcomes import REASONS
from planner.core.plan import Level, Plan
from planner.core.rows import (
    AlternativeRole,
    Coverage,
    Decision,
    Link,
    LocalAuthority,
    OfficeHolder,
    Organisation,
    Stance,
)
from planner.core.rulebook import Rulebook
from planner.io.rulebook import load_governance, load_rulebook
from planner.objectives.registry import board_levels, geography_levels

START, END = date(2011, 6, 1), date(2013, 3, 31)
POSTS = ("chief_executive", "finance", "public_health", "medical", "nurse", "commissioning_development")
NORTH = ("A1", "A2", "A3")
SHA = "5" * 64

Made = tuple[str | None, list[tuple[str, str]], str]
"""Chair, NEDs with kind of seat, audit chair."""


@cache
def book() -> Rulebook:
    return load_rulebook("pct-2011")


def organisation(code: str, region: str, population: int = 300_000, kind: str = "pct") -> Organisation:
    reference = "West" if code in ("A1", "A2") else "East"
    return Organisation(
        code=code,
        name=code,
        kind=kind,
        region=region,
        population=population,
        ned_seats=5,
        cluster_reference=reference,
    )


def roster() -> tuple[OfficeHolder, ...]:
    """A chair and five NEDs each, the first of them audit chair; B1 has four NEDs, one without id."""
    rows = []
    for code in (*NORTH, "B1"):
        rows.append(OfficeHolder(id=f"{code}c", organisation=code, role="chair", term_end=END))
        for n in range(1, 6 if code != "B1" else 5):
            person = f"{code}n{n}" if (code, n) != ("B1", 4) else None
            nominated = {"nominated_by": "LA3", "la_member": True} if (code, n) == ("A3", 1) else {}
            rows.append(
                OfficeHolder(
                    id=person,
                    organisation=code,
                    role="ned",
                    term_end=date(2012, 5, n),
                    audit_chair=n == 1,
                    skills=("finance",) if n == 1 else ("legal",) if n == 2 else (),
                    **nominated,
                )
            )
    return tuple(sorted(rows, key=lambda h: (h.id or "", h.organisation, h.role)))


def instance(**changes: Any) -> Instance:
    values: dict[str, Any] = {
        "name": "by-hand",
        "title": "By hand",
        "as_at": START,
        "horizon_end": END,
        "rulebook": "pct-2011",
        "organisations": (
            organisation("A1", "North"),
            organisation("A2", "North"),
            organisation("A3", "North", kind="care_trust"),
            organisation("B1", "South", 200_000),
        ),
        "links": (
            Link(a="A1", b="A2", kind="land", length_m=10),
            Link(a="A2", b="A3", kind="land", length_m=10),
            Link(a="A3", b="B1", kind="land", length_m=30),
        ),
        "local_authorities": (LocalAuthority(code="LA3", name="LA3"), LocalAuthority(code="LA9", name="LA9")),
        "coverage": (
            Coverage(organisation="A3", local_authority="LA3", relevant=True),
            Coverage(organisation="B1", local_authority="LA9"),
        ),
        "office_holders": roster(),
        "stances": tuple(
            Stance(id=p, stance=s, date=START)
            for p, s in (
                ("A1n3", "offers_to_stand_down"),
                ("A1n4", "would_take_alternative"),
                ("A2c", "offers_to_stand_down"),
                ("A3c", "would_take_alternative"),
                ("A3n5", "would_take_alternative"),
            )
        ),
        "alternative_roles": (AlternativeRole(organisation="A3", count=1),),
        "decisions": (
            Decision(
                kind="exempt", subject="GEO-SIZE", object="B1", reason="an island of its own", owner="SHA"
            ),
            Decision(kind="keep_together", subject="A1", object="A2", reason="joint team", owner="SHA"),
        ),
        "sha256": SHA,
    }
    return Instance(**{**values, **changes})


SHARED = [(p, "shared") for p in ("A1n1", "A1n2", "A2n1", "A2n2", "A3n1", "A3n2", "A3n3")]
B1: Made = ("B1c", [(p, "own") for p in ("B1n1", "B1n2", "B1n3", "post:B1:ned:1", "new:B1:1")], "B1n1")


def _own(code: str) -> Made:
    return (f"{code}c", [(f"{code}n{n}", "own") for n in range(1, 6)], f"{code}n1")


def _mixed(code: str) -> Made:
    local = [(f"{code}n{n}", "locality") for n in (1, 3)]
    return ("A1c", [*[(f"{c}n2", "shared") for c in NORTH], *local], f"{code}n1")


BOARDS: dict[str, dict[str, Made]] = {
    "model-1": {c: _own(c) for c in NORTH},
    "model-2": dict.fromkeys(NORTH, ("A1c", SHARED, "A1n1")),
    "model-3": {c: _mixed(c) for c in NORTH},
    "model-4": {c: _own(c) for c in NORTH},
}
OUTCOMES: dict[str, dict[str, str]] = {
    "model-2": {
        **dict.fromkeys(("A1c", *(p for p, _ in SHARED)), "takes_more_boards"),
        **{"A1n3": "stands_down", "A2c": "stands_down", "A3c": "alternative_role"},
        **dict.fromkeys(("A1n4", "A1n5", "A2n3", "A2n4", "A2n5", "A3n4", "A3n5"), "place_ends"),
    },
    "model-3": {
        **dict.fromkeys(("A1c", "A1n2", "A2n2", "A3n2"), "takes_more_boards"),
        **{"A2c": "stands_down", "A3c": "alternative_role"},
        **dict.fromkeys(("A1n4", "A1n5", "A2n4", "A2n5", "A3n4", "A3n5"), "place_ends"),
    },
}
"""Where it is not ``continues``."""


def _board(code: str, made: Made) -> dict[str, Any]:
    chair, neds, audit = made
    dates = {"from": str(START), "until": str(END)}
    return {
        "organisation": code,
        "cluster": "B1" if code == "B1" else "A1",
        "chair": chair,
        "audit_chair": audit,
        "neds": [
            {"person": p, "seat": kind, "nominee_of": "LA3" if (p, code) == ("A3n1", "A3") else None, **dates}
            for p, kind in neds
        ],
        "officers": [{"post": post, "voting": n < len(neds)} for n, post in enumerate(POSTS)],
        "vacancies": 0,
    }


def _person(given: Instance, person: str, boards: dict[str, Made], outcome: str) -> dict[str, Any]:
    before = [(c, "chair" if person.endswith("c") else "ned") for c in (*NORTH, "B1") if c in person]
    after = [(c, "chair") for c, b in boards.items() if b[0] == person]
    after += [(c, "ned") for c, b in boards.items() if person in [p for p, _ in b[1]]]
    return {
        "id": person,
        "outcome": outcome,
        "certainty": "not_computed",
        "from": [{"organisation": o, "role": r} for o, r in before],
        "to": [{"organisation": o, "role": r} for o, r in after],
        "reason": REASONS[outcome],  # type: ignore[index]  # one of the outcomes
    }


def _cluster(given: Instance, codes: tuple[str, ...], governance: str) -> dict[str, Any]:
    nominees = (("A1n1", "A1"), ("A2c", "A2"), ("A3n2", "A3"))
    board = {"chair": "A1c", "neds": [{"person": p, "organisation": o} for p, o in nominees]}
    return {
        "id": codes[0],
        "name": codes[0],
        "region": given.by_code[codes[0]].region,
        "organisations": list(codes),
        "governance": governance,
        "population": 900_000 if len(codes) == 3 else 200_000,
        "cluster_board": board if governance == "model-1" else None,
    }


def document(
    governance: str = "model-2", *, north_only: bool = False, only_map: bool = False
) -> dict[str, Any]:
    """A true plan as plain data."""
    whole = instance()
    given = whole.within("North") if north_only else whole
    boards = {**BOARDS[governance], **({} if north_only else {"B1": B1})}
    people = sorted({h.id or "post:B1:ned:1" for h in given.office_holders})
    groups = ((NORTH, governance),) if north_only else ((NORTH, governance), (("B1",), "standalone"))
    chosen: dict[str, Any] = {
        "governance": governance,
        "regions": ["North"] if north_only else [],
        "clusters": None,
        "cluster_target": 1,
        "geography": "free",
        "only": "geography" if only_map else None,
        "profile": "geography-first",
        "seed": 1,
        "work_limit": None,
        "time_limit": 90.0,
        "reference": None,
        "ring_fences": True,
    }
    outcomes = OUTCOMES.get(governance, {})
    plan: dict[str, Any] = {
        "schema_version": 1,
        "planner_version": "0.1.0",
        "instance": {"name": "by-hand", "sha256": SHA},
        "rulebook": {
            "id": "pct-2011",
            "sha256": book().sha256,
            "effective": [r.model_dump(mode="json") for r in book().rules],
            "governance": [load_governance(g).model_dump(mode="json") for _, g in groups],
        },
        "decisions": [d.model_dump(mode="json") for d in given.decisions],
        "settings": {k: {"value": v, "origin": "default"} for k, v in chosen.items()},
        "status": "optimal",
        "levels": [],
        "phases": [{"id": "1", "from": str(START), "until": str(END)}],
        "clusters": [_cluster(given, codes, g) for codes, g in groups],
        "boards": [] if only_map else [_board(c, b) for c, b in boards.items()],
        "people": [] if only_map else [_person(given, p, boards, outcomes.get(p, "continues")) for p in people],
        "to_recruit": []
        if only_map or north_only
        else [{"id": "new:B1:1", "organisations": ["B1"], "role": "ned"}],
        "rules": [],
        "assumptions": [],
    }
    return finish(given, plan)


NOMINEE = "A3n1"


def certain(data: dict[str, Any]) -> None:
    """Say of the plan of Model 2 what is certain: offers, the one chair, the one nominee, the board alone."""
    pool = [p for p, _ in SHARED if p != NOMINEE]
    pool += [p["id"] for p in data["people"] if p["outcome"] == "place_ends"]
    causes = {"A1c": "seats", NOMINEE: "nomination", "A1n3": "offer", "A2c": "offer", "A3c": "offer"}
    for person in data["people"]:
        if person["id"] in pool:
            person.update(certainty="open", ring_fence="A1:shared", reason=f"{person['reason']}; {PLACE_OPEN}")
        else:
            by = BY[causes.get(person["id"], "model")]  # type: ignore[index]  # one of the causes
            person.update(certainty="decided", reason=f"{person['reason']}; {by}")
    data["ring_fences"] = [
        {
            "id": "A1:shared",
            "cluster": "A1",
            "post": "shared director",
            "seats": 6,
            "pool": sorted(pool),
            "conditions": ["sits on every board of the cluster"],
        }
    ]


def finish(given: Instance, data: dict[str, Any]) -> dict[str, Any]:
    """The same with true level values and a true table of rules."""
    plan = Plan.model_validate(data)
    boards = () if plan.settings["only"].value else board_levels(book())
    levels = []
    for level in (*geography_levels(book()), *boards):
        value = level.value(given, plan, book())
        levels.append(
            Level(
                id=level.id,
                title=level.title,
                unit=level.unit,
                personal=level.personal,
                value=value,
                bound=value,
            )
        )
    plan = plan.model_copy(update={"levels": tuple(levels)})
    asked = plan.settings["governance"].value
    model = load_governance(asked) if asked else None
    said = assumptions_made(given, book(), plan.settings, model)
    plan = plan.model_copy(update={"rules": judge(given, plan, book()), "assumptions": said})
    return plan.model_dump(mode="json", by_alias=True)
