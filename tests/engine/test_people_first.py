"""Boards and people before the map: against brute force over maps and boards, and against full evaluation."""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np
import pytest

from planner.checker import verify
from planner.core.rows import Coverage, LocalAuthority
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.engine.asked import with_rules
from planner.engine.joint import search
from planner.engine.joint.exact import ExactValues
from planner.engine.joint.people import Counts
from planner.geography.national import NationalMap
from planner.geography.sums import Ints
from planner.io.read import read_instance
from tests.boards.blocks import BOOK, MODELS, shipped
from tests.cli.test_solve import INSTANCES
from tests.engine.asking import ask, sound, written
from tests.engine.joint import PATIENT, Told, question
from tests.oracle import best_people_first
from tests.oracle.facts import people_of
from tests.strategies import Case, tiny_case, variant_case

SIZE = 10
BLOCKS = range(8) if os.environ.get("PLANNER_LONG") else (1, 2, 4)
"""Blocks of generated cases; those that take longest wait for PLANNER_LONG."""
QUICK = 28
TOGETHER = "Comparing maps whose clusters share people"


def wrong(seed: int, case: Case, told: Told) -> list[str]:
    """What the engine gets wrong of one generated case."""
    want = best_people_first(case.instance, case.rulebook, case.governance, case.standalone, case.clusters)
    engine = open_engine(case.instance, case.rulebook)
    settings = Settings(clusters=case.clusters, seconds=PATIENT, profile="people-first")
    result = engine.solve(governance=case.governance, settings=settings, on_progress=told)
    where = f"seed {seed}, {case.governance.id}, clusters {case.clusters}"
    if result.plan is None:
        missed = want.verdict or result.status != "infeasible"
        return [f"{where}: no plan ({result.status}), brute force {want.vector}"] if missed else []
    found = []
    got = tuple(x.value for x in result.levels)
    if got != want.vector:
        found.append(f"{where}: {got}, brute force {want.vector}")
    if tuple(x.bound for x in result.levels) != got or result.status != "optimal":
        found.append(f"{where}: not proved best ({result.status})")
    verdict = verify(case.instance, result.plan, case.rulebook)
    if not verdict.ok or result.disagreements:
        found.append(f"{where}: the checker refuses it: {verdict} {result.disagreements}")
    return found


def shared(case: Case) -> bool:
    """Whether somebody may sit in clusters that a map can tell apart."""
    return any(len(p.pool) > 1 for p in people_of(case.instance, case.rulebook))


@pytest.mark.slow
@pytest.mark.parametrize("block", BLOCKS)
def test_engine_equals_brute_force(block: int) -> None:
    found = [
        line
        for seed in range(block * SIZE, (block + 1) * SIZE)
        for line in wrong(seed, tiny_case(seed), Told())
    ]
    assert not found, "\n".join(found)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(2))
def test_engine_equals_brute_force_under_variants(block: int) -> None:
    """Governance models that only a planner's own file describes."""
    seeds = range(block * SIZE, (block + 1) * SIZE)
    found = [line for seed in seeds for line in wrong(seed, variant_case(seed), Told())]
    assert not found, "\n".join(found)


def test_engine_equals_brute_force_where_people_are_shared() -> None:
    """All four models; among them maps whose clusters cost more together than apart."""
    seeds = [s for s in range(200) if 2 <= len(tiny_case(s).instance.organisations) <= 3]
    seeds = [s for s in seeds if shared(tiny_case(s))][:QUICK]
    told = Told()
    found = [line for seed in seeds for line in wrong(seed, tiny_case(seed), told)]
    assert not found, "\n".join(found)
    assert {tiny_case(s).governance.id.removeprefix("tiny-") for s in seeds} == set(MODELS)
    assert any(TOGETHER in stage for stage in told.stages)


# ---- one region, every map ----------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("model", ["model-2", "model-3"])
@pytest.mark.parametrize(("region", "clusters", "maps"), [("North East", 4, 6), ("South West", 3, 166)])
def test_a_region_equals_full_evaluation(region: str, clusters: int, maps: int, model: str) -> None:
    """Every map of the region with its boards settled together, none left out: the same best vector."""
    given = read_instance(INSTANCES / "england-2011").within(region)
    engine = open_engine(given, BOOK)
    asked = question(given, BOOK, model, (clusters, clusters))
    every = engine.best_maps(maps + 1, Settings(clusters=(clusters, clusters), seconds=PATIENT))
    assert len(every) == maps
    vectors = []
    for one in every:
        boards = asked.boards.of(one.grouping, asked.budget)
        assert boards.status == "optimal"
        vectors.append(boards.values + one.values)
    result = ask(given, model, clusters=(clusters, clusters), profile="people-first", seconds=PATIENT)
    sound(given, result)
    assert tuple(x.value for x in result.levels) == min(vectors)
    assert result.status == "optimal"
    assert len(set(vectors)) > 1


@pytest.mark.slow
@pytest.mark.parametrize("model", ["model-2", "model-3"])
def test_england_in_small_clusters(model: str) -> None:
    """151 organisations in fifty clusters of at most four: the leading levels are proved, and told apart."""
    rules = tuple(
        r.model_copy(update={"parameters": {**r.parameters, "max": 4}}) if r.id == "GEO-SIZE" else r
        for r in BOOK.rules
        if r.id != "HR-2"
    )
    given = read_instance(INSTANCES / "england-2011")
    settings = Settings(clusters=(50, 50), seconds=PATIENT, profile="people-first")
    result = open_engine(given, with_rules(BOOK, rules)).solve(model, settings)
    assert result.plan is not None
    assert result.disagreements == ()
    assert all(x.bound == x.value for x in result.levels[:3])
    assert max(len(c.organisations) for c in result.plan.clusters) == 4
    assert result.statistics["clusters_settled"] < result.statistics["possible_clusters"] // 4


