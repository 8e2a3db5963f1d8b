"""``-g any`` and caps through the engine: written plans, refusals, warm and cold engines, trade-offs."""

from __future__ import annotations

import pytest

import planner
from planner.boards.fronts import Box, Front
from planner.checker import verify
from planner.core.caps import CAPS
from planner.core.plan import Plan, Setting
from planner.cpsat import Budget
from planner.engine import choose
from planner.engine.equal import until_open
from planner.objectives.capped import COUNTED
from planner.study.tradeoffs import NotWorkedOutError, a_few
from tests.boards.blocks import BOOK, MODELS, shipped
from tests.engine.asking import ask, sound, vector, written

TINY = "tiny"


def governances(plan: Plan) -> set[str]:
    return {c.governance for c in plan.clusters}


def test_without_caps_no_place_ends_and_ties_go_to_the_first_model() -> None:
    given = shipped(TINY)
    result = ask(given, "any")
    plan = sound(given, result)
    assert result.status == "optimal"
    assert governances(plan) == {"model-1"}
    assert plan.settings["governance"].value == "any"
    assert "caps" not in plan.settings
    best = min(vector(ask(given, m)) for m in MODELS)
    assert vector(result) == best


@pytest.mark.parametrize("percent", [85, 60, 45])
def test_a_cap_on_pay_mixes_models_and_is_kept(percent: int) -> None:
    given = shipped(TINY)
    free = ask(given, "any")
    caps = {"cost": free.levels[-1].value * percent // 100}
    result = ask(given, "any", caps=caps)
    plan = sound(given, result)
    assert plan.settings["caps"] == Setting(value=caps, origin="option")
    assert COUNTED["cost"](given, plan, BOOK) <= caps["cost"]
    assert vector(result) > vector(free)
    assert {g.id for g in plan.rulebook.governance} == governances(plan)
    single = [r for m in MODELS if (r := ask(given, m, caps=caps)).plan is not None]
    assert all(vector(result) <= vector(r) for r in single)
    assert single


@pytest.mark.parametrize("model", MODELS)
def test_every_cap_is_counted_on_the_plan(model: str) -> None:
    """Each cap set to what a plan has leaves that plan; one less gives another or none."""
    given = shipped(TINY)
    free = ask(given, model)
    plan = sound(given, free)
    amounts = {name: COUNTED[name](given, plan, BOOK) for name in CAPS}
    if model == "model-2":
        assert amounts["meetings"] == 12 * len(plan.clusters)
        assert amounts["cluster_board"] == 1 + len(plan.boards[0].neds)
    assert vector(ask(given, model, caps=amounts)) == vector(free)
    for name, amount in amounts.items():
        if not amount:
            continue
        other = ask(given, model, caps={name: amount - 1})
        if other.plan is None:
            assert other.status == "infeasible"
            assert f"the least that is possible is {amount:,}" in (other.refusal.text if other.refusal else "")
        else:
            assert COUNTED[name](given, sound(given, other), BOOK) < amount


def test_a_refusal_names_the_least_and_the_least_can_be_had() -> None:
    given = shipped(TINY)
    caps = {"places_end": 3, "cost": 314_916}
    refused = ask(given, "any", caps=caps)
    assert (refused.plan, refused.status) == (None, "infeasible")
    text = refused.refusal.text if refused.refusal else ""
    assert "while the other caps are kept, the least is 4." in text
    assert ask(given, "any", caps={**caps, "places_end": 4}).plan is not None
    given_map = ask(given, "any", caps={"meetings": 1}, geography=_one_cluster(given))
    assert "the grouping that was given" in (given_map.refusal.text if given_map.refusal else "")


def _one_cluster(given: planner.Instance) -> tuple[tuple[str, str], ...]:
    return tuple((code, "all") for code in sorted(given.by_code))


def test_a_warm_engine_says_what_a_cold_one_says() -> None:
    """In any order of questions the plan is the same to the byte."""
    given = shipped(TINY)
    questions = [
        {},
        {"cost": 360_000},
        {"cost": 224_940},
        {"cost": 330_000, "places_end": 20},
        {"meetings": 30},
    ]
    cold = [written(ask(given, "any", caps=caps)) for caps in questions]
    for order in (questions, questions[::-1]):
        engine = planner.open(given, BOOK)
        for caps in order:
            result = engine.solve("any", planner.Settings(caps=caps))
            assert written(result) == cold[questions.index(caps)], caps


def test_a_limit_never_calls_a_plan_proved() -> None:
    given = shipped(TINY)
    seen = set()
    for work in (0.001, 0.02, 0.1, 0.3, 1.0, 50.0):
        result = ask(given, "any", caps={"cost": 300_000}, work=work)
        seen.add(result.status)
        if result.plan is not None:
            plan = sound(given, result)
            assert COUNTED["cost"](given, plan, BOOK) <= 300_000
            open_levels = [x for x in result.levels if x.bound != x.value]
            assert (result.status == "optimal") == (not open_levels)
    assert {"unknown", "optimal"} <= seen


@pytest.mark.parametrize("caps", [{"cost": 320_000}, {"cost": 330_000, "meetings": 60}])
def test_bounds_of_a_choice_that_was_cut_short(caps: dict[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """What is promised of boards not looked at: never more than the best, and more than nothing on the way.

    A limit may fall anywhere: here after so many looks at what is not known yet.
    """
    given = shipped(TINY)
    best = vector(ask(given, "any", caps=caps))
    boards = best[len(BOOK.geography_levels) :]
    whole = Front.expand
    known = set()
    promised: list[tuple[int, ...]] = []

    def recorded(values: list[int], bounds: list[int]) -> list[int]:
        promised.append(tuple(bounds))
        return until_open(values, bounds)

    monkeypatch.setattr(choose, "until_open", recorded)
    for most in (0, 1, 2, 3, 5, 8, 12, 16, 24, 32, 48, 64):
        looks = iter(range(most))

        def expand(front: Front, box: Box, budget: Budget, beside: object = None, left=looks) -> None:
            if beside is not None and next(left, None) is None:
                front.proved = False
            else:
                whole(front, box, budget, beside or ())

        monkeypatch.setattr(Front, "expand", expand)
        result = ask(given, "any", caps=caps)
        if result.status == "optimal":
            break
        if result.plan is None:
            continue
        sound(given, result)
        bounds = tuple(x.bound for x in result.levels)
        assert bounds <= best <= vector(result)
        first = next(x for x in result.levels if x.bound != x.value)
        known.add(first.bound > 0)
        assert all(x.bound in (0, x.value) for x in result.levels if x.id != first.id)
    assert result.status == "optimal"
    assert True in known
    assert max(promised) <= boards
    assert any(any(p) for p in promised)


def test_what_cannot_be_asked() -> None:
    with pytest.raises(ValueError, match="cots can't be capped"):
        planner.Settings(caps={"cots": 3})
    with pytest.raises(ValueError, match="no whole number"):
        planner.Settings(caps={"cost": -1})
    given = shipped(TINY)
    with pytest.raises(ValueError, match="only the map"):
        ask(given, None, caps={"cost": 1}, only_geography=True)
    open_body = planner.load_governance("model-3").model_copy(update={"chair_scope": "organisation"})
    with pytest.raises(ValueError, match="cluster_board can't be capped"):
        ask(given, open_body, caps={"cluster_board": 9})


def altered(plan: Plan, **settings: Setting) -> Plan:
    return plan.model_copy(update={"settings": {**plan.settings, **settings}})


def test_the_checker_holds_a_plan_to_its_caps() -> None:
    """A stricter cap written into a finished plan is a problem, for each of the four."""
    given = shipped(TINY)
    plan = sound(given, ask(given, "model-2", caps={"cost": 10**6}))
    assert verify(given, plan, BOOK).ok
    for name in CAPS:
        amount = COUNTED[name](given, plan, BOOK)
        for most, kept in ((amount, True), (amount - 1, False)):
            found = verify(given, altered(plan, caps=Setting(value={name: most}, origin="option")), BOOK)
            said = [p.subject for p in found.problems if p.check == "CAP"]
            assert said == ([] if kept else [(name,)])
    for value in ({}, "cost", {"cots": 1}, {"cost": "much"}):
        found = verify(given, altered(plan, caps=Setting(value=value, origin="option")), BOOK)
        assert any(p.check == "SETTINGS" and p.subject == ("caps",) for p in found.problems)


def test_trade_offs_are_a_front_and_caps_confirm_its_points() -> None:
    given = shipped(TINY)
    engine = planner.open(given, BOOK)
    plan = sound(given, engine.solve("any"))
    found = planner.tradeoffs(engine, plan=plan)
    ends = [t.amounts["places_end"] for t in found]
    pay = [t.amounts["cost"] for t in found]
    assert ends == sorted(set(ends), reverse=True)
    assert pay == sorted(set(pay))
    assert ends[-1] == 0
    for t in a_few(found, 4):
        reached = engine.solve("any", planner.Settings(caps=_caps(t)))
        assert reached.plan is not None
        less = engine.solve("any", planner.Settings(caps={**_caps(t), "cost": t.amounts["cost"] - 1}))
        assert less.plan is None
    assert a_few(found, 3)[0] == found[0]
    assert a_few(found, 3)[-1] == found[-1]
    assert planner.tradeoffs(engine, "meetings", "cost", plan=plan)
    with pytest.raises(ValueError, match="two different amounts"):
        planner.tradeoffs(engine, "cost", "cost", plan=plan)
    cold = planner.open(given, BOOK)
    with pytest.raises(NotWorkedOutError):
        planner.tradeoffs(cold, plan=plan, settings=planner.Settings(work=0.001))


def _caps(found: planner.TradeOff) -> dict[str, int]:
    return {name: found.amounts[name] for name in ("cost", "places_end")}
