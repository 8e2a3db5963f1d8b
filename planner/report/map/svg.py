"""SVG of a map by own code: whole coordinates, relative paths, nothing but shapes and text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

import shapely
from markupsafe import Markup, escape

from planner.report.map.labels import Label, Wish, place
from planner.report.map.shapes import Shape

GRAIN = 2
"""Drawing units in one pixel: coordinates are whole numbers of half a pixel."""


@dataclass(frozen=True)
class Frame:
    """From metres to drawing units: ``x = (east - left) * scale``, ``y = (top - north) * scale``."""

    left: float
    top: float
    scale: float
    width: int
    height: int

    def at(self, east: float, north: float) -> tuple[float, float]:
        """Place on the drawing."""
        return ((east - self.left) * self.scale, (self.top - north) * self.scale)


def frame(shapes: Iterable[Shape], width: int, tallest: int) -> Frame:
    """A frame round shapes, ``width`` pixels wide unless it would grow taller than ``tallest``."""
    left, bottom, right, top = (float(v) for v in shapely.total_bounds(list(shapes)))
    pad = 0.02 * max(right - left, top - bottom, 1.0)
    wide, tall = right - left + 2 * pad, top - bottom + 2 * pad
    scale = GRAIN * min(width / wide, tallest / tall)
    return Frame(left - pad, top + pad, scale, round(wide * scale), round(tall * scale))


def path(shape: Shape, on: Frame) -> str:
    """Path of a polygon or multipolygon; rings that shrink to nothing are left out."""
    parts = []
    for polygon in shapely.get_parts(shape):
        if polygon.geom_type != "Polygon":
            continue
        for ring in [polygon.exterior, *polygon.interiors]:
            points = [tuple(round(v) for v in on.at(x, y)) for x, y in ring.coords[:-1]]
            kept = [p for n, p in enumerate(points) if p != points[n - 1]]
            if len(kept) > 2:
                parts.append(_steps(kept) + "z")
    return "".join(parts)


def _inner(layer: Layer, on: Frame) -> str:
    """Borders between organisations of one cluster."""
    edges = [shapely.boundary(s) for s in layer.organisations.values()]
    outer = shapely.union_all([shapely.boundary(s) for s in layer.clusters.values()])
    lines = shapely.line_merge(shapely.difference(shapely.union_all(edges), outer))
    parts = []
    for line in shapely.get_parts(lines):
        points = [tuple(round(v) for v in on.at(x, y)) for x, y in line.coords]
        kept = [p for n, p in enumerate(points) if n == 0 or p != points[n - 1]]
        if len(kept) > 1:
            parts.append(_steps(kept))
    return "".join(parts)


def _steps(points: list[tuple[int, ...]]) -> str:
    """A path from point to point in relative steps."""
    steps = [f"{b[0] - a[0]} {b[1] - a[1]}" for a, b in pairwise(points)]
    return f"M{points[0][0]} {points[0][1]}l{' '.join(steps)}".replace(" -", "-")


def anchor(shape: Shape, on: Frame) -> tuple[float, float]:
    """Where a label of the shape stands best: middle of the largest circle in its largest part."""
    largest = max(shapely.get_parts(shape), key=lambda p: float(p.area))
    if largest.area <= 0:
        point = largest.representative_point()
    else:
        point = shapely.get_point(shapely.maximum_inscribed_circle(largest, tolerance=2 / on.scale * GRAIN), 0)
    x, y = on.at(float(point.x), float(point.y))
    return (float(round(x)), float(round(y)))


@dataclass(frozen=True)
class Layer:
    """What one drawing shows: organisations with fill numbers, clusters with outlines, labels."""

    organisations: Mapping[str, Shape]
    clusters: Mapping[str, Shape]
    fills: Mapping[str, int]
    """By cluster id."""
    numbers: Mapping[str, int]
    """By cluster id: its number in the report."""
    codes: bool
    """Whether organisations carry their codes."""
    context: tuple[Shape, ...] = ()
    """Outlines drawn pale behind: neighbours that belong to another drawing."""


def draw(layer: Layer, on: Frame, key: str, title: str, description: str) -> Markup:
    """The SVG. ``key`` makes ids unique on the page; title and description are read aloud.

    Returns:
        Markup that is safe to place in a page: every text is escaped here.
    """
    parts = [
        f'<svg viewBox="0 0 {on.width} {on.height}" width="{on.width // GRAIN}" height="{on.height // GRAIN}" '
        f'role="img" aria-labelledby="{key}-t {key}-d" class="map">'
        f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(description)}</desc>'
    ]
    parts += [f'<path class="beyond" d="{path(s, on)}"/>' for s in layer.context]
    parts += [f'<path class="outer f{layer.fills[c]}" d="{path(s, on)}"/>' for c, s in layer.clusters.items()]
    parts.append(f'<path class="inner" d="{_inner(layer, on)}"/>')
    labels = _labels(layer, on)
    for label in labels:
        if label.astray:
            x, y = label.anchor
            parts.append(f'<path class="lead" d="M{x:.0f} {y:.0f}L{label.x:.0f} {label.y:.0f}"/>')
    parts += [_text(label) for label in labels]
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704 - every text above went through escape()


def _labels(layer: Layer, on: Frame) -> tuple[Label, ...]:
    """Numbers first, for they matter most; then codes."""
    wishes = []
    for cluster, shape in layer.clusters.items():
        wishes.append(_wish(str(layer.numbers[cluster]), shape, on, number=True))
    if layer.codes:
        for code, shape in layer.organisations.items():
            wishes.append(_wish(code[:8], shape, on, number=False))
    edge = (0.0, 0.0, float(on.width), float(on.height))
    return place(wishes, edge, 2.6 if layer.codes else 1.7)


def _wish(text: str, shape: Shape, on: Frame, *, number: bool) -> Wish:
    """A label of a shape, with the room it takes."""

    def home(x: float, y: float) -> bool:
        return bool(shapely.contains_xy(shape, x / on.scale + on.left, on.top - y / on.scale))

    room = (26.0 * GRAIN, 26.0 * GRAIN) if number else ((8.0 * len(text) + 3) * GRAIN, 15.0 * GRAIN)
    return Wish(text, anchor(shape, on), room, number, home)


def _text(label: Label) -> str:
    """A number in a disc, or a code."""
    if not label.number:
        return f'<text class="code" x="{label.x:.0f}" y="{label.y + 4 * GRAIN:.0f}">{escape(label.text)}</text>'
    radius = 12 * GRAIN
    return (
        f'<circle class="disc" cx="{label.x:.0f}" cy="{label.y:.0f}" r="{radius}"/>'
        f'<text class="num" x="{label.x:.0f}" y="{label.y + 5 * GRAIN:.0f}">{escape(label.text)}</text>'
    )
