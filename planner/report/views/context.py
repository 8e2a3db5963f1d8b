"""Where a plan's map stands among all maps, as sentences and rows for a report."""

from __future__ import annotations

from dataclasses import dataclass

from planner.report.views.words import count, number
from planner.study.context import Context, RegionContext, standing_words


@dataclass(frozen=True)
class StandingRow:
    """One aim. All in words."""

    title: str
    unit: str
    plan: str
    other: str
    """The other grouping's value; empty without one."""
    as_good: str
    """How many maps are as good or better, with their share; what is sampled says so."""


@dataclass(frozen=True)
class RegionStanding:
    """One region."""

    place: str
    sentences: tuple[str, ...]
    rows: tuple[StandingRow, ...]


@dataclass(frozen=True)
class ContextView:
    """All regions; ``other`` is the heading of the column beside the plan, empty without one."""

    other: str
    regions: tuple[RegionStanding, ...]


def context_view(found: Context) -> ContextView:
    """Words for what :func:`planner.study.context.context` counted."""
    return ContextView(found.other, tuple(_region(region, found.other) for region in found.regions))


def _region(region: RegionContext, other: str) -> RegionStanding:
    rows = tuple(
        StandingRow(
            x.title,
            x.unit,
            number(x.value),
            "" if x.other is None else number(x.other),
            standing_words(x, region.maps),
        )
        for x in region.levels
    )
    return RegionStanding(region.place, tuple(_sentences(region, other)), rows)


def _sentences(region: RegionContext, other: str) -> list[str]:
    """How many maps there are, and how many are as good in everything."""
    found = []
    if region.maps is None:
        found.append("More maps keep the rules than can be counted, so shares are not given.")
    elif region.maps == 1 and region.keeps_rules:
        found.append("This is the only map that keeps the rules.")
    else:
        verb = "map keeps" if region.maps == 1 else "maps keep"
        same = f"{number(region.same_number or 0)} of them have as many clusters"
        found.append(f"{number(region.maps)} {verb} the rules; {same}.")
    if not region.keeps_rules:
        found.append("The plan's map breaks a rule here, so it is none of them; planner verify tells which.")
    found.append(_everything("the plan", region.in_everything, inside=region.keeps_rules))
    if other and region.other_reaches_out:
        found.append(
            f"{other[:1].upper()}{other[1:]} joins organisations of this region to others outside, so it isn't "
            "set beside the plan here."
        )
    elif other:
        rules = "" if region.other_keeps_rules else " (it breaks a rule)"
        many = count(region.other_clusters or 0, "cluster")
        inside = bool(region.other_keeps_rules)
        found.append(
            f"{other[:1].upper()}{other[1:]}{rules}: {many}. "
            + _everything(other, region.other_in_everything, inside=inside)
        )
    return found


def _everything(name: str, found: int | None, *, inside: bool) -> str:
    """How many maps are as good or better in every aim at once."""
    if found is None:
        return f"How many maps are as good as {name} in every aim at once could not be counted."
    rest = found - 1 if inside else found
    if rest <= 0:
        return f"No {'other ' if inside else ''}map is as good as {name} in every aim at once."
    maps = "1 map is" if rest == 1 else f"{number(rest)} maps are"
    return f"{maps} as good as {name} or better in every aim at once."
