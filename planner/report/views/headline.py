"""The plan in one sentence, and what must be said in the same breath."""

from __future__ import annotations

from dataclasses import dataclass

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.report.views.rules import RuleRow
from planner.report.views.words import (
    capital,
    count,
    governance_name,
    listed,
    number,
    only_geography,
)


@dataclass(frozen=True)
class Headline:
    """``sentence`` is the h1; ``more`` are sentences below it."""

    sentence: str
    more: tuple[str, ...]


def places_ending(plan: Plan) -> int | None:
    """Places that end at worst: the level's value, or counted from the outcomes; None without boards."""
    if only_geography(plan):
        return None
    for level in plan.levels:
        if level.id == "places_end":
            return level.value
    return sum(p.outcome == "place_ends" for p in plan.people)


def termination_range(ends: int) -> str:
    """What ending places may come to: terminations are the last resort, so between none and all (A5.3).

    >>> termination_range(31)
    'If all agree, no termination; if none does, 31, each with a two-year bar (A¶5.3).'
    """
    bar = "with a two-year bar (A¶5.3)" if ends == 1 else "each with a two-year bar (A¶5.3)"
    return f"If all agree, no termination; if none does, {number(ends)}, {bar}."


def gap_levels(plan: Plan) -> tuple[str, ...]:
    """Ids of levels that are not proved best."""
    return tuple(x.id for x in plan.levels if x.bound != x.value)


def proved(plan: Plan) -> bool:
    """Proved best: said only when the bound of every level equals its value."""
    return plan.status == "optimal" and not gap_levels(plan)


def headline(
    instance: Instance, plan: Plan, rows: tuple[RuleRow, ...], *, reticent: bool = False, terms: bool = True
) -> Headline:
    """Compute the headline from the plan alone; no number in it comes from elsewhere.

    ``reticent``: how many seats stay unfilled is not told, for a small number would follow from it. ``terms``:
    how many leave as a term ends is.
    """
    whom = _whom(instance, plan)
    into = count(len(plan.clusters), "cluster")
    broken = [r for r in rows if r.status == "fail"]
    subject = "The given grouping puts" if plan.status == "infeasible" else "This plan groups"
    sentence = f"{subject} {whom} into {into}{_under(plan)}{_ending(plan, terms=terms)}."
    ends = places_ending(plan)
    more = [termination_range(ends)] if ends and plan.people else []
    if plan.status == "infeasible":
        more += _broken(broken)
    elif plan.status == "unknown":
        more.append("Whether it can be bettered isn't known.")
    elif not proved(plan):
        more.append("It is the best found in the time given, not proved best.")
    alone = sum(len(c.organisations) == 1 for c in plan.clusters)
    if alone * 2 > len(plan.clusters):  # a reader of "clusters" would not expect it
        one = "is a single organisation" if alone == 1 else "are single organisations"
        more.append(f"{number(alone)} of the {count(len(plan.clusters), 'cluster')} {one}.")
    if only_geography(plan):
        more.append("It is a map only: boards were not planned.")
    lifted = sum(r.status == "exempt" for r in rows)
    if lifted:
        more.append(f"Recorded decisions lift {count(lifted, 'rule')} for named organisations.")
    vacancies = sum(b.vacancies for b in plan.boards)
    if vacancies:
        seats = "Some seats" if reticent else capital(count(vacancies, "seat"))
        more.append(f"{seats} for non-executive directors (NEDs) would stay unfilled.")
    return Headline(sentence, tuple(more))


def _broken(rows: list[RuleRow]) -> list[str]:
    """What a given grouping breaks, by weight in law."""
    words = (
        (("statute",), "It breaks the law ({}), so it can't stand."),
        (
            ("guidance", "letter"),
            "It departs from the guidance ({}); it needs a decision and a sign-off.",
        ),
        (("planner",), "It does not meet your own choices ({})."),
        (("assumption",), "It goes against our assumptions ({})."),
    )
    texts = []
    for authorities, text in words:
        ids = [r.id for r in rows if r.authority in authorities]
        if ids:
            texts.append(text.format(listed(ids)))
    return texts or ["It breaks a rule."]


def _whom(instance: Instance, plan: Plan) -> str:
    """How many organisations, and of which part of the country."""
    n = sum(len(c.organisations) for c in plan.clusters)
    organisations = f"{number(n)} {'organisation' if n == 1 else 'organisations'}"
    if instance.regions_kept:
        names = listed(instance.regions_kept)
        one = len(instance.regions_kept) == 1
        return (
            f"the {organisations} of the {names} region"
            if one
            else f"the {organisations} of the regions {names}"
        )
    return organisations


def _under(plan: Plan) -> str:
    """Under which governance models."""
    if only_geography(plan):
        return ""
    used = sorted({c.governance for c in plan.clusters if c.governance != "standalone"})
    if not used:
        return ", each with its own board"
    return f" under {listed(governance_name(plan, g) for g in used)}"


def _ending(plan: Plan, *, terms: bool) -> str:
    """How many places end."""
    ends = places_ending(plan)
    if ends is None or not plan.people:
        return ""
    over = sum(p.outcome == "term_ends" for p in plan.people)
    said = f", and {count(over, 'person leaves', 'people leave')} as a term ends" if over else ""
    if not terms:
        said = ", beside terms that end"
    if ends == 0:
        return f"; no place ends{' early' if over or not terms else ''}{said}"
    return f"; at worst {count(ends, 'place ends', 'places end')}{said}"
