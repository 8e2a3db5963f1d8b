"""The map: shapes from polygons or coordinates, four fills, labels that don't collide."""

from __future__ import annotations

import json
import re

import pytest
import shapely

from planner.report.map import maps
from planner.report.map.colour import fills, neighbours
from planner.report.map.labels import Wish, place
from planner.report.map.shapes import shapes
from tests.report import builder
from tests.report.england import england, reference_plan


def squares(codes) -> str:
    """Unit squares in a row as GeoJSON."""
    features = [
        {
            "type": "Feature",
            "properties": {"code": c},
            "geometry": json.loads(shapely.to_geojson(shapely.box(n, 50, n + 1, 51))),
        }
        for n, c in enumerate(codes)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_cells_cover_every_organisation_once():
    """Cells don't overlap, each holds its own point, and equal coordinates are parted."""
    given = builder.instance((3, 2, 1))
    twin = given.organisations[1].model_copy(
        update={"easting": given.organisations[0].easting, "northing": given.organisations[0].northing}
    )
    given = given.model_copy(update={"organisations": (given.organisations[0], twin, *given.organisations[2:])})
    found = shapes(given)
    assert found.drawn_from == "cells"
    assert set(found.by_code) == set(given.by_code)
    every = list(found.by_code.values())
    assert shapely.union_all(every).area == pytest.approx(sum(s.area for s in every), rel=1e-6)
    for o in given.organisations[2:]:
        assert shapely.contains_xy(found.by_code[o.code], o.easting, o.northing)


def test_polygons_are_used_only_when_all_are_there():
    """One missing polygon and the map is drawn from coordinates; neither and there is none."""
    given = builder.instance((2, 1))
    codes = sorted(given.by_code)
    whole = given.model_copy(update={"boundaries": squares(codes)})
    assert shapes(whole).drawn_from == "polygons"
    assert shapes(given.model_copy(update={"boundaries": squares(codes[1:])})).drawn_from == "cells"
    assert shapes(given.model_copy(update={"boundaries": "{broken"})).drawn_from == "cells"
    blind = tuple(o.model_copy(update={"easting": None}) for o in given.organisations)
    blind_instance = given.model_copy(update={"organisations": blind})
    assert shapes(blind_instance).drawn_from == "nothing"
    assert maps(blind_instance, builder.plan(blind_instance, [codes]), {codes[0]: 1}).whole is None


def test_a_single_organisation_has_a_map():
    """One cell, one cluster, one number."""
    given = builder.instance((1,))
    drawn = maps(given, builder.plan(given, [list(given.by_code)]), {"5AA": 1})
    assert drawn.whole is not None
    assert ">1</text>" in drawn.whole.svg


def test_neighbours_never_share_a_fill_in_england():
    """At most four fills, none twice side by side, and every number is on the map or its region's."""
    given = england()
    plan = reference_plan(given)
    found = shapes(given)
    merged = {c.id: shapely.union_all([found.by_code[o] for o in c.organisations]) for c in plan.clusters}
    colours = fills(merged)
    assert set(colours.values()) <= {0, 1, 2, 3}
    assert not [(a, b) for a, b in neighbours(merged).edges if colours[a] == colours[b]]
    assert fills(dict(reversed(merged.items()))) == colours
    numbers = {c.id: n for n, c in enumerate(plan.clusters, start=1)}
    drawn = maps(given, plan, numbers)
    for panel in drawn.panels:
        shown = {int(n) for n in re.findall(r'class="num"[^>]*>(\d+)<', panel.svg)}
        assert shown == {numbers[c] for c in panel.clusters}
    codes = {c for p in drawn.panels for c in re.findall(r'class="code"[^>]*>([^<]+)<', p.svg)}
    assert len(codes) >= 145


def test_labels_keep_apart_and_inside():
    """A crowd at one spot is spread or left out, never stacked."""
    wishes = [Wish(str(n), (50.0, 50.0), (20.0, 10.0), False, lambda _x, _y: False) for n in range(20)]
    labels = place(wishes, (0.0, 0.0, 100.0, 100.0), 2.6)
    assert 5 < len(labels) < 20
    for a in labels:
        assert 10 <= a.x <= 90
        assert 5 <= a.y <= 95
        for b in labels:
            assert a is b or abs(a.x - b.x) >= 20 or abs(a.y - b.y) >= 10
