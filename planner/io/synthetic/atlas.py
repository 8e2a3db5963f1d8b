"""An invented map: points, a planar graph of neighbours, connected groups; whole numbers throughout."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Mapping, Sequence
from math import isqrt

from planner.io.synthetic.draw import Draw

Point = tuple[int, int]
Graph = dict[int, list[int]]

CORNER: Point = (80_000, 20_000)
"""South-west corner of the map, metres on the British National Grid, so that maps draw as England's do."""

WIDTH = 560_000
"""Metres from west to east that a large map fills; small maps use less."""

CELL = (3_000, 22_000)
"""Smallest and largest side of the square that holds one point, metres."""

JITTER = 350
"""How far a point may lie from the middle of its square, thousandths of the side."""

REACH = 1_850
"""Longest edge, thousandths of the side. Points of squares side by side are at most 1,839 apart
(1.7 and 0.7 at right angles), which is why the graph below is connected."""


def points(draw: Draw, count: int) -> list[Point]:
    """Points of ``count`` places, one to a square of a grid filled row by row, metres."""
    columns = max(1, isqrt(count - 1) + 1)
    side = max(CELL[0], min(CELL[1], WIDTH // columns))
    spread = side * JITTER // 1000
    places = []
    for i in range(count):
        row, column = divmod(i, columns)
        x = CORNER[0] + column * side + side // 2 + draw.below(2 * spread + 1) - spread
        y = CORNER[1] + row * side + side // 2 + draw.below(2 * spread + 1) - spread
        places.append((x, y))
    return places


def gabriel(places: Sequence[Point]) -> list[tuple[int, int]]:
    """Pairs of neighbours: no third point lies in the circle that has the pair as diameter (edge included).

    Such a graph is planar, being part of the Delaunay triangulation, and connected, as it holds a shortest
    spanning tree. Only pairs up to ``REACH`` are looked at; if such a pair is no edge, some third point is
    nearer to both, so a path of shorter pairs joins them and the graph is still connected.

    Args:
        places: what :func:`points` gave.

    Returns:
        Pairs ``(i, j)`` with ``i < j``, sorted.
    """
    columns = max(1, isqrt(len(places) - 1) + 1)
    side = max(CELL[0], min(CELL[1], WIDTH // columns))
    longest = (side * REACH // 1000) ** 2
    edges = []
    for i, p in enumerate(places):
        around = _within_two_squares(i, columns, len(places))
        for j in around:
            if j < i or _square(p, places[j]) > longest:
                continue
            q = places[j]
            if not any(_angle(places[k], p, q) <= 0 for k in around if k != j):
                edges.append((i, j))
    return sorted(edges)


def _within_two_squares(i: int, columns: int, count: int) -> list[int]:
    """Other points whose square is at most two rows and two columns away: all points within ``REACH``."""
    row, column = divmod(i, columns)
    found = []
    for r in range(row - 2, row + 3):
        for c in range(max(0, column - 2), min(columns, column + 3)):
            k = r * columns + c
            if 0 <= k < count and k != i:
                found.append(k)
    return found


def _square(p: Point, q: Point) -> int:
    """Distance squared."""
    return (p[0] - q[0]) ** 2 + (p[1] - q[1]) ** 2


def _angle(r: Point, p: Point, q: Point) -> int:
    """Negative inside, zero on, positive outside the circle with diameter from ``p`` to ``q``."""
    return (p[0] - r[0]) * (q[0] - r[0]) + (p[1] - r[1]) * (q[1] - r[1])


def graph(count: int, edges: Sequence[tuple[int, int]]) -> Graph:
    """Sorted neighbours of each of ``count`` places."""
    near: Graph = {i: [] for i in range(count)}
    for i, j in edges:
        near[i].append(j)
        near[j].append(i)
    return {i: sorted(n) for i, n in near.items()}


def components(near: Mapping[int, Sequence[int]], members: Collection[int]) -> list[set[int]]:
    """Connected parts of ``members``, the one with the smallest member first."""
    left = set(members)
    parts = []
    for start in sorted(left):
        if start not in left:
            continue
        part, queue = {start}, deque([start])
        while queue:
            for k in near[queue.popleft()]:
                if k in left and k not in part:
                    part.add(k)
                    queue.append(k)
        left -= part
        parts.append(part)
    return parts


def regions(draw: Draw, near: Graph, count: int) -> list[set[int]]:
    """Split all places into at most ``count`` connected regions of similar size.

    Regions grow from drawn places, the smallest first; one that stays below half the mean size is then given
    to its smallest neighbour.
    """
    mean = len(near) // count
    parts = [{s} for s in draw.shuffled(sorted(near))[:count]]
    owner = {next(iter(p)): r for r, p in enumerate(parts)}
    growing = set(range(count))
    while growing:
        r = min(growing, key=lambda g: (len(parts[g]), g))
        free = sorted({k for i in parts[r] for k in near[i] if k not in owner})
        if not free:
            growing.discard(r)
            continue
        taken = _most_inside(near, parts[r], free)
        parts[r].add(taken)
        owner[taken] = r
    _even_out(near, parts, owner, mean)
    for r in range(count):
        if 0 < 2 * len(parts[r]) < mean:
            touching = {owner[k] for i in parts[r] for k in near[i]} - {r}
            into = min(touching, key=lambda g: (len(parts[g]), g))
            parts[into] |= parts[r]
            owner.update(dict.fromkeys(parts[r], into))
            parts[r] = set()
    return sorted((p for p in parts if p), key=min)


def _most_inside(near: Graph, part: set[int], free: Sequence[int]) -> int:
    """The free place with most neighbours in the part, so that regions are round."""
    return max(free, key=lambda i: (sum(k in part for k in near[i]), -i))


def _even_out(near: Graph, parts: list[set[int]], owner: dict[int, int], mean: int) -> None:
    """Move border places from large regions to small ones while that keeps the large ones connected."""
    for _ in range(8):
        moved = False
        for i in sorted(near):
            home = owner[i]
            small = [owner[k] for k in near[i] if len(parts[owner[k]]) + 1 < len(parts[home])]
            if len(parts[home]) <= mean or not small:
                continue
            if len(components(near, parts[home] - {i})) == 1:
                into = min(small, key=lambda g: (len(parts[g]), g))
                parts[home].discard(i)
                parts[into].add(i)
                owner[i] = into
                moved = True
        if not moved:
            return


def groups(
    draw: Draw,
    near: Graph,
    members: Collection[int],
    *,
    sizes: tuple[int, int],
    weight: Sequence[int],
    most: int,
) -> list[set[int]]:
    """Split ``members`` into connected groups of drawn sizes; some come out smaller where neighbours run out.

    Args:
        draw: the stream of draws.
        near: neighbours of each place.
        members: places to split.
        sizes: fewest and most wished for one group.
        weight: weight of each place.
        most: a group stops growing before its weight exceeds this.
    """
    left = set(members)
    found = []
    while left:
        start = min(left, key=lambda i: (sum(k in left for k in near[i]), i))
        left.discard(start)
        group, wish = {start}, sizes[0] + draw.below(sizes[1] - sizes[0] + 1)
        while len(group) < wish:
            room = most - sum(weight[i] for i in group)
            free = sorted({k for i in group for k in near[i] if k in left and weight[k] <= room})
            if not free:
                break
            taken = draw.choice(free)
            group.add(taken)
            left.discard(taken)
        found.append(group)
    return found
