"""Governance models and scenarios to be solved for and compared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from planner.core.comparison import Comparison
    from planner.core.instance import Instance
    from planner.core.plan import Plan
    from planner.core.rulebook import GovernanceModel, Rulebook


@dataclass(frozen=True)
class Compared:
    """A comparison with all that it is counted from."""

    made: Comparison
    instance: Instance
    """As read: today and the reference are counted from it."""
    rulebook: Rulebook
    plans: dict[str, Plan]
    """By column."""
    under: dict[str, tuple[Instance, Rulebook]] = field(default_factory=dict)
    """By column, instance and rules as a scenario or an era makes them."""


def of_models(
    path: str,
    models: str | None,
    scenarios: Sequence[str],
    era: str | None,
    rulebook: str | None,
    options: Mapping[str, Any],
    *,
    quiet: bool,
) -> Compared:
    """Solve under each scenario and model, and compare.

    Args:
        path: of the instance.
        models: list of models; None for those that the scenarios name.
        scenarios: names; none for the instance as it is.
        era: reading of the documents.
        rulebook: rules instead of the instance's.
        options: settings of the runs, as given on the command line.
        quiet: tell no progress.
    """
    from planner.cli.asked import asked_of
    from planner.cli.console import progress
    from planner.engine import open_engine
    from planner.study.compare.ask import Ask, solved

    wanted = _models_asked(models) if models is not None else None
    if len(set(scenarios)) < len(scenarios):
        raise click.UsageError("A scenario is named twice.")
    plain = asked_of(path, rulebook, None, None, options)
    asks = []
    for name in scenarios or (None,):
        asked = asked_of(path, rulebook, name, era, options) if name or era else plain
        each = wanted if wanted is not None else [asked.governance]
        engine = open_engine(asked.instance, asked.rulebook)
        for model in each:
            if model is None:
                raise click.UsageError(f"The scenario {name} names no governance model; add --models 1,2,3,4.")
            if asked.settings.only_geography:
                raise click.UsageError(f"The scenario {name} settles the map alone, without boards.")
            asks.append(Ask(engine, model, asked.settings, name or ""))
    with progress(quiet=quiet) as reporter:
        made, results = solved(plain.instance, plain.rulebook, asks, reporter)
    known = {c.id for c in made.plans}
    plans = {n: r.plan for n, r in results.items() if n in known and r.plan is not None}
    under = {
        n: (r.instance, r.rulebook)
        for n, r in results.items()
        if n in plans and r.instance is not None and r.rulebook is not None
    }
    return Compared(made, plain.instance, plain.rulebook, plans, under)


def _models_asked(models: str) -> list[GovernanceModel | str | None]:
    """Governance models of a list such as ``1,2,my-variant.toml``; each once."""
    from planner.cli.caps import model_asked

    words = [w.strip() for w in models.split(",") if w.strip()]
    if not words:
        raise click.BadParameter("Say for example 1,2,3,4.", param_hint="--models")
    found: list[GovernanceModel | str | None] = []
    for word in words:
        asked = model_asked(f"model-{word}" if word.isdigit() else word, {})
        if asked in found:
            raise click.BadParameter(f"{word} is named twice.", param_hint="--models")
        found.append(asked)
    return found
