"""Explanations for everyone: what a planner wrote by hand is kept back where it names an office holder."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from planner.core.people import DECIDED, ids_given
from planner.report.views.privacy import WITHHELD, Discretion

if TYPE_CHECKING:
    from planner.core.instance import Instance
    from planner.core.plan import Plan
    from planner.study.explain import Change, Explanation, Member
    from planner.study.prices import Prices
    from planner.study.why import Alternative, GroupingWhy

_DECISION = "A decision about an office holder, in the row named; --audience panel says which."
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


def public_explanation(instance: Instance, found: Explanation) -> Explanation:
    """Why there is no plan without what decisions about people say: the row of each, and who took it, stay."""
    from planner.study.explain.changes import ONE_PERSON

    ids = ids_given(instance)

    def named(*texts: str) -> bool:
        return any(i in text for text in texts for i in ids)

    def member(m: Member) -> Member:
        if m.rule not in DECIDED and not named(m.text, m.citation, *m.subjects):
            return m
        text = _DECISION if m.rule in DECIDED else f"It names an office holder: {WITHHELD}."
        cited = "your decision" if named(m.citation) else m.citation
        return m.model_copy(update={"text": text, "citation": cited, "subjects": ()})

    def change(c: Change) -> Change:
        if c.kind != "drop" or not named(c.text, c.input):
            return c
        where, _, _ = c.input.partition(": ")
        agrees = "who took the decision" if named(c.agrees) else c.agrees
        return c.model_copy(update={"text": ONE_PERSON, "input": f"{where}: delete this row", "agrees": agrees})

    conflicts = tuple(c.model_copy(update={"members": tuple(map(member, c.members))}) for c in found.conflicts)
    return found.model_copy(update={"conflicts": conflicts, "changes": tuple(map(change, found.changes))})
