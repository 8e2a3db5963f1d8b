"""Questions of plans asked again on an engine that knows nothing, to compare prices and alternatives with."""

from __future__ import annotations

import os
from dataclasses import dataclass

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.settings import Settings
from planner.engine import Engine, open_engine
from planner.engine.asked import with_rules
from planner.study.prices import Change, Delta, Price, Question
from tests.boards.blocks import shipped
from tests.strategies import tiny_case

LONG = bool(os.environ.get("PLANNER_LONG"))
"""Whether comparisons that take minutes run."""


@dataclass(frozen=True)
class Solved:
    """An engine and the plan it gave."""

    engine: Engine
    plan: Plan


def solved_tiny(seed: int) -> Solved | None:
    """A generated case; None where it has no plan."""
    case = tiny_case(seed)
    engine = open_engine(case.instance, case.rulebook)
    result = engine.solve(case.governance, Settings(clusters=case.clusters, seconds=60))
    return None if result.plan is None else Solved(engine, result.plan)


def solved(name: str, model: str, region: str = "", **settings) -> Solved:
    """A shipped instance, or a region of it, under a model."""
    from planner.io.rulebook import load_rulebook

    given = shipped(name)
    if region:
        given = given.within(region)
    engine = open_engine(given, load_rulebook("pct-2011"))
    result = engine.solve(model, Settings(seconds=60, **settings))
    assert result.plan is not None
    return Solved(engine, result.plan)


def without_arrangement(instance: Instance, name: str) -> Instance:
    """The instance where one arrangement is preferred, not established."""
    rows = [
        o.model_copy(update={"arrangement_strength": "partial"}) if name and o.arrangement == name else o
        for o in instance.organisations
    ]
    return instance.replaced(organisations=tuple(rows))


def cold(question: Question, change: Change):
    """The answer of an engine that has settled nothing, with every answer confirmed."""
    fresh = {r.id: r for r in change.rules}
    book = with_rules(question.rulebook, tuple(fresh.get(r.id, r) for r in question.rulebook.rules))
    engine = open_engine(without_arrangement(question.instance, change.freed), book)
    settings = Settings.model_validate({**question.settings.model_dump(), **change.settings, "seconds": 120})
    governance = change.governance if change.governance is not None else question.governance
    return engine.solve(governance, settings, decisions=change.decisions)


def wrong_price(question: Question, before: tuple[int, ...], price: Price) -> str:
    """What is wrong with a price; empty when it is what a cold engine says."""
    assert price.change is not None
    result = cold(question, price.change)
    where = f"{price.subject}, {price.words}: {price.status}"
    if result.plan is None:
        sure = result.status == "infeasible"
        return "" if sure and price.status == "no_plan" else f"{where}, cold {result.status}"
    after = tuple(x.value for x in result.plan.levels)
    if result.status != "optimal":
        return f"{where}: cold not proved"
    if price.status == "nothing":
        return "" if after == before else f"{where}, cold {after} instead of {before}"
    return same(where, price.status, price.deltas, before, after)


def same(
    where: str, status: str, deltas: tuple[Delta, ...], before: tuple[int, ...], after: tuple[int, ...]
) -> str:
    """Whether deltas are those of two vectors."""
    told = tuple(d.before for d in deltas), tuple(d.after for d in deltas)
    sure = status in ("changes", "possible", "equal") and all(d.proved for d in deltas)
    return "" if sure and told == (before, after) else f"{where}: {told}, cold {(before, after)}"
