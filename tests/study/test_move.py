"""A change of a plan: every figure is that of a cold evaluation; the rest is that of a cold solve."""

from __future__ import annotations

import json
import os
from itertools import product
from typing import Any

import pytest

import planner
from benchmarks.planted import care_trust
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.io.examples import example
from planner.io.plans import plan_json
from planner.study.move import Change, ChangeError, Moved, move, moved
from planner.study.move.change import changed
from planner.study.move.settle import holding
from tests.boards.blocks import BOOK
from tests.study.moves import cold, dice, figures, some_changes

LONG = int(os.environ.get("PLANNER_LONG_MOVES", "0"))
"""So many changes of each plan instead of a few."""
MODELS = ("model-1", "model-2", "model-3", "model-4", "any", None)


def instance(name: str, region: str | None = None) -> Instance:
    """A shipped instance, or a region of England."""
    found = planner.read_instance(example(name))
    return found.within(region) if region else found


def solved(given: Instance, model: str | None, **more: Any) -> Plan:
    """The best plan."""
    plan = open_engine(given, BOOK).solve(model, Settings(only_geography=model is None, **more)).plan
    assert plan is not None
    return plan


def same_as_cold(given: Instance, plan: Plan, model: str | None, seed: int, number: int, **more: Any) -> int:
    """Compare so many changes with a new engine; how many of them had boards."""
    rng, boards = dice(seed), 0
    for _ in range(number):
        changes, grouping = some_changes(given, plan, rng)
        found = moved(given, BOOK, plan, changes)
        asked = cold(given, grouping, model, only_geography=model is None, ring_fences=False, **more)
        assert found.disagreements == ()
        if asked.plan is None:
            assert found.after is None
            assert found.refusal is not None
            assert asked.refusal is not None
            assert (found.refusal.text, found.refusal.rules) == (asked.refusal.text, asked.refusal.rules)
            continue
        assert found.after is not None
        assert figures(found.after) == figures(asked.plan), changes
        written = {k: s for k, s in asked.plan.settings.items() if k != "ring_fences"}
        assert {k: s.value for k, s in found.after.settings.items() if k != "ring_fences"} == {
            k: s.value for k, s in written.items()
        }
        assert found.after.assumptions == asked.plan.assumptions
        boards += bool(found.after.boards)
    return boards


@pytest.mark.no_cover
@pytest.mark.parametrize("model", MODELS)
def test_figures_are_those_of_a_cold_evaluation(model: str | None) -> None:
    """Under every model; also where boards are impossible or a rule is broken."""
    given = instance("tiny")
    assert same_as_cold(given, solved(given, model), model, 5, LONG or 4) or model is None


@pytest.mark.no_cover
def test_figures_with_caps_a_range_and_people_first() -> None:
    """What else was asked holds for the new grouping too."""
    given = instance("tiny")
    for more in ({"caps": {"meetings": 60}}, {"clusters": (2, 3)}, {"profile": "people-first"}):
        plan = solved(given, "model-2", **more)
        same_as_cold(given, plan, "model-2", 3, LONG or 2, **more)


@pytest.mark.no_cover
def test_figures_of_a_region_with_boards_taken_from_the_plan() -> None:
    """Boards of untouched clusters are not settled anew, and no figure differs."""
    given = instance("england-2011", "South East Coast")
    plan = solved(given, "model-3", ring_fences=False)
    same_as_cold(given, plan, "model-3", 1, LONG or 1)
    rng = dice(2)
    assert any(moved(given, BOOK, plan, some_changes(given, plan, rng)[0]).taken for _ in range(3))


@pytest.mark.no_cover
def test_clusters_tied_by_people_are_settled_together() -> None:
    """One that is untouched, but shares an office holder with one that is touched, is settled anew with it."""
    given = instance("england-2011", "South West")
    plan = solved(given, "model-2", ring_fences=False)
    change = Change.move("5QK", "5QL")
    found = moved(given, BOOK, plan, [change])
    untouched = len(plan.clusters) - len(found.touched[0])
    assert 0 < found.taken < untouched
    assert found.after is not None
    assert found.disagreements == ()
    asked = cold(given, changed(given, plan, [change]), "model-2", ring_fences=False).plan
    assert asked is not None
    assert figures(found.after) == figures(asked)


@pytest.mark.skipif(not LONG, reason="long: set PLANNER_LONG_MOVES")
@pytest.mark.parametrize(
    ("region", "model"),
    list(product(("South West", "North East", "East Midlands"), ("model-1", "model-2", "model-3", "any"))),
)
def test_figures_of_regions(region: str, model: str) -> None:
    """The long comparison, run by hand."""
    given = instance("england-2011", region)
    same_as_cold(given, solved(given, model, ring_fences=False), model, 11, LONG)


