"""What may be asked for together, models that single clusters must have, and why their boards can't be made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from planner.boards.pool import Shape
from planner.core.instance import Instance
from planner.core.result import Refusal
from planner.core.rulebook import GovernanceModel
from planner.core.settings import Settings
from planner.engine.asked import ANY

if TYPE_CHECKING:
    from planner.engine.run import Run


def go_together(governance: GovernanceModel | str | None, settings: Settings) -> None:
    """Refuse settings that contradict each other.

    Raises:
        ValueError: says which.
    """
    if governance is None and not settings.only_geography:
        raise ValueError("boards need a governance model")
    if settings.caps and settings.only_geography:
        raise ValueError("caps are about boards, and only the map is asked for")
    if settings.profile == "people-first" and (settings.caps or governance == ANY or settings.governance_of):
        raise ValueError("people-first takes one governance model and no caps")


def pins_asked(
    instance: Instance, governance: GovernanceModel | str | None, settings: Settings
) -> dict[str, str]:
    """Governance model of the cluster that holds an organisation, by its code."""
    if governance is None or settings.only_geography:
        return {}
    return {code: model for code, model in settings.governance_of.items() if code in instance.by_code}


def not_possible(run: Run, block: Sequence[Shape]) -> Refusal:
    """The refusal that a block without lawful boards leads to."""
    from planner.engine import refuse  # noqa: PLC0415 - what it brings along is needed here only

    model = block[0].governance if run.pins else run.models[0]
    pinned = {run.pins[o]: o for s in block for o in s.organisations if o in run.pins}
    if len(pinned) > 1 and len(block) == 1:
        return refuse.pinned_twice(run.instance, pinned)
    why = run.engine.boards(run, model).why(block, run.budget)
    title = model.title
    if len(run.models) > 1 and not pinned:
        title = f"any governance model (told for {model.title})"
    return refuse.no_boards(run.instance, run.in_force, block, why, title)
