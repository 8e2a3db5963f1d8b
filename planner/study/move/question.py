"""What a plan was asked, read off its settings, so that the same can be asked of another grouping."""

from __future__ import annotations

from dataclasses import dataclass

from planner.checker.settings import setting
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.core.settings import Settings
from planner.engine.asked import models_asked, rules_in_force, with_rules
from planner.engine.pins import go_together, pins_asked
from planner.objectives.order import in_order
from planner.study.asked_in import asked_in


@dataclass(frozen=True)
class Question:
    """A plan's own question."""

    instance: Instance
    """Narrowed to the plan's regions, with its reference."""
    rulebook: Rulebook
    """With the order of aims that the instance asks for."""
    in_force: Rulebook
    """The same, with a binding range of clusters."""
    governance: GovernanceModel | str | None
    settings: Settings
    """But for the grouping."""
    models: tuple[GovernanceModel, ...]
    unpinned: int
    """So many of the models are for clusters without a model of their own."""
    pins: dict[str, str]

    @property
    def choosing(self) -> bool:
        """Whether models are chosen for each cluster, or caps bind clusters together."""
        return len(self.models) > 1 or bool(self.settings.caps)


def question_of(instance: Instance, rulebook: Rulebook, plan: Plan) -> Question:
    """What a plan was asked.

    Args:
        instance: whole or narrowed to the plan's regions.
        rulebook: the one that the plan was made under.
        plan: one that the checker found sound.
    """
    governance, settings = asked_in(
        plan,
        seconds=setting(plan, "time_limit"),
        work=setting(plan, "work_limit"),
        ring_fences=setting(plan, "ring_fences"),
    )
    go_together(governance, settings)
    pins = pins_asked(instance, governance, settings)
    book = in_order(rulebook, instance)
    return Question(
        instance,
        book,
        with_rules(book, rules_in_force(book, settings.clusters)),
        governance,
        settings,
        models_asked(governance, settings.caps, settings.models, tuple(pins.values())),
        len(models_asked(governance, settings.caps, settings.models)),
        pins,
    )
