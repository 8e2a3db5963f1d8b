"""Prices: each is what a cold engine and brute force say, and what is fixed or idle is said to be."""

from __future__ import annotations

import pytest

from benchmarks.cold import without_arrangement
from planner.core.rows import Decision
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.engine.asked import with_rules
from planner.io.rulebook import load_rulebook
from planner.study.prices import NoBaseError, OtherQuestionError, prices, question_of
from planner.study.prices.items import CROSSING, items_of
from planner.study.prices.pricing import made_of
from planner.study.prices.question import Question
from tests.boards.blocks import shipped
from tests.oracle import best
from tests.strategies import tiny_case
from tests.study.asked import LONG, Solved, solved, solved_tiny, wrong_price

SEEDS = range(60) if LONG else (18, 75)
ORACLE = range(100, 130) if LONG else (106,)
MAP_RULES = ("GEO-CON", "GEO-4", "GEO-7", "GEO-SIZE", "GEO-POP", "HR-2")


def wrong_prices(given: Solved) -> tuple[int, list[str]]:
    """How many prices there are, and which are wrong."""
    found = prices(given.engine, given.plan, seconds=300)
    question = question_of(given.engine.instance, given.plan, given.engine.rulebook)
    before = tuple(x.value for x in found.levels)
    asked = [r for r in found.rows if r.change is not None]
    told = {(r.subject, r.words) for r in asked}
    items = items_of(question, given.engine.solve(question.governance, question.settings).plan)
    hidden = [i for i in items if i.late == CROSSING and (i.subject, i.words) not in told]
    asked += [made_of(i, "nothing") for i in hidden]
    assert found.notes == ()
    assert all(r.status not in ("open", "not_asked") for r in asked)
    return len(asked), [w for r in asked if (w := wrong_price(question, before, r))]


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", SEEDS)
def test_prices_of_generated_cases_equal_a_cold_engine(seed: int) -> None:
    given = solved_tiny(seed)
    if given is None:
        pytest.skip("no plan")
    count, wrong = wrong_prices(given)
    assert count
    assert wrong == []


@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("name", "model", "region", "settings"),
    [
        ("tiny", "model-1", "", {}),
        *([("tiny", "any", "", {"caps": {"places_end": 1, "cost": 400_000}})] if LONG else []),
        *([("england-2011", "model-2", r, {}) for r in ("South West", "East Midlands")] if LONG else []),
        *([("england-2011", "model-3", "North East", {"clusters": (3, 4)})] if LONG else []),
    ],
)
def test_prices_of_shipped_instances_equal_a_cold_engine(name, model, region, settings) -> None:
    count, wrong = wrong_prices(solved(name, model, region, **settings))
    assert count > 5
    assert wrong == []


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", ORACLE)
def test_prices_about_the_map_equal_brute_force(seed: int) -> None:
    """Rules about the map, decisions about it and numbers of clusters: brute force gives the same vectors."""
    case, given = tiny_case(seed), solved_tiny(seed)
    if given is None:
        pytest.skip("no plan")
    found = prices(given.engine, given.plan, seconds=120)
    before = tuple(x.value for x in found.levels)
    looked = 0
    for row in found.rows:
        if row.change is None or row.kind == "cap" or (row.kind == "rule" and row.subject not in MAP_RULES):
            continue
        if row.subject == "GEO-7" and row.way != "dropped":
            continue  # brute force knows one share
        fresh = {r.id: r for r in row.change.rules}
        book = with_rules(case.rulebook, tuple(fresh.get(r.id, r) for r in case.rulebook.rules))
        clusters = row.change.settings.get("clusters", case.clusters)
        decisions = case.instance.decisions if row.change.decisions is None else row.change.decisions
        instance = without_arrangement(case.instance.replaced(decisions=decisions), row.change.freed)
        if row.change.governance is not None:
            continue
        want = best(instance, book, case.governance, case.standalone, clusters)
        got = tuple(d.after for d in row.deltas) or (before if row.status == "nothing" else None)
        assert (got if row.status != "no_plan" else None) == want.vector, (row.subject, row.words)
        looked += 1
    assert looked


def test_a_binding_rule_is_priced_and_an_idle_one_is_not() -> None:
    """Somerset alone is the footprint of a consortium; without that rule it would be a cluster of its own."""
    given = solved("tiny", "model-1")
    found = prices(given.engine, given.plan)
    by = {(r.subject, r.words): r for r in found.rows}
    assert by["BRD-3", "dropped"].status == "fixed"
    assert by["BRD-AC", "dropped"].reason.startswith("the law asks for more")
    assert [r.authority for r in found.rows] == sorted(
        (r.authority for r in found.rows),
        key=["planner", "assumption", "letter", "guidance", "statute"].index,
    )
    model = by["governance model", "Model 2 instead"]
    assert model.status == "changes"
    assert model.decides is not None
    assert model.decides.level == "places_end"
    assert model.decides.change > 0
    assert not model.better


