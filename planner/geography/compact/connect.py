"""GEO-CON: by parents in an order (compact model), or by cutting off loose pieces as they appear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from planner import cpsat
from planner.core.instance import Instance
from planner.geography.compact.model import Cluster, Compact, Lit, Model, Slot

Held = tuple[Slot, set[int]]
"""A slot and the positions inside it."""


def neighbours(instance: Instance, position: Mapping[str, int]) -> list[set[int]]:
    """Positions joined by land, bridge or ferry to each position."""
    near: list[set[int]] = [set() for _ in position]
    for link in instance.links:
        if link.kind != "patient_flow" and link.a in position and link.b in position and link.a != link.b:
            near[position[link.a]].add(position[link.b])
            near[position[link.b]].add(position[link.a])
    return near


def pieces(near: Sequence[set[int]], group: Iterable[int]) -> list[set[int]]:
    """Connected pieces of some positions, in the order of their smallest."""
    left = set(group)
    found = []
    while left:
        waiting = [min(left)]
        left.remove(waiting[0])
        piece = set(waiting)
        while waiting:
            fresh = near[waiting.pop()] & left
            left -= fresh
            piece |= fresh
            waiting.extend(fresh)
        found.append(piece)
    return found


def separator(near: Sequence[set[int]], piece: set[int], other: int) -> set[int]:
    """Positions around a piece, as few as cut it off from another position outside."""
    around = set().union(*(near[i] for i in piece)) - piece
    reached = {other}
    waiting = [other]
    while waiting:
        fresh = near[waiting.pop()] - reached
        reached |= fresh
        waiting.extend(fresh - around)
    return around & reached


def post_arborescence(c: Compact, lifted: Sequence[Cluster], largest: int) -> None:
    """Clusters hang together but for exactly the sets in ``lifted``.

    Every member but the root has a parent beside it that stands earlier in an order below ``largest``, the most
    organisations of any cluster.
    """
    near = neighbours(c.instance, c.position)
    n = len(c.codes)
    order = [c.model.new_int_var(0, max(0, min(n, largest) - 1), f"order {i}") for i in range(n)]
    for i in range(n):
        parents: list[Lit] = []
        for j in sorted(near[i]):
            parent = c.model.new_bool_var(f"{j} parent of {i}")
            parents.append(parent)
            c.model.add(order[i] >= order[j] + 1).only_enforce_if(parent)
            for slot in c.slots[: i + 1]:  # a parent is in the same cluster
                beside = [slot.inside[j]] if j in slot.inside else []
                c.model.add_bool_or([~parent, ~slot.inside[i], *beside])
        root = c.slots[i].used
        c.model.add_at_most_one([*parents, root])
        groups = [group for group in lifted if c.codes[i] in group]
        free = [e for group in groups for slot in c.slots if (e := c.exactly(slot, group)) is not None]
        c.model.add(sum([*parents, root, *free]) >= sum(c.holders(i))).only_enforce_if(
            c.on("GEO-CON", c.codes[i])
        )


def cut_loose(c: Model, near: Sequence[set[int]], held: Iterable[Held], free: Sequence[Cluster]) -> int:
    """Forbid the loose pieces of what some slots hold, from now on; how many there were.

    For a in a piece, b elsewhere and any set S that cuts a off from b: who has both has one of S too. A slot
    with a root always has the root, so b is the root there.

    Args:
        c: the model.
        near: :func:`neighbours` of it.
        held: slots and what they hold in a solution.
        free: sets that need not hang together.
    """
    loose = 0
    for slot, places in held:
        if frozenset(c.codes[i] for i in places) in free:
            continue
        parts = pieces(near, places)
        parts.sort(key=lambda part: (slot.root not in part, -sum(c.population[i] for i in part), min(part)))
        for part in parts[1:]:
            loose += 1
            heaviest = max(parts[0], key=lambda i: (c.population[i], -i))
            b = heaviest if slot.root is None else slot.root
            between = separator(near, part, b)
            for a in sorted(part, key=lambda i: (-c.population[i], i))[:3]:
                for other in c.slots if slot.root is None else [slot]:
                    if a in other.inside and b in other.inside:
                        way = [other.inside[i] for i in sorted(between) if i in other.inside]
                        exempt = [e for s in free if (e := c.exactly(other, s)) is not None]
                        c.model.add_bool_or([~other.inside[a], ~other.inside[b], *way, *exempt])
    return loose


@dataclass(frozen=True)
class Connected:
    """Outcome of :func:`solve_connected`: the last run, and clusters that hang together if it found some."""

    solved: cpsat.Solved
    """Its bound counts for what hangs together too; its status says ``optimal`` only of clusters that do."""
    clusters: frozenset[Cluster]


def solve_connected(
    c: Model,
    near: Sequence[set[int]] | None,
    free: Sequence[Cluster],
    budget: cpsat.Budget,
    *,
    workers: int = 1,
    rounds: int = 200,
) -> Connected:
    """Solve a model; cut off loose pieces and solve again until none appears.

    Args:
        c: the model, with or without something to minimise.
        near: :func:`neighbours`; None when clusters need not hang together.
        free: sets that need not hang together.
        budget: what may be spent.
        workers: threads of the solver.
        rounds: most runs.
    """
    bound: int | None = None
    for _ in range(rounds):
        solved = cpsat.solve(c.model, budget, workers=workers)
        if solved.bound is not None:
            bound = solved.bound if bound is None else max(bound, solved.bound)
        if solved.value is None:
            return Connected(replace(solved, bound=bound), frozenset())
        held = [(slot, {i for i, x in slot.inside.items() if solved.at(x)}) for slot in c.slots]
        held = [(slot, places) for slot, places in held if places]
        if near is None or not cut_loose(c, near, held, free):
            return Connected(solved, c.chosen(solved))
        cpsat.hint(c.model, solved)
    return Connected(cpsat.Solved("unknown", None, bound, lambda _: 0), frozenset())
