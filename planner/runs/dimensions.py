"""The dimensions of a grid: what each item of a list may be, and how the table names it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from planner.core.caps import cap_fault, ordered
from planner.core.ranges import cluster_range, range_text

DIMENSIONS = ("regions", "scenarios", "eras", "models", "clusters", "geography", "profiles", "caps", "seeds")
"""In the order in which runs follow each other: what shares possible clusters stands together."""
WHOLE, EACH, AS_GIVEN, TARGET, MAP_ALONE = "whole", "each", "as-given", "target", "map-alone"
DEFAULTS: dict[str, list[Any]] = {
    "regions": [WHOLE],
    "scenarios": [AS_GIVEN],
    "eras": [AS_GIVEN],
    "clusters": [TARGET],
    "geography": ["free"],
    "profiles": ["geography-first"],
    "caps": [{}],
    "seeds": [1],
}
COLUMNS = {
    "regions": "region",
    "scenarios": "scenario",
    "eras": "era",
    "models": "model",
    "clusters": "clusters_asked",
    "geography": "geography",
    "profiles": "profile",
    "caps": "caps",
    "seeds": "seed",
}
"""Name of each dimension's column in the table of results."""


@dataclass(frozen=True)
class Choice:
    """One item of a dimension."""

    label: str
    """As the table shows it."""
    value: Any
    """As it goes into the settings, plain data."""
    mark: str = ""
    """What its content is, for the key, where the value alone doesn't say it: a hash of a file."""
    given: bool = True
    """The batch file says so; otherwise a scenario's word counts before this usual one."""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Of a scenario: what it says of the run itself, by key."""


class NotThatError(ValueError):
    """An item that its dimension can't be; the text says what it can be."""


def clusters(item: Any) -> Choice:
    """``target``, a number, or a range ``LO..HI``."""
    if item == TARGET:
        return Choice(TARGET, None)
    found = cluster_range(str(item)) if type(item) in (int, str) else None
    if found is None:
        raise NotThatError('a number such as 4, a range such as "3..5", or "target"')
    return Choice(range_text(*found), [*found])


def geography(item: Any) -> Choice:
    """``free`` or ``reference``."""
    if item not in ("free", "reference") or not isinstance(item, str):
        raise NotThatError('"free" or "reference"')
    return Choice(item, item)


def profile(item: Any) -> Choice:
    """What matters first."""
    if item not in ("geography-first", "people-first") or not isinstance(item, str):
        raise NotThatError('"geography-first" or "people-first"')
    return Choice(item, item)


def caps(item: Any) -> Choice:
    """A table of limits, empty for none."""
    if not isinstance(item, dict):
        raise NotThatError("a table such as { cost = 5000000 }, or {} for none")
    faults = [text for name, value in item.items() if (text := cap_fault(name, value))]
    if faults:
        raise NotThatError("a table of caps. " + " ".join(faults))
    return Choice(caps_label(item), ordered(item))


def caps_label(caps: Mapping[str, int]) -> str:
    """How the table names caps."""
    return ", ".join(f"{k}={v}" for k, v in ordered(caps).items()) or "none"


def seed(item: Any) -> Choice:
    """A number that starts the search."""
    if type(item) is not int or not 0 <= item <= 2**31 - 1:
        raise NotThatError("a whole number from 0 to 2,147,483,647")
    return Choice(str(item), item)


OPTIONS = {
    "regions": "regions",
    "models": "governance",
    "clusters": "clusters",
    "geography": "geography",
    "profiles": "profile",
    "caps": "caps",
    "seeds": "seed",
}
"""The option of ``planner solve`` that each dimension sets; scenarios have the same keys."""

SIMPLE: dict[str, Callable[[Any], Choice]] = {
    "clusters": clusters,
    "geography": geography,
    "profiles": profile,
    "caps": caps,
    "seeds": seed,
}
"""Dimensions whose items can be judged without an instance or a file."""