def test_a_statute_is_never_asked_without() -> None:
    given = solved("tiny", "model-2")
    found = prices(given.engine, given.plan)
    assert all(r.change is None and r.status == "fixed" for r in found.rows if r.authority == "statute")
    assert {"BRD-2", "BRD-3", "BRD-QUO"} <= {r.subject for r in found.rows if r.status == "fixed"}


def test_decisions_about_people_are_left_out_when_asked() -> None:
    given = shipped("tiny")
    person = next(h for h in given.office_holders if h.id and h.role == "ned")
    keep = Decision(
        kind="keep_in_post", subject=person.id or "", object=person.organisation, reason="r", owner="o"
    )
    engine = open_engine(given.replaced(decisions=(keep,)), load_rulebook("pct-2011"))
    plan = engine.solve("model-2").plan
    assert plan is not None
    assert [r.subject for r in prices(engine, plan).rows if r.personal and r.kind == "decision"] == [
        f"keep_in_post, {person.id}, {person.organisation}"
    ]
    assert not [r for r in prices(engine, plan, people=False).rows if r.personal]


def test_what_is_not_the_plans_question_any_more_is_said() -> None:
    given = solved("tiny", "model-1")
    codes = sorted(given.engine.instance.by_code)
    changed = given.engine.instance.replaced(
        decisions=(Decision(kind="keep_apart", subject=codes[0], object=codes[1], reason="r", owner="o"),),
        sha256="0" * 64,
    )
    found = prices(open_engine(changed, given.engine.rulebook), given.plan)
    assert "decisions have changed" in found.notes[0]


def test_a_plan_of_another_instance_is_refused() -> None:
    given = solved("tiny", "model-1")
    other = open_engine(shipped("ckw-2011"), given.engine.rulebook)
    with pytest.raises(OtherQuestionError, match="belong"):
        prices(other, given.plan)


def test_a_question_without_a_plan_now_says_so() -> None:
    given = solved("tiny", "model-1")
    many = given.plan.model_copy(
        update={
            "settings": {
                **given.plan.settings,
                "clusters": given.plan.settings["clusters"].model_copy(update={"value": [40, 40]}),
            }
        }
    )
    with pytest.raises(NoBaseError):
        prices(given.engine, many)


def test_the_question_of_a_plan_is_what_was_asked() -> None:
    """Every setting that decides which plan is best comes back from the file."""
    given = solved("tiny", "any", clusters=(2, 3), caps={"cost": 900_000})
    question: Question = question_of(given.engine.instance, given.plan, given.engine.rulebook)
    assert question.governance == "any"
    assert question.settings.clusters == (2, 3)
    assert question.settings.caps == {"cost": 900_000}
    assert question.rulebook.geography_levels == given.engine.rulebook.geography_levels
    assert question.differences == ()
    again = given.engine.solve(question.governance, question.settings)
    assert [x.value for x in again.levels] == [x.value for x in given.plan.levels]


def test_a_given_grouping_that_breaks_rules_still_has_prices() -> None:
    """Its boards are settled, so other models and rules about boards are priced for it."""
    given = shipped("tiny")
    engine = open_engine(given, load_rulebook("pct-2011"))
    one = tuple((o, "all") for o in sorted(given.by_code))
    plan = engine.solve("model-2", Settings(geography=one)).plan
    assert plan is not None
    assert plan.status == "infeasible"
    found = prices(engine, plan)
    assert any(r.status == "changes" for r in found.rows)
    assert not any(r.status == "open" for r in found.rows)


def test_a_grouping_that_was_given_has_no_prices_of_the_map() -> None:
    engine = open_engine(shipped("tiny"), load_rulebook("pct-2011"))
    plan = engine.solve("model-2", Settings()).plan
    assert plan is not None
    pairs = tuple((o, c.id) for c in plan.clusters for o in c.organisations)
    given = engine.solve("model-2", Settings(geography=pairs)).plan
    assert given is not None
    found = prices(engine, given)
    assert all(
        r.change is None for r in found.rows if r.subject.startswith("GEO") or r.subject == "number of clusters"
    )
    assert any(r.status == "changes" for r in found.rows)
