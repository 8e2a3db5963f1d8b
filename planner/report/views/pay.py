"""What chairs and directors cost beside what they cost today, in one sentence."""

from __future__ import annotations

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.boards.cost import Cost
from planner.objectives.boards.cost_change import cost_today
from planner.report.views.privacy import Discretion
from planner.report.views.words import number


def pay_words(instance: Instance, plan: Plan, rulebook: Rulebook, discretion: Discretion | None = None) -> str:
    """Pounds a year of the plan and of today's posts at the same rates; empty without boards or posts."""
    if not plan.boards or not instance.office_holders:
        return ""
    after, today = Cost().value(instance, plan, rulebook), cost_today(instance, rulebook)
    pounds = discretion.pounds if discretion else number
    after = discretion.rounded(after) if discretion else after
    change = (
        "as much as"
        if pounds(after) == pounds(today)
        else f"{pounds(abs(after - today))} {_word(after > today)} than"
    )
    proxy = " (some rates are derived proxies)" if "proxy" in rulebook.pay.certainty.lower() else ""
    return (
        f"At seat rates, chairs and non-executive directors would cost {pounds(after)} pounds a year, {change} "
        f"the posts of today ({number(today)}); vacant seats cost nothing{proxy}."
    )


def _word(dearer: bool) -> str:
    return "more" if dearer else "less"
