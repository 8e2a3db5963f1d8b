"""One or several changes of a plan's grouping, and everything that follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from planner.checker import verify
from planner.checker.settings import narrowed
from planner.core.instance import Instance
from planner.core.plan import Cluster, Level, Plan
from planner.core.result import Refusal
from planner.core.rows import Decision
from planner.core.rulebook import Rulebook
from planner.study.move.change import Change, Grouping, changed
from planner.study.move.effects import Breach, LevelChange, breaches, changed_clusters, level_changes, only_in
from planner.study.move.evaluate import Evaluated, evaluate
from planner.study.move.question import Question, question_of
from planner.study.move.settle import holding, settled_map

if TYPE_CHECKING:
    from planner.engine import Engine


@dataclass(frozen=True)
class Moved:
    """A plan, the same with another grouping, and what differs."""

    instance: Instance
    """Narrowed as the plan is."""
    rulebook: Rulebook
    before: Plan
    after: Plan | None
    """Its boards are the best for the new grouping; None where none are possible."""
    refusal: Refusal | None
    """Why there are no boards."""
    touched: tuple[tuple[Cluster, ...], tuple[Cluster, ...]]
    """Clusters before that are gone, and new ones."""
    levels: tuple[LevelChange, ...]
    """In the order of importance; without boards, those about the map alone."""
    breaks: tuple[Breach, ...]
    """What the change breaks and the plan did not."""
    broken_before: tuple[Breach, ...]
    """What was broken before and still is."""
    mended: tuple[Breach, ...]
    """What the plan broke and the change does not."""
    disagreements: tuple[str, ...] = ()
    """What the checker found against the new plan; never empty silently."""
    taken: int = 0
    """Clusters whose boards were taken from the plan, proved best there."""
    settled: Moved | None = None
    """The rest settled around the new clusters; None where that was not asked for."""
    left_out: tuple[Decision, ...] = ()
    """In ``settled``: decisions of the instance that the held clusters contradict."""
    held_levels: tuple[Level, ...] = field(default=(), repr=False)
    """In ``settled``: levels as proved with these clusters held."""

    @property
    def first_difference(self) -> LevelChange | None:
        """The most important aim that changes."""
        return next((x for x in self.levels if x.difference), None)


def move(engine: Engine, plan: Plan, *changes: Change, settle: bool = False) -> Moved:
    """What changes of a plan's grouping would do.

    Args:
        engine: the opened instance, narrowed as the plan is or whole, under the rulebook of the plan.
        plan: as solved or read; it must be sound (:func:`planner.verify`).
        changes: one after another.
        settle: also settle the rest around the clusters that are new, which are held.

    Returns:
        Every level before and after, every rule broken with who must agree, and the new plan.

    Raises:
        ChangeError: a change names what there is not, or changes nothing.
        ValueError: the plan does not fit the instance or the rulebook.
    """
    return moved(
        engine.instance, engine.rulebook, plan, changes, engine=engine if settle else None, settle=settle
    )


def moved(
    instance: Instance,
    rulebook: Rulebook,
    plan: Plan,
    changes: Sequence[Change],
    *,
    settle: bool = False,
    whole: bool = False,
    engine: Engine | None = None,
) -> Moved:
    """The same without an opened engine.

    Args:
        instance: whole, or narrowed as the plan is.
        rulebook: the one that the plan was made under.
        plan: the plan.
        changes: one after another.
        settle: also settle the rest.
        whole: settle every cluster anew and tell whose outcome is certain, for a plan to be written.
        engine: warm, for ``settle``; opened where it is None.
    """
    verdict = verify(instance, plan, rulebook)
    if not verdict.sound:
        raise ValueError(f"the plan does not stand: {verdict.problems[0].text}")
    inside = narrowed(instance, plan)
    question = question_of(inside, rulebook, plan)
    grouping = changed(inside, plan, changes)
    found = evaluate(question, grouping, None if whole else plan)
    result = _compared(question, plan, grouping, found)
    if not settle:
        return result
    return _with_settled(question, result, grouping, engine, whole=whole)


def _compared(question: Question, plan: Plan, grouping: Grouping, found: Evaluated) -> Moved:
    shown = _judged(question, grouping, found.plan)
    after = breaches(question.instance, question.in_force, shown)
    judged = {r.id for r in shown.rules if r.status != "not_checked"}
    before = tuple(b for b in breaches(question.instance, question.in_force, plan) if b.rule in judged)
    breaks = only_in(after, before)
    return Moved(
        instance=question.instance,
        rulebook=question.rulebook,
        before=plan,
        after=found.plan,
        refusal=found.refusal,
        touched=changed_clusters(plan, shown),
        levels=level_changes(plan, shown),
        breaks=breaks,
        broken_before=only_in(after, breaks),
        mended=only_in(before, after),
        disagreements=found.disagreements,
        taken=found.taken,
    )


def _judged(question: Question, grouping: Grouping, plan: Plan | None) -> Plan:
    """The plan of a grouping, or where it has no boards, the map alone, which can be measured all the same."""
    judged = plan or evaluate(_map_only(question), grouping).plan
    if judged is None:
        raise RuntimeError("a grouping without boards was not evaluated")
    return judged


def _map_only(question: Question) -> Question:
    """The same question about the map alone."""
    only: dict[str, Any] = {"only_geography": True, "caps": {}, "profile": "geography-first"}
    origins = {**question.settings.origins, "only": "option"}
    recorded = {k: s for k, s in question.settings.recorded.items() if k not in ("governance_of", "models")}
    settings = question.settings.model_copy(update={**only, "origins": origins, "recorded": recorded})
    return Question(question.instance, question.rulebook, question.in_force, None, settings, (), 0, {})


def _with_settled(
    question: Question, result: Moved, grouping: Grouping, engine: Engine | None, *, whole: bool
) -> Moved:
    """The result with the rest settled around its new clusters."""
    from planner.engine import open_engine  # noqa: PLC0415 - possible clusters are listed here alone

    judged = _judged(question, grouping, result.after)
    decisions, left_out = holding(question.instance, question.rulebook, judged, result.touched[1])
    if engine is None or engine.instance != question.instance:
        engine = open_engine(question.instance, question.rulebook)
    best = settled_map(engine, question, decisions)
    if isinstance(best, Refusal):
        none = replace(result, after=None, refusal=best, levels=(), breaks=(), mended=(), left_out=left_out)
        return replace(result, settled=none)
    around, held = best
    found = evaluate(question, around, None if whole else result.after or result.before)
    settled = replace(
        _compared(question, result.before, around, found), left_out=left_out, held_levels=held.levels
    )
    return replace(result, settled=settled)
