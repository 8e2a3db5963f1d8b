"""Best compromises over all lawful boards of one map: block by block, then joined."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from planner import cpsat
from planner.boards.curve import Stopped
from planner.boards.fronts import MEETINGS, Asked, Front
from planner.engine.choose import Block, ModelsOfMaps
from planner.geography.national import Map
from planner.study.options.thin import thin

Point = tuple[tuple[int, ...], dict[str, str]]
"""Values by name as asked for, and the governance model of each cluster."""


def board_points(
    models: ModelsOfMaps, grouping: Map, names: Sequence[str], budget: cpsat.Budget
) -> list[Point]:
    """Every best compromise between board levels, in order of its values; empty without lawful boards.

    Args:
        models: fronts of blocks under the governance models in question.
        grouping: the clusters, of the whole map or some of them.
        names: ids of board levels, two at least.
        budget: charged.

    Raises:
        Stopped: a limit was reached.
    """
    chosen: list[Point] = [((0,) * len(names), {})]
    for block in models.blocks(grouping):
        some: list[Point] = []
        for shapes in models.under(block):
            front = _front(models, shapes, names, budget)
            model_of = {s.id: s.governance.id for s in shapes}
            some += [(values, model_of) for values in front]
        some = _best(some)
        grown = [
            (tuple(x + y for x, y in zip(a, b, strict=True)), (before, model_of))
            for a, before in chosen
            for b, model_of in some
        ]
        if len(grown) > 4_000_000 or budget.exhausted:
            raise Stopped
        chosen = [(values, {**before, **more}) for values, (before, more) in _best(grown)]
    return sorted(chosen, key=lambda p: p[0])


def _front(
    models: ModelsOfMaps, shapes: Block, names: Sequence[str], budget: cpsat.Budget
) -> list[tuple[int, ...]]:
    """Best compromises of one block under one model for each cluster."""
    aim = next(name for name in names if name != MEETINGS)
    capped = tuple(name for name in names if name != aim)
    front = Front(models.ground, shapes, Asked((aim,), capped))
    front.open(budget)
    while front.boxes and front.proved:
        front.expand(front.boxes[0], budget)
    if not front.proved or (front.boxes and budget.exhausted):
        raise Stopped
    found = []
    for point in front.points:
        value = dict(zip(capped, point.amounts, strict=True)) | {aim: point.aims[0]}
        found.append(tuple(value[name] for name in names))
    return found


def _best(points: list[tuple[tuple[int, ...], Any]]) -> list[tuple[tuple[int, ...], Any]]:
    """Points that no other is at least as good as in everything; of equals the first."""
    if not points:
        return []
    values = np.array([p[0] for p in points], dtype=np.int64)
    keep = thin(np.zeros(len(points), dtype=np.int64), values, np.zeros((len(points), 0), dtype=np.int64))
    return [points[i] for i in keep.tolist()]
