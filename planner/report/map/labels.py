"""Where labels stand: each at its place if free, else near it with a line, else left to the table."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in drawing units."""

STEPS = (0.0, 1.0, 1.7, 2.6)
DIRECTIONS = ((0, -1), (1, 0), (0, 1), (-1, 0), (0.8, -0.8), (0.8, 0.8), (-0.8, 0.8), (-0.8, -0.8))


@dataclass(frozen=True)
class Label:
    """A text at its centre; ``anchor`` is the place it is about."""

    text: str
    x: float
    y: float
    anchor: tuple[float, float]
    number: bool
    """A cluster's number (in a disc), not an organisation's code."""
    astray: bool
    """It stands outside what it is about, so a line must lead back."""


@dataclass(frozen=True)
class Wish:
    """A label that wants a place."""

    text: str
    anchor: tuple[float, float]
    size: tuple[float, float]
    number: bool
    home: Callable[[float, float], bool]
    """Whether a place is inside what the label is about."""


def place(wishes: Iterable[Wish], frame: Box, reach: float) -> tuple[Label, ...]:
    """Place labels in the order given, none over another and none out of the frame.

    ``reach`` is how far, in sizes of the label, one may be moved; those that find no place are left out.
    A cluster's number keeps off the places of codes where its own area has room for that.
    """
    every = list(wishes)
    polite = [_box(w, *w.anchor) for w in every if not w.number]
    taken: list[Box] = []
    labels: list[Label] = []
    for wish in every:
        spot = _spot(wish, [*taken, *polite], frame, reach, at_home=True) if wish.number else None
        spot = spot or _spot(wish, taken, frame, reach)
        if spot is not None:
            x, y = spot
            taken.append(_box(wish, x, y))
            labels.append(Label(wish.text, x, y, wish.anchor, wish.number, not wish.home(x, y)))
    return tuple(labels)


def _spot(
    wish: Wish, taken: list[Box], frame: Box, reach: float, *, at_home: bool = False
) -> tuple[float, float] | None:
    """First free place for a label, nearest first; inside what it is about if it must be at home."""
    for step in (s for s in STEPS if s <= reach):
        for dx, dy in DIRECTIONS if step else ((0, 0),):
            x = wish.anchor[0] + dx * step * wish.size[0]
            y = wish.anchor[1] + dy * step * wish.size[1]
            box = _box(wish, x, y)
            if at_home and not wish.home(x, y):
                continue
            inside = box[0] >= frame[0] and box[1] >= frame[1] and box[2] <= frame[2] and box[3] <= frame[3]
            if inside and not any(_overlap(box, other) for other in taken):
                return (x, y)
    return None


def _box(wish: Wish, x: float, y: float) -> Box:
    """Box of a label centred at a place."""
    w, h = wish.size
    return (x - w / 2, y - h / 2, x + w / 2, y + h / 2)


def _overlap(a: Box, b: Box) -> bool:
    """Whether two boxes share any area."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
