"""Single regions at one number of clusters: one level, and several in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.rows import Row, at_most
from benchmarks.run import Ask, median, timed
from benchmarks.setting import Levels, Setting, cold_map, england, levels_of
from planner.objectives.base import GeographyLevel

JOB = "benchmarks.subjects.regions:measure"
CLUSTERS = {"London": 8, "North West": 8, "West Midlands": 6}
SECONDS = {"London": 0.3, "North West": 0.3}
RATIO = 2
REPEATS = 5
"""At least: these are short."""


def measure(region: str, k: int, size: int, repeats: int) -> dict[str, Any]:
    """One region at ``k`` clusters: the combined level, then the default levels that add up."""
    book = Setting(size=size).rulebook()
    whole = england()
    result: dict[str, Any] = {}
    kinds: tuple[Levels, ...] = ("combined", "default")
    for kind in kinds:
        aims = [x for x in levels_of(kind, whole, book) if isinstance(x, GeographyLevel)]

        def settle(instance: Any, aims: list[GeographyLevel] = aims) -> tuple[int, Any]:
            known = cold_map(instance, book, aims)
            return known.possible(), known.best(k, k)

        seconds, (candidates, found) = timed(lambda: england().within(region), settle, repeats)
        result[kind] = {
            "seconds": seconds,
            "levels": len(aims),
            "proved": found is not None and found.proved,
            "values": list(found.values) if found else None,
        }
        result["candidates"] = candidates
    return result


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    for size in (8,) if ask.quick else (8, 10):
        for region, k in list(CLUSTERS.items())[-1 if ask.quick else 0 :]:
            repeats = 1 if ask.quick else max(REPEATS, ask.repeats)
            found = ask.measure(JOB, region=region, k=k, size=size, repeats=repeats)
            group = f"{region} alone, K = {k}, {Setting(size=size).words}"
            one, several = found["combined"], found["default"]
            times = 1 if size == 8 else 3
            limit = at_most(SECONDS[region] * times) if region in SECONDS else None
            yield Row(group, "one combined level", median(one["seconds"]), "s", limit, _proved(one))
            yield Row(
                group,
                f"{several['levels']} levels in order",
                median(several["seconds"]),
                "s",
                note=_proved(several),
            )
            ratio = median(several["seconds"]) / median(one["seconds"])
            yield Row(
                group,
                "levels in order ÷ one level",
                ratio,
                "times",
                None if ask.quick or size > 8 else at_most(RATIO),
            )
            yield Row(group, "candidates", found["candidates"])


def _proved(found: dict[str, Any]) -> str:
    return "proved" if found["proved"] else "not proved"
