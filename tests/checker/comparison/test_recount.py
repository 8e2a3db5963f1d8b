"""The checker counts every figure again, and finds each one that was planted wrong."""

from __future__ import annotations

import itertools

import pytest

from planner.boards.resilience import resilience
from planner.checker.comparison import check_comparison
from planner.checker.comparison.chance import Lasting
from planner.checker.comparison.facts import of_plan
from planner.core.comparison import Amount, Comparison
from planner.core.plan import Plan
from planner.study.compare.figures import FIGURES
from tests.boards.resilience.brute import Facts as Listed
from tests.checker import builder
from tests.study.compare.by_hand import MODELS, compared, plans


def problems(made: Comparison) -> list:
    return list(check_comparison(builder.instance(), plans(), builder.book(), made))


@pytest.fixture(scope="module")
def true() -> Comparison:
    return compared()


def test_a_true_comparison_has_no_problem(true):
    """Today, the reference and all four models."""
    assert problems(true) == []


def test_every_figure_of_every_column_is_counted(true):
    """All amounts at once one too high: each is found, whatever it counts."""

    def more(a: Amount) -> Amount:
        if a.low is None:
            return Amount(low=7, high=7)
        return a.model_copy(update={"low": a.low + 7, "high": (a.high or 0) + 7})

    wrong = true.model_copy(
        update={
            "figures": tuple(
                f.model_copy(update={"amounts": {c: more(a) for c, a in f.amounts.items()}})
                for f in true.figures
            )
        }
    )
    found = {p.subject for p in problems(wrong) if p.check == "COMPARISON-FIGURE"}
    assert found == set(itertools.product((c.id for c in true.columns), FIGURES))


@pytest.mark.parametrize(("field", "value"), [("low", 0), ("high", 99), ("of", 3)])
def test_one_planted_number_is_found_and_nothing_else(true, field, value):
    """Least, greatest and whole of one cell, each by itself."""
    figure = true.by_id["audit_own"]
    amounts = {**figure.amounts, "model-2": figure.amounts["model-2"].model_copy(update={field: value})}
    wrong = true.model_copy(
        update={
            "figures": tuple(
                f.model_copy(update={"amounts": amounts}) if f.id == figure.id else f for f in true.figures
            )
        }
    )
    found = [p for p in problems(wrong) if p.check == "COMPARISON-FIGURE"]
    assert [p.subject for p in found] == [("model-2", "audit_own")]
    assert "1 of 4" in found[0].text


def _without(made: Comparison, part: str) -> Comparison:
    return made.model_copy(update={part: getattr(made, part)[1:]})


def _turned(made: Comparison, part: str, **fields: object) -> Comparison:
    first, *rest = getattr(made, part)
    return made.model_copy(update={part: (first.model_copy(update=fields), *rest)})


PLANTED = {
    "a figure left out": (lambda m: _without(m, "figures"), "COMPARISON-FIGURE"),
    "a verdict turned": (lambda m: _turned(m, "claims", verdict="not_borne_out"), "COMPARISON-CLAIM"),
    "a statement left out": (lambda m: _without(m, "claims"), "COMPARISON-CLAIM"),
    "a principle met": (
        lambda m: m.model_copy(
            update={
                "principles": tuple(
                    p.model_copy(update={"standing": "met"}) if p.column == "model-4" else p
                    for p in m.principles
                )
            }
        ),
        "COMPARISON-PRINCIPLE",
    ),
    "a departure left out": (lambda m: _without(m, "departures"), "COMPARISON-DEPARTURE"),
    "who decides edited": (lambda m: _turned(m, "deciders", decides="planner"), "COMPARISON-DECIDERS"),
    "another plan": (
        lambda m: m.model_copy(
            update={"columns": tuple(c.model_copy(update={"plan_sha256": "0"}) for c in m.columns)}
        ),
        "COMPARISON-PLAN",
    ),
}


@pytest.mark.parametrize("what", PLANTED)
def test_what_else_is_planted_is_found(true, what):
    """Statements, principles, departures, who decides, fingerprints."""
    plant, check = PLANTED[what]
    assert {p.check for p in problems(plant(true))} == {check}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("renewals", ["assumed", "none"])
@pytest.mark.parametrize("vacant", ["breaks", "vice_chair_acts"])
def test_chances_are_those_of_all_states(model, renewals, vacant):
    """The second way of working out the chance against listing who stays and who leaves, board by board."""
    given = builder.instance(renewals=renewals)
    plan: Plan = plans()[model]
    rates = builder.book().departures.model_copy(
        update={"vacant_chair": vacant, "chair_per_thousand_a_year": 250}
    )
    found = Lasting(of_plan(given, plan, builder.book()), rates)
    listed = Listed(given, plan, rates)
    fallen = 0.0
    for board in plan.boards:
        alone = plan.model_copy(update={"boards": (board,)})
        chance = _of_all(Listed(given, alone, rates), listed, board)
        fallen += 1 - chance
    assert found.fallen() == pytest.approx(fallen, abs=1e-12)
    together = resilience(given, plan, rates=rates).lawful
    assert found.all_lawful() == pytest.approx(together, abs=1e-12)


def _of_all(some: Listed, whole: Listed, board) -> float:
    """Chance of one board over all states of its own people, each with the rate that the whole plan gives."""
    import numpy as np

    states = np.array(list(itertools.product([False, True], repeat=len(some.people))))
    stay = np.array([whole.stay[whole.column[p]] for p in some.people])
    weight = np.where(states, stay, 1 - stay).prod(axis=1)
    return float(weight[some.lawful(board, states)].sum())
