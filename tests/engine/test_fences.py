"""Certainty and ring-fences as a question to the engine: on by default, off on request, cut off cleanly."""

from __future__ import annotations

import pytest

import planner
from planner.boards import ringfence
from planner.checker import verify
from planner.core.plan import Plan
from planner.core.rows import Decision
from planner.engine import boards as engine_boards
from planner.io.examples import example
from planner.io.read import read_instance

BOOK = planner.load_rulebook("pct-2011")
CKW = read_instance(example("ckw-2011"))


def asked(governance: str = "model-2", **settings: object) -> planner.Result:
    return planner.open(CKW, BOOK).solve(governance=governance, settings=planner.Settings(**settings))


def plain(plan: Plan) -> str:
    return plan.model_copy(update={"run": {}}).model_dump_json(by_alias=True)


@pytest.mark.parametrize("governance", ["model-1", "model-2", "model-3", "model-4"])
def test_everybody_is_certain_or_open_and_the_checker_agrees(governance: str) -> None:
    result = asked(governance)
    assert result.plan is not None
    assert result.disagreements == ()
    assert {p.certainty for p in result.plan.people} <= {"decided", "open"}
    assert {p.ring_fence for p in result.plan.people} - {None} <= {f.id for f in result.plan.ring_fences}
    assert plain(result.plan) == plain(asked(governance).plan)


def test_switched_off_nothing_is_said() -> None:
    result = asked(ring_fences=False)
    assert result.plan is not None
    assert result.disagreements == ()
    assert {p.certainty for p in result.plan.people} == {"not_computed"}
    assert result.plan.ring_fences == ()
    assert result.plan.settings["ring_fences"].value is False
    assert result.plan.settings["ring_fences"].origin == "option"


def test_levels_and_seats_are_the_same_with_and_without() -> None:
    both = [asked(ring_fences=on).plan for on in (True, False)]
    assert both[0].levels == both[1].levels
    assert both[0].boards == both[1].boards


def test_a_budget_that_ends_first_leaves_a_sound_plan(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some work is left for the boards, none for what may become of people."""
    real = ringfence.chances

    def late(*given: object) -> object:
        *others, budget = given
        budget.stop.set()
        return real(*others, budget)

    monkeypatch.setattr(engine_boards, "chances", late)
    result = asked()
    assert result.plan is not None
    assert {p.certainty for p in result.plan.people} == {"not_computed"}
    assert verify(CKW, result.plan).ok
    assert [x.bound for x in result.plan.levels] == [x.value for x in result.plan.levels]
    assert (result.status, result.plan.run["ended_by"]) == ("optimal", "stop")


def test_what_ends_by_itself_is_a_proof() -> None:
    for settings in ({}, {"ring_fences": False}, {"caps": {"places_end": 99}}):
        assert asked(**settings).plan.run["ended_by"] == "proof", settings


def test_a_block_cut_off_by_its_share_is_not_called_a_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time left for the whole, but none for this block: which people are certain may differ next time."""

    def late(*given: object) -> None:
        given[-1].give_up()

    monkeypatch.setattr(engine_boards, "chances", late)
    result = asked()
    assert (result.status, result.plan.run["ended_by"]) == ("optimal", "time")


def test_a_decision_changes_what_is_certain_as_a_cold_run_says() -> None:
    engine = planner.open(CKW, BOOK)
    before = engine.solve(governance="model-2").plan
    person = next(p for p in before.people if p.certainty == "open" and p.outcome == "place_ends")
    home = person.from_[0]
    keep = Decision(
        kind="keep_in_post", subject=person.id, object=home.organisation, reason="as agreed", owner="SHA"
    )
    warm = engine.solve(governance="model-2", decisions=[*CKW.decisions, keep]).plan
    after = {p.id: p for p in warm.people}[person.id]
    assert after.certainty == "decided"
    assert after.reason.endswith("by a recorded decision (A¶5.2)")
    again = engine.solve(governance="model-2").plan
    assert plain(again) == plain(before)
