"""How far two maps are apart: the fewest organisations that would have to move to another cluster.

The distance of two groupings of the same organisations is the number of organisations minus the largest number
that may stay where they are when every cluster of the one becomes a different cluster of the other, or goes
(Régnier 1965, Day 1981; "transfer distance"). It is 0 for equal maps, the same both ways, and never more by a
detour. Organisations of different parts of the country that share no cluster add up.
"""

from __future__ import annotations

from collections.abc import Iterable

import networkx as nx

Map = frozenset[frozenset[str]]


def distance(one: Iterable[Iterable[str]], other: Iterable[Iterable[str]]) -> int:
    """The fewest organisations that must move to make one map of the other.

    Args:
        one: clusters as codes of organisations.
        other: another grouping of the same organisations.

    Raises:
        ValueError: they do not group the same organisations, each once.

    >>> distance([["A", "B", "C"], ["D", "E"]], [["A", "B"], ["C", "D", "E"]])
    1
    >>> distance([["A", "B"], ["C", "D"]], [["A", "B", "C", "D"]])
    2
    """
    return len(moving(one, other))


def moving(one: Iterable[Iterable[str]], other: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Organisations of one smallest set that must move to make ``other`` of ``one``, sorted.

    Raises:
        ValueError: they do not group the same organisations, each once.
    """
    left, right = ([frozenset(c) for c in sorted(map(sorted, grouping))] for grouping in (one, other))
    codes = [sorted(code for c in side for code in c) for side in (left, right)]
    if codes[0] != codes[1] or len(set(codes[0])) != len(codes[0]):
        raise ValueError("the maps do not group the same organisations")
    graph: nx.Graph[tuple[str, int]] = nx.Graph()
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            if a & b:
                graph.add_edge(("one", i), ("other", j), weight=len(a & b))
    stay: set[str] = set()
    for u, v in nx.max_weight_matching(graph):
        i, j = (u[1], v[1]) if u[0] == "one" else (v[1], u[1])
        stay |= left[i] & right[j]
    return tuple(code for code in codes[0] if code not in stay)
