"""Numbers of clusters as people write them."""

from __future__ import annotations

import re

_WRITTEN = re.compile(r"([0-9]{1,5})(?:\.\.([0-9]{1,5}))?\Z")


def cluster_range(text: str) -> tuple[int, int] | None:
    """Fewest and most clusters of ``4`` or ``3..5``; None where it is no such number or range.

    >>> cluster_range("3..5"), cluster_range("4"), cluster_range("5..3")
    ((3, 5), (4, 4), None)
    """
    match = _WRITTEN.match(text.strip())
    low, high = (int(match[1]), int(match[2] or match[1])) if match else (0, 0)
    return (low, high) if 1 <= low <= high else None


def range_text(low: int, high: int) -> str:
    """A range as :func:`cluster_range` reads it."""
    return str(low) if low == high else f"{low}..{high}"
