"""What may be asked for together, models that single clusters must have, and why their boards can't be made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from planner import cpsat
from planner.boards.pool import Shape
from planner.core.instance import Instance
from planner.core.result import Refusal
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.core.settings import Settings
from planner.engine.asked import ANY
from planner.engine.boards import BoardsOfMaps


class Asking(Protocol):
    """What a refusal tells of a question."""

    @property
    def instance(self) -> Instance: ...  # noqa: D102
    @property
    def in_force(self) -> Rulebook: ...  # noqa: D102
    @property
    def models(self) -> tuple[GovernanceModel, ...]: ...  # noqa: D102
    @property
    def pins(self) -> Mapping[str, str]: ...  # noqa: D102


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


def not_possible(asked: Asking, boards: BoardsOfMaps, block: Sequence[Shape], budget: cpsat.Budget) -> Refusal:
    """The refusal that a block without lawful boards leads to.

    Args:
        asked: the question.
        boards: says which rules clash in the block.
        block: clusters whose boards can't be made lawful.
        budget: charged.
    """
    from planner.engine import refuse  # noqa: PLC0415 - what it brings along is needed here only

    pinned = {asked.pins[o]: o for s in block for o in s.organisations if o in asked.pins}
    if len(pinned) > 1 and len(block) == 1:
        return refuse.pinned_twice(asked.instance, pinned)
    title = (block[0].governance if asked.pins else asked.models[0]).title
    if len(asked.models) > 1 and not pinned:
        title = f"any governance model (told for {title})"
    return refuse.no_boards(asked.instance, asked.in_force, block, boards.why(block, budget), title)
