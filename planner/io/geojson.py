"""A first look at ``boundaries.geojson``: it must be a collection of polygons with codes."""

from __future__ import annotations

import json
from typing import Any

from planner.io.catalogue import BOUNDARIES_FILE
from planner.io.collect import Collector
from planner.io.draft import Draft

_SHAPES = ("Polygon", "MultiPolygon")


def check_boundaries(text: str | None, draft: Draft, out: Collector) -> None:
    """Faults of a text that is no GeoJSON, a warning for polygons of unknown codes.

    Polygons are found by property ``code`` (or ``pct_code``).
    """
    if text is None:
        return
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        out.add(
            "P-120",
            "The boundaries are not GeoJSON",
            BOUNDARIES_FILE,
            row=getattr(error, "lineno", None),
            why="The text can't be understood.",
            fix="Export the polygons again, or remove the file: the map is then drawn from coordinates.",
        )
        return
    features = data.get("features") if isinstance(data, dict) else None
    if not isinstance(features, list) or not all(_is_feature(f) for f in features):
        out.add(
            "P-120",
            "The boundaries are not a collection of polygons",
            BOUNDARIES_FILE,
            why="Each feature needs a Polygon or MultiPolygon and the property code.",
            fix="Export the polygons again, or remove the file: the map is then drawn from coordinates.",
        )
        return
    unknown = sorted({str(_code(f)) for f in features} - set(draft.organisations))
    if unknown:
        out.add(
            "W-605",
            f"{len(unknown)} boundaries belong to no organisation",
            BOUNDARIES_FILE,
            column="code",
            value=", ".join(unknown),
            why="They are not drawn.",
            fix="Check the codes if they should be.",
            warning=True,
        )


def _is_feature(feature: Any) -> bool:
    if not isinstance(feature, dict) or not isinstance(feature.get("properties"), dict):
        return False
    geometry = feature.get("geometry")
    return isinstance(geometry, dict) and geometry.get("type") in _SHAPES and _code(feature) is not None


def _code(feature: dict[str, Any]) -> Any:
    return feature["properties"].get("code", feature["properties"].get("pct_code"))
