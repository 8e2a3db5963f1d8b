"""One region at one number of clusters by CP-SAT on the compact model, CP-SAT on all candidates, and HiGHS.

Each job returns seconds (model built and solved), the status, and the value and bound of every level. ``alone``
leaves the rest of the country away.
"""

from __future__ import annotations

import datetime as dt
import math
import time
from typing import Any

import numpy as np
from ortools.math_opt.python import mathopt

from benchmarks.combined import Combined
from benchmarks.setting import Levels, Setting, england, levels_of
from planner import cpsat
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.geography.candidates import base_table, decided
from planner.geography.compact import compact_best, compact_model, to_mathopt
from planner.geography.solver_tail import Asked, solve_rows
from planner.objectives.base import GeographyLevel
from planner.rules.registry import build


def _given(
    setting: dict[str, Any], region: str, levels: Levels, *, alone: bool
) -> tuple[Instance, Rulebook, list[str], list[GeographyLevel]]:
    book, whole = Setting(**setting).rulebook(), england()
    aims = [x for x in levels_of(levels, whole, book) if isinstance(x, GeographyLevel)]
    codes = sorted(o.code for o in whole.organisations if o.region == region)
    return whole.within(region) if alone else whole, book, codes, aims


def compact(
    setting: dict[str, Any], region: str, k: int, cap: float, *, alone: bool, levels: Levels
) -> dict[str, Any]:
    """CP-SAT on the compact model (assignment to roots, arborescence order)."""
    instance, book, codes, aims = _given(setting, region, levels, alone=alone)
    began = time.perf_counter()
    budget = cpsat.Budget(cap)
    if levels == "default":
        found = compact_best(instance, codes, build(book), aims, book, k, k, budget)
        return _result(began, found.status, list(found.values), list(found.bounds))
    model = compact_model(instance, codes, build(book), book, k, k)
    (aim,) = aims
    if not isinstance(aim, Combined):
        raise TypeError("the combined level is Combined")
    model.model.minimize(aim.post(model))
    solved = cpsat.solve(model.model, budget)
    return _result(began, solved.status, [solved.value], [solved.bound])


def pool(setting: dict[str, Any], region: str, k: int, cap: float, *, alone: bool) -> dict[str, Any]:
    """CP-SAT on every candidate of the region in one model, combined level; listing is included."""
    instance, book, _, aims = _given(setting, region, "combined", alone=alone)
    rules = build(book)
    began = time.perf_counter()
    table = decided(base_table(instance, rules, [region]), instance, rules, aims, book)
    cost = table.columns[aims[0].id]
    asked = Asked((), (), k)
    solved, _ = solve_rows(table, np.arange(len(table)), asked, cost, None, cpsat.Budget(cap))
    return _result(began, solved.status, [solved.value], [solved.bound])


def highs(setting: dict[str, Any], region: str, k: int, cap: float, *, alone: bool) -> dict[str, Any]:
    """HiGHS on the compact model through MathOpt, combined level; highspy is never imported."""
    instance, book, codes, aims = _given(setting, region, "combined", alone=alone)
    began = time.perf_counter()
    model = compact_model(instance, codes, build(book), book, k, k)
    (aim,) = aims
    if not isinstance(aim, Combined):
        raise TypeError("the combined level is Combined")
    model.model.minimize(aim.post(model))
    program = to_mathopt(model.model)
    limits = mathopt.SolveParameters(
        time_limit=dt.timedelta(seconds=cap), relative_gap_tolerance=0.0, absolute_gap_tolerance=0.0
    )
    found = mathopt.solve(program, mathopt.SolverType.HIGHS, params=limits)
    value = round(found.objective_value()) if found.has_primal_feasible_solution() else None
    bound = found.best_objective_bound()
    known = round(bound) if math.isfinite(bound) else None
    status = "optimal" if value is not None and value == known else "feasible"
    return _result(began, status, [value], [known])


def _result(began: float, status: str, values: list[int | None], bounds: list[int | None]) -> dict[str, Any]:
    return {"seconds": time.perf_counter() - began, "status": status, "values": values, "bounds": bounds}
