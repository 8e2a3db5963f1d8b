"""What a command line asks of a run: its options over the scenario, and what may not go together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from planner.cli.caps import check_caps
from planner.cli.tolerances import check_of_the_map, check_tolerances

if TYPE_CHECKING:
    from planner.core.instance import Instance
    from planner.core.plan import Plan
    from planner.core.rulebook import Rulebook
    from planner.io.effective import Effective

HINTS = {
    "regions": "--region",
    "reference": "--reference",
    "geography": "--geography",
    "governance": "-g",
    "caps": "--cap",
    "tolerances": "--tolerance",
}


def given_options(ctx: click.Context, **values: Any) -> dict[str, Any]:
    """Options that were given on the command line, whatever their value, and not by default.

    Called by another command, whatever differs from the default counts as given.
    """
    from click.core import ParameterSource

    usual = {p.name: p.get_default(ctx) for p in ctx.command.params}
    given = {}
    for name, value in values.items():
        source = ctx.get_parameter_source(name)
        if source in (ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT) or (
            source is None and value is not None and value not in (usual.get(name), ())
        ):
            given[name] = value
    if "caps" in given:
        check_caps(given["caps"], None)
        given["caps"] = dict(given["caps"])
    if "tolerances" in given:
        check_tolerances(given["tolerances"])
        given["tolerances"] = dict(given["tolerances"])
    return given


def asked_of(
    instance: str, rulebook: str | None, scenario: str | None, era: str | None, options: Mapping[str, Any]
) -> Effective:
    """Everything that a run is asked, resolved.

    Raises:
        click.BadParameter: an option can't be used.
        InputFaultsError: faults of the instance, the rulebook or the scenario.
    """
    from planner.io.effective import WrongOptionError, effective
    from planner.io.read import read_instance
    from planner.io.rulebook import load_rulebook, rulebook_of
    from planner.io.scenarios import load_era, scenario_named

    if "governance" in options and not str(options["governance"]).strip():
        raise click.BadParameter("Say model-1 to model-4, or a file of your own.", param_hint="-g")
    whole = read_instance(instance)
    book = load_rulebook(rulebook) if rulebook is not None else rulebook_of(whole, instance)
    try:
        return effective(
            whole,
            book,
            scenario_named(instance, scenario) if scenario is not None else None,
            load_era(era) if era is not None else None,
            options,
            own_rulebook=rulebook is not None,
        )
    except WrongOptionError as error:
        raise click.BadParameter(error.text, param_hint=HINTS.get(error.key)) from error


def under_plan(instance: str, plan: Plan, rulebook: str | None) -> tuple[Instance, Rulebook]:
    """The whole instance and the rules that a plan was made under, with its scenario and era.

    Args:
        instance: folder or workbook.
        plan: the finished plan.
        rulebook: as named; None for the one the instance asks for.

    Raises:
        InputFaultsError: faults of the instance or the rulebook, or the scenario is not there any more.
    """
    from planner.io.read import read_instance
    from planner.io.rulebook import load_rulebook, rulebook_of

    given = read_instance(instance)
    book = load_rulebook(rulebook) if rulebook is not None else rulebook_of(given, instance)
    if {"scenario", "era"} & plan.settings.keys():  # what this needs is slow to import
        from planner.io.effective import as_planned

        return as_planned(given, book, plan, instance)
    return given, book


def effective_options(asked: Effective) -> dict[str, Any]:
    """The options as they are in effect, for :func:`check_together`."""
    s = asked.settings
    return {
        "governance": asked.governance,
        "only": "geography" if s.only_geography else None,
        "profile": s.profile,
        "caps": s.caps,
        "governance_of": s.governance_of,
        "tolerances": s.tolerances,
    }


def check_together(options: Mapping[str, Any], best: int | None) -> None:
    """Options that can't go together.

    Raises:
        click.UsageError: two of them contradict each other, or no governance model is named.
    """
    governance, only, caps = options.get("governance"), options.get("only"), options.get("caps")
    if governance is None and only is None:
        raise click.UsageError(
            "Say which governance model with -g model-1 to model-4 or -g any, or settle the map alone with "
            "--only geography."
        )
    if options.get("profile") == "people-first":
        if only is not None or best is not None:
            raise click.UsageError(
                f"--profile people-first is about boards, and {'--only geography' if only else '--best'} looks "
                "at the map alone; leave out one of them."
            )
        if caps or governance == "any" or options.get("governance_of"):
            what = "-g any" if governance == "any" else "--cap" if caps else "a model for single clusters"
            raise click.UsageError(
                f"--profile people-first takes one governance model and no caps, and {what} was given; "
                "leave out one of them."
            )
    if caps and only is not None:
        raise click.UsageError("--cap is about boards; with --only geography there are none.")
    check_of_the_map(options.get("tolerances") or (), only)
