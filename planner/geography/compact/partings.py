"""Groupings into as many clusters as can be, by dividing random spanning trees as well as they can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np

from planner import cpsat
from planner.geography.compact.part import Part
from planner.geography.compact.pool import Grouping, Pool
from planner.geography.compact.rules import multiples_of
from planner.geography.compact.trees import spanning_tree

FINE = 16
"""Open pieces of a tree that differ by less than this share of the least cluster count as alike."""
FIRST = 12
MOVES = 100_000
WORK = 8_000
"""Moves that count as one unit of deterministic work, about a second's."""
STALE = 25_000
"""Moves without a better grouping before the search ends."""


@dataclass(frozen=True)
class _State:
    """What can be made of a branch: clusters closed, people of the piece left open, and how."""

    closed: int
    people: int
    made: tuple[tuple[int, ...], ...]
    open: tuple[int, ...]


class People:
    """Whether GEO-POP allows a number of people; other rules are looked at when clusters are made."""

    def __init__(self, part: Part) -> None:
        self.windows: list[tuple[int, int]] = [(0, sum(part.population))]
        self.multiples: tuple[int, int, int] | None = None
        for rule in part.rules:
            if rule.id == "GEO-POP":
                self.windows = [(int(a), int(b)) for a, b in rule.spec.parameters.get("windows") or []]
                self.multiples = multiples_of(rule.spec.parameters)
        least = [a for a, _ in self.windows]
        if self.multiples is not None:
            least.append(self.multiples[1] // self.multiples[0])
        self.step = max(1, min(least) // FINE)

    def fine(self, people: int) -> bool:
        """Whether a cluster may have so many."""
        if any(low <= people <= high for low, high in self.windows):
            return True
        if self.multiples is None:
            return False
        scale, low, high = self.multiples
        times = max(1, -(-scale * people // high))
        return low * times <= scale * people


def many_clusters(
    part: Part, pool: Pool, rng: Random, budget: cpsat.Budget, start: Grouping = frozenset()
) -> Grouping:
    """A lawful grouping with as many clusters as luck will have it; empty when there was none.

    The pool takes in every cluster of groupings met.
    """
    people = People(part)
    everyone = set(range(len(part.codes)))
    best = frozenset(frozenset(part.position[c] for c in cluster) for cluster in start)
    for _ in range(0 if best else FIRST):
        if budget.exhausted:
            break
        made = _divide(part, everyone, people, rng)
        if made and len(made) > len(best) and _lawful(part, made):
            best = made
    stale, moves = 0, 0
    while best and moves < MOVES and stale < STALE and not budget.exhausted:
        stale, moves = stale + 1, moves + 1
        few = _some(part, best, rng)
        made = _divide(part, set().union(*few), people, rng)
        if made and len(made) >= len(few) and made != few and _lawful(part, made):
            stale = 0 if len(made) > len(few) else stale
            best = (best - few) | made
            pool.add(_named(part, made))
    grouping = _named(part, best)
    pool.add(grouping)
    budget.spent_work += moves / WORK
    return grouping


def _named(part: Part, groups: frozenset[frozenset[int]]) -> Grouping:
    return frozenset(frozenset(part.codes[i] for i in group) for group in groups)


def _lawful(part: Part, groups: frozenset[frozenset[int]]) -> bool:
    rows = np.zeros((len(groups), len(part.codes)), dtype=np.bool_)
    for row, group in zip(rows, groups, strict=True):
        row[list(group)] = True
    return bool(part.lawful(rows).all())


def _some(part: Part, groups: frozenset[frozenset[int]], rng: Random) -> frozenset[frozenset[int]]:
    """Two to five clusters that touch one another."""
    ordered = sorted(groups, key=min)
    home = {i: n for n, group in enumerate(ordered) for i in group}
    chosen = {rng.randrange(len(ordered))}
    for _ in range(rng.choice([1, 2, 2, 3, 3, 4])):
        around = {home[j] for n in chosen for i in ordered[n] for j in part.near[i]} - chosen
        if not around:
            break
        chosen.add(rng.choice(sorted(around)))
    return frozenset(ordered[n] for n in chosen)


def _divide(part: Part, places: set[int], people: People, rng: Random) -> frozenset[frozenset[int]]:
    """The most lawful pieces of a random spanning tree, but for what alike open pieces hide; empty if none."""
    order = spanning_tree(part.near, places, rng)
    if len(order) < len(places):
        return frozenset()
    states: dict[int, list[_State]] = {}
    for child, parent in reversed(order):
        mine = states.pop(child, [_State(0, part.population[child], (), (child,))])
        if parent < 0:
            closed = [_close(s) for s in mine if people.fine(s.people)]
            best = max(closed, key=lambda s: s.closed, default=None)
            return frozenset(frozenset(group) for group in best.made) if best else frozenset()
        offered = [*mine, *(_close(s) for s in mine if people.fine(s.people))]
        before = states.get(parent, [_State(0, part.population[parent], (), (parent,))])
        states[parent] = _merged(before, offered, people.step)
    return frozenset()


def _close(state: _State) -> _State:
    return _State(state.closed + 1, 0, (*state.made, state.open), ())


def _merged(before: Sequence[_State], offered: Sequence[_State], step: int) -> list[_State]:
    """Every pairing of what a node has and what a branch offers; the best of those alike."""
    best: dict[int, tuple[int, _State, _State]] = {}
    for a in before:
        for b in offered:
            people, closed = a.people + b.people, a.closed + b.closed
            alike = min(people // step, 3 * FINE + people // (FINE * step))
            known = best.get(alike)
            if known is None or closed > known[0]:
                best[alike] = (closed, a, b)
    return [
        _State(closed, a.people + b.people, a.made + b.made, a.open + b.open) for closed, a, b in best.values()
    ]
