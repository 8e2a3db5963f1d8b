"""What may be capped, and in which words it is said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Cap:
    """One quantity that a planner may put a limit on."""

    id: str
    title: str
    unit: str
    summed: bool = True
    """The limit is on the sum over clusters (True) or on every cluster by itself (False)."""


CAPS: dict[str, Cap] = {
    c.id: c
    for c in (
        Cap("cost", "Pay of chairs and non-executive directors", "pounds a year"),
        Cap("meetings", "Board meetings that the executive teams serve", "meetings a year"),
        Cap("places_end", "People whose place ends without their offer", "people"),
        Cap(
            "cluster_board",
            "Non-executives who meet with an executive team in one cluster body",
            "people in any cluster",
            summed=False,
        ),
    )
}
"""All caps by id, in the order in which they are shown."""

LARGEST = 10**12
"""No cap may be larger."""


def cap_fault(name: object, value: object) -> str:
    """Why this is no cap, as a sentence; empty when it is one.

    >>> cap_fault("cost", 5_000_000)
    ''
    """
    if name not in CAPS:
        return f"{name!s} can't be capped; there are {', '.join(CAPS)}."
    if type(value) is not int or not 0 <= value <= LARGEST:
        return f"The cap on {name!s} is no whole number from 0 to {LARGEST:,}."
    return ""


def ordered(caps: Mapping[str, int]) -> dict[str, int]:
    """Caps in the order of :data:`CAPS`."""
    return {name: caps[name] for name in CAPS if name in caps}
