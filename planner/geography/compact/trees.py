"""First groupings by cutting random spanning trees: quick where people and connection are all."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from planner import cpsat
from planner.geography.compact.part import Part
from planner.geography.compact.pool import Grouping
from planner.geography.compact.rules import multiples_of

TREES = 60
"""Trees drawn for one division before it is given up."""


def tree_grouping(part: Part, k: int, rng: Random, budget: cpsat.Budget) -> Grouping:
    """A lawful grouping into ``k`` connected clusters by dividing in two time and again; empty when unlucky."""
    found: list[set[int]] = []
    waiting = [(set(range(len(part.codes))), k)]
    low, high = window(part)
    while waiting:
        if budget.exhausted:
            return frozenset()
        places, number = waiting.pop()
        if number == 1:
            found.append(places)
            continue
        halves = _divide(part, places, number, low, high, rng)
        if halves is None:
            return frozenset()
        waiting += halves
    clusters = [frozenset(part.codes[i] for i in places) for places in found]
    return frozenset(clusters) if part.lawful(part.members(clusters)).all() else frozenset()


def window(part: Part) -> tuple[int, int]:
    """Fewest and most people of any cluster, as far as GEO-POP says without exemptions."""
    total = sum(part.population)
    for rule in part.rules:
        if rule.id == "GEO-POP":
            windows = [(int(a), int(b)) for a, b in rule.spec.parameters.get("windows") or []]
            multiples = multiples_of(rule.spec.parameters)
            if multiples is not None:
                windows.append((-(-multiples[1] // multiples[0]), total))
            return min(a for a, _ in windows), min(total, max(b for _, b in windows))
    return 0, total


def limits(part: Part) -> tuple[int, int]:
    """Fewest and most people of any cluster, exempted sets counted."""
    least, most = window(part)
    for group in part.exempted:
        people = sum(part.instance.by_code[c].population for c in group)
        least, most = min(least, people), max(most, people)
    return least, most


def spanning_tree(near: Sequence[set[int]], places: set[int], rng: Random) -> list[tuple[int, int]]:
    """A random spanning tree as (child, parent) from the root on; the root has parent -1.

    Shorter than the places when they don't hang together.
    """
    links = sorted((i, j) for i in places for j in near[i] if i < j and j in places)
    rng.shuffle(links)
    head = {i: i for i in places}

    def top(i: int) -> int:
        while head[i] != i:
            head[i] = head[head[i]]
            i = head[i]
        return i

    tree: dict[int, list[int]] = {i: [] for i in sorted(places)}
    for i, j in links:
        a, b = top(i), top(j)
        if a != b:
            head[a] = b
            tree[i].append(j)
            tree[j].append(i)
    order = [(min(places), -1)]
    for child, parent in order:
        order += [(other, child) for other in tree[child] if other != parent]
    return order


def _divide(
    part: Part, places: set[int], number: int, low: int, high: int, rng: Random
) -> list[tuple[set[int], int]] | None:
    """Two connected halves with room for a whole number of clusters each, as even as a tree gave."""
    total = sum(part.population[i] for i in places)
    loose = high >= 2 * low  # people alone leave much open, so halves are also even by organisations
    for _ in range(TREES):
        order = spanning_tree(part.near, places, rng)
        if len(order) < len(places):
            return None
        people = {i: part.population[i] for i in places}
        size = dict.fromkeys(places, 1)
        fits: list[tuple[int, int, int, int]] = []
        for child, parent in reversed(order):
            if parent < 0:
                continue
            people[parent] += people[child]
            size[parent] += size[child]
            below, above = people[child], total - people[child]
            for few in range(max(1, number - len(places) + size[child]), min(number, size[child] + 1)):
                rest = number - few
                if few * low <= below <= few * high and rest * low <= above <= rest * high:
                    uneven = abs(size[child] * number - few * len(places)) if loose else 0
                    fits.append((uneven, abs(number - 2 * few), child, few))
        if fits:
            *_, top, few = min(fits, key=lambda fit: (fit[0], fit[1], rng.random()))
            half = {top}
            half.update(child for child, parent in order if parent in half or child in half)
            return [(half, few), (places - half, number - few)]
    return None
