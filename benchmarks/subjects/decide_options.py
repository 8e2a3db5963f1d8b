"""Ten really different plans of each SHA and of England; and trade-offs between aims of the map."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from benchmarks.baselines.partitions import listed
from benchmarks.baselines.thinned import Thinned, nearest
from benchmarks.planted import BOOK, england
from benchmarks.rows import Row, at_most
from benchmarks.run import Ask, median
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.study.options.choose import options as ten_options
from planner.study.pareto.choose import pareto

JOB = "benchmarks.subjects.decide_options"
GOVERNANCE = "model-2"
COUNT = 10
LEVELS = ("splits", "boundary_cut")
QUICK, HARD = "North East", "West Midlands"


def options(region: str) -> dict[str, Any]:
    """Seconds from an instance in memory to the last of ten options, each verified."""
    given = england().within(region) if region else england()
    began = time.perf_counter()
    found = ten_options(open_engine(given, BOOK), GOVERNANCE, COUNT, settings=Settings(seconds=300))
    passed = time.perf_counter() - began
    return {
        "seconds": passed,
        "found": len(found.found),
        "ended": found.ended,
        "proved": found.proved,
        "distance": found.distance,
    }


def front(region: str) -> dict[str, Any]:
    """Seconds from an instance in memory to every best compromise, one map of each checked."""
    given = england().within(region) if region else england()
    began = time.perf_counter()
    found = pareto(open_engine(given, BOOK), LEVELS, settings=Settings(seconds=300))
    return {"seconds": time.perf_counter() - began, "points": len(found.points), "ok": found.ok}


def by_highs(region: str) -> dict[str, Any]:
    """The same of one region by HiGHS on clusters thinned by prices, listing included; are they ours?"""
    given = england().within(region)
    began = time.perf_counter()
    clusters = listed(given, BOOK)
    points = sorted(
        p for k in nearest(clusters, len(given.organisations)) for p in Thinned(clusters, k).front(*LEVELS)
    )
    passed = time.perf_counter() - began
    found = pareto(open_engine(given, BOOK), LEVELS, settings=Settings(seconds=300))
    return {"seconds": passed, "agrees": points == [p.values for p in found.points]}


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    regions = (QUICK,) if ask.quick else england().regions
    target = None if ask.quick else at_most(5)
    found = {r: ask.measure(f"{JOB}:options", region=r) for r in regions}
    seconds = {r: f["seconds"] for r, f in found.items()}
    group = f"Ten options, {GOVERNANCE.replace('-', ' ')}"
    slowest = max(seconds, key=lambda r: seconds[r])
    proved = sum(f["proved"] for f in found.values())
    fewer = [
        f"{r} {f['found']}, {f['ended'].replace('_', ' ')}" for r, f in found.items() if f["found"] < COUNT
    ]
    yield Row(group, "median over the SHAs", median([*seconds.values()]), "s")
    yield Row(group, "slowest SHA", seconds[slowest], "s", target, slowest)
    yield Row(group, "SHAs with every option proved", f"{proved} of {len(found)}", note="; ".join(fewer))
    if not ask.quick:
        whole = ask.measure(f"{JOB}:options", region="")
        proof = "proved" if whole["proved"] else "not proved"
        note = f"{whole['found']} found, {proof}, {whole['distance']} apart"
        yield Row(group, "England", whole["seconds"], "s", at_most(60), note)


def front_rows(ask: Ask) -> Iterator[Row]:
    """The table's rows about trade-offs."""
    group = f"Every best compromise between {' and '.join(LEVELS)}"
    regions = (QUICK,) if ask.quick else ("", *england().regions)
    found = {r: ask.measure(f"{JOB}:front", region=r) for r in regions}
    other = ask.measure(f"{JOB}:by_highs", region=QUICK if ask.quick else HARD)
    for region, one in found.items():
        target = at_most(30) if not region else None
        counted = "counted the same by the checker" if one["ok"] else "THE CHECKER DISAGREES"
        note = f"{one['points']} compromises, {counted}"
        yield Row(group, region or "England", one["seconds"], "s", target, note)
    place = QUICK if ask.quick else HARD
    note = "finds the same" if other["agrees"] else "FINDS OTHERS"
    yield Row(group, f"{place}, HiGHS ÷ ours", other["seconds"] / found[place]["seconds"], "times", note=note)
