"""Figures about rules: how many of each weight are not kept; which ones stands in the list of departures."""

from __future__ import annotations

from planner.core.comparison import Amount
from planner.study.compare.figures.registry import figure
from planner.study.compare.subject import Subject, number

GROUP = "rules"
UNKEPT = ("fail", "exempt")


@figure(
    "law_broken",
    GROUP,
    "Rules of law broken",
    "rules",
    "Rules of statute that the boards break; today's boards are judged as they are.",
)
def law_broken(subject: Subject) -> Amount:
    """Statutes that are broken."""
    return number(sum(r.authority == "statute" and r.status == "fail" for r in subject.plan.rules))


@figure(
    "guidance_departures",
    GROUP,
    "Departures from the guidance",
    "rules",
    "Rules of the guidance and the policy letters that are broken, or lifted by a recorded decision.",
    boards=False,
)
def guidance_departures(subject: Subject) -> Amount:
    """Rules of guidance and letters that are departed from."""
    return number(sum(r.authority in ("guidance", "letter") and r.status in UNKEPT for r in subject.plan.rules))


@figure(
    "choices_unkept",
    GROUP,
    "Your choices and our assumptions not kept",
    "rules",
    "Rules that are the planner's choice or our assumption and are broken, or lifted by a recorded decision.",
    boards=False,
)
def choices_unkept(subject: Subject) -> Amount:
    """Choices and assumptions that are not kept."""
    return number(
        sum(r.authority in ("planner", "assumption") and r.status in UNKEPT for r in subject.plan.rules)
    )
