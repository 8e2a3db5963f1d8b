"""The maps of a report: one of the whole, and one for each region when there are several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import shapely
from markupsafe import Markup

from planner.core.instance import Instance
from planner.core.plan import Cluster, Plan
from planner.report.map.colour import fills
from planner.report.map.shapes import Shape, shapes
from planner.report.map.svg import GRAIN, Layer, draw, frame

WHOLE_WIDTH, WHOLE_TALLEST = 640, 760
PANEL_WIDTH, PANEL_TALLEST = 620, 640


@dataclass(frozen=True)
class Panel:
    """One drawing: the whole (``region`` empty) or the clusters that one region leads."""

    region: str
    svg: Markup
    clusters: tuple[str, ...]
    """Ids of the clusters drawn, in the order of their numbers."""


@dataclass(frozen=True)
class Maps:
    """All drawings; ``whole`` is None when there are neither polygons nor coordinates."""

    whole: Panel | None
    panels: tuple[Panel, ...]
    drawn_from: str


@dataclass(frozen=True)
class _Key:
    """What all drawings of a report share."""

    numbers: Mapping[str, int]
    fills: Mapping[str, int]
    several: bool
    """More than one region, so that codes are left to the maps of the regions."""


def maps(instance: Instance, plan: Plan, numbers: Mapping[str, int]) -> Maps:
    """Draw a plan.

    Args:
        instance: gives polygons or coordinates.
        plan: gives the clusters.
        numbers: number of each cluster id in the report.

    Returns:
        Drawings with about a pixel of detail, so that a report of England stays small.
    """
    found = shapes(instance)
    if found.drawn_from == "nothing":
        return Maps(None, (), "nothing")
    colours = fills(
        {c.id: shapely.union_all([found.by_code[o] for o in c.organisations]) for c in plan.clusters}
    )
    regions = sorted({c.region for c in plan.clusters})
    several = len(regions) > 1
    key = _Key(numbers, colours, several)
    whole = _panel("", plan.clusters, found.by_code, (), key)
    panels: list[Panel] = []
    for region in regions if several else ():
        mine = tuple(c for c in plan.clusters if c.region == region)
        beyond = tuple(found.by_code[o] for c in plan.clusters if c.region != region for o in c.organisations)
        panels.append(_panel(region, mine, found.by_code, beyond, key))
    return Maps(whole, tuple(panels), found.drawn_from)


def _panel(
    region: str,
    clusters: tuple[Cluster, ...],
    by_code: Mapping[str, Shape],
    beyond: tuple[Shape, ...],
    key: _Key,
) -> Panel:
    """One drawing."""
    numbers = key.numbers
    ordered = sorted(clusters, key=lambda c: numbers[c.id])
    mine = {o: by_code[o] for c in ordered for o in c.organisations}
    whole = not region
    on = frame(mine.values(), WHOLE_WIDTH if whole else PANEL_WIDTH, WHOLE_TALLEST if whole else PANEL_TALLEST)
    pixel = GRAIN / on.scale
    window = shapely.box(on.left, on.top - on.height / on.scale, on.left + on.width / on.scale, on.top)
    near = [shapely.intersection(s, window) for s in beyond if shapely.intersects(s, window)]
    plain = _simpler(list(mine.values()), 0.9 * pixel)
    drawn = dict(zip(mine, plain, strict=True))
    layer = Layer(
        organisations=drawn,
        clusters={c.id: shapely.union_all([drawn[o] for o in c.organisations]) for c in ordered},
        fills=key.fills,
        numbers=numbers,
        codes=bool(region) or not key.several,
        context=(shapely.simplify(shapely.union_all(near), pixel),) if near else (),
    )
    place = region or "the whole area"
    title = f"Map of {place}: {len(ordered)} {'cluster' if len(ordered) == 1 else 'clusters'}"
    description = "Each cluster has an outline and its number. " + (
        "The table after this map says the same in words."
        if region or not key.several
        else "The maps by region that follow, and the tables beside them, say the same in words."
    )
    name = "map-whole" if whole else f"map-{numbers[ordered[0].id]}"
    return Panel(region, draw(layer, on, name, title, description), tuple(c.id for c in ordered))


def _simpler(polygons: list[Shape], tolerance: float) -> list[Shape]:
    """Polygons with less detail whose common borders stay common."""
    valid = [shapely.make_valid(p) for p in polygons]
    areas = [_area_only(p) for p in valid]
    try:
        return list(shapely.coverage_simplify(areas, tolerance))
    except shapely.errors.ShapelyError:
        return [shapely.simplify(p, tolerance) for p in areas]


def _area_only(shape: Shape) -> Shape:
    """The polygons of a shape, without the stray lines that mending can leave."""
    parts = [p for p in shapely.get_parts(shape) if p.geom_type in ("Polygon", "MultiPolygon")]
    return parts[0] if len(parts) == 1 else shapely.union_all(parts)
