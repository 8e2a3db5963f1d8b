"""County-like planar maps: Voronoi cells of scattered points, log-normal populations around a few towns."""

from __future__ import annotations

from math import exp, hypot
from random import Random

import shapely
from shapely.geometry import MultiPoint, Polygon

from planner.core.instance import Instance
from planner.core.rows import Link
from tests.rules.builder import instance

SIDE = 400_000
"""Metres along one side of the map."""


def county_map(n: int, seed: int, *, spread: float = 0.9, towns: int | None = None) -> Instance:
    """A map of ``n`` counties in one region, all lengths and populations whole numbers.

    Args:
        n: counties.
        seed: same map for the same seed.
        spread: how unequal populations are (standard deviation of their logarithm).
        towns: places around which people live; one for each twenty counties unless given.
    """
    rng = Random(f"counties {n} {seed}")  # noqa: S311 - reproducible, not secret
    points: list[tuple[int, int]] = []
    apart = 0.62 * SIDE / n**0.5
    while len(points) < n:
        point = (rng.randrange(SIDE), rng.randrange(SIDE))
        if all(hypot(point[0] - a, point[1] - b) > apart for a, b in points):
            points.append(point)
        else:
            apart *= 0.9995
    points.sort()
    centres = [(rng.randrange(SIDE), rng.randrange(SIDE)) for _ in range(towns or max(1, n // 20))]
    facts = {}
    for i, (x, y) in enumerate(points):
        near = min(hypot(x - a, y - b) for a, b in centres) / SIDE
        people = 40_000 * exp(rng.gauss(0, spread) + 1.5 * exp(-8 * near))
        facts[f"C{i:03}"] = {"region": "State", "population": int(people), "easting": x, "northing": y}
    given = instance({"organisations": facts})
    return given.model_copy(update={"links": _borders(points)})


def _borders(points: list[tuple[int, int]]) -> tuple[Link, ...]:
    """Land links between cells that share a border inside the square, with its length."""
    square = Polygon([(0, 0), (SIDE, 0), (SIDE, SIDE), (0, SIDE)])
    cells = list(shapely.voronoi_polygons(MultiPoint(points), extend_to=square).geoms)
    by_point = [next(c for c in cells if c.covers(shapely.Point(p))).intersection(square) for p in points]
    tree = shapely.STRtree(by_point)
    links: list[Link] = []
    for i, cell in enumerate(by_point):
        beside = [(j, int(cell.intersection(by_point[j]).length)) for j in sorted(tree.query(cell).tolist())]
        links += [
            Link(a=f"C{i:03}", b=f"C{j:03}", kind="land", length_m=m) for j, m in beside if i < j and m > 0
        ]
    return tuple(links)
