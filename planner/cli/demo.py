"""``planner demo``: the main job on real input, ending with a report to open."""

from __future__ import annotations

import click


@click.command("demo")
@click.option(
    "-o",
    "--output",
    "output",
    default="planner-out",
    show_default=True,
    metavar="DIR",
    help="Folder for the plan and its reports.",
)
@click.option(
    "-g", "--governance", default="model-2", show_default=True, metavar="MODEL", help="model-1 to model-4."
)
@click.pass_context
def command(ctx: click.Context, output: str, governance: str) -> int:
    """Solve England 2011: 151 Primary Care Trusts, real map, invented office holders.

    Ends with the path of a report to open in a browser.
    """
    from planner.cli.solve import command as solve
    from planner.io.examples import example

    code = ctx.invoke(
        solve, instance=str(example("england-2011")), output=output, governance=governance, time_limit=300.0
    )
    # the demonstration is done when a verified plan is written, proved best or not
    return 0 if code in (0, 5) else int(code)
