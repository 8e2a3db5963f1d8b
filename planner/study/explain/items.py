"""What may be to blame: one item for each rule and what it can be lifted from, in an order of blame."""

from __future__ import annotations

from collections.abc import Iterable

from planner.core.instance import Instance
from planner.core.rows import Decision
from planner.core.rulebook import EASIEST_FIRST, Authority, Rulebook

Item = tuple[str, str]
"""(rule id, subject).

The subject is an organisation for rules about boards, and for GEO-POP, GEO-SIZE, GEO-CON and GEO-4, which then
bind the cluster it is in; a consortium for GEO-7; an arrangement for HR-2; a decision in words for what a
planner decided; empty for the number of clusters and for rules about whole clusters' boards.
"""

NUMBER = ("GEO-10", "")
COVERED = "GEO-2"
"""What a plan is; never in question."""
ABOUT_PEOPLE = {"keep_in_post": "DEC-KEEP", "place": "DEC-PLACE", "release": "DEC-RELEASE"}
"""Rule of each decision about a person."""
ABOUT_PAIRS = {"keep_together": "DEC-TOGETHER", "keep_apart": "DEC-APART"}
"""Rule of each decision about two organisations."""


def decision_item(d: Decision) -> Item | None:
    """The item of a decision; None for one that only permits something."""
    if d.kind in ABOUT_PAIRS:
        return ABOUT_PAIRS[d.kind], f"{d.subject};{d.object}"
    if d.kind in ABOUT_PEOPLE:
        return ABOUT_PEOPLE[d.kind], ",".join(x for x in (d.subject, d.object, d.role) if x)
    return None


def decisions_of(instance: Instance, items: Iterable[Item]) -> list[Decision]:
    """Decisions behind some items, in the order of the instance."""
    wanted = set(items)
    return [d for d in instance.decisions if decision_item(d) in wanted]


def authority_of(rulebook: Rulebook, rule: str) -> Authority:
    """Authority behind a rule; a number of clusters that was asked for is the planner's own choice."""
    return "planner" if rule == NUMBER[0] else rulebook.by_id[rule].authority


def tier_of(rulebook: Rulebook, item: Item) -> int:
    """Place in the order of blame: 0 for what the planner decided or asked for, then rules by authority."""
    if item[0].startswith("DEC-") or item == NUMBER:
        return 0
    return 1 + EASIEST_FIRST.index(authority_of(rulebook, item[0]))