def test_a_plan_to_be_written_is_the_cold_one_byte_for_byte() -> None:
    """But for what differs between two equal runs; certainty and competitions are there."""
    given = instance("tiny")
    plan = solved(given, "model-2")
    changes, grouping = some_changes(given, plan, dice(4))
    found, asked = moved(given, BOOK, plan, changes, whole=True), cold(given, grouping, "model-2")
    assert found.after is not None
    assert asked.plan is not None
    texts = [json.loads(plan_json(p)) for p in (found.after, asked.plan)]
    for text in texts:
        del text["run"]
    assert texts[0] == texts[1]
    assert found.after.ring_fences


def test_what_is_not_proved_is_settled_anew() -> None:
    """Boards are taken only from a plan that says that they are the best."""
    given = instance("england-2011", "South East Coast")
    plan = solved(given, "model-3", ring_fences=False)
    rng = dice(2)
    changes = next(
        c for c in (some_changes(given, plan, rng)[0] for _ in range(9)) if moved(given, BOOK, plan, c).taken
    )
    open_ = plan.model_copy(
        update={
            "levels": tuple(x.model_copy(update={"bound": 0}) for x in plan.levels),
            "status": "feasible",
        }
    )
    assert moved(given, BOOK, open_, changes).taken == 0


# ---- what is said of it


def of_tiny(*changes: Change, **more: Any) -> Moved:
    given = instance("tiny")
    return moved(given, BOOK, solved(given, "model-2"), changes, **more)


def test_what_breaks_names_rule_paragraph_and_who_must_agree() -> None:
    """A cluster across a border departs from guidance; a pair kept together is its owner's."""
    found = of_tiny(Change.move("T02", "T04"))
    by_rule = {b.rule: b for b in found.breaks}
    assert by_rule["GEO-4"].weight == "departs from guidance ¶4, ¶6"
    assert by_rule["GEO-4"].who == "sign-off by the NHS Chief Executive (¶7)"
    assert by_rule["DEC-TOGETHER"].weight == "against your recorded decision"
    assert by_rule["DEC-TOGETHER"].who == "the decision's owner: Upland Partnership board"
    assert found.first_difference is not None
    assert found.after is not None
    assert found.after.status == "infeasible"


def test_what_was_broken_before_is_told_apart() -> None:
    """A change back mends what the first one broke."""
    given = instance("tiny")
    first = moved(given, BOOK, solved(given, "model-2"), [Change.move("T02", "T04")], whole=True)
    assert first.after is not None
    back = moved(given, BOOK, first.after, [Change.move("T02", "T01")])
    assert {b.rule for b in back.mended} == {b.rule for b in first.breaks}
    assert (back.breaks, back.broken_before) == ((), ())
    again = moved(given, BOOK, first.after, [Change.move("T06", "new")])
    assert {b.rule for b in again.broken_before} <= {b.rule for b in first.breaks}
    assert again.broken_before


def test_without_boards_the_map_is_measured() -> None:
    """Impossible boards are refused as in a cold run; aims and rules of the map are told all the same."""
    given = care_trust(care_trust(instance("tiny"), "T01", 4), "T04", 4)  # together, more nominees than seats
    plan = solved(given, "model-2", ring_fences=False)
    changes = [Change.merge("T01", "T04")]
    found = moved(given, BOOK, plan, changes)
    asked = cold(given, changed(given, plan, changes), "model-2", ring_fences=False)
    assert found.after is None
    assert found.refusal is not None
    assert asked.refusal is not None
    assert found.refusal.text == asked.refusal.text
    assert "BRD-7" in found.refusal.rules
    assert {x.id for x in found.levels} == set(BOOK.geography_levels)
    assert [b.rule for b in found.breaks] == ["GEO-4"]
    assert not any(b.rule.startswith("BRD") for b in found.mended)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (Change.move("T99", "T01"), 'no organisation "T99"'),
        (Change.move("T01", "T99"), "clusters go by id: T01, T04"),
        (Change.move("T01", "T02"), "in that cluster already"),
        (Change.swap("T01", "T02"), "in one cluster already"),
        (Change.merge("T01", "T03"), "name one cluster"),
        (Change.split("T01", "T04"), "T04: not in the cluster"),
        (Change.split("T01", "T01,T02,T03"), "not all"),
        (Change.split("T01", " , "), "separated by commas"),
    ],
)
def test_changes_that_are_none(change: Change, said: str) -> None:
    """Each is refused in words."""
    with pytest.raises(ChangeError, match=said.replace("(", "[(]")):
        of_tiny(change)


