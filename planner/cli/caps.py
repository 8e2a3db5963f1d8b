"""Options about caps and the choice of governance models, and the trade-offs beside an answer."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import click

from planner.cli.level_amount import level_amount, meant, named_twice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from planner.core.plan import Plan
    from planner.core.rulebook import GovernanceModel
    from planner.core.settings import Settings
    from planner.engine import Engine
    from planner.study.tradeoffs import TradeOff


class CapOption(click.ParamType):  # type: ignore[type-arg] # generic only in newer clicks
    """``LEVEL=N``."""

    name = "LEVEL=N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """What is capped, and the most it may be."""
        from planner.core.caps import CAPS, LARGEST

        name, number = level_amount(value)
        if number is None or number > LARGEST:
            self.fail(f'"{value}" is no cap; write for example cost=5000000.', param, ctx)
        if name not in CAPS:
            said = f'"{name}" can\'t be capped; there are {", ".join(CAPS)}. {meant(name, CAPS)}'
            self.fail(said.strip(), param, ctx)
        return name, number


def check_caps(caps: tuple[tuple[str, int], ...], only: str | None) -> None:
    """Caps are about boards, each once."""
    if caps and only is not None:
        raise click.UsageError("--cap is about boards; with --only geography there are none.")
    if twice := named_twice(caps):
        raise click.BadParameter(f"{twice} is capped twice.", param_hint="--cap")


def model_asked(governance: str | None, caps: dict[str, int]) -> GovernanceModel | str | None:
    """The governance model asked for, or ``any``.

    Raises:
        click.BadParameter: standalone was named, or a cluster body is capped and the model leaves it open.
    """
    from planner.io.rulebook import load_governance

    if governance is None or governance == "any":
        return governance
    model = load_governance(governance)
    if model.id == "standalone":
        raise click.BadParameter(
            "standalone is for one organisation by itself; clusters of several need model-1 to model-4.",
            param_hint="-g",
        )
    if "cluster_board" in caps and not model.has_clear_body:
        raise click.BadParameter(
            f"Under {model.id} boards have their own chairs and share directors: who meets as one body of the "
            "cluster is open, so cluster_board can't be capped.",
            param_hint="--cap",
        )
    return model


def tradeoffs_within(
    engine: Engine, model: GovernanceModel | str, plan: Plan, settings: Settings, started: float
) -> Sequence[TradeOff] | None:
    """Best compromises between places that end and pay; None when they take longer than the run may."""
    from planner.study.tradeoffs import NotWorkedOutError, tradeoffs

    left = max(1.0, settings.seconds - (time.monotonic() - started))

    try:
        return tradeoffs(
            engine, governance=model, plan=plan, settings=settings.model_copy(update={"seconds": left})
        )
    except NotWorkedOutError:
        return None
