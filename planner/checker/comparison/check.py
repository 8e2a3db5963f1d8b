"""Holds a comparison to the instance and the plans it was made from: every figure, statement and departure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from planner.checker import pseudo
from planner.checker.comparison.count import Count
from planner.checker.comparison.counts import ALWAYS, WITH_BOARDS
from planner.checker.comparison.facts import Facts, of_plan, of_reference, of_today
from planner.checker.comparison.others import (
    chances,
    characteristics,
    of_rules,
    principle_of,
    verdict_of,
)
from planner.checker.comparison.told import may_be_told
from planner.checker.judgement import judge
from planner.checker.settings import narrowed
from planner.checker.verdict import Problem
from planner.core.comparison import Amount, Column, Comparison
from planner.core.instance import Instance
from planner.core.plan import Plan, RuleResult
from planner.core.rows import Decision
from planner.core.rulebook import Rulebook
from planner.io.comparison_data import load_claims, load_deciders
from planner.io.comparisons import plan_sha256

PRINCIPLES = ("single_meeting", "single_team", "single_chair")


def check_comparison(
    instance: Instance,
    plans: Mapping[str, Plan],
    rulebook: Rulebook,
    comparison: Comparison,
    under: Mapping[str, tuple[Instance, Rulebook]] | None = None,
) -> tuple[Problem, ...]:
    """Everything in a comparison that is not so.

    Args:
        instance: what was given; narrowed here to the regions of each plan when it is whole. Where a plan was
            made under other decisions, those are the plan's to say, and only its own figures are counted.
        plans: plans by the id of their column, as many as are at hand; columns of others are not checked.
        rulebook: the rules of all plans.
        comparison: what is claimed.
        under: by column, the instance and the rules of plans that were made under a scenario.
    """
    return tuple(_problems(instance, plans, rulebook, comparison, under or {}))


def _problems(
    instance: Instance,
    plans: Mapping[str, Plan],
    rulebook: Rulebook,
    made: Comparison,
    under: Mapping[str, tuple[Instance, Rulebook]],
) -> Iterator[Problem]:
    regions = made.made_from.regions
    inside = instance if instance.regions_kept or not regions else instance.within(regions)
    if made.made_from.rulebook_sha256 != rulebook.sha256:
        yield Problem(check="COMPARISON-RULEBOOK", text="the comparison was made under other rules")
    if made.deciders != load_deciders():
        yield Problem(check="COMPARISON-DECIDERS", text="who decides is not as the guidance says")
    listed = [(v.stakeholder, v.subject, v.view, v.evidence) for v in made.views]
    written = [(v.stakeholder, v.subject, v.view, v.evidence or "") for v in inside.views]
    if len(listed) != len(written) or not all(
        a == b or (a.startswith("not shown") and any(h.id and h.id in b for h in inside.office_holders))
        for said, given in zip(listed, written, strict=True)
        for a, b in zip(said, given, strict=True)
    ):
        yield Problem(check="COMPARISON-VIEWS", text="the views listed are not those of the instance")
    for column in made.columns:
        found = _facts(column, inside, plans, *under.get(column.id, (instance, rulebook)))
        if found is None:
            continue
        facts, rules = found
        if column.kind == "plan" and column.plan_sha256 != plan_sha256(plans[column.id]):
            yield Problem(
                check="COMPARISON-PLAN",
                text=f"column {column.id} was made from another plan",
                subject=(column.id,),
            )
        yield from _figures(column.id, facts, rules, made)
        yield from _principles(column.id, facts, made)
        yield from _departures(column.id, rules, made)
    yield from _claims(plans, made)


def _facts(
    column: Column, inside: Instance, plans: Mapping[str, Plan], whole: Instance, rulebook: Rulebook
) -> tuple[Facts, tuple[RuleResult, ...]] | None:
    """What a column is counted from, and its rules judged anew; None where it can't be or need not be."""
    if column.kind == "today":
        written = pseudo.today(inside, rulebook)
        return of_today(inside, rulebook), _some(
            judge(inside, written, rulebook, damaged=True), rulebook, "board", "plan"
        )
    if column.kind == "reference":
        facts, grouping = of_reference(inside, rulebook), pseudo.reference(inside, rulebook)
        if facts is None or grouping is None:
            return None
        judged = judge(inside, grouping, rulebook, damaged=True)
        return facts, _some(judged, rulebook, "candidate", "partition")
    if column.kind != "plan" or column.id not in plans:
        return None
    plan = plans[column.id]
    decided = whole
    if plan.instance.sha256 != whole.sha256 and not whole.regions_kept:
        decided = whole.replaced(decisions=tuple(Decision.model_validate(d) for d in plan.decisions))
    given = narrowed(decided, plan)
    return of_plan(given, plan, rulebook), judge(given, plan, rulebook, damaged=True)


