"""Checks of the levels: every value recomputed, no bound above its value, a status that follows."""

from __future__ import annotations

from planner.checker.case import Case, Problems
from planner.checker.verdict import Problem, must_fail
from planner.core.plan import RuleResult
from planner.objectives.base import Level
from planner.objectives.registry import board_levels, geography_levels


def expected_levels(case: Case) -> tuple[Level, ...]:
    """Levels of the rulebook in order; those about boards only where there are boards.

    Those about the map come first, or last under the profile ``people-first``.
    """
    boards = () if case.only_map else board_levels(case.rulebook)
    profile = case.plan.settings.get("profile")
    if profile is not None and profile.value == "people-first":
        return (*boards, *geography_levels(case.rulebook))
    return (*geography_levels(case.rulebook), *boards)


def check_level_words(case: Case) -> Problems:
    """Ids in the order of rulebook and profile, with the registry's words."""
    expected = expected_levels(case)
    if [x.id for x in case.plan.levels] != [x.id for x in expected]:
        yield Problem(
            check="LEVEL-ORDER", text=f"levels should be {', '.join(x.id for x in expected)}, in this order"
        )
    by_id = {x.id: x for x in expected}
    for stated in case.plan.levels:
        level = by_id.get(stated.id)
        if level is None:
            continue
        if (stated.title, stated.unit, stated.personal) != (level.title, level.unit, level.personal):
            yield Problem(
                check="LEVEL-WORDS",
                text=f"level {stated.id} should read: {level.title} ({level.unit})"
                f"{', personal' if level.personal else ''}",
                subject=(stated.id,),
            )
        if not 0 <= stated.bound <= stated.value:
            yield Problem(
                check="LEVEL-BOUND",
                text=f"level {stated.id} claims that {stated.bound} is proved best possible for a value of "
                f"{stated.value}",
                subject=(stated.id,),
            )


def check_level_values(case: Case) -> Problems:
    """Every value recomputed from clusters, boards and people of the plan."""
    levels = {level.id: level for level in expected_levels(case)}
    for stated in case.plan.levels:
        if stated.id not in levels:
            continue
        lacking = levels[stated.id].needs(case.instance)
        if lacking:
            yield Problem(
                check="LEVEL-NEEDS",
                text=f"level {stated.id} can't be counted: {'; '.join(lacking)}",
                subject=(stated.id,),
            )
            continue
        value = levels[stated.id].value(case.instance, case.plan, case.rulebook)
        if stated.value != value:
            yield Problem(
                check="LEVEL-VALUE",
                text=f"level {stated.id} says {stated.value:,}; it is {value:,} {stated.unit}",
                subject=(stated.id,),
            )


def check_status(case: Case, rules: tuple[RuleResult, ...]) -> Problems:
    """``infeasible`` exactly when a rule that must hold is broken; ``optimal`` only when proved throughout."""
    broken = [r.id for r in rules if must_fail(r)]
    status = case.plan.status
    if status == "unknown":
        yield Problem(check="STATUS", text="a finished plan can't be recorded as unknown")
    elif broken and status != "infeasible":
        yield Problem(
            check="STATUS",
            text=f"recorded as keeping the rules, but the plan breaks {', '.join(broken)}",
            subject=tuple(broken),
        )
    elif status == "infeasible" and not broken:
        yield Problem(
            check="STATUS", text="recorded as breaking the rules, but the plan breaks none that must hold"
        )
    unproved = [x.id for x in case.plan.levels if x.bound != x.value]
    if status == "optimal" and unproved:
        yield Problem(
            check="STATUS",
            text=f"called proved best, but not proved at {', '.join(unproved)}",
            subject=tuple(unproved),
        )


def check_all_judged(case: Case, rules: tuple[RuleResult, ...]) -> Problems:
    """No rule is left out but those switched off and, where only the map was asked for, those of boards."""
    for rule in rules:
        spec = case.rulebook.by_id[rule.id]
        left_out = not spec.on or (case.only_map and spec.scope in ("board", "plan"))
        if rule.status == "not_checked" and not left_out:
            yield Problem(
                check="RULE-UNREADABLE",
                text=f"rule {rule.id} can't be judged: the plan is damaged, or nothing judges this rule",
                subject=(rule.id,),
            )


def check_stored_rules(case: Case, rules: tuple[RuleResult, ...]) -> Problems:
    """The plan's own table of rules is the one judged anew."""
    if [r.id for r in case.plan.rules] != [r.id for r in rules]:
        yield Problem(check="RULES-LISTED", text="the plan does not list every rule of its rulebook in order")
    now = {r.id: r for r in rules}
    for stored in case.plan.rules:
        judged = now.get(stored.id)
        if judged is None:
            continue
        if stored.status != judged.status:
            yield Problem(
                check="RULE-STATUS",
                text=f"rule {stored.id} is recorded as {stored.status}; it is {judged.status}",
                subject=(stored.id,),
            )
        elif stored != judged:
            yield Problem(
                check="RULE-RECORD",
                text=f"what the plan records of rule {stored.id} is not what it finds now",
                subject=(stored.id,),
            )
