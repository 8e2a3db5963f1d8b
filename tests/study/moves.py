"""Random changes of plans, and the same asked of a new engine."""

from __future__ import annotations

import random
from typing import Any

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.result import Result
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.study.move import Change, ChangeError
from planner.study.move.change import Grouping, changed
from tests.boards.blocks import BOOK


def dice(seed: int) -> random.Random:
    """Repeatable chance."""
    return random.Random(seed)  # noqa: S311 - no secret


def some_change(plan: Plan, rng: random.Random) -> Change:
    """A move, swap, merge or split of organisations that the plan has; it may change nothing."""
    codes = sorted(plan.cluster_of)
    clusters = [c.id for c in plan.clusters]
    kind = rng.choice(("move", "move", "swap", "merge", "split"))
    if kind == "move":
        return Change.move(rng.choice(codes), rng.choice([*clusters, "new"]))
    if kind == "swap":
        return Change.swap(rng.choice(codes), rng.choice(codes))
    if kind == "merge":
        return Change.merge(rng.choice(clusters), rng.choice(clusters))
    cluster = rng.choice(plan.clusters)
    members = cluster.organisations
    return Change.split(cluster.id, rng.sample(members, rng.randint(1, max(1, len(members) - 1))))


def some_changes(given: Instance, plan: Plan, rng: random.Random) -> tuple[list[Change], Grouping]:
    """One or two changes that change something, and what they lead to."""
    while True:
        changes = [some_change(plan, rng) for _ in range(rng.choice((1, 1, 2)))]
        try:
            return changes, changed(given, plan, changes)
        except ChangeError:
            continue


def cold(given: Instance, grouping: Grouping, model: Any, **more: Any) -> Result:
    """The grouping, given to a new engine."""
    pairs = tuple(sorted((o, min(g)) for g in grouping for o in g))
    return open_engine(given, BOOK).solve(model, Settings(geography=pairs, **more))


def figures(plan: Plan) -> Any:
    """Everything counted or judged, and nothing that speaks of a person."""
    return (
        plan.status,
        [(x.id, x.value, x.bound) for x in plan.levels],
        [(r.id, r.status, r.measured, r.limit, [f.subject for f in r.findings]) for r in plan.rules],
        [(c.organisations, c.governance, c.population, c.region, c.name) for c in plan.clusters],
    )
