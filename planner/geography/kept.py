"""Things kept for later questions, within limits of their number and of the rows they hold."""

from __future__ import annotations

from collections import OrderedDict
from typing import Generic, TypeVar

V = TypeVar("V")


class Kept(Generic[V]):
    """What was used last is kept, the rest forgotten and made anew when asked for.

    Args:
        most: things at most.
        rows: rows of tables that all of them hold together at most; the one used last stays, whatever it holds.
    """

    def __init__(self, most: int, rows: int) -> None:
        self.most, self.rows = most, rows
        self.held = 0
        """Rows held now."""
        self._things: OrderedDict[object, tuple[V, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._things)

    def __contains__(self, key: object) -> bool:
        return key in self._things

    def get(self, key: object) -> V | None:
        """The thing of a key, which counts as used; None when it isn't kept."""
        if key not in self._things:
            return None
        self._things.move_to_end(key)
        return self._things[key][0]

    def put(self, key: object, thing: V, rows: int) -> V:
        """Keep a thing that holds so many rows, and forget what was not used for longest."""
        if key in self._things:
            self.held -= self._things.pop(key)[1]
        self._things[key] = (thing, rows)
        self.held += rows
        while len(self._things) > 1 and (len(self._things) > self.most or self.held > self.rows):
            self.held -= self._things.popitem(last=False)[1][1]
        return thing
