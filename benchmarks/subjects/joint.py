"""Boards and people before the map: time to proof, against full evaluation, and what each level tells apart."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.rows import Row, at_most
from benchmarks.run import Ask
from benchmarks.setting import Setting, england
from planner.core.progress import Silent
from planner.core.rulebook import Rulebook
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.engine.joint import PeopleFirst
from planner.engine.run import Run

JOB = "benchmarks.subjects.joint"
FIRST, SECONDS = 3, 60.0
LIMIT = 500.0
REGIONS = (("North East", 4), ("South West", 3))
"""Regions and numbers of clusters that are compared with every map there is."""
MODELS = ("model-2", "model-3")
FOUR = Setting(size=None)
"""England with at most four organisations a cluster, HR-2 off."""


def rulebook(largest: int | None) -> Rulebook:
    """The rulebook of 2011; with a largest size HR-2 is off, since established arrangements are larger."""
    book = replace(FOUR, hr2=largest is None).rulebook()
    if largest is None:
        return book
    rules = tuple(
        r.model_copy(update={"parameters": {**r.parameters, "max": largest}}) if r.id == "GEO-SIZE" else r
        for r in book.rules
    )
    return Rulebook.model_validate({**book.model_dump(), "rules": [r.model_dump() for r in rules]})


def _settings(clusters: int) -> Settings:
    return Settings(clusters=(clusters, clusters), seconds=LIMIT, profile="people-first")


def solve(region: str, model: str, clusters: int, largest: int | None) -> dict[str, Any]:
    """Seconds from a cold engine to the verified plan and to the proof of its first levels."""
    instance = england().within(region) if region else england()
    began = time.perf_counter()
    result = open_engine(instance, rulebook(largest)).solve(model, _settings(clusters))
    seconds = time.perf_counter() - began
    proved = result.statistics.get("proved_after", {})
    return {
        "seconds": seconds,
        "first": min((s for depth, s in proved.items() if depth >= FIRST), default=None),
        "values": [x.value for x in result.levels],
        "proved": sum(x.bound == x.value for x in result.levels) if result.status != "optimal" else None,
        "settled": result.statistics.get("clusters_settled", 0),
        "possible": result.statistics.get("possible_clusters", 0),
    }


def every_map(region: str, model: str, clusters: int) -> dict[str, Any]:
    """Boards of every map of a region settled together: seconds, and the best vector."""
    asked = _question(region, model, clusters, None)
    began = time.perf_counter()
    engine = open_engine(asked.instance, rulebook(None))
    maps = engine.best_maps(10_000, _settings(clusters))
    vectors = [[*asked.boards.of(m.grouping, asked.budget).values, *m.values] for m in maps]
    return {"seconds": time.perf_counter() - began, "values": min(vectors), "maps": len(maps)}


def distinct(region: str, model: str, clusters: int, largest: int | None, exact: bool) -> dict[str, Any]:
    """How many values each level about boards takes over possible clusters that answer for all their people."""
    asked = _question(region, model, clusters, largest)
    found: dict[str, list[int]] = {level: [] for level in asked.ids}
    rows = 0
    for side in asked.sides:
        whole = np.flatnonzero(side.atoms.away == 0)
        for row in whole.tolist() if exact else ():
            side.settle(row, asked.exact)
        whole = whole[side.alive[whole]]
        rows += len(whole)
        for level, column in side.columns.items():
            found[level] += column[whole].tolist()
    return {"rows": rows, "levels": {k: [len(set(v)), min(v), max(v)] for k, v in found.items()}}


def _question(region: str, model: str, clusters: int, largest: int | None) -> PeopleFirst:
    """A question whose columns are bounds so far."""
    instance = england().within(region) if region else england()
    engine = open_engine(instance, rulebook(largest))
    run = Run(engine, instance, model, _settings(clusters), Silent(), threading.Event())
    maps = engine.maps(run)
    boards = engine.boards(run, run.models[0])
    return PeopleFirst(maps, boards, run.aims, run.in_force, range(run.low, run.high + 1), run.budget, Silent())


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    for region, clusters in REGIONS[: 1 if ask.quick else None]:
        for model in MODELS:
            yield from _region(ask, region, model, clusters)
    if ask.quick:
        return
    for model in (*MODELS, "model-4"):
        group = f"People first, England, 50 clusters of at most 4, {model.replace('-', ' ')}"
        ours = ask.measure(f"{JOB}:solve", region="", model=model, clusters=50, largest=4)
        yield _first(group, ours, SECONDS if model in MODELS else None)
        how = "all levels proved" if ours["proved"] is None else f"{ours['proved']} levels proved"
        note = f"{how}; {ours['settled']} boards settled exactly for {ours['possible']:,} possible clusters"
        yield Row(group, "until the run ended", ours["seconds"], "s", note=note)
        told = ask.measure(f"{JOB}:distinct", region="", model=model, clusters=50, largest=4, exact=False)
        yield from _levels(group, told, "bounds")


def _region(ask: Ask, region: str, model: str, clusters: int) -> Iterator[Row]:
    group = f"People first, {region}, {clusters} clusters, {model.replace('-', ' ')}"
    ours = ask.measure(f"{JOB}:solve", region=region, model=model, clusters=clusters, largest=None)
    full = ask.measure(f"{JOB}:every_map", region=region, model=model, clusters=clusters)
    same = "equal" if ours["values"] == full["values"] else "OTHER VALUES"
    yield _first(group, ours, None)
    yield Row(group, "all levels", ours["seconds"], "s", note=f"{same} to the best of all {full['maps']} maps")
    yield Row(group, "every map settled, ÷ ours", full["seconds"] / ours["seconds"], "times")
    told = ask.measure(
        f"{JOB}:distinct", region=region, model=model, clusters=clusters, largest=None, exact=True
    )
    yield from _levels(group, told, "values")


def _first(group: str, ours: dict[str, Any], limit: float | None) -> Row:
    """When the first levels were proved."""
    value = ours["first"] if ours["first"] is not None else "not proved"
    return Row(group, f"first {FIRST} levels proved", value, "s", None if limit is None else at_most(limit))


def _levels(group: str, told: dict[str, Any], what: str) -> Iterator[Row]:
    """What each level tells apart."""
    for level, (count, low, high) in told["levels"].items():
        trivial = "; the same for all" if count == 1 else ""
        note = f"{low:,} to {high:,} over {told['rows']:,} possible clusters{trivial}"
        yield Row(group, f"different {what} of {level}", count, "", note=note)
