"""The engine's verdict and vector against brute force, and brute force against plainer brute force."""

from __future__ import annotations

import os

import pytest

from planner.core.instance import Instance
from planner.core.rows import Decision
from planner.core.rulebook import Rulebook
from tests.oracle import best, geography_only, seats
from tests.oracle.answer import components
from tests.oracle.boards import solve_boards
from tests.oracle.dumb import Dumb
from tests.oracle.geography import partitions
from tests.strategies import MODELS, Case, petty_case, petty_variant, tiny_case, variant_case

SIZE = 10
LONG = range(32)
BLOCKS = LONG if os.environ.get("PLANNER_LONG") else [b for b in range(20) if b not in (0, 6, 9, 12)]
"""Blocks of generated cases; those that take longest wait for PLANNER_LONG."""
VARIANT_BLOCKS = 12
MODEL_BLOCKS = 20
"""Blocks of petty cases under the models of the guidance; further ones are under variants."""
PEOPLE = 5
"""Full enumeration stays quick up to here."""


def answer_of(case: Case):
    return best(case.instance, case.rulebook, case.governance, case.standalone, case.clusters)


def describe(seed: int, case: Case) -> str:
    return f"seed {seed}, {case.governance.id}, clusters {case.clusters}"


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS)
def test_engine_equals_brute_force(block: int) -> None:
    wrong = wrong_answers({seed: tiny_case(seed) for seed in range(block * SIZE, (block + 1) * SIZE)})
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(VARIANT_BLOCKS))
def test_engine_equals_brute_force_under_variants(block: int) -> None:
    """Governance models that only a planner's own file describes."""
    wrong = wrong_answers({seed: variant_case(seed) for seed in range(block * SIZE, (block + 1) * SIZE)})
    assert not wrong, "\n".join(wrong)


def wrong_answers(cases: dict[int, Case]) -> list[str]:
    """Where engine, checker and brute force differ."""
    from planner.checker import verify
    from planner.core.settings import Settings
    from planner.engine import open_engine

    wrong: list[str] = []
    for seed, case in cases.items():
        want = answer_of(case)
        engine = open_engine(case.instance, case.rulebook)
        result = engine.solve(
            governance=case.governance, settings=Settings(clusters=case.clusters, seconds=120)
        )
        where = describe(seed, case)
        if result.plan is None:
            if want.verdict or result.status != "infeasible":
                wrong.append(f"{where}: no plan ({result.status}), brute force {want.vector}")
            continue
        got = tuple(x.value for x in result.plan.levels)
        if got != want.vector:
            wrong.append(f"{where}: {got}, brute force {want.vector}")
        if tuple(x.bound for x in result.plan.levels) != got or result.status != "optimal":
            wrong.append(f"{where}: not proved best ({result.status})")
        verdict = verify(case.instance, result.plan, case.rulebook)
        if not verdict.ok or result.disagreements:
            wrong.append(f"{where}: the checker refuses it: {verdict} {result.disagreements}")
    return wrong


