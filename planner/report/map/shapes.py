"""Shapes of organisations on paper: the user's polygons where given, else cells around coordinates."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import shapely

from planner.core.instance import Instance

Shape = Any
"""A shapely polygon or multipolygon; shapely ships no types."""

CODE_KEYS = ("code", "organisation", "pct_code", "id")


@dataclass(frozen=True)
class Shapes:
    """A shape for each organisation, in metres or metre-like units with y pointing north."""

    by_code: Mapping[str, Shape]
    drawn_from: str
    """``polygons``, ``cells`` or ``nothing``."""


def shapes(instance: Instance) -> Shapes:
    """Shapes of all organisations of an instance.

    Polygons are used when every organisation has one, cells when every organisation has coordinates;
    otherwise there is no map, for half a map misleads.
    """
    codes = [o.code for o in instance.organisations]
    if instance.boundaries:
        found = _polygons(instance.boundaries, set(codes))
        if len(found) == len(codes):
            return Shapes({c: found[c] for c in codes}, "polygons")
    if codes and all(o.easting is not None and o.northing is not None for o in instance.organisations):
        return Shapes(_cells(instance), "cells")
    return Shapes({}, "nothing")


def _polygons(text: str, wanted: set[str]) -> dict[str, Shape]:
    """Polygons of a GeoJSON feature collection in longitude and latitude, made flat."""
    try:
        features = json.loads(text).get("features", [])
    except (ValueError, AttributeError):
        return {}
    raw: dict[str, Shape] = {}
    for feature in features:
        code = _code(feature)
        if code in wanted:
            try:
                raw[code] = shapely.make_valid(shapely.geometry.shape(feature["geometry"]))
            except (KeyError, TypeError, ValueError, shapely.errors.ShapelyError):
                return {}
    if not raw:
        return {}
    middle = shapely.total_bounds(list(raw.values()))
    squeeze = math.cos(math.radians((middle[1] + middle[3]) / 2))
    metres = 111_320.0
    return {c: shapely.transform(g, lambda xy: xy * [metres * squeeze, metres]) for c, g in sorted(raw.items())}


def _code(feature: Mapping[str, Any]) -> str:
    """Organisation code of a feature."""
    properties = feature.get("properties") or {}
    for key in CODE_KEYS:
        if key in properties:
            return str(properties[key])
    return str(feature.get("id", ""))


def _cells(instance: Instance) -> dict[str, Shape]:
    """Cells around the coordinates, cut to a coast that follows the points and the land links."""
    places = _spread((o.code, float(o.easting or 0), float(o.northing or 0)) for o in instance.organisations)
    points = {c: shapely.Point(x, y) for c, (x, y) in places.items()}
    coast = _coast(instance, points)
    if len(points) == 1:
        return dict.fromkeys(points, coast)
    cells = shapely.voronoi_polygons(
        shapely.MultiPoint(list(points.values())), extend_to=shapely.envelope(coast), ordered=True
    )
    return {
        code: shapely.intersection(cell, coast)
        for code, cell in zip(points, shapely.get_parts(cells), strict=True)
    }


def _spread(rows: Iterable[tuple[str, float, float]]) -> dict[str, tuple[float, float]]:
    """Coordinates with equal ones drawn apart a little, in the order of the codes."""
    taken: set[tuple[float, float]] = set()
    placed: dict[str, tuple[float, float]] = {}
    for code, *place in sorted(rows):
        x, y = place
        while (x, y) in taken:
            x, y = x + 700.0, y + 400.0
        taken.add((x, y))
        placed[code] = (x, y)
    return placed


def _coast(instance: Instance, points: Mapping[str, Shape]) -> Shape:
    """Outline of the whole: discs round the points and bands along land links, smoothed.

    A disc reaches about two thirds of the way to the third nearest neighbour, so that dense cities
    stay compact and counties stay wide.
    """
    every = list(points.values())
    radius: dict[str, float] = {}
    for code, point in points.items():
        near = sorted(float(d) for d in shapely.distance(point, every))[1:4]
        radius[code] = max(0.62 * (near[-1] if near else 20_000.0), 1_000.0)
    typical = sorted(radius.values())[len(radius) // 2]
    parts = [points[c].buffer(min(r, 2.5 * typical)) for c, r in sorted(radius.items())]
    for link in instance.links:
        if link.kind == "land" and link.a in points and link.b in points:
            width = 0.55 * min(radius[link.a], radius[link.b])
            parts.append(shapely.LineString([points[link.a], points[link.b]]).buffer(width))
    joined = shapely.union_all(parts)
    smooth = joined.buffer(0.9 * typical).buffer(-1.2 * typical).buffer(0.3 * typical)
    return shapely.union(smooth, shapely.union_all([p.buffer(0.25 * typical) for p in every]))
