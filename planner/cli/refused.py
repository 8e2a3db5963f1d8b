"""What to type next: the options of the question asked, and what helps where there is no plan."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from planner.core.ranges import range_text


def as_typed(
    governance: str | None,
    regions: tuple[str, ...],
    clusters: tuple[int, int] | None,
    only: str | None,
    rulebook: str | None,
    scenario: str | None = None,
    era: str | None = None,
) -> str:
    """The options of a question as they are typed, with a space before each."""
    words = [] if governance is None or only else ["-g", governance]
    for region in regions:
        words += ["--region", region]
    if clusters is not None:
        words += ["--clusters", range_text(*clusters)]
    words += ["--only", only] if only else []
    words += ["--rulebook", rulebook] if rulebook else []
    words += ["--scenario", scenario] if scenario else []
    words += ["--era", era] if era else []
    return "".join(f" {shlex.quote(w)}" for w in words)


def within_reach(
    instance: str, caps: Mapping[str, int], governance: str | None, options: str, *, maps_free: bool
) -> str:
    """What helps where caps are out of reach: what the capped amounts cost in each other.

    Args:
        instance: as it was named.
        caps: amounts that were capped on the command line.
        governance: model asked for.
        options: the other options of the question, as they are typed.
        maps_free: the grouping was not given, so that trade-offs are about the same map.
    """
    aims = [name for name in ("cost", "meetings", "places_end") if name in caps]
    if not aims or not maps_free:
        return "the same with a larger --cap; the least that is possible stands above."
    aims = list(dict.fromkeys((*aims, "cost", "places_end")))[: max(2, len(aims))]
    return (
        f"planner options {shlex.quote(instance)} -g {shlex.quote(governance or 'any')}{options} --tradeoff "
        f"{','.join(aims)} shows every best compromise that can be reached; then set --cap by it."
    )


def after_refusal(instance: str) -> str:
    """The command that helps where there is no plan and none of the others does."""
    return (
        f"planner check {shlex.quote(instance)} shows what was given; change decisions.csv, or --clusters, and "
        "solve again."
    )
