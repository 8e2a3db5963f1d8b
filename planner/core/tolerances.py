"""How far from the best possible a plan may be and still be good enough: tolerances of ``solve``."""

from __future__ import annotations

from collections.abc import Mapping

from planner.core.levels import BOARDS, GEOGRAPHY
from planner.core.plan import Level, Plan

LARGEST = 10**12
"""No tolerance may be larger."""
SETTING = "tolerances"
"""Key of the setting in a plan; there only where a tolerance was asked for."""


def tolerance_fault(name: object, value: object) -> str:
    """Why this is no tolerance, as a sentence; empty when it is one.

    >>> tolerance_fault("cost", 5_000), tolerance_fault("splits", -1)
    ('', 'The tolerance of splits is no whole number from 0 to 1,000,000,000,000.')
    """
    if name not in GEOGRAPHY and name not in BOARDS:
        return f"There is no aim {name!s}."
    if type(value) is not int or not 0 <= value <= LARGEST:
        return f"The tolerance of {name!s} is no whole number from 0 to {LARGEST:,}."
    return ""


def tolerances_of(plan: Plan) -> dict[str, int]:
    """Tolerances that a plan was asked for, by id of the aim; what is none of them is left out."""
    found = plan.settings.get(SETTING)
    value = found.value if found is not None else None
    if not isinstance(value, Mapping):
        return {}
    return {name: most for name, most in value.items() if not tolerance_fault(name, most)}


def open_levels(plan: Plan) -> tuple[Level, ...]:
    """Aims that are not proved best, in order of importance."""
    return tuple(x for x in plan.levels if x.bound != x.value)


def beyond_tolerance(plan: Plan) -> tuple[Level, ...]:
    """Aims that may be further from the best possible than was allowed; what is not named is allowed nothing.

    Below an aim that is not proved the bound is 0, for nothing is known there: such an aim is within its
    tolerance only with its whole value.
    """
    allowed = tolerances_of(plan)
    return tuple(x for x in open_levels(plan) if x.value - x.bound > allowed.get(x.id, 0))


def within_tolerance(plan: Plan) -> bool:
    """Whether a plan that is not proved best is within the tolerances that were asked for."""
    return plan.status == "feasible" and bool(tolerances_of(plan)) and not beyond_tolerance(plan)
