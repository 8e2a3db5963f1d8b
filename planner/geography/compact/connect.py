"""GEO-CON in the compact model: every member but the root has a parent beside it, earlier in an order."""

from __future__ import annotations

from collections.abc import Sequence

from planner.geography.compact.model import Compact, Lit


def neighbours(c: Compact) -> list[set[int]]:
    """Positions joined by land, bridge or ferry to each position."""
    near: list[set[int]] = [set() for _ in c.codes]
    for link in c.instance.links:
        if link.kind != "patient_flow" and link.a in c.position and link.b in c.position:
            a, b = c.position[link.a], c.position[link.b]
            if a != b:
                near[a].add(b)
                near[b].add(a)
    return near


def post_arborescence(c: Compact, lifted: Sequence[frozenset[str]], largest: int) -> None:
    """Clusters hang together but for exactly the sets in ``lifted``.

    Args:
        c: the model.
        lifted: sets from which the rule is lifted.
        largest: most organisations of any cluster; parents stand in an order below it.
    """
    near = neighbours(c)
    n = len(c.codes)
    order = [c.model.new_int_var(0, max(0, min(n, largest) - 1), f"order{i}") for i in range(n)]
    exact = [(group, c.exactly(group)) for group in lifted]
    for i in range(n):
        parents: list[Lit] = []
        for j in sorted(near[i]):
            parent = c.model.new_bool_var(f"parent{i},{j}")
            parents.append(parent)
            c.model.add(order[i] >= order[j] + 1).only_enforce_if(parent)
            for r in c.roots[i]:
                # whose root is i's root is in i's cluster; a root later than j can't be j's
                beside = c.x.get((j, r))
                clause = [~parent, ~c.x[i, r]]
                c.model.add_bool_or([*clause, beside] if beside is not None else clause)
        c.model.add_at_most_one([*parents, c.x[i, i]])
        free = [e for group, e in exact if e is not None and c.codes[i] in group]
        needed = sum(c.x[i, r] for r in c.roots[i])
        reached = sum([*parents, c.x[i, i], *free])
        c.model.add(reached >= needed).only_enforce_if(c.on("GEO-CON", c.codes[i]))
