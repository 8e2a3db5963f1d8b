"""A first grouping into a given number of clusters, and better ones by settling a few clusters anew."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

import numpy as np

from planner import cpsat
from planner.geography.compact.answer import level_value
from planner.geography.compact.connect import solve_connected
from planner.geography.compact.hess import centres_of, weights_of
from planner.geography.compact.levels import post_level
from planner.geography.compact.model import Centres, Cluster, Labels, Model
from planner.geography.compact.part import Bools, Part
from planner.geography.compact.pool import Grouping, Pool
from planner.geography.compact.rules import post_rules
from planner.objectives.geography.links_cut import LinksCut

CENTRES = 6
TOGETHER = (2, 3)
"""Clusters settled anew at a time."""


def first_grouping(part: Part, k: int, budget: cpsat.Budget, workers: int = 1) -> tuple[Grouping, cpsat.Status]:
    """Any lawful grouping into ``k`` clusters, sought with few links cut so that clusters hang together.

    Returns:
        The grouping, empty without one, and ``infeasible`` when it is proved that there is none.
    """
    model = Labels(part.instance, part.codes, part.rulebook, k)
    post_rules(model, part.rules)
    model.model.minimize(post_level(model, LinksCut()))
    while not budget.exhausted:
        slice_ = budget.part(12)
        found = solve_connected(
            model, part.near if part.connects else None, part.loose, slice_, workers=workers, rounds=1
        )
        budget.charge(slice_)
        if found.clusters:
            return found.clusters, "feasible"
        if found.solved.status == "infeasible":
            return frozenset(), "infeasible"
    return frozenset(), "unknown"


def polish(
    part: Part, pool: Pool, start: Grouping, level: int, budget: cpsat.Budget, workers: int = 1
) -> Grouping:
    """Settle two or three neighbouring clusters anew as long as a level gets better, earlier ones kept.

    Args:
        part: the part.
        pool: takes in every cluster met.
        start: a lawful grouping.
        level: index of the level to improve; earlier ones do not get worse.
        budget: what may be spent.
        workers: threads of the solver.
    """
    best, tried = start, set()
    pool.add(start)
    while not budget.exhausted:
        for few in _neighbours(part, best):
            if few in tried or budget.exhausted:
                continue
            tried.add(few)
            better = _anew(part, few, level, budget, workers)
            if better is not None:
                pool.add(better)
                changed = (best - few) | better
                if part.values(changed)[: level + 1] < part.values(best)[: level + 1]:
                    best = changed
                    break
        else:
            return best
    return best


def _neighbours(part: Part, grouping: Grouping) -> Iterator[Grouping]:
    """Twos, then threes of clusters that touch."""
    ordered = sorted(grouping, key=min)
    around = [set().union(*(part.near[part.position[c]] for c in cluster)) for cluster in ordered]
    inside = [{part.position[c] for c in cluster} for cluster in ordered]
    touch = {(a, b) for a, b in combinations(range(len(ordered)), 2) if around[a] & inside[b]}
    for size in TOGETHER:
        for few in combinations(range(len(ordered)), size):
            if sum(pair in touch for pair in combinations(few, 2)) >= size - 1:
                yield frozenset(ordered[i] for i in few)


def _anew(part: Part, few: Grouping, level: int, budget: cpsat.Budget, workers: int) -> Grouping | None:
    """The best way to group the organisations of a few clusters into as many."""
    codes = sorted(frozenset().union(*few))
    model: Model
    if part.levels[level].id == "inertia":
        model = Centres(part.instance, codes, part.rulebook, len(few), _likely(part, codes, few))
    else:
        model = Labels(part.instance, codes, part.rulebook, len(few))
        model.hint(few)
    post_rules(model, part.rules)
    expressions = []
    for n in range(level + 1):
        expressions.append(post_level(model, part.levels[n]))
        if n < level:
            model.model.add(expressions[n] <= _local(part, model, few, n))
    model.model.minimize(expressions[level])
    place = {part.position[c]: i for i, c in enumerate(codes)}
    near = [{place[j] for j in part.near[part.position[c]] if j in place} for c in codes]
    slice_ = budget.part(5)
    found = solve_connected(model, near if part.connects else None, part.loose, slice_, workers=workers)
    budget.charge(slice_)
    return found.clusters or None


def _likely(part: Part, codes: Sequence[str], few: Iterable[Cluster]) -> Bools:
    """Everybody may be served by the few members of each cluster that are its best centres."""
    place = {c: i for i, c in enumerate(codes)}
    weights = weights_of(part)
    allowed = np.zeros((len(codes), len(codes)), dtype=np.bool_)
    for cluster in few:
        for centre in centres_of(part, weights, cluster)[:CENTRES]:
            allowed[:, place[part.codes[centre]]] = True
    return allowed


def _local(part: Part, model: Model, few: Iterable[Cluster], level: int) -> int:
    """Value of a level on a few clusters alone, as the model of their organisations counts it."""
    return level_value(part.levels[level], part.instance, model.codes, few, part.rulebook)
