"""Joining vectors of stages that are already known, for plans that a limit left unproved."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

Vector = tuple[int, ...]


def least_vector(
    tables: Sequence[Mapping[int, Vector]], totals: Collection[int]
) -> tuple[Vector, tuple[int, ...]] | None:
    """The least sum of one vector of each table, and the numbers of clusters that give it.

    Vectors add up, and comparing them in order is compatible with adding, so the join is exact.

    Args:
        tables: for each part, number of clusters → vector of sums.
        totals: numbers of clusters allowed in all.

    >>> least_vector([{1: (5,), 2: (3,)}, {1: (4,), 2: (1,)}], {3})
    ((6,), (1, 2))
    """
    best: dict[int, tuple[Vector, tuple[int, ...]]] = {0: ((), ())}
    top = max(totals, default=0)
    for table in tables:
        grown: dict[int, tuple[Vector, tuple[int, ...]]] = {}
        for total, (so_far, numbers) in best.items():
            for k, vector in sorted(table.items()):
                value = tuple(a + b for a, b in zip(so_far, vector, strict=True)) if so_far else vector
                found = (value, (*numbers, k))
                if total + k <= top and (total + k not in grown or found < grown[total + k]):
                    grown[total + k] = found
        best = grown
    reached = [found for total, found in best.items() if total in totals]
    return min(reached) if reached else None
