"""Checks of the tolerances: what a plan says was allowed can be read."""

from __future__ import annotations

from planner.checker.case import Case, Problems
from planner.checker.verdict import Problem
from planner.core.tolerances import SETTING, tolerance_fault


def check_tolerances(case: Case) -> Problems:
    """Whole numbers from 0 for aims that there are, asked for by somebody."""
    found = case.plan.settings.get(SETTING)
    if found is None:
        return
    if not isinstance(found.value, dict) or not found.value or found.origin not in ("option", "scenario"):
        yield Problem(
            check="SETTINGS",
            text="the setting tolerances is no list of tolerances that was asked for",
            subject=(SETTING,),
        )
        return
    for name, most in found.value.items():
        fault = tolerance_fault(name, most)
        if fault:
            yield Problem(check="SETTINGS", text=f"in the setting tolerances: {fault}", subject=(SETTING,))
