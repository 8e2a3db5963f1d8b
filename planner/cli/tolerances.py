"""``--tolerance LEVEL=N``: how it is read, and what is said of a plan that was allowed to fall short."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import click

from planner.cli.level_amount import in_a_sentence, level_amount, meant, named_twice

if TYPE_CHECKING:
    from planner.core.plan import Level, Plan


MOST = 10**12 - 1


class ToleranceOption(click.ParamType):  # type: ignore[type-arg] # generic only in newer clicks
    """``LEVEL=N``."""

    name = "LEVEL=N"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, int]:
        """An aim, and by how much it may be worse than the best."""
        from planner.core.levels import BOARDS, GEOGRAPHY

        name, number = level_amount(value)
        if number is None or number > MOST:
            self.fail(f'"{value}" is no tolerance; write for example splits=2.', param, ctx)
        if name not in (*GEOGRAPHY, *BOARDS):
            did = meant(name, (*GEOGRAPHY, *BOARDS)) or "planner rules lists the aims."
            self.fail(f'There is no aim "{name[:60]}". {did}', param, ctx)
        return name, number


def check_tolerances(tolerances: tuple[tuple[str, int], ...]) -> None:
    """Each aim has one tolerance.

    Raises:
        click.BadParameter: one has two.
    """
    if twice := named_twice(tolerances):
        raise click.BadParameter(f"{twice} has two tolerances.", param_hint="--tolerance")


def check_of_the_map(names: Iterable[str], only: str | None) -> None:
    """With the map alone no tolerance is about boards.

    Raises:
        click.UsageError: one is.
    """
    from planner.core.levels import BOARDS

    about = [name for name in names if name in BOARDS]
    if only is not None and about:
        raise click.UsageError(f"--tolerance {about[0]} is about boards; with --only geography there are none.")


def within_words(plan: Plan) -> str:
    """How near to the best a plan is that was allowed to fall short, for a plan within its tolerances."""
    from planner.core.tolerances import open_levels

    parts = [f"as to {in_a_sentence(x)}, within {_amount(x)}" for x in open_levels(plan)]
    return f"Best found; {'; '.join(parts)} of the best possible, as you allowed."


def beyond_words(plan: Plan) -> str:
    """Where a plan may be further from the best than was allowed; empty where nothing was, or it is within."""
    from planner.core.tolerances import beyond_tolerance, open_levels, tolerances_of

    allowed = tolerances_of(plan)
    far = beyond_tolerance(plan) if allowed and plan.status == "feasible" else ()
    if not far:
        return ""
    first = open_levels(plan)[0].id
    parts = []
    for x in far:
        known = f"may be {_amount(x)} from the best possible" if x.id == first else "may be any amount better"
        parts.append(f"{in_a_sentence(x)} {known}, {allowed.get(x.id, 0):,} allowed")
    below = ", for nothing is known below an aim that is not proved" if far[-1].id != first else ""
    return f"Not known to be within what you allowed: {'; '.join(parts)}{below}."


def _amount(level: Level) -> str:
    short = level.value - level.bound
    return f"{short:,} {'person' if level.unit == 'people' and short == 1 else level.unit}"