def test_names_will_do() -> None:
    """Organisations and clusters go by name too, capitals apart; a change and its undoing are none."""
    assert (
        of_tiny(Change.move("eastfold pct", "Marlhaven PCT")).touched
        == of_tiny(Change.move("T02", "T05")).touched
    )
    with pytest.raises(ChangeError, match="nothing changes"):
        of_tiny(Change.swap("T01", "T04"), Change.swap("T01", "T04"))


def test_a_plan_of_another_instance_is_refused() -> None:
    """Nothing is said of a plan that does not stand."""
    with pytest.raises(ValueError, match="does not stand"):
        moved(instance("ckw-2011"), BOOK, solved(instance("tiny"), None), [Change.move("T01", "new")])


# ---- the rest settled around it


def settled_as_cold(given: Instance, plan: Plan, model: str | None, seed: int, number: int) -> int:
    """Compare with a new engine under decisions that hold the new clusters; how many have a plan."""
    rng, plans = dice(seed), 0
    for _ in range(number):
        changes, grouping = some_changes(given, plan, rng)
        found = moved(given, BOOK, plan, changes, settle=True)
        assert found.settled is not None
        judged = found.after or cold(given, grouping, None, only_geography=True).plan
        assert judged is not None
        decisions, _ = holding(given, BOOK, judged, found.touched[1])
        asked = open_engine(given, BOOK).solve(
            model, Settings(only_geography=model is None, ring_fences=False), decisions=decisions
        )
        if asked.plan is None:
            assert found.settled.after is None
            continue
        plans += 1
        assert found.settled.after is not None
        assert [(x.id, x.value) for x in found.settled.after.levels] == [
            (x.id, x.value) for x in asked.plan.levels
        ]
        made = {frozenset(c.organisations) for c in found.settled.after.clusters}
        assert made == {frozenset(c.organisations) for c in asked.plan.clusters}
        assert {frozenset(c.organisations) for c in found.touched[1]} <= made
        assert found.settled.disagreements == ()
    return plans


@pytest.mark.no_cover
@pytest.mark.parametrize("model", ["model-2", None])
def test_the_rest_is_that_of_a_cold_solve(model: str | None) -> None:
    """The new clusters are part of it, and it is verified against the instance's own decisions."""
    given = instance("tiny")
    assert settled_as_cold(given, solved(given, model), model, 6, LONG or 4)


@pytest.mark.skipif(not LONG, reason="long: set PLANNER_LONG_MOVES")
@pytest.mark.parametrize("region", ["South West", "East Midlands", "Yorkshire and the Humber"])
def test_the_rest_of_regions(region: str) -> None:
    """The long comparison, run by hand."""
    given = instance("england-2011", region)
    assert settled_as_cold(given, solved(given, "model-2", ring_fences=False), "model-2", 7, LONG)


@pytest.mark.no_cover
def test_nothing_around_a_held_cluster_is_better() -> None:
    """Against every grouping of the tiny instance that holds it and breaks no rule elsewhere."""
    given = instance("tiny")
    plan = solved(given, None)
    found = moved(given, BOOK, plan, [Change.split("T04", "T06")], settle=True)
    assert found.settled is not None
    assert found.settled.after is not None
    held = {frozenset(c.organisations) for c in found.touched[1]}
    rest = sorted(set(given.by_code) - {o for g in held for o in g})
    others = {
        frozenset(frozenset(o for o, n in zip(rest, labels, strict=True) if n == label) for label in labels)
        for labels in product(range(len(rest)), repeat=len(rest))
    }
    values = []
    for groups in others:
        other = cold(given, frozenset(held | groups), None, only_geography=True).plan
        assert other is not None
        broken = {f.subject for r in other.rules if r.status == "fail" for f in r.findings}
        if all(frozenset(subject) in held for subject in broken):
            values.append([x.value for x in other.levels])
    assert (len(others), len(values)) == (5, 2)
    assert [x.value for x in found.settled.after.levels] == min(values)


def test_held_clusters_may_break_what_can_be_lifted() -> None:
    """Over a border and against a decision: both are said, and the rest is settled nevertheless."""
    given = instance("tiny")
    found = moved(given, BOOK, solved(given, "model-2"), [Change.move("T02", "T04")], settle=True)
    assert found.settled is not None
    assert found.settled.after is not None
    assert [d.kind for d in found.settled.left_out] == ["keep_together"]
    assert "GEO-4" in {b.rule for b in found.settled.breaks}


def test_the_library_asks_a_warm_engine() -> None:
    """``planner.move`` is the same as without one."""
    given = instance("tiny")
    engine = open_engine(given, BOOK)
    plan = engine.solve("model-2").plan
    assert plan is not None
    one, other = move(engine, plan, Change.move("T06", "new"), settle=True), of_tiny(Change.move("T06", "new"))
    assert one.levels == other.levels
    assert one.settled is not None
