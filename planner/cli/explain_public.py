"""Explanations for everyone: what a planner wrote by hand is kept back where it names an office holder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.report.views.privacy import WITHHELD, Discretion

if TYPE_CHECKING:
    from planner.core.instance import Instance
    from planner.core.plan import Plan
    from planner.study.prices import Prices
    from planner.study.why import Alternative, GroupingWhy

_FACT = f"A decision about it names an office holder: {WITHHELD}."


def public_prices(instance: Instance, plan: Plan, found: Prices) -> Prices:
    """The price list without titles of decisions that name somebody."""
    discretion = Discretion(instance, plan)
    rows = tuple(
        replace(r, title=WITHHELD) if r.kind == "decision" and discretion.names_someone(r.title) else r
        for r in found.rows
    )
    return replace(found, rows=rows)


def public_grouping(instance: Instance, plan: Plan, found: GroupingWhy) -> GroupingWhy:
    """The same without facts and reasons that do."""
    discretion = Discretion(instance, plan)

    def shown(a: Alternative) -> Alternative:
        reasons = tuple(
            replace(r, text=f"a decision says the opposite ({WITHHELD})")
            if r.rule.startswith("DEC-") and discretion.names_someone(r.text)
            else r
            for r in a.reasons
        )
        return replace(a, reasons=reasons)

    facts = tuple(
        _FACT if f.startswith("Your decision") and discretion.names_someone(f) else f for f in found.facts
    )
    return replace(found, facts=facts, alternatives=tuple(shown(a) for a in found.alternatives))
