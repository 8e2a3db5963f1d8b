"""Why a grouping or a post is as it is, in plain lines."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import TYPE_CHECKING

from planner.cli.explain_prices import WIDTH
from planner.cli.explain_words import change_lines, governed, title_of
from planner.rules.words import names

if TYPE_CHECKING:
    from planner.core.instance import Instance
    from planner.core.plan import Plan
    from planner.core.rulebook import Rulebook
    from planner.study.why import Alternative, Audience, DecisionEffect, GroupingWhy, PersonOnPost, PostWhy

_AGREES = {
    "planner": "your choice",
    "assumption": "our assumption",
    "letter": "a policy letter; a departure needs sign-off",
    "guidance": "guidance; a departure needs sign-off (¶7)",
    "statute": "the law",
}


def grouping_lines(
    instance: Instance, plan: Plan, found: GroupingWhy, rulebook: Rulebook, audience: Audience
) -> Iterator[str]:
    """Why an organisation is where it is, or a cluster as it is."""
    yield f"{title_of(instance, plan)}{governed(plan)}."
    others = [o for o in found.organisations if o != found.subject]
    if found.about == "organisation":
        place = f"in one cluster with {names(instance, others)}" if others else "alone"
        yield from _wrapped(f"{names(instance, [found.subject])} is {place}.")
    else:
        yield from _wrapped(f"The cluster {found.cluster}: {names(instance, found.organisations)}.")
    for note in found.notes:
        yield from _wrapped(f"Note: {note}")
    if found.facts:
        yield ""
        yield "What is about it"
        for fact in found.facts:
            yield from _wrapped(f"  {fact}", "    ")
    if found.alternatives:
        yield ""
        yield "What else there is, and what it would take (exact differences to the best plan as it is)"
    for alternative in found.alternatives:
        yield from _alternative(plan, alternative, rulebook, audience)
    nearest = found.nearest
    if nearest is not None:
        yield ""
        decides = nearest.decides
        why = (
            f"; {_small(decides.title)} decides"
            if decides is not None
            else "; it is a tie, told apart by codes"
        )
        yield from _wrapped(f"Nearest: {nearest.words}{why}.")
    yield ""
    yield "Draft for discussion. No decision has been taken about any person."


def _alternative(plan: Plan, a: Alternative, rulebook: Rulebook, audience: Audience) -> Iterator[str]:
    head = f"  {a.words[:1].upper()}{a.words[1:]}: "
    if a.status == "equal":
        yield from _wrapped(f"{head}just as good; only the order of codes tells them apart.", "    ")
    elif a.status == "possible":
        decides = a.decides
        by = f", decided by: {_small(decides.title)}" if decides is not None else ""
        yield from _wrapped(f"{head}follows every rule, and is worse{by}.", "    ")
    elif a.status == "open":
        yield from _wrapped(f"{head}not settled: {a.text or 'the time was up'}", "    ")
    else:
        yield from _wrapped(f"{head}ruled out.", "    ")
    for reason in a.reasons:
        yield from _wrapped(
            f"    {reason.rule} ({_AGREES[reason.authority]}; {reason.cited}): {reason.text}.", "      "
        )
    if a.status == "ruled_out":
        for line in a.text.splitlines():
            yield from _wrapped(f"    {line}", "      ")
    yield from change_lines(a.deltas, plan, rulebook, audience, "    ")
    if a.route:
        yield "    It would take these rows in decisions.csv, each with reason and owner:"
        yield from (f"      {row}" for row in a.route)
        if any(d.change for d in a.route_deltas):
            yield "    The best plan would then differ by:"
            yield from change_lines(a.route_deltas, plan, rulebook, audience, "      ")
        else:
            yield "    The best plan would then count the same."
    if a.clusters and a.status != "ruled_out":
        groups = "; ".join(" ".join(c) for c in a.clusters)
        yield from _wrapped(f"    Clusters that would be new: {groups}.", "      ")


def post_lines(
    instance: Instance, plan: Plan, found: PostWhy, rulebook: Rulebook, audience: Audience
) -> Iterator[str]:
    """What decides a post."""
    if audience == "panel":
        yield "CONFIDENTIAL: for the panel alone. Not for publication; holds ids of office holders."
    yield f"{title_of(instance, plan)}{governed(plan)}."
    role = "chair" if found.asked.role == "chair" else "non-executive director"
    yield f"Post: {role} of {names(instance, [found.asked.organisation])}, cluster {found.cluster}."
    for note in found.notes:
        yield from _wrapped(f"Note: {note}")
    yield ""
    yield "How it is filled"
    for fact in found.facts:
        yield from _wrapped(f"  {fact}", "    ")
    for fence in found.fences:
        seats = "" if fence.seats is None else f": {fence.seats} {'seat' if fence.seats == 1 else 'seats'}"
        pool = f", pool of {len(fence.pool)}: {', '.join(fence.pool)}" if fence.pool else ""
        yield from _wrapped(f"  Ring-fenced competition (A¶4.6) for {fence.post}{seats}{pool}.", "    ")
        yield from (f"    - {c}" for c in fence.conditions)
    if audience == "public":
        yield (
            "  Whoever holds it is settled by due process (A¶5.2), not by this plan. What a decision about one "
            "person would change"
        )
        yield "  is shown to the panel alone: --audience panel."
    for person in found.people:
        yield ""
        yield from _person(person, plan, rulebook, audience)
    yield ""
    yield "Draft for discussion. No decision has been taken about any person."


def _person(person: PersonOnPost, plan: Plan, rulebook: Rulebook, audience: Audience) -> Iterator[str]:
    where = {
        (True, True): "holds it today and in the example",
        (True, False): "holds it today, not in the example",
        (False, True): "holds it in the example, not today",
        (False, False): "holds it neither today nor in the example",
    }[person.today, person.in_example]
    yield f"{person.id}: {where}."
    yield from _wrapped(f"  {person.certainty}: {person.reason}.", "    ")
    for effect in person.effects:
        yield from _effect(effect, plan, rulebook, audience)


def _effect(effect: DecisionEffect, plan: Plan, rulebook: Rulebook, audience: Audience) -> Iterator[str]:
    words = {
        "changes": "the best plan would differ by:",
        "nothing": "the best plan counts the same.",
        "no_plan": "there would be no plan.",
        "refused": "can't be decided.",
        "open": "not settled in the time given.",
        "decided": "stands in decisions.csv.",
    }[effect.effect]
    yield f"  Decision {effect.decision}: {words}"
    for line in effect.text.splitlines():
        yield from _wrapped(f"    {line}", "      ")
    yield from change_lines(effect.deltas, plan, rulebook, audience, "    ")


def _small(text: str) -> str:
    return f"{text[:1].lower()}{text[1:]}"


def _wrapped(text: str, indent: str = "  ") -> list[str]:
    return textwrap.wrap(text, WIDTH, subsequent_indent=indent, break_long_words=False)
