"""Trade-offs as a drawing: best compromises, this plan and today, told apart by shape and word, not colour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup, escape

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 120, 40, 40, 70
"""Room for words round the points, in pixels."""


@dataclass(frozen=True)
class Point:
    """One mark: across and up as whole numbers, with their words."""

    across: int
    up: int
    across_words: str
    up_words: str
    kind: Literal["best", "plan", "today"]


def plot(points: Sequence[Point], across: str, up: str) -> Markup | None:
    """The drawing; None with fewer than two different places.

    Args:
        points: in any order; marks of the plan and of today are drawn last, so that nothing hides them.
        across: what is counted across.
        up: what is counted up.

    Returns:
        Markup that is safe to place in a page: every text is escaped here. The ends of both axes carry figures
        of points, so that no number is here that the table has not.
    """
    if len({(p.across, p.up) for p in points}) < 2:
        return None
    x = _axis([p.across for p in points], LEFT, WIDTH - RIGHT)
    y = _axis([p.up for p in points], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" role="img" '
        'aria-labelledby="plot-t plot-d" class="plot"><title id="plot-t">Trade-offs</title>'
        f'<desc id="plot-d">{escape(across)} across, {escape(up)} up; the table has the figures.</desc>'
        f'<path class="axis" d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}"/>'
    ]
    parts += _ends(points, x, y)
    parts.append(_text(LEFT + (WIDTH - LEFT - RIGHT) // 2, HEIGHT - 12, across, "middle"))
    parts.append(_text(4, 16, up, "start"))
    order = {"best": 0, "today": 1, "plan": 2}
    parts += [_mark(p, round(x(p.across)), round(y(p.up))) for p in sorted(points, key=lambda p: order[p.kind])]
    parts.append("</svg>")
    return Markup("".join(parts))  # noqa: S704 - every text above went through escape()


class _axis:  # noqa: N801 - used as a function
    """From values to pixels; all in the middle where there is one value only."""

    def __init__(self, values: Sequence[int], start: int, end: int) -> None:
        self._low, self._high = min(values), max(values)
        self._start, self._end = start + (14 if end > start else -14), end

    def __call__(self, value: int) -> float:
        """Place of a value."""
        span = self._high - self._low
        return self._start + (self._end - self._start) * ((value - self._low) / span if span else 0.5)


def _ends(points: Sequence[Point], x: _axis, y: _axis) -> list[str]:
    """Figures at both ends of both axes."""
    parts = []
    for pick in (min, max):
        far = pick(points, key=lambda p: p.across)
        parts.append(_text(round(x(far.across)), HEIGHT - BOTTOM + 22, far.across_words, "middle"))
        top = pick(points, key=lambda p: p.up)
        parts.append(_text(LEFT - 8, round(y(top.up)) + 5, top.up_words, "end"))
    return parts


def _mark(point: Point, x: int, y: int) -> str:
    """A disc for a best compromise, a diamond for the plan, a square for today; the last two in words too."""
    if point.kind == "best":
        return f'<circle class="best" cx="{x}" cy="{y}" r="5"/>'
    shape = (
        f'<path class="mine" d="M{x} {y - 9}L{x + 9} {y}L{x} {y + 9}L{x - 9} {y}z"/>'
        if point.kind == "plan"
        else f'<rect class="now" x="{x - 7}" y="{y - 7}" width="14" height="14"/>'
    )
    left = x > WIDTH // 2
    words = "this plan" if point.kind == "plan" else "today"
    return shape + _text(x - 14 if left else x + 14, y - 10, words, "end" if left else "start")


def _text(x: int, y: int, words: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" class="a-{anchor}">{escape(words)}</text>'
