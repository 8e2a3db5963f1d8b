"""Small numbers of people are not given."""

from __future__ import annotations

from planner.core.comparison import Amount

FEWEST = 5
"""Personal counts from 1 to 4 are not given, as in reports."""
NOT_SHOWN = "not shown: a small number"


def withheld(*parts: int) -> Amount | None:
    """An amount without a figure where a part is a small number of people, else None.

    >>> withheld(12, 3) is None, withheld(12, 0)
    (False, None)
    """
    return Amount(why=NOT_SHOWN) if any(0 < n < FEWEST for n in parts) else None
