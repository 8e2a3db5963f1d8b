"""``planner explain``: why there is no plan and the smallest changes that work; or why a plan is as it is."""

from __future__ import annotations

import importlib
import importlib.util

import click

from planner.cli.solve import Amount, ClusterRange

OF_A_PLAN = "planner.cli.explain_plan"
"""Explains a finished plan; imported only when one is given."""


@click.command("explain")
@click.argument("instance", metavar="INSTANCE")
@click.argument("plan", metavar="[PLAN]", required=False)
@click.option("-g", "--governance", metavar="MODEL", help="model-1 to model-4, a file of your own, or any.")
@click.option("--region", "regions", multiple=True, metavar="NAME", help="Only this region; may be repeated.")
@click.option("--clusters", type=ClusterRange(), help="How many clusters there must be.")
@click.option("--only", type=click.Choice(["geography"]), help="Explain the map alone.")
@click.option("--rulebook", metavar="ID|FILE", help="Rules and aims instead of those the instance asks for.")
@click.option("--organisation", metavar="CODE", help="With PLAN: why it is where it is.")
@click.option("--cluster", metavar="ID", help="With PLAN: why this cluster is as it is.")
@click.option("--post", metavar="POST", help="With PLAN: what decides this post.")
@click.option("--prices", is_flag=True, help="With PLAN: what each rule and decision costs.")
@click.option(
    "--audience",
    type=click.Choice(["public", "panel"]),
    default="public",
    show_default=True,
    help="With PLAN: whom the answer is for; only the panel reads anything about a person.",
)
@click.option(
    "--time-limit",
    type=Amount(),
    default=90.0,
    show_default=True,
    metavar="S",
    help="Seconds at most; a safety net.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def command(
    instance: str,
    plan: str | None,
    governance: str | None,
    regions: tuple[str, ...],
    clusters: tuple[int, int] | None,
    only: str | None,
    rulebook: str | None,
    organisation: str | None,
    cluster: str | None,
    post: str | None,
    prices: bool,
    audience: str,
    time_limit: float,
    as_json: bool,
) -> int:
    """Say why no plan meets the law, the guidance and your decisions, and the smallest changes that work.

    INSTANCE is the folder or workbook, asked as planner solve was asked. Shown are the rules and decisions
    that clash, each with its authority, paragraph and row, and single changes that lead to a plan, each tried
    out, with what the plan would be and who would have to agree. With PLAN, the plan.json of a finished plan,
    it says instead what decides that plan.

    Exit code 0: there is a plan; 4: there is none, explained; 6: a limit was reached and nothing is settled.
    """
    if plan is not None:
        return _of_plan(
            instance,
            plan,
            organisation=organisation,
            cluster=cluster,
            post=post,
            prices=prices,
            audience=audience,
            rulebook=rulebook,
            time_limit=time_limit,
            as_json=as_json,
        )
    about = {"--organisation": organisation, "--cluster": cluster, "--post": post, "--prices": prices}
    given = [name for name, value in about.items() if value]
    if given:
        raise click.UsageError(
            f"{given[0]} is about a finished plan; name its plan.json: planner explain {instance} PLAN "
            f"{given[0]}."
        )
    if governance is None and only is None:
        raise click.UsageError(
            "Say which governance model with -g model-1 to model-4 or -g any, or explain the map alone with "
            "--only geography."
        )
    del regions, clusters
    raise click.UsageError("Explaining why there is no plan is not part of this version.")


def _of_plan(instance: str, plan: str, **asked: object) -> int:
    """Hand a finished plan to the part that explains it."""
    if importlib.util.find_spec(OF_A_PLAN) is None:
        raise click.UsageError("Explaining a finished plan is not part of this version; leave out PLAN.")
    code: int = importlib.import_module(OF_A_PLAN).run(instance, plan, **asked)
    return code