@pytest.mark.parametrize("block", range(MODEL_BLOCKS + 8))
def test_oracle_equals_full_enumeration(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every map of petty instances, lawful or not: the boards of the oracle are those of plain enumeration."""
    odd = block % 2 == 1
    compared = 0
    draw = petty_variant if block >= MODEL_BLOCKS else petty_case
    for seed in range(block * 20, (block + 1) * 20):
        case = draw(seed)
        holders = case.instance.office_holders
        if len(holders) > PEOPLE or any(h.id is None for h in holders):
            continue
        # M4-a's seven, or as many as these petty boards may have, so that places end above it
        keep = case.rulebook.by_id["BRD-3"].parameters["max"] if odd else 7
        monkeypatch.setattr(seats, "KEEP", keep)
        for p in partitions(sorted(case.instance.by_code)):
            m = tuple(frozenset(k) for k in p)
            model = {k: case.standalone if len(k) == 1 else case.governance for k in m}
            got: tuple[int, ...] | None = (0,) * 9
            for part in components(case.instance, case.rulebook, m):
                some = solve_boards(case.instance, case.rulebook, part, [model[k] for k in part])
                both = got is not None and some is not None
                got = tuple(x + y for x, y in zip(got, some, strict=True)) if both else None
            want = Dumb(case.instance, case.rulebook, {o: (k, model[k]) for k in m for o in k}, keep).best()
            assert got == want, (describe(seed, case), m)
            compared += 1
    assert compared


def test_cases_are_varied() -> None:
    """Both verdicts, all models, all kinds of oddity the oracle is for, come up in the first seeds."""
    seen: set[str] = set()
    refused = 0
    for seed in range(160):
        case = tiny_case(seed)
        i = case.instance
        refused += not geography_only(i, case.rulebook, case.clusters).verdict
        posts: dict[str, set[str]] = {}
        for h in i.office_holders:
            posts.setdefault(h.id or "none", set()).add(h.organisation)
        many = [h for h in i.office_holders if h.role == "ned"]
        seen |= {case.governance.id.removeprefix("tiny-"), i.renewals}
        seen |= {d.kind for d in i.decisions} | {s.stance for s in i.stances} | {x.kind for x in i.links}
        seen |= {f"{o.arrangement_strength}" for o in i.organisations} | {o.kind for o in i.organisations}
        seen |= {"two posts" for key, at in posts.items() if key != "none" and len(at) > 1}
        seen |= {"posts only"} if "none" in posts else set()
        seen |= {"nominee" for h in many if h.nominated_by and h.la_member}
        seen |= {"max_boards" for h in many if h.max_boards}
        seen |= {"too many" for o in i.by_code if sum(h.organisation == o for h in many) > 7}
        seen |= {"five organisations"} if len(i.organisations) == 5 else set()
        seen |= {"range"} if case.clusters else set()
        seen |= {"parts" for f in i.footprints if f.share_of_organisation < 1}
    expected = {*MODELS, "none", "assumed", "land", "bridge", "ferry", "patient_flow", "established", "partial"}
    expected |= {"keep_together", "keep_apart", "cross_region", "exempt", "keep_in_post", "place", "release"}
    expected |= {"offers_to_stand_down", "would_take_alternative", "pct", "care_trust", "care_trust_plus"}
    expected |= {
        "two posts",
        "posts only",
        "nominee",
        "max_boards",
        "too many",
        "five organisations",
        "range",
        "parts",
    }
    assert expected <= seen, expected - seen
    assert 160 * 0.05 < refused < 160 * 0.3


def changed(instance: Instance, **update: object) -> Instance:
    return Instance.model_validate({**instance.model_dump(), **update})


def two_apart(case: Case) -> tuple[Instance, Rulebook]:
    """Two organisations, one cluster possible, nothing in its way."""
    first = case.instance.organisations[0]
    orgs = [
        first.model_copy(
            update={"code": code, "kind": "pct", "region": "East", "population": 300_000, "arrangement": None}
        ).model_copy(update={"arrangement_strength": None, "weighted_population": None})
        for code in ("5A1", "5A2")
    ]
    link = {"a": "5A1", "b": "5A2", "kind": "land", "length_m": 4_000}
    bare = changed(
        case.instance,
        organisations=[o.model_dump() for o in orgs],
        links=[link],
        renewals="assumed",
        coverage=[],
        footprints=[],
        office_holders=[],
        stances=[],
        decisions=[],
        alternative_roles=[],
    )
    return bare, case.rulebook


def test_by_hand_nobody_in_post() -> None:
    """Two empty boards under Model 2: one chair and the fewest directors for all, all of them recruits."""
    case = next(c for c in map(tiny_case, range(1, 400, 4)) if c.rulebook.by_id["BRD-3"].parameters["min"] == 5)
    instance, rulebook = two_apart(case)
    rulebook = Rulebook.model_validate(
        {**rulebook.model_dump(), "target_clusters": 50, "target_organisations": 151, "load_limit": 4}
        | {"population_band": (500_000, 1_700_000)}
    )
    answer = best(instance, rulebook, case.governance, case.standalone)
    pay = rulebook.pay
    cost = 40_657 + 4 * pay.ned + pay.audit_chair
    assert answer.vector == (0, 0, 0, 0, 0, 2, 0, 0, 0, 6, 2, 0, 2 * len(rulebook.skills), cost)


def test_by_hand_apart_by_decision() -> None:
    """The same kept apart: two standalones, each board recruited on its own."""
    case = next(c for c in map(tiny_case, range(1, 400, 4)) if c.rulebook.by_id["BRD-3"].parameters["min"] == 5)
    instance, rulebook = two_apart(case)
    apart = Decision(kind="keep_apart", subject="5A1", object="5A2", reason="as agreed", owner="SHA board")
    instance = changed(instance, decisions=[apart.model_dump()])
    rulebook = Rulebook.model_validate(
        {**rulebook.model_dump(), "target_clusters": 50, "target_organisations": 151, "load_limit": 4}
        | {"population_band": (500_000, 1_700_000)}
    )
    answer = best(instance, rulebook, case.governance, case.standalone)
    pay = rulebook.pay
    cost = 2 * 34_152 + 8 * pay.ned + 2 * pay.audit_chair
    assert answer.vector is not None
    assert answer.vector[:6] == (1, 2, 0, 16, 4_000, 2)
    assert answer.vector[6:] == (0, 0, 0, 12, 2, 0, 2 * len(rulebook.skills), cost)
