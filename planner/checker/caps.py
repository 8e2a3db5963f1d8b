"""Checks of the caps: the finished plan keeps every one that was asked for."""

from __future__ import annotations

from planner.checker.case import Case, Problems
from planner.checker.settings import setting
from planner.checker.verdict import Problem
from planner.core.caps import CAPS, cap_fault
from planner.objectives.capped import COUNTED


def check_caps(case: Case) -> Problems:
    """Each capped amount, counted anew from clusters, boards and people, is within its cap."""
    found = case.plan.settings.get("caps")
    if found is None:
        return
    caps = setting(case.plan, "caps")
    if not isinstance(caps, dict) or not caps or found.origin not in ("option", "scenario"):
        yield Problem(
            check="SETTINGS", text="the setting caps is no list of caps that was asked for", subject=("caps",)
        )
        return
    for name, most in caps.items():
        fault = cap_fault(name, most)
        if fault:
            yield Problem(check="SETTINGS", text=f"in the setting caps: {fault}", subject=("caps",))
        elif case.only_map:
            yield Problem(check="CAP", text=f"{name} is capped and the plan has no boards", subject=(name,))
        else:
            amount = COUNTED[name](case.instance, case.plan, case.rulebook)
            if amount > most:
                yield Problem(
                    check="CAP",
                    text=f"{CAPS[name].title}: {amount:,} {CAPS[name].unit}; at most {most:,} was asked for",
                    subject=(name,),
                )
