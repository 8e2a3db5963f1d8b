"""GEO-CON: by parents in an order (compact model), or by cutting off loose pieces as they appear."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from planner.geography.compact.model import Cluster, Compact, Lit, Model


def neighbours(c: Model) -> list[set[int]]:
    """Positions joined by land, bridge or ferry to each position."""
    near: list[set[int]] = [set() for _ in c.codes]
    for link in c.instance.links:
        if link.kind != "patient_flow" and link.a in c.position and link.b in c.position:
            a, b = c.position[link.a], c.position[link.b]
            if a != b:
                near[a].add(b)
                near[b].add(a)
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
    near = neighbours(c)
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


def cut_loose(c: Model, near: Sequence[set[int]], clusters: Iterable[Cluster], free: Sequence[Cluster]) -> int:
    """Forbid the loose pieces of some clusters in every slot, from now on; how many there were.

    For a in a piece, b elsewhere and any set S that cuts a off from b: who has both has one of S too.

    Args:
        c: a model without roots.
        near: :func:`neighbours` of it.
        clusters: clusters of a solution.
        free: sets that need not hang together.
    """
    loose = 0
    for cluster in sorted(clusters, key=min):
        if cluster in free:
            continue
        parts = pieces(near, (c.position[code] for code in cluster))
        parts.sort(key=lambda part: (-sum(c.population[i] for i in part), min(part)))
        for part in parts[1:]:
            loose += 1
            b = max(parts[0], key=lambda i: (c.population[i], -i))
            between = separator(near, part, b)
            for a in sorted(part, key=lambda i: (-c.population[i], i))[:3]:
                for slot in c.slots:
                    if a in slot.inside and b in slot.inside:
                        way = [slot.inside[i] for i in sorted(between) if i in slot.inside]
                        exempt = [e for s in free if (e := c.exactly(slot, s)) is not None]
                        c.model.add_bool_or([~slot.inside[a], ~slot.inside[b], *way, *exempt])
    return loose
