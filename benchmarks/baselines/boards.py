"""Boards of the clusters of 2011 by other methods: level by level, one national model, HiGHS and GSCIP.

Each job returns seconds (models built and solved), the values of the levels summed, and whether all were
proved.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from ortools.math_opt.python import mathopt

from benchmarks.boards import Boards, reference_clusters
from benchmarks.setting import england
from planner import cpsat
from planner.boards import settle
from planner.boards.model import BlockModel
from planner.boards.pool import Shape
from planner.geography.compact import to_mathopt
from planner.rules.base import Expr

Minimise = Callable[[BlockModel, Expr], int | None]
"""Minimises a sum and gives its proved value; None when it was not proved."""


def _given(model: str, region: str) -> tuple[Boards, list[tuple[Shape, ...]]]:
    instance = england().within(region) if region else england()
    boards = Boards(instance)
    return boards, boards.blocks(reference_clusters(instance), model)


def sequential(model: str, region: str, cap: float) -> dict[str, Any]:
    """The engine with one run of CP-SAT for each level instead of sums of levels and linear programmes."""
    del cap  # it needs a few seconds
    boards, todo = _given(model, region)
    usual, settle.LARGEST = settle.LARGEST, 1
    try:
        began = time.perf_counter()
        settled = [boards.settle(block, straight=False) for block in todo]
        seconds = time.perf_counter() - began
    finally:
        settle.LARGEST = usual
    values = [sum(b.values[i] for b in settled) for i in range(len(boards.levels))]
    return {"seconds": seconds, "values": values, "proved": all(b.status == "optimal" for b in settled)}


def national(model: str, region: str, cap: float) -> dict[str, Any]:
    """All clusters in one CP-SAT model, in as few sums of levels as fit."""
    boards, todo = _given(model, region)
    end = time.perf_counter() + cap
    every = tuple(sorted((s for block in todo for s in block), key=lambda s: s.id))
    return _lexicographic(boards, [every], lambda m, total: _cp_sat(m, total, end))


def highs(model: str, region: str, cap: float) -> dict[str, Any]:
    """HiGHS through MathOpt, block by block."""
    boards, todo = _given(model, region)
    end = time.perf_counter() + cap
    return _lexicographic(boards, todo, lambda m, total: _mip(m, total, mathopt.SolverType.HIGHS, end))


def scip(model: str, region: str, cap: float) -> dict[str, Any]:
    """GSCIP through MathOpt, block by block."""
    boards, todo = _given(model, region)
    end = time.perf_counter() + cap
    return _lexicographic(boards, todo, lambda m, total: _mip(m, total, mathopt.SolverType.GSCIP, end))


def _lexicographic(boards: Boards, todo: list[tuple[Shape, ...]], minimise: Minimise) -> dict[str, Any]:
    """Every block's levels in order, by sums of levels as the engine makes them."""
    began = time.perf_counter()
    summed = [0] * len(boards.levels)
    for block in todo:
        values = _block(boards, block, minimise)
        if values is None:
            return {"seconds": time.perf_counter() - began, "values": [], "proved": False}
        summed = [a + b for a, b in zip(summed, values, strict=True)]
    return {"seconds": time.perf_counter() - began, "values": summed, "proved": True}


def _block(boards: Boards, block: tuple[Shape, ...], minimise: Minimise) -> list[int] | None:
    model = BlockModel(boards.instance, boards.rulebook, block, boards.people)
    settle._post(model, boards.rules, tagged=False)
    expressions = [level.post(model, boards.rulebook) for level in boards.levels]
    values: list[int] = []
    for stage in settle._stages(expressions):
        rest = minimise(model, sum(expressions[level][0] * m for level, m in stage))
        if rest is None:
            return None
        for level, multiplier in stage:
            values.append(rest // multiplier)
            rest %= multiplier
            model.require(expressions[level][0] == values[-1], None)
    return values


def _cp_sat(model: BlockModel, total: Expr, end: float) -> int | None:
    model.cp.minimize(total)
    solved = cpsat.solve(model.cp, cpsat.Budget(max(0.01, end - time.perf_counter())), light=True)
    return solved.value if solved.status == "optimal" else None


def _mip(model: BlockModel, total: Expr, solver: mathopt.SolverType, end: float) -> int | None:
    if isinstance(total, int):
        return total
    model.cp.minimize(total)
    left = end - time.perf_counter()
    if left <= 0:
        return None
    limits = mathopt.SolveParameters(
        time_limit=dt.timedelta(seconds=left), relative_gap_tolerance=0.0, absolute_gap_tolerance=0.0
    )
    found = mathopt.solve(to_mathopt(model.cp), solver, params=limits)
    if found.termination.reason != mathopt.TerminationReason.OPTIMAL:
        return None
    return round(found.objective_value())
