"""How a plan stands by each rule of the rulebook."""

from __future__ import annotations

from planner.checker.effective import effective
from planner.checker.exemptions import lifted
from planner.core.instance import Instance
from planner.core.plan import Plan, RuleResult
from planner.core.rulebook import Rulebook, RuleSpec
from planner.rules.base import Rule
from planner.rules.registry import build

_UNREADABLE = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError)
"""What a rule's check may raise on a plan that is damaged (names nobody knows, boards that are missing)."""


def judge(
    instance: Instance, plan: Plan, rulebook: Rulebook, *, damaged: bool = False
) -> tuple[RuleResult, ...]:
    """Every rule of the rulebook on this plan, in the rulebook's order.

    A range of clusters in the plan's settings is the limit of GEO-10. Rules that are off, and rules about
    boards where only the map was asked for, are ``not_checked``.

    Args:
        instance: what was given, narrowed to the regions of the plan.
        plan: the finished plan.
        rulebook: the rules in force.
        damaged: the plan's structure may be wrong; a rule that can't be read off it is then ``not_checked``
            instead of an error.
    """
    in_force = effective(rulebook, plan)
    rules = {rule.id: rule for rule in build(in_force)}
    return tuple(_result(instance, plan, spec, rules.get(spec.id), damaged) for spec in in_force.rules)


def only_geography(plan: Plan) -> bool:
    """Whether the plan was asked for the map alone and so has no boards."""
    only = plan.settings.get("only")
    return only is not None and only.value == "geography"


def _result(instance: Instance, plan: Plan, spec: RuleSpec, rule: Rule | None, damaged: bool) -> RuleResult:
    without_boards = spec.scope in ("board", "plan") and only_geography(plan)
    blank = RuleResult(
        id=spec.id,
        authority=spec.authority,
        strength=spec.strength,
        status="not_checked",
        citation=spec.cited,
    )
    if rule is None or not spec.on or without_boards:
        return blank
    try:
        return _judged(instance, plan, rule, blank)
    except _UNREADABLE:
        if not damaged:
            raise
        return blank


def _judged(instance: Instance, plan: Plan, rule: Rule, blank: RuleResult) -> RuleResult:
    if not rule.applies(instance, plan):
        return blank.model_copy(update={"status": "not_applicable"})
    findings = tuple(rule.check(instance, plan))
    standing = tuple(f for f in findings if not lifted(instance, rule.spec, f))
    status = "fail" if standing else "exempt" if findings else "pass"
    measured, limit = rule.measured(instance, plan)
    return blank.model_copy(
        update={
            "status": status,
            "measured": measured,
            "limit": limit,
            "findings": standing or findings,
        }
    )