# ---- what the plan says -------------------------------------------------------------------------


def test_people_come_first_in_the_plan() -> None:
    given = shipped("tiny")
    result = ask(given, "model-2", profile="people-first", seconds=PATIENT)
    plan = sound(given, result)
    assert [x.id for x in plan.levels] == [*BOOK.board_levels, *BOOK.geography_levels]
    assert plan.settings["profile"].model_dump() == {"value": "people-first", "origin": "option"}
    assert result.certificate is None
    usual = ask(given, "model-2", seconds=PATIENT)
    assert usual.plan is not None
    assert usual.plan.settings["profile"].model_dump() == {"value": "geography-first", "origin": "default"}
    people = len(BOOK.board_levels)
    first = [x.value for x in plan.levels][:people]
    assert first < [x.value for x in usual.levels][-people:]
    map_first = [x.value for x in usual.levels][:-people]
    assert map_first < [x.value for x in plan.levels][people:]


def test_a_given_grouping_is_measured_in_the_same_order() -> None:
    given = shipped("tiny")
    result = ask(given, "model-2", profile="people-first", geography="reference", seconds=PATIENT)
    plan = sound(given, result)
    assert [x.id for x in plan.levels] == [*BOOK.board_levels, *BOOK.geography_levels]


def test_the_same_plan_each_time_warm_or_cold() -> None:
    given = shipped("tiny")
    settings = Settings(profile="people-first", seconds=PATIENT)
    engine = open_engine(given, BOOK)
    cold = engine.solve("model-3", settings)
    engine.solve("model-3", Settings(seconds=PATIENT))
    warm = engine.solve("model-3", settings)
    again = ask(given, "model-3", profile="people-first", seconds=PATIENT)
    assert written(cold) == written(warm) == written(again)


@pytest.mark.parametrize("work", [1e-6, 0.004, 0.02, 0.08])
def test_a_limit_leaves_honest_bounds(work: float) -> None:
    """What is called proved is never above the best; what a limit cut short isn't called best."""
    given = read_instance(INSTANCES / "england-2011").within("North East")
    best = ask(given, "model-3", clusters=(4, 4), profile="people-first", seconds=PATIENT)
    cut = ask(given, "model-3", clusters=(4, 4), profile="people-first", seconds=PATIENT, work=work)
    assert best.status == "optimal"
    if cut.plan is None:
        assert cut.status == "unknown"
        return
    values = [x.value for x in best.levels]
    assert [x.value for x in cut.levels] >= values
    for mine, other in zip(cut.levels, values, strict=True):
        assert mine.bound <= other
        if mine.bound < mine.value:
            assert cut.status == "feasible"
            break


@pytest.mark.parametrize("clusters", [None, (2, 2)])
@pytest.mark.parametrize("model", ["model-2", "model-4"])
def test_told_maps_reach_the_best_when_sums_say_nothing(
    model: str, clusters: tuple[int, int] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where every cluster seems to cost nothing, maps are told until none is left; the answer is the same."""
    given = shipped("tiny")
    want = ask(given, model, clusters=clusters, profile="people-first", seconds=PATIENT)

    def nothing(counts: Counts, order: Sequence[str], *_: object) -> dict[str, Ints]:
        return {level: np.zeros(len(counts.atoms), dtype=np.int64) for level in order}

    monkeypatch.setattr(search, "floors", nothing)
    monkeypatch.setattr(ExactValues, "of", lambda self, *_: (0,) * len(self.boards.levels))
    told = Told()
    more = {"on_progress": told}
    found = ask(given, model, clusters=clusters, profile="people-first", seconds=PATIENT, more=more)
    assert [x.value for x in found.levels] == [x.value for x in want.levels]
    assert found.status == want.status == "optimal"
    assert any(TOGETHER in stage for stage in told.stages)


def test_where_nothing_can_be_listed_people_can_not_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(NationalMap, "unlisted", lambda _: True)
    result = ask(shipped("tiny"), "model-2", profile="people-first")
    assert result.status == "unknown"
    assert result.refusal is not None
    assert "Leave out --profile people-first" in result.refusal.text


def test_without_lawful_boards_the_cluster_is_named() -> None:
    """One cluster of everybody: under Model 2 seven seats can't hold a nominee of each of eight authorities."""
    given = shipped("tiny")
    codes = [o.code for o in given.organisations]
    extra = [f"X{n}" for n in range(8)]
    councils = (*given.local_authorities, *(LocalAuthority(code=x, name=f"Council {x}") for x in extra))
    wanted = tuple(Coverage(organisation=codes[0], local_authority=x, relevant=True) for x in extra)
    organisations = tuple(
        o.model_copy(update={"kind": "care_trust"}) if o.code == codes[0] else o for o in given.organisations
    )
    crowded = given.replaced(
        local_authorities=councils, coverage=(*given.coverage, *wanted), organisations=organisations
    )
    for profile in ("geography-first", "people-first"):
        result = ask(crowded, "model-2", profile=profile, seconds=PATIENT)
        assert result.status == "infeasible"
        assert result.refusal is not None
        assert "BRD-7" in result.refusal.rules
