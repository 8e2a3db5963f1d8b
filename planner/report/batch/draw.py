"""Drawings of the report of a batch: small multiples and spreads, as SVG by own code."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from planner.report.batch.view import Drawn, Panel

WIDTH, HEIGHT = 210, 150
LEFT, RIGHT, TOP, BOTTOM = 52, 10, 10, 22
SHAPES = 5
"""Different shapes of marks; scenarios beyond share the last."""


def panel(shown: Panel, of: Drawn, models: Sequence[str], scenarios: Sequence[str], key: str) -> Markup:
    """One small drawing: models from left to right, the value upwards, a shape for each scenario."""
    wide, high = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    said = "; ".join(f"{m}, {s}: {v:,}" for m, s, v in shown.marks[:40]) or "no plan"
    parts = [_head(WIDTH, HEIGHT, key, f"{of.measure.title}, {shown.title}", said)]
    for value, y in ((of.high, TOP), (of.low, TOP + high)):
        parts.append(f'<path class="grid" d="M{LEFT} {y}h{wide}"/>')
        parts.append(f'<text class="end" x="{LEFT - 5}" y="{y + 4}">{value:,}</text>')
    step = wide / max(1, len(models))
    for n, model in enumerate(models):
        middle = LEFT + (n + 0.5) * step
        parts.append(f'<text class="mid" x="{middle:.0f}" y="{HEIGHT - 6}">{escape(_shortest(model))}</text>')
    spread = max(1, len(scenarios))
    for model, scenario, value in shown.marks:
        at = scenarios.index(scenario)
        x = LEFT + (models.index(model) + (at + 1) / (spread + 1)) * step
        up = high * _share(value, of.low, of.high)
        parts.append(mark(min(at, SHAPES - 1), x, TOP + high - up))
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704 - every text above went through escape()


def spread(of: Drawn, key: str) -> Markup:
    """A line for each model: least to most, a box from quarter to quarter, the middle, every run as a dot."""
    wide, row = 560, 34
    left, right = 110, 60
    height = row * len(of.spreads) + 26
    low = min((s.values[0] for s in of.spreads), default=0)
    high = max((s.values[-1] for s in of.spreads), default=0)

    def x(value: float) -> float:
        return left + (wide - left - right) * _share(value, low, high)

    said = "; ".join(f"{s.model}: {s.five[0]:,} to {s.five[4]:,}, middle {s.five[2]:,.0f}" for s in of.spreads)
    parts = [_head(wide, height, key, f"{of.measure.title} by governance model", said)]
    for n, s in enumerate(of.spreads):
        y = row * n + row / 2
        least, lower, middle, upper, most = (x(v) for v in s.five)
        parts.append(f'<text class="end" x="{left - 10}" y="{y + 4:.0f}">{escape(_short(s.model))}</text>')
        parts.append(f'<path class="line" d="M{least:.0f} {y:.0f}H{most:.0f}"/>')
        width = max(1.0, upper - lower)
        parts.append(f'<rect class="box" x="{lower:.0f}" y="{y - 9:.0f}" width="{width:.0f}" height="18"/>')
        parts += [
            f'<circle class="dot" cx="{x(v):.0f}" cy="{y:.0f}" r="2.5"/>' for v in sorted(set(s.values))[:400]
        ]
        parts.append(f'<path class="middle" d="M{middle:.0f} {y - 11:.0f}v22"/>')
    base = row * len(of.spreads) + 16
    parts.append(f'<text class="start" x="{left}" y="{base}">{low:,}</text>')
    parts.append(f'<text class="end" x="{wide - right}" y="{base}">{high:,}</text></svg>')
    return Markup("".join(parts))  # noqa: S704 - every text above went through escape()


def mark(shape: int, x: float, y: float) -> str:
    """A mark: circle, square, triangle, diamond or cross, so that colour is not needed to tell them apart."""
    if shape == 0:
        return f'<circle class="m0" cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
    path = (
        f"M{x - 4:.1f} {y - 4:.1f}h8v8h-8z",
        f"M{x:.1f} {y - 5:.1f}l5 9h-10z",
        f"M{x:.1f} {y - 5.5:.1f}l5.5 5.5l-5.5 5.5l-5.5-5.5z",
        f"M{x - 4:.1f} {y - 4:.1f}l8 8m0-8l-8 8",
    )[shape - 1]
    return f'<path class="m{shape}" d="{path}"/>'


def key_mark(shape: int) -> Markup:
    """The mark alone, for the key."""
    drawn = mark(min(shape, SHAPES - 1), 8, 8)
    head = '<svg class="chart key" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">'
    return Markup(f"{head}{drawn}</svg>")  # noqa: S704 - numbers alone


def _head(width: int, height: int, key: str, title: str, description: str) -> str:
    return (
        f'<svg class="chart" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-labelledby="{key}-t {key}-d"><title id="{key}-t">{escape(title)}</title>'
        f'<desc id="{key}-d">{escape(description)}</desc>'
    )


def _share(value: float, low: int, high: int) -> float:
    return (value - low) / (high - low) if high > low else 0.5


def _shortest(label: str) -> str:
    """``model-2`` as ``2``, other names cut to what fits below a small drawing."""
    short = {"map-alone": "map"}.get(label, _short(label).removeprefix("Model "))
    return short if len(short) <= 6 else f"{short[:5]}…"


def _short(label: str) -> str:
    """``model-2`` as ``Model 2``, other names cut to what fits."""
    if label.startswith("model-") and label[6:].isdigit():
        return f"Model {label[6:]}"
    return label if len(label) <= 12 else f"{label[:11]}…"
