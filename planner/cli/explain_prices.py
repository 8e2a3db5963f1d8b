"""The price list in plain lines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from planner.cli.console import table
from planner.cli.explain_words import change_lines, doubt, governed, title_of

if TYPE_CHECKING:
    from planner.core.instance import Instance
    from planner.core.plan import Plan
    from planner.core.rulebook import Rulebook
    from planner.study.prices import Price, Prices
    from planner.study.why import Audience

WIDTH = 110
AUTHORITY = {
    "planner": "Your choices: yours to change",
    "assumption": "Our assumptions: yours to switch off in the rulebook",
    "letter": "Policy letters: a departure needs sign-off",
    "guidance": "Guidance: a departure needs sign-off; the NHS Chief Executive signs off the map (¶7)",
    "statute": "The law: fixed",
}


def price_lines(
    instance: Instance, plan: Plan, found: Prices, rulebook: Rulebook, audience: Audience
) -> Iterator[str]:
    """The whole answer."""
    if audience == "panel":
        yield "CONFIDENTIAL: for the panel alone. Not for publication; may hold ids of office holders."
    yield f"What it would take: {title_of(instance, plan)}{governed(plan)}."
    yield from _wrapped(
        "Each rule, decision and choice is changed by itself and the best plan sought anew; what is shown is "
        "the exact difference to the best plan as it is.",
        "",
    )
    for note in found.notes:
        yield from _wrapped(f"Note: {note}", "  ")
    for authority, rows in groupby(found.rows, key=lambda r: r.authority):
        yield ""
        yield AUTHORITY[authority]
        yield from _group(list(rows), plan, rulebook, audience)
    if audience == "public":
        yield ""
        yield (
            "Decisions about office holders, and rules that bind single ones, are priced for the panel alone: "
            "--audience panel."
        )
    yield ""
    yield from _slack(instance, found)
    yield ""
    yield f"{found.asked} plans were worked out for this list."
    yield "Draft for discussion. No decision has been taken about any person."


def _group(rows: Sequence[Price], plan: Plan, rulebook: Rulebook, audience: Audience) -> Iterator[str]:
    """One authority's rules: those that bind with what each change does, then the others by name."""
    idle, fixed = [], []
    for (_, subject), some in groupby(rows, key=lambda r: (r.kind, r.subject)):
        prices = list(some)
        first = prices[0]
        if first.status == "fixed":
            fixed.append(first)
        elif all(p.status == "nothing" for p in prices):
            idle.append(prices)
        else:
            tags = "; ".join(x for x in (first.certainty, first.cited) if x)
            yield from _wrapped(f"  {subject}: {first.title} ({tags})", "      ")
            for price in prices:
                yield from _price(price, plan, rulebook, audience)
    for price in fixed:
        yield from _wrapped(f"  {price.subject}: fixed. {price.title} ({price.cited})", "      ")
    if idle:
        yield "  Nothing would change without these, or with their limits one step looser or tighter:"
        for prices in idle:
            why = f" ({prices[0].reason})" if prices[0].reason else ""
            sure = doubt(prices[0].certainty)
            yield from _wrapped(f"    {prices[0].subject}{sure}: {prices[0].title}{why}", "      ")


def _price(price: Price, plan: Plan, rulebook: Rulebook, audience: Audience) -> Iterator[str]:
    head = f"    {price.words}: "
    if price.status == "nothing":
        yield from _wrapped(f"{head}nothing changes.", "        ")
    elif price.status == "no_plan":
        yield from _wrapped(f"{head}there would be no plan.", "        ")
        for line in price.reason.splitlines():
            yield from _wrapped(f"      {line}", "        ")
    elif price.status in ("open", "not_asked"):
        yield from _wrapped(f"{head}not worked out: {price.reason}.", "        ")
        yield from change_lines(price.deltas, plan, rulebook, audience, "      ")
    else:
        better = price.better and price.way != "other"
        yield f"{head}{'a better plan' if better else 'another plan'}."
        yield from change_lines(price.deltas, plan, rulebook, audience, "      ")


def _slack(instance: Instance, found: Prices) -> Iterator[str]:
    """Rules that one step would make bind, and how much room the others leave."""
    if not found.slack:
        return
    yield "Room to the limits of rules (at its tightest; * one step or less)"
    rows = []
    for s in found.slack:
        name = instance.by_code[s.where].name if s.where in instance.by_code else s.where
        where = f"{s.places:,} places" if s.places > 1 else f"{name} ({s.where})" if name != s.where else name
        mark = "*" if s.almost else ""
        rows.append((mark, s.rule, f"{s.authority}{doubt(s.certainty)}", s.room, s.unit, s.measured, where))
    yield table(("", "rule", "authority", "room", "unit", "measured", "where"), rows, right=(3,))
    if found.crossings:
        yield (
            f"{found.crossings} single crossings of a region's border (GEO-4) were asked about; those that "
            "would change anything are listed above."
        )
    if found.crossings_left:
        yield f"For {found.crossings_left} single crossings no time was left: --time-limit gives more."


def _wrapped(text: str, indent: str) -> Iterable[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=indent, break_long_words=False) or [""]
