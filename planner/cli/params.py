"""Options and their types that several commands share, and what they say in help."""

from __future__ import annotations

from typing import Any

import click

from planner.cli.caps import CapOption
from planner.cli.tolerances import ToleranceOption
from planner.core.ranges import cluster_range

MOST = 1_000_000
"""Largest time or work limit."""


class ClusterRange(click.ParamType):  # type: ignore[type-arg] # generic only in newer clicks
    """``N`` or ``LO..HI``."""

    name = "N|LO..HI"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[int, int]:
        """Fewest and most clusters."""
        found = cluster_range(str(value))
        if found is None:
            self.fail(f'"{value}" is no number of clusters; write for example 4, or 3..5.', param, ctx)
        return found


class Amount(click.ParamType):  # type: ignore[type-arg] # generic only in newer clicks
    """A number above 0, at most a million."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number."""
        try:
            number = float(value)
        except (TypeError, ValueError):
            number = -1.0
        if not 0 < number <= MOST:
            self.fail(f'"{value}" is no number above 0 and up to {MOST:,}.', param, ctx)
        return number


governance_option = click.option(
    "-g", "--governance", metavar="MODEL", help="model-1 to model-4, a file of your own, or any."
)
region_option = click.option(
    "--region", "regions", multiple=True, metavar="NAME", help="Only this region; may be repeated."
)
clusters_option = click.option("--clusters", type=ClusterRange(), help="How many clusters there must be.")
rulebook_option = click.option(
    "--rulebook", metavar="ID|FILE", help="Rules and aims instead of those the instance asks for."
)
geography_option = click.option(
    "--geography",
    default="free",
    show_default=True,
    metavar="free|reference|FILE",
    help="Choose or take the grouping.",
)
cap_option = click.option(
    "--cap",
    "caps",
    type=CapOption(),
    multiple=True,
    help="At most so much cost, meetings, places_end or cluster_board; may be repeated.",
)
tolerance_option = click.option(
    "--tolerance",
    "tolerances",
    type=ToleranceOption(),
    multiple=True,
    help="Good enough when a limit ends the run: at most so far from the best possible; may be repeated.",
)
time_limit_option = click.option(
    "--time-limit",
    type=Amount(),
    default=90.0,
    show_default=True,
    metavar="S",
    help="Seconds at most; a safety net.",
)
seed_option = click.option(
    "--seed",
    type=click.IntRange(0, 2**31 - 1),
    default=1,
    show_default=True,
    metavar="N",
    help="Number that starts the search.",
)
scenario_option = click.option(
    "--scenario", metavar="NAME", help="Named changes of the instance, from its scenarios.toml."
)
era_option = click.option(
    "--era",
    type=click.Choice(["jan-2011", "sep-2011"]),
    help="Read the guidance by itself, or with the letter of September 2011.",
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
