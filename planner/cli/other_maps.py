"""What ``solve`` says of other maps: how many meet every rule, and the best of them as a table."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.plan import Plan
from planner.core.settings import Settings
from planner.engine import Engine
from planner.geography.layers import TooWideError
from planner.geography.many import RankedMap

COUNTING = 10.0
"""Seconds that counting may take."""


@dataclass(frozen=True)
class OtherMaps:
    """Lines for the terminal, and a table for maps.csv (empty without one)."""

    lines: tuple[str, ...]
    table: str


def other_maps(engine: Engine, settings: Settings, plan: Plan, *, count: bool, best: int | None) -> OtherMaps:
    """Count and rank maps beside a plan that was found; boards are not looked at."""
    lines, table = [], ""
    if count:
        census = engine.census(settings.model_copy(update={"seconds": COUNTING, "work": None}))
        if census is None:
            lines.append(f"How many maps meet every rule could not be counted within {COUNTING:.0f} seconds.")
        else:
            first = "This is the best of" if plan.status == "optimal" else "This is one of"
            lines.append(f"{first} {census.total:,} maps that meet every rule about the map.")
    if best is not None:
        try:
            maps = engine.best_maps(best, settings)
        except TooWideError:
            lines.append(f"The {best} best maps could not be told apart within the limits: too many are alike.")
        except ValueError as error:
            lines.append(f"The {best} best maps were not made: {error}.")
        else:
            lines.append(f"The {len(maps)} best maps are in maps.csv, the best first.")
            table = maps_csv(maps, [level.id for level in plan.levels][: len(maps[0].values)] if maps else [])
    return OtherMaps(tuple(lines), table)


def maps_csv(maps: Sequence[RankedMap], aims: Sequence[str]) -> str:
    """Columns rank, one for each aim, organisation, cluster (its smallest organisation code).

    The rows of one rank, without the other columns, are a grouping that ``--geography`` reads.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["rank", *aims, "organisation", "cluster"])
    for rank, found in enumerate(maps, start=1):
        home = {code: min(cluster) for cluster in found.grouping for code in cluster}
        writer.writerows([rank, *found.values, code, home[code]] for code in sorted(home))
    return out.getvalue()
