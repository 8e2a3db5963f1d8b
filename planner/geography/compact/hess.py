"""Moment of inertia: Hess's assignment to centres, bounded by prices and narrowed before it is solved.

Relaxed: everybody may be served in fractions, and prices stand for being served once. Then each centre chooses
for itself whom to serve within the limits of people, and the k centres that cost least bound the whole. Prices
and the price of people at each centre are rounded to whole numbers; the bound and what follows from it (which
centres, and who by whom, could still be part of something better) is arithmetic in whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from planner import cpsat
from planner.geography.compact.connect import Connected, solve_connected
from planner.geography.compact.levels import inertia_weights, post_level
from planner.geography.compact.model import Centres
from planner.geography.compact.part import Bools, Ints, Part
from planner.geography.compact.pool import Grouping
from planner.geography.compact.rules import post_rules
from planner.geography.compact.trees import limits

Floats = npt.NDArray[np.float64]
ROUNDS = 1200
FINE = 64
"""Prices are multiples of 1/FINE."""
SAFE = 2**62


@dataclass(frozen=True)
class HessBound:
    """What prices prove about inertia."""

    value: int
    """No grouping has less."""
    base: int
    """The same, scaled by FINE and not rounded."""
    beyond: Ints
    """Scaled: how much more a grouping has that uses each centre, shape (n,)."""
    detour: Ints
    """Scaled: how much more when organisation i is served by centre j, shape (n, n)."""

    def allowed(self, value: int) -> Bools:
        """Pairs (served, centre) that a grouping of at most ``value`` may use."""
        fine: Bools = self.base + self.beyond[None, :] + self.detour <= value * FINE
        return fine & np.diag(fine)[None, :]


def weights_of(part: Part) -> Ints:
    """Cost of each organisation at each centre, shape (n, n)."""
    return np.array(inertia_weights(part.instance, part.codes), dtype=np.int64)


def hess_bound(part: Part, weights: Ints, low: int, high: int, value: int) -> HessBound:
    """Bound inertia of a part.

    Args:
        part: the part.
        weights: :func:`weights_of` it.
        low: fewest clusters.
        high: most clusters.
        value: a value that is known, to measure steps by.
    """
    people = np.array(part.population, dtype=np.float64)
    least, most = limits(part)
    n = len(people)
    prices = np.sort(weights, axis=1)[:, n // (2 * high)].astype(np.float64)
    best, kept, step, stale = float(prices.sum()) - 1e18, prices, 1.0, 0
    for _ in range(ROUNDS):
        bound, served = _relaxed(weights, people, prices, least, most, low, high)
        if bound > best + 1e-6 * value:
            best, kept, stale = bound, prices, 0
        else:
            stale += 1
            if stale >= 15:
                step, stale, prices = step * 0.7, 0, kept
        slope = 1.0 - served
        length = float(slope @ slope)
        if step < 1e-3 or length < 1e-9 or best >= value:
            break
        prices = prices + step * max(1.0, 1.001 * value - bound) / length * slope
    return _whole(weights, part.population, np.rint(kept * FINE).astype(np.int64), (least, most), (low, high))


def _relaxed(
    weights: Ints, people: Floats, prices: Floats, least: int, most: int, low: int, high: int
) -> tuple[float, Floats]:
    """Bound at some prices in floating point, and how often everybody is served."""
    n = len(people)
    reduced = weights - prices[:, None]
    ratio = reduced / np.maximum(people, 0.5)[:, None]
    np.fill_diagonal(ratio, -np.inf)
    order = np.argsort(ratio, axis=0, kind="stable")
    costs = np.take_along_axis(reduced, order, 0)
    sizes = people[order]
    wanted = costs < 0
    wanted[0] = True  # the centre serves itself
    take = np.clip((sizes * wanted).sum(axis=0), least, most)
    before = np.cumsum(sizes, axis=0) - sizes
    share = np.clip((take[None, :] - before) / np.maximum(sizes, 0.5), 0.0, 1.0)
    share[0] = 1.0
    value = (share * costs).sum(axis=0)
    ranked = np.argsort(value, kind="stable")
    k = min(max(low, int((value < 0).sum())), high)
    served = np.zeros(n)
    for j in ranked[:k]:
        served[order[:, j]] += share[:, j]
    return float(prices.sum() + value[ranked[:k]].sum()), served


def _whole(
    weights: Ints, population: list[int], prices: Ints, window_: tuple[int, int], number: tuple[int, int]
) -> HessBound:
    """The bound at whole prices, exact: any price of people at a centre gives one, the LP's nearly the best."""
    n = len(population)
    people = np.array(population, dtype=np.int64)
    if int(weights.max(initial=0)) * FINE + int(np.abs(prices).max(initial=0)) > SAFE // (4 * n):
        prices = np.zeros(n, dtype=np.int64)
    reduced = weights * FINE - prices[:, None]
    value = np.zeros(n, dtype=np.int64)
    detour = np.zeros((n, n), dtype=np.int64)
    for j in range(n):
        cost = reduced[:, j]
        toll, right = _toll(cost, people, j, window_)
        tolled = cost - toll * people
        others = np.minimum(tolled, 0)
        value[j] = int(tolled[j]) + int(others.sum()) - int(others[j]) + toll * right
        detour[:, j] = np.maximum(tolled, 0)
        detour[j, j] = 0
    ranked = np.sort(value)
    numbers = np.arange(number[0], number[1] + 1)
    before = np.concatenate([[0], np.cumsum(ranked)])[numbers - 1]
    base = int(prices.sum()) + int((before + ranked[numbers - 1]).min())
    # who uses centre j has it and the cheapest others, for some number of clusters
    using = (before[None, :] + np.maximum(value[:, None], ranked[numbers - 1][None, :])).min(axis=1)
    return HessBound(-(-base // FINE), base, using + int(prices.sum()) - base, detour)


def _toll(cost: Ints, people: Ints, centre: int, window_: tuple[int, int]) -> tuple[int, int]:
    """A price of people at a centre, below 0 where too many and above 0 where too few would be served."""
    least, most = window_
    order = np.argsort(cost / np.maximum(people, 1), kind="stable")
    order = order[order != centre]
    reached = int(people[centre]) + np.cumsum(people[order])
    wanted = int(people[centre]) + int(people[order][cost[order] < 0].sum())
    right = most if wanted > most else least
    if least <= wanted <= most:
        return 0, 0
    split = order[min(int(np.searchsorted(reached, right)), len(order) - 1)] if len(order) else centre
    toll = int(cost[split]) // max(1, int(people[split]))
    return (min(0, toll) if wanted > most else max(0, toll)), right


def about_centres(
    part: Part,
    allowed: Bools,
    k: int,
    level: int,
    best: Grouping,
    budget: cpsat.Budget,
    workers: int = 1,
) -> Connected:
    """The best grouping into ``k`` clusters about allowed centres, with less inertia than the best known.

    Args:
        part: the part.
        allowed: (served, centre) pairs, shape (n, n).
        k: number of clusters.
        level: index of inertia among the levels; earlier ones get no worse.
        best: a grouping that is known.
        budget: what may be spent.
        workers: threads of the solver.
    """
    if not allowed.any(axis=1).all() or np.diag(allowed).sum() < k:
        return Connected(cpsat.Solved("infeasible", None, None, lambda _: 0), frozenset())
    model = Centres(part.instance, part.codes, part.rulebook, k, allowed)
    post_rules(model, part.rules)
    values = part.values(best)
    for n in range(level):
        model.model.add(post_level(model, part.levels[n]) <= values[n])
    aim = post_level(model, part.levels[level])
    model.model.add(aim <= values[level] - 1)
    model.model.minimize(aim)
    return solve_connected(model, part.near, part.loose, budget, workers=workers)


def recentred(
    part: Part, weights: Ints, level: int, start: Grouping, budget: cpsat.Budget, workers: int = 1
) -> Grouping:
    """Serve everybody anew from the best centres of clusters, until that makes no difference."""
    best = start
    while not budget.exhausted:
        allowed = np.zeros_like(weights, dtype=np.bool_)
        for cluster in best:
            allowed[:, centres_of(part, weights, cluster)[0]] = True
        slice_ = budget.part(25)
        found = about_centres(part, allowed, len(best), level, best, slice_, workers)
        budget.charge(slice_)
        if not found.clusters:
            break
        best = found.clusters
    return best


def centres_of(part: Part, weights: Ints, cluster: Iterable[str]) -> list[int]:
    """Members of a cluster by inertia about them, the best first."""
    inside = sorted(part.position[c] for c in cluster)
    about = weights[np.ix_(inside, inside)].sum(axis=0)
    return [inside[i] for i in np.argsort(about, kind="stable")]
