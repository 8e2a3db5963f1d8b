"""What a recount of one figure gives."""

from __future__ import annotations

Count = tuple[int, int, int | None] | None
"""Least, greatest, and how many at most; None where there is no figure."""
FEWEST = 5
"""Personal counts from 1 to 4 are not told."""


def one(n: int, of: int | None = None) -> Count:
    """A number, perhaps of a whole."""
    return (n, n, of)
