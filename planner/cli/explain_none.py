"""What ``planner explain`` says where no plan meets the rules."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.cli.level_amount import in_a_sentence

if TYPE_CHECKING:
    from planner.core.plan import Level
    from planner.study.explain import Change, Conflict, Explanation, Member

WEIGHT = {
    "planner": "your choice",
    "assumption": "our assumption",
    "letter": "letter",
    "guidance": "guidance",
    "statute": "law",
}
FIXED = "The law is never offered for change."
WIDTH = 100


def lines(found: Explanation) -> Iterator[str]:
    """The explanation in plain lines."""
    yield found.text
    if found.status != "impossible":
        return
    count = len(found.conflicts)
    if count > 1:
        yield f"{count} conflicts stand in the way; each has to be settled."
    for conflict in found.conflicts:
        yield ""
        yield from _conflict(conflict, count)
    yield ""
    if found.changes:
        yield "Changes that work. Each was tried out: the plan it leads to was found and checked."
        for number, change in enumerate(found.changes, start=1):
            yield ""
            yield from _change(number, change, count)
        yield ""
        yield "Nothing smaller of the same kind is enough. " + FIXED
    else:
        yield f"No single change that was tried settles it. {FIXED}"
    if not found.complete:
        yield "Not everything was worked out within the limits: there may be more conflicts and more changes."


def _conflict(conflict: Conflict, count: int) -> Iterator[str]:
    title = f"Conflict {conflict.number}" if count > 1 else "The conflict"
    words = (
        "these can't all be met; without any one of them they could."
        if conflict.minimal
        else "these can't all be met; perhaps not all of them are needed for that."
    )
    yield f"{title}, {conflict.where}: {words}"
    for member in conflict.members:
        yield from _member(member)


def _member(member: Member) -> Iterator[str]:
    weight = WEIGHT[member.authority]
    head = member.rule if not member.rule.startswith("DEC-") else "Decision"
    where = f" [{'; '.join(p.text for p in member.places)}]" if member.places else ""
    source = "" if member.authority == "planner" and member.citation.startswith("your") else f", {weight}"
    yield from _wrapped(f"{head}{source} ({member.citation}){where}", "  * ", "    ")
    yield from _wrapped(member.text, "    ", "    ")


def _change(number: int, change: Change, count: int) -> Iterator[str]:
    settled = ", ".join(str(n) for n in change.settles)
    noun = "conflict" if len(change.settles) == 1 else "conflicts"
    about = f" (settles {noun} {settled})" if count > 1 else ""
    yield from _wrapped(f"{change.text}{about}", f"  {number}. ", "     ")
    yield f"     Write:  {change.input}"  # whole, for a row broken in two would be no row
    yield from _wrapped(change.agrees, "     Agrees: ", "             ")
    if change.together_with:
        others = ", ".join(str(n) for n in change.together_with)
        noun = "change" if len(change.together_with) == 1 else "changes"
        yield f"     Needs:  also {noun} {others}, for the other {'conflict' if count == 2 else 'conflicts'}"
    plan = change.plan
    alone = f", {plan.standalones} of one organisation" if plan.standalones else ""
    proof = "proved best" if plan.status == "optimal" else "best found"
    noun = "cluster" if plan.clusters == 1 else "clusters"
    yield from _wrapped(f"{plan.clusters} {noun}{alone}, {proof}.", "     Plan:   ", "             ")
    for level in plan.levels:
        if level.value:
            name = in_a_sentence(level)
            proxy = level.id in ("cost", "cost_change") and "proxy" in plan.pay_certainty.lower()
            note = " (some rates are a DERIVED PROXY)" if proxy else ""
            yield from _wrapped(
                f"{name}: {level.value:,} {_unit(level)}{note}", "             ", "               "
            )
    if any(not x.value for x in plan.levels):
        yield f"             every other aim ({sum(not x.value for x in plan.levels)}): 0"


def _unit(level: Level) -> str:
    if level.value != 1:
        return level.unit
    return "person" if level.unit == "people" else level.unit.removesuffix("s")


def _wrapped(text: str, first: str, rest: str) -> Iterator[str]:
    yield from textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