def _some(rules: tuple[RuleResult, ...], rulebook: Rulebook, *scopes: str) -> tuple[RuleResult, ...]:
    """Rules of these scopes, but those of the governance models (M1-a to M4-a), which today has none of."""
    return tuple(
        r for r in rules if rulebook.by_id[r.id].scope in scopes and not re.match(r"M[1-4]-[a-c]$", r.id)
    )


def _figures(column: str, facts: Facts, rules: tuple[RuleResult, ...], made: Comparison) -> Iterator[Problem]:
    """Every figure of a column."""
    expected: dict[str, Count] = {name: count(facts) for name, count in ALWAYS.items()}
    expected |= of_rules(rules)
    if facts.boards:
        expected |= {name: count(facts) for name, count in WITH_BOARDS.items()}
        expected |= chances(facts)
        expected |= characteristics(facts)
    else:
        expected |= dict.fromkeys((*WITH_BOARDS, "chance", "fallen", "law_broken"))
    expected = may_be_told(expected, facts)
    stated = {f.id: f.amounts.get(column) for f in made.figures}
    for name in sorted(expected.keys() - stated.keys()):
        yield Problem(check="COMPARISON-FIGURE", text=f"the figure {name} is missing", subject=(name,))
    for name, amount in stated.items():
        if amount is None or not _same(amount, expected.get(name)):
            yield Problem(
                check="COMPARISON-FIGURE",
                text=f"{name} of column {column} is {_words(expected.get(name))}; the comparison says "
                f"{_words(_count(amount))}",
                subject=(column, name),
            )


def _count(amount: Amount | None) -> Count:
    if amount is None or amount.low is None or amount.high is None:
        return None
    return (amount.low, amount.high, amount.of)


def _same(amount: Amount, expected: Count) -> bool:
    """Whether a figure is as counted. Without a figure there is a reason."""
    stated = _count(amount)
    if stated is None or expected is None:
        return stated is expected and (bool(amount.why) or stated is not None)
    return stated == expected and not amount.why


def _words(count: Count) -> str:
    if count is None:
        return "no figure"
    low, high, of = count
    said = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    return said if of is None else f"{said} of {of:,}"


def _principles(column: str, facts: Facts, made: Comparison) -> Iterator[Problem]:
    """The three principles of the letter."""
    stated = {p.id: p for p in made.principles if p.column == column}
    for name in PRINCIPLES:
        if stated.get(name) != principle_of(facts, name, column):
            yield Problem(
                check="COMPARISON-PRINCIPLE",
                text=f"how column {column} stands by {name} is not as the plan has it",
                subject=(column, name),
            )


def _departures(column: str, rules: tuple[RuleResult, ...], made: Comparison) -> Iterator[Problem]:
    """Rules broken or lifted."""
    stated = {(d.rule, d.authority, d.lifted) for d in made.departures if d.column == column}
    found = {(r.id, r.authority, r.status == "exempt") for r in rules if r.status in ("fail", "exempt")}
    if stated != found:
        wrong = ", ".join(sorted({d[0] for d in stated ^ found}))
        yield Problem(
            check="COMPARISON-DEPARTURE",
            text=f"departures of column {column} are not as judged: {wrong}",
            subject=(column,),
        )


def _claims(plans: Mapping[str, Plan], made: Comparison) -> Iterator[Problem]:
    """Statements of the guidance: all of each plan's models, and verdicts that follow from the figures."""
    known = load_claims()
    columns = {c.id for c in made.columns if c.kind in ("plan", "today")}
    amounts = {f.id: {c: a for c, a in f.amounts.items() if c in columns} for f in made.figures}
    for claim in made.claims:
        claimed = known.get(claim.text)
        held = claimed.figures if claimed is not None else ()
        right = verdict_of(claimed, claim.column, amounts) if set(held) <= amounts.keys() else ""
        if claim.verdict != right or claim.figures != held:
            yield Problem(
                check="COMPARISON-CLAIM",
                text=f'"{claim.text}" of column {claim.column} is {right}, not {claim.verdict}',
                subject=(claim.column,),
            )
    for column, plan in plans.items():
        used = {c.governance for c in plan.clusters if len(c.organisations) > 1}
        texts = {t for g in plan.rulebook.governance if g.id in used for t in (*g.advantages, *g.risks)}
        if column in columns and texts != {c.text for c in made.claims if c.column == column}:
            yield Problem(
                check="COMPARISON-CLAIM",
                text=f"the statements of column {column} are not those of its governance models",
                subject=(column,),
            )
