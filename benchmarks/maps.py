"""Invented maps: a Voronoi diagram of random towns in connected regions of about thirty."""

from __future__ import annotations

import datetime as dt

import networkx as nx
import numpy as np
import shapely

from planner.core.instance import Instance
from planner.core.rows import Coverage, Link, LocalAuthority, Organisation

ACROSS = 40_000
"""Metres: side of the square that an organisation has on average."""
IN_A_REGION = 30
PEOPLE = 350_000
SPREAD = 0.5
"""Of the logarithm of the population."""


def voronoi_map(organisations: int, seed: int = 1, in_a_region: int = IN_A_REGION) -> Instance:
    """A planar map without office holders or arrangements; the council of each organisation is its own.

    Populations are log-normal with a mean of about 350,000; a link's length is the shared boundary in whole
    metres.

    Args:
        organisations: how many, at least 3.
        seed: the same seed gives the same map.
        in_a_region: organisations of a region, about.
    """
    rng = np.random.default_rng(seed)
    side = round(ACROSS * organisations**0.5)
    towns = rng.integers(0, side, size=(organisations, 2))
    while len(np.unique(towns, axis=0)) < organisations:
        towns = rng.integers(0, side, size=(organisations, 2))
    people = np.exp(rng.normal(np.log(PEOPLE) - SPREAD**2 / 2, SPREAD, size=organisations))
    links = _links(towns, side)
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(organisations))
    graph.add_weighted_edges_from(links)
    region = _regions(graph, towns, max(1, round(organisations / in_a_region)))
    code = [f"P{i:04}" for i in range(organisations)]
    return Instance(
        name=f"voronoi-{organisations}-{seed}",
        title=f"Invented map of {organisations} organisations",
        as_at=dt.date(2011, 6, 1),
        horizon_end=dt.date(2013, 3, 31),
        rulebook="pct-2011",
        synthetic=("organisations.csv", "links.csv", "local_authorities.csv", "coverage.csv"),
        organisations=tuple(
            Organisation(
                code=code[i],
                name=f"Place {i}",
                kind="pct",
                region=f"Region {region[i]:03}",
                population=round(float(people[i])),
                ned_seats=6,
                easting=int(towns[i, 0]),
                northing=int(towns[i, 1]),
            )
            for i in range(organisations)
        ),
        links=tuple(Link(a=code[a], b=code[b], kind="land", length_m=m) for a, b, m in links),
        local_authorities=tuple(
            LocalAuthority(code=f"L{i:04}", name=f"Council {i}") for i in range(organisations)
        ),
        coverage=tuple(
            Coverage(organisation=code[i], local_authority=f"L{i:04}") for i in range(organisations)
        ),
    )


def _links(towns: np.ndarray, side: int) -> list[tuple[int, int, int]]:
    """Pairs of neighbouring cells inside the square and the metres they share, at least 1."""
    square = shapely.box(0, 0, side, side)
    cells = shapely.voronoi_polygons(shapely.multipoints(towns), extend_to=square, ordered=True)
    inside = shapely.intersection(shapely.get_parts(cells), square)
    a, b = shapely.STRtree(inside).query(inside, predicate="intersects")
    a, b = a[a < b], b[a < b]
    metres = np.rint(shapely.length(shapely.intersection(inside[a], inside[b]))).astype(int)
    return sorted((int(i), int(j), int(m)) for i, j, m in zip(a, b, metres, strict=True) if m)


def _regions(graph: nx.Graph[int], towns: np.ndarray, regions: int) -> list[int]:
    """A region of each organisation, each connected: straight cuts, then strays go to a neighbour."""
    region = [0] * len(towns)
    todo = [(list(range(len(towns))), regions, 0)]
    while todo:
        group, parts, first = todo.pop()
        if parts == 1:
            for i in group:
                region[i] = first
            continue
        extent = np.ptp(towns[group], axis=0)
        axis = int(extent[1] > extent[0])
        group.sort(key=lambda i: (towns[i, axis], i))
        some = parts // 2
        cut = len(group) * some // parts
        todo += [(group[:cut], some, first), (group[cut:], parts - some, first + some)]
    while stray := _stray(graph, region):
        beside = [(graph[i][j]["weight"], region[j]) for i in stray for j in graph[i] if j not in stray]
        for i in stray:
            region[i] = max(beside)[1]
    return region


def _stray(graph: nx.Graph[int], region: list[int]) -> set[int]:
    """A piece that its region is not connected to, but not the region's largest piece; empty when none is."""
    for r in sorted(set(region)):
        pieces = nx.connected_components(graph.subgraph(i for i in graph if region[i] == r))
        by_size = sorted(pieces, key=lambda p: (-len(p), min(p)))
        if len(by_size) > 1:
            return by_size[1]
    return set()
