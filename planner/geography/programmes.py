"""Linear programmes kept open: those of the parts used last, for all of a country would fill the memory."""

from __future__ import annotations

import weakref
from collections import OrderedDict
from typing import Protocol

OPEN = 24
"""Linear programmes kept open."""


class Closable(Protocol):
    """Holds a programme."""

    def close(self) -> None:
        """Give back its memory."""


_open: OrderedDict[int, weakref.ref[Closable]] = OrderedDict()


def last_used(part: Closable) -> None:
    """A part whose programme is used now; the one not used for longest closes its own."""
    _open.pop(id(part), None)
    _open[id(part)] = weakref.ref(part)
    while len(_open) > OPEN:
        _, oldest = _open.popitem(last=False)
        other = oldest()
        if other is not None:
            other.close()
