"""The question that a finished plan answers, made again from its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from planner.checker.settings import narrowed, setting
from planner.core.instance import Instance
from planner.core.levels import BOARDS, GEOGRAPHY
from planner.core.plan import Plan
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.core.settings import Settings
from planner.study.asked_in import asked_in


class OtherQuestionError(ValueError):
    """The plan can't be asked again of this instance; the text says why in one sentence."""


@dataclass(frozen=True)
class Question:
    """What was asked: everything that decides which plan is best."""

    instance: Instance
    """Narrowed to the plan's regions."""
    rulebook: Rulebook
    """With the rules and the order of aims of the plan."""
    governance: GovernanceModel | str | None
    settings: Settings
    differences: tuple[str, ...] = ()
    """Sentences: in what today's inputs are not those that the plan was made from."""

    @property
    def given_map(self) -> bool:
        """Whether the grouping was given, so that no map is chosen."""
        return self.settings.geography != "free"


def question_of(instance: Instance, plan: Plan, rulebook: Rulebook, seconds: float = 90.0) -> Question:
    """The question of a plan, to be asked again of the instance as it is now.

    Args:
        instance: whole, or narrowed to the plan's regions.
        plan: the finished plan.
        rulebook: that the plan was made with; its rules and order of aims are taken from the plan.
        seconds: limit for one answer.

    Raises:
        OtherQuestionError: regions or organisations of the plan are not in the instance, or a setting can't
            be read.
    """
    try:
        inside = narrowed(instance, plan)
    except (KeyError, ValueError) as error:
        raise OtherQuestionError(f"The plan doesn't belong to this instance: {error.args[0]}.") from error
    named = {o for c in plan.clusters for o in c.organisations}
    if named != set(inside.by_code):
        odd = sorted(named ^ set(inside.by_code))
        raise OtherQuestionError(
            f"The plan doesn't belong to this instance: {', '.join(odd[:5])} is in one of them only."
        )
    try:
        governance, settings = asked_in(
            plan,
            seconds=seconds,
            geography=_geography(plan),
            only_geography=setting(plan, "only") == "geography" or not plan.boards,
            ring_fences=False,
        )
    except ValidationError as error:
        raise OtherQuestionError(f"A setting of the plan can't be read: {error.errors()[0]['msg']}.") from error
    return Question(
        inside, _rulebook(plan, rulebook), governance, settings, tuple(_differences(inside, plan, rulebook))
    )


def _geography(plan: Plan) -> Any:
    """``free``, or the plan's own grouping where one was given."""
    if setting(plan, "geography") in (None, "free"):
        return "free"
    return tuple(sorted((o, c.id) for c in plan.clusters for o in c.organisations))


def _rulebook(plan: Plan, rulebook: Rulebook) -> Rulebook:
    """The rulebook with the plan's rules and its aims in its order."""
    ids = [level.id for level in plan.levels]
    maps = tuple(i for i in ids if i in GEOGRAPHY) or rulebook.geography_levels
    boards = tuple(i for i in ids if i in BOARDS) or rulebook.board_levels
    update = {"rules": plan.rulebook.effective, "geography_levels": maps, "board_levels": boards}
    fields = {name: getattr(rulebook, name) for name in Rulebook.model_fields}
    return Rulebook.model_construct(**{**fields, **update})


def _differences(instance: Instance, plan: Plan, rulebook: Rulebook) -> Sequence[str]:
    found = []
    if plan.instance.sha256 != instance.sha256:
        decided = tuple(d.model_dump(mode="json") for d in instance.decisions)
        what = "decisions have changed" if decided != plan.decisions else "its files have changed"
        found.append(
            f"The plan was made from other inputs: {what} since, or it is of another instance. Everything "
            "here is counted on the inputs as they are now."
        )
    if plan.rulebook.id != rulebook.id:
        found.append(
            f"The plan was made with the rulebook {plan.rulebook.id}, and {rulebook.id} was given; the plan's "
            "rules are taken, pay and other figures are those of the one given."
        )
    elif plan.rulebook.sha256 != rulebook.sha256:
        found.append(
            f"The rulebook {rulebook.id} has changed since the plan was made; the plan's own rules are taken, "
            "pay and other figures are those of today."
        )
    return found
