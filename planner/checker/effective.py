"""The rules in force for one plan: the rulebook with what the plan's settings add to it."""

from __future__ import annotations

from typing import Any

from planner.core.plan import Plan
from planner.core.rulebook import Rulebook

RANGE_RULE = "GEO-10"
"""The rule whose limits ``fewest`` and ``most`` are the range of clusters asked for."""


def asked_range(plan: Plan) -> tuple[int, int] | None:
    """Fewest and most clusters that were asked for; None without a (readable) range."""
    found = plan.settings.get("clusters")
    value: Any = None if found is None else found.value
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    low, high = value
    if type(low) is not int or type(high) is not int or not 1 <= low <= high:
        return None
    return low, high


def effective(rulebook: Rulebook, plan: Plan) -> Rulebook:
    """The rulebook with the range of clusters that was asked for as limits of GEO-10."""
    asked = asked_range(plan)
    if asked is None:
        return rulebook
    rules = tuple(
        r.model_copy(update={"parameters": {**r.parameters, "fewest": asked[0], "most": asked[1]}})
        if r.id == RANGE_RULE
        else r
        for r in rulebook.rules
    )
    # built anew, for a copy would keep the cached index of the old rules
    return Rulebook(**{**{name: getattr(rulebook, name) for name in Rulebook.model_fields}, "rules": rules})
