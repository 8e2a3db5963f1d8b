"""Verifies a finished plan against its instance, from what is written and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from planner.checker import (
    boards,
    caps,
    clusters,
    dates,
    fences,
    levels,
    people,
    recruits,
    settings,
    stamps,
    tolerances,
)
from planner.checker.case import Case, Problems
from planner.checker.judgement import judge
from planner.checker.verdict import Problem, Verdict
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.io.rulebook import load_rulebook, rulebook_ids
from planner.objectives.order import in_order

_FIRST: tuple[Callable[[Case], Problems], ...] = (
    clusters.check_cover,
    boards.check_boards,
    people.check_roll,
)
"""When one of these fails, the rest can't be read off the plan."""

_STAMPS: tuple[Callable[[Case], Problems], ...] = (
    stamps.check_rulebook,
    stamps.check_governance,
    stamps.check_decisions,
    settings.check_settings,
    settings.check_assumptions,
    dates.check_phases,
    clusters.check_names,
    levels.check_level_words,
)
_CONTENT: tuple[Callable[[Case], Problems], ...] = (
    clusters.check_figures,
    clusters.check_connected,
    boards.check_places,
    boards.check_seats,
    boards.check_kinds,
    boards.check_cluster_boards,
    boards.check_nominees,
    dates.check_seat_dates,
    people.check_people,
    people.check_pool,
    fences.check_certainty,
    fences.check_ring_fences,
    recruits.check_recruits,
    recruits.check_recruit_seats,
    recruits.check_conditions,
    levels.check_level_values,
    caps.check_caps,
    tolerances.check_tolerances,
)


def verify(instance: Instance, plan: Plan, rulebook: Rulebook | None = None) -> Verdict:
    """Whether a plan is true to its instance and keeps its rules.

    Args:
        instance: what was given; narrowed here to the regions of the plan when it is whole.
        plan: the finished plan, for example as read from ``plan.json``.
        rulebook: the rules to hold it to, also where the instance asks for others; by default those that come
            with planner under the plan's rulebook id, which must be the one the instance asks for.

    Returns:
        Every rule judged anew, and every problem found. When the plan doesn't fit the instance at all
        (unknown rulebook or region), the verdict has no rules.
    """
    try:
        plan = _as_written(plan)
    except ValueError as error:
        text = f"the plan is not of the form a plan has: {str(error).splitlines()[0]}"
        return Verdict.of((), (Problem(check="SCHEMA", text=text),))
    problems = list(stamps.check_instance(instance, plan, own_rules=rulebook is not None))
    if rulebook is None and plan.rulebook.id not in rulebook_ids():
        # never read as a path: the id is whatever the plan says
        text = f"the rulebook {plan.rulebook.id} does not come with planner; name its file (--rulebook)"
        problems.append(Problem(check="RULEBOOK-ID", text=text))
        return Verdict.of((), tuple(problems))
    book = in_order(rulebook or load_rulebook(plan.rulebook.id), instance)
    try:
        inside = settings.narrowed(instance, plan)
    except (KeyError, ValueError) as error:
        problems.append(Problem(check="SETTINGS-REGIONS", text=str(error.args[0])))
        return Verdict.of((), tuple(problems))
    case = Case(instance=inside, plan=plan, rulebook=book)
    first = [p for check in _FIRST for p in check(case)]
    problems += first
    for check in _STAMPS:
        problems += check(case)
    if not first:
        for check in _CONTENT:
            problems += check(case)
    rules = judge(inside, plan, book, damaged=True)
    problems += levels.check_all_judged(case, rules)
    problems += levels.check_stored_rules(case, rules)
    problems += levels.check_status(case, rules)
    return Verdict.of(rules, tuple(problems))


def _as_written(plan: Plan) -> Plan:
    """The plan as its file would read: validated anew, without anything remembered from before a copy.

    Raises:
        ValueError: it can't be written, or what is written is no plan.
    """
    return Plan.model_validate_json(plan.model_dump_json(by_alias=True, warnings=False), strict=True)
