"""Trade-offs as a drawing: best compromises, this plan, today, the reference: told apart by shape and word."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from markupsafe import Markup, escape

WIDTH, HEIGHT = 640, 400
LEFT, RIGHT, TOP, BOTTOM = 120, 40, 56, 76
"""Room for words round the points, in pixels."""


@dataclass(frozen=True)
class Point:
    """One mark: across and up as whole numbers, with their words."""

    across: int
    up: int
    across_words: str
    up_words: str
    kind: Literal["best", "plan", "today", "reference"]


def plot(points: Sequence[Point], across: str, up: str, id: str = "plot") -> Markup | None:  # noqa: A002
    """The drawing; None with fewer than two different places.

    Args:
        points: in any order; marks of today, the reference and the plan are drawn last, so that nothing hides
            them.
        across: what is counted across.
        up: what is counted up.
        id: of the drawing in its page, if there are several.

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
        f'aria-labelledby="{id}-t {id}-d" class="plot"><title id="{id}-t">Trade-offs</title>'
        f'<desc id="{id}-d">{escape(across)} across, {escape(up)} up; the table has the figures.</desc>'
        f'<path class="axis" d="M{LEFT} {TOP}V{HEIGHT - BOTTOM}H{WIDTH - RIGHT}"/>'
    ]
    parts += _ends(points, x, y)
    below, above = _lines(across), _lines(up)
    middle = WIDTH // 2
    parts += [_text(middle, HEIGHT - 28 + 18 * n, words, "middle") for n, words in enumerate(below)]
    parts += [_text(4, 16 + 18 * n, words, "start") for n, words in enumerate(above)]
    order = {"best": 0, "reference": 1, "today": 2, "plan": 3}
    taken = [
        _Box(round(x(p.across)) - 10, round(y(p.up)) - 10, round(x(p.across)) + 10, round(y(p.up)) + 10)
        for p in points
        if p.kind != "best"
    ]
    for p in sorted(points, key=lambda p: order[p.kind]):
        parts.append(_mark(p, round(x(p.across)), round(y(p.up)), taken))
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


WORDS = {"plan": "this plan", "today": "today", "reference": "reference"}
LETTER, LINE = 9, 18
"""Room for one letter and one line of words, in pixels."""
LONGEST = 68
"""Letters in one line under or over the drawing."""


def _lines(words: str) -> list[str]:
    """In one line, or in two where it is long."""
    return textwrap.wrap(words, LONGEST, max_lines=2, placeholder=" …")


class _Box(NamedTuple):
    """A place that is taken, in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    def meets(self, other: _Box) -> bool:
        """Whether the two share a place."""
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)


def _mark(point: Point, x: int, y: int, taken: list[_Box]) -> str:
    """A disc for a best compromise; a diamond, square or triangle with its word for the plan, today, reference.

    Words that would stand on another mark or its words are moved to the other side, up or down.
    """
    if point.kind == "best":
        return f'<circle class="best" cx="{x}" cy="{y}" r="5"/>'
    shape = {
        "plan": f'<path class="mine" d="M{x} {y - 9}L{x + 9} {y}L{x} {y + 9}L{x - 9} {y}z"/>',
        "today": f'<rect class="now" x="{x - 7}" y="{y - 7}" width="14" height="14"/>',
        "reference": f'<path class="ref" d="M{x} {y - 9}L{x + 9} {y + 7}L{x - 9} {y + 7}z"/>',
    }[point.kind]
    words = WORDS[point.kind]
    sides = (-1, 1) if x > WIDTH // 2 else (1, -1)
    places = [(side, y - 10 + LINE * n) for n in (0, -1, 1, -2, 2, -3) for side in sides]
    side, line = next((p for p in places if _free(_words_box(x, *p, words), taken)), places[0])
    taken.append(_words_box(x, side, line, words))
    return shape + _text(x + 14 * side, line, words, "start" if side > 0 else "end")


def _words_box(x: int, side: int, line: int, words: str) -> _Box:
    """What words beside a mark take."""
    near, far = x + 14 * side, x + (14 + LETTER * len(words)) * side
    return _Box(min(near, far), line - LINE + 4, max(near, far), line + 4)


def _free(box: _Box, taken: Sequence[_Box]) -> bool:
    """Whether words can stand there, inside the axes and on nothing else."""
    inside = box.left >= LEFT and box.right <= WIDTH and box.top >= TOP - LINE and box.bottom <= HEIGHT - BOTTOM
    return inside and not any(box.meets(other) for other in taken)


def _text(x: int, y: int, words: str, anchor: str) -> str:
    return f'<text x="{x}" y="{y}" class="a-{anchor}">{escape(words)}</text>'
