"""Why no plan keeps the caps, in plain sentences."""

from __future__ import annotations

from collections.abc import Sequence

from planner.core.caps import CAPS
from planner.core.result import Refusal
from planner.engine.choose import Shortfall

OUT_OF_REACH = "No plan keeps your caps."
"""First sentence of such a refusal."""


def out_of_reach(found: Sequence[Shortfall], maps: int, *, given: bool) -> Refusal:
    """No boards of the best maps keep the caps; says which cap, and the least that there is.

    Args:
        found: caps out of reach, or the least of each while the others are kept.
        maps: how many equally good maps were looked at.
        given: the grouping was given.
    """
    lines = [OUT_OF_REACH]
    for short in found:
        cap = CAPS[short.cap]
        asked = f"at most {short.most:,} {cap.unit} was asked for"
        if short.least is None:
            lines.append(f"{cap.title}: {asked}; how few there could be with the other caps was not found.")
        elif short.others:
            lines.append(f"{cap.title}: {asked}; while the other caps are kept, the least is {short.least:,}.")
        else:
            lines.append(f"{cap.title}: {asked}; the least that is possible is {short.least:,}.")
    where = (
        "the grouping that was given"
        if given
        else "the best map"
        if maps == 1
        else f"each of the {maps} equally good best maps"
    )
    lines.append(
        f"This holds for {where}; the map is settled before the boards. Raise a cap, or change the map with "
        "--clusters or --geography."
    )
    return Refusal(status="infeasible", text="\n".join(lines))
