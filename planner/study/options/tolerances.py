"""How much worse than the best an option may be, and how far apart options must be, where nobody said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from planner.core.plan import Level

TENTH = 10
AT_LEAST = 2
ALIKE = "cluster_target"
"""The number of clusters stays as near to its target as it can be."""
PER_MOVE = 15
"""Of so many organisations one must move, two at least, between any two options."""


def usual(best: int) -> int:
    """A tenth of the best value, rounded up, two at least (ASSUMED).

    >>> usual(0), usual(21), usual(6_114_346)
    (2, 3, 611435)
    """
    return max(AT_LEAST, -(-best // TENTH))


def usual_distance(organisations: int) -> int:
    """Organisations that must move at least between any two options (ASSUMED).

    >>> usual_distance(14), usual_distance(151)
    (2, 10)
    """
    return max(2, organisations // PER_MOVE)


def limits(map_levels: Iterable[Level], asked: Mapping[str, int]) -> dict[str, int]:
    """Most of each level of the map, by id, from the best plan's values and what was asked for."""
    found = {}
    for level in map_levels:
        more = asked.get(level.id)
        if more is None:
            more = 0 if level.id == ALIKE else usual(level.value)
        found[level.id] = level.value + more
    return found


def check(asked: Mapping[str, int], known: Iterable[str]) -> None:
    """Tolerances are whole numbers from 0 for levels that the plan has.

    Raises:
        ValueError: one that is not.
    """
    ids = list(known)
    for name, value in asked.items():
        if name not in ids:
            raise ValueError(f"{name} is no aim here; there are {', '.join(ids)}")
        if type(value) is not int or value < 0:
            raise ValueError(f"the tolerance of {name} is no whole number from 0 upwards")
