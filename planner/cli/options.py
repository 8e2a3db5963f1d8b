"""``planner options``: other good plans, trade-offs, and how a plan stands among all."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from planner.cli.caps import check_caps
from planner.cli.params import (
    Amount,
    cap_option,
    clusters_option,
    era_option,
    governance_option,
    json_option,
    region_option,
    rulebook_option,
    scenario_option,
    seed_option,
)
from planner.cli.tolerances import ToleranceOption, check_tolerances

if TYPE_CHECKING:
    from planner.core.instance import Instance
    from planner.core.rulebook import GovernanceModel, Rulebook
    from planner.core.settings import Settings


@dataclass(frozen=True)
class Question:
    """What all uses of the command share."""

    named: str
    """The instance as it is typed in a command."""
    instance: Instance
    rulebook: Rulebook
    model: GovernanceModel | str | None
    settings: Settings
    output: str | None
    as_json: bool
    typed: str = ""
    """Regions, clusters, rulebook, scenario and era as they were typed, for the next command."""
    governance: str | None = None
    """Governance model as it was typed."""
    rules: str = ""
    """The rulebook as it was typed, for commands about a finished plan."""


@click.command("options")
@click.argument("instance", metavar="INSTANCE")
@click.option("-o", "--output", "output", metavar="DIR", help="Folder for what is found.")
@click.option(
    "-n", "number", type=click.IntRange(1, 100), default=10, show_default=True, help="How many plans."
)
@governance_option
@region_option
@clusters_option
@rulebook_option
@click.option(
    "--tolerance",
    "tolerances",
    type=ToleranceOption(),
    multiple=True,
    help="How much worse than the best plan an aim may be; may be repeated.",
)
@click.option(
    "--distance",
    type=click.IntRange(1, 10_000),
    metavar="D",
    help="Fewest organisations that must move between any two plans.",
)
@click.option(
    "--by", type=click.Choice(["clusters", "models"]), help="Best plan for each number of clusters, or model."
)
@cap_option
@click.option("--only", type=click.Choice(["geography"]), help="Look at the map alone.")
@click.option("--tradeoff", metavar="A,B[,C]", help="Every best compromise between two or three aims.")
@click.option(
    "--cluster",
    metavar="ORG;ORG…",
    help="With --tradeoff: the boards of this cluster alone; with --plan one ORG is its cluster there.",
)
@click.option("--plan", "plan", metavar="PLAN", help="With --tradeoff: mark this plan; board aims use its map.")
@click.option("--context", metavar="PLAN", help="How this plan stands among all maps that keep the rules.")
@click.option(
    "--geography",
    metavar="reference|FILE",
    help="With --context: a grouping to set beside the plan; by default the reference, where there is one.",
)
@click.option(
    "--time-limit", type=Amount(), default=90.0, show_default=True, metavar="S", help="Seconds at most."
)
@click.option("--work-limit", type=Amount(), metavar="W", help="Same answer on any machine.")
@seed_option
@scenario_option
@era_option
@json_option
@click.pass_context
def command(
    ctx: click.Context,
    instance: str,
    output: str | None,
    number: int,
    governance: str | None,
    regions: tuple[str, ...],
    clusters: tuple[int, int] | None,
    rulebook: str | None,
    tolerances: tuple[tuple[str, int], ...],
    distance: int | None,
    by: str | None,
    caps: tuple[tuple[str, int], ...],
    only: str | None,
    tradeoff: str | None,
    cluster: str | None,
    plan: str | None,
    context: str | None,
    geography: str | None,
    time_limit: float,
    work_limit: float | None,
    seed: int,
    scenario: str | None,
    era: str | None,
    as_json: bool,
) -> int:
    """Other good plans, what one aim costs in another, and how a plan stands among all.

    Without further options: up to N plans, the best first, each within the tolerances of the best plan and
    each at least D organisations away from all before it; every one is verified and saved as soon as it is
    found. With --by: the best plan for each number of clusters or each governance model. With --tradeoff:
    every best compromise. With --context: how many maps keep the rules and how a plan stands among them.

    Exit code 0: all that was asked for, or proved that there are no more; 4: no plan meets the rules; 5: a
    limit was reached, what was found is saved; 6: a limit was reached and nothing is known; 130: stopped.
    """
    _check(
        governance,
        only,
        by,
        tradeoff,
        context,
        output,
        cluster,
        plan,
        geography,
        tolerances,
        distance,
        scenario,
    )
    check_caps(caps, only)
    from planner.cli.asked import asked_of, given_options
    from planner.cli.refused import as_typed

    options = given_options(
        ctx,
        governance=governance,
        regions=regions,
        clusters=clusters,
        caps=caps,
        only=only,
        time_limit=time_limit,
        work_limit=work_limit,
        seed=seed,
    )
    if context is not None and scenario is None and not regions:
        # the plan tells which regions it is of, as it does for move and explain
        regions = _regions_of(context)
        options |= {"regions": regions} if regions else {}
    asked = asked_of(instance, rulebook, scenario, era, options)
    question = Question(
        shlex.quote(instance), asked.instance, asked.rulebook, asked.governance, asked.settings, output,
        as_json,
        typed=as_typed(None, regions, clusters, None, rulebook, scenario, era),
        governance=governance,
        rules=as_typed(None, (), None, None, rulebook),
    )  # fmt: skip
    if context is not None:
        from planner.cli.options_context import context_of

        return context_of(question, context, geography)
    if tradeoff is not None:
        from planner.cli.options_tradeoff import tradeoff_of

        return tradeoff_of(question, tradeoff, cluster, plan)
    from planner.cli.options_plans import plans_of, variants_of

    if by is not None:
        return variants_of(question, by)
    return plans_of(question, number, dict(tolerances), distance)


def _regions_of(path: str) -> tuple[str, ...]:
    """Regions that a plan says it is of; none for all."""
    from planner.checker.settings import setting
    from planner.io.plans import read_plan

    regions = setting(read_plan(path), "regions") or []
    return tuple(r for r in regions if isinstance(r, str)) if isinstance(regions, list | tuple) else ()


def _check(
    governance: str | None,
    only: str | None,
    by: str | None,
    tradeoff: str | None,
    context: str | None,
    output: str | None,
    cluster: str | None,
    plan: str | None,
    geography: str | None,
    tolerances: tuple[tuple[str, int], ...],
    distance: int | None,
    scenario: str | None,
) -> None:
    """Options that go together.

    Raises:
        click.UsageError: they don't.
    """
    uses = [name for name, value in (("--by", by), ("--tradeoff", tradeoff), ("--context", context)) if value]
    if len(uses) > 1:
        raise click.UsageError(f"{uses[0]} and {uses[1]} are two questions; ask one at a time.")
    if (cluster or plan) and tradeoff is None:
        raise click.UsageError("--cluster and --plan belong to --tradeoff.")
    if geography is not None and context is None:
        raise click.UsageError("--geography belongs to --context.")
    if (tolerances or distance is not None) and uses:
        raise click.UsageError(f"--tolerance and --distance don't go with {uses[0]}.")
    check_tolerances(tolerances)
    if context is not None or tradeoff is not None:
        return
    if output is None:
        raise click.UsageError("Say where the plans should go with -o DIR.")
    if governance is None and only is None and by != "models" and not scenario:
        raise click.UsageError(
            "Say which governance model with -g model-1 to model-4 or -g any, or look at the map alone with "
            "--only geography."
        )
    if by == "models" and (governance is not None or only is not None):
        raise click.UsageError("--by models looks at every model; leave out -g and --only.")
