"""``verify --comparison``: the figures that a comparison gives of a plan, counted again."""

from __future__ import annotations

from planner.checker.comparison import check_comparison
from planner.checker.verdict import Problem, Verdict
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.io.comparisons import plan_sha256, read_comparison


def held_to(
    path: str,
    plan: Plan,
    as_read: tuple[Instance, Rulebook],
    as_planned: tuple[Instance, Rulebook],
    verdict: Verdict,
) -> tuple[Verdict, str]:
    """The verdict with what is wrong in the comparison, and a sentence about it.

    Args:
        path: of the comparison.
        plan: the plan whose figures are counted again.
        as_read: instance and rules, from which today and the reference are counted.
        as_planned: the same under the scenario that the plan was made under.
        verdict: on the plan by itself.

    Raises:
        InputFaultsError: the comparison can't be read.
    """
    made = read_comparison(path)
    mark = plan_sha256(plan)
    columns = [c for c in made.plans if c.plan_sha256 == mark]
    if not columns:
        problem = Problem(
            check="COMPARISON-PLAN",
            text="the comparison has no column made from this plan (fingerprints differ)",
        )
        return Verdict.of(verdict.rules, (*verdict.problems, problem)), ""
    plans = {c.id: plan for c in columns}
    problems = check_comparison(as_read[0], plans, as_read[1], made, dict.fromkeys(plans, as_planned))
    said = (
        f"In the comparison, every figure of {', '.join(c.title for c in columns)}, of today and of the "
        f"reference is "
        "as counted again."
    )
    return Verdict.of(verdict.rules, (*verdict.problems, *problems)), "" if problems else said
