"""Questions of plans asked again on an engine that knows nothing, to compare prices and alternatives with."""

from __future__ import annotations

import os
from dataclasses import dataclass

from benchmarks.cold import cold
from planner.core.plan import Plan
from planner.core.settings import Settings
from planner.engine import Engine, open_engine
from planner.study.prices import Delta, Price, Question
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
