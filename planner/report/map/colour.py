"""Fills of clusters: at most four, the same for the same plan, no two alike side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal

import networkx as nx
import shapely

from planner.report.map.shapes import Shape

FILLS = ("#cfe3f5", "#fbe3a1", "#cdeac6", "#f3d3e4")
"""Pale, so that text (#0b0c0c) and outlines (#1d2a35) on each have a contrast above 10:1."""

STRATEGIES: tuple[Literal["saturation_largest_first", "smallest_last", "largest_first"], ...] = (
    "saturation_largest_first",
    "smallest_last",
    "largest_first",
)
MOST_STEPS = 200_000


def fills(clusters: Mapping[str, Shape]) -> dict[str, int]:
    """Number of the fill (0 to 3) of each cluster id.

    Islands that make the map unplanar may leave two neighbours alike; outline and number still
    tell them apart.
    """
    graph = neighbours(clusters)
    best: dict[str, int] = {}
    for strategy in STRATEGIES:
        found: dict[str, int] = nx.greedy_color(graph, strategy=strategy)
        if not best or max(found.values(), default=0) < max(best.values(), default=0):
            best = found
    if max(best.values(), default=0) >= len(FILLS):
        best = _four(graph) or {c: n % len(FILLS) for c, n in best.items()}
    return {c: best[c] for c in clusters}


def neighbours(clusters: Mapping[str, Shape]) -> Any:
    """Graph of clusters that share more than a point on paper; nodes and edges in sorted order."""
    ids = sorted(clusters)
    graph: Any = nx.Graph()
    graph.add_nodes_from(ids)
    tree = shapely.STRtree([clusters[c] for c in ids])
    for i, a in enumerate(ids):
        for j in sorted(int(k) for k in tree.query(clusters[a], predicate="intersects")):
            if j > i and shapely.length(shapely.intersection(clusters[a], clusters[ids[j]])) > 0:
                graph.add_edge(a, ids[j])
    return graph


def _four(graph: Any) -> dict[str, int] | None:
    """A colouring with four fills by search, most neighbours first; None when none is found soon."""
    order = sorted(graph.nodes, key=lambda c: (-graph.degree[c], c))
    chosen: dict[str, int] = {}
    steps = 0

    def place(n: int, descend: Callable[[int], bool]) -> bool:
        nonlocal steps
        steps += 1
        if n == len(order):
            return True
        taken = {chosen[m] for m in graph[order[n]] if m in chosen}
        for fill in range(len(FILLS)):
            if fill not in taken and steps < MOST_STEPS:
                chosen[order[n]] = fill
                if descend(n + 1):
                    return True
                del chosen[order[n]]
        return False

    def descend(n: int) -> bool:
        return place(n, descend)

    return chosen if descend(0) else None
