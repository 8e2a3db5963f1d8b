"""Ring-fences and the chance of lasting, on the clusters of 2011."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import planner
from benchmarks.boards import MODELS, SECONDS, Boards, reference_clusters
from benchmarks.rows import Row, at_most
from benchmarks.run import Ask, high, median
from benchmarks.setting import england
from planner import cpsat
from planner.boards.ringfence import chances
from planner.core.settings import Settings

FENCES = "benchmarks.subjects.boards_people:fences"
LASTING = "benchmarks.subjects.boards_people:lasting"
FENCES_SECONDS, LASTING_SECONDS = 1.0, 0.02


def fences(model: str, region: str) -> dict[str, Any]:
    """Seconds of every block, its boards being settled; runs, and people with the same outcome throughout."""
    instance = england().within(region) if region else england()
    boards = Boards(instance)
    seconds, runs, people, decided, unknown = [], 0, 0, 0, 0
    for block in boards.blocks(reference_clusters(instance), model):
        settled = boards.settle(block)
        began = time.perf_counter()
        found = chances(
            instance,
            boards.rulebook,
            boards.rules,
            boards.levels,
            boards.people,
            settled,
            cpsat.Budget(SECONDS),
        )
        seconds.append(time.perf_counter() - began)
        if found is None:
            unknown += 1
            continue
        runs += found.runs
        people += sum(len(c.people) for c in found.classes)
        decided += sum(len(c.people) for c in found.classes if len(c.outcomes) == 1)
    return {
        "seconds": seconds,
        "runs": runs,
        "people": people,
        "decided": decided,
        "unknown": unknown,
    }


def lasting(model: str, region: str, repeats: int) -> dict[str, Any]:
    """Seconds for the chances of all boards of the clusters of 2011, several times."""
    instance = england().within(region) if region else england()
    rulebook = planner.load_rulebook("pct-2011")
    settings = Settings(geography="reference", seconds=SECONDS, ring_fences=False)
    plan = planner.open(instance, rulebook).solve(model, settings).plan
    if plan is None:
        raise RuntimeError("the clusters of 2011 have no boards")
    seconds = []
    for _ in range(repeats):
        began = time.perf_counter()
        found = planner.resilience(instance, plan, rulebook)
        seconds.append(time.perf_counter() - began)
    return {"seconds": seconds, "boards": len(plan.boards), "fallen": found.whole.fallen}


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    region = "North East" if ask.quick else ""
    where = region or "England"
    models = MODELS[1:2] if ask.quick else MODELS
    for model in models:
        found = ask.measure(FENCES, model=model, region=region)
        group = f"Ring-fences, {where}, clusters of 2011, {model.replace('-', ' ')}"
        seconds = found["seconds"]
        limit = None if ask.quick else at_most(FENCES_SECONDS)
        note = f"{len(seconds)} blocks, {found['runs']} runs, {found['unknown']} not computed"
        yield Row(group, "slowest block", max(seconds), "s", limit, note)
        yield Row(group, "95th of 100 blocks", high(seconds), "s")
        yield Row(group, "all blocks", sum(seconds), "s")
        note = "the same outcome in every plan as good"
        yield Row(group, "people decided", f"{found['decided']} of {found['people']}", note=note)
    for model in models:
        found = ask.measure(LASTING, model=model, region=region, repeats=1 if ask.quick else 9)
        group = f"Chance of lasting, {where}, clusters of 2011, {model.replace('-', ' ')}"
        limit = None if ask.quick else at_most(LASTING_SECONDS)
        note = f"{found['boards']} boards, {found['fallen']:.1f} of them expected to fall (ASSUMED rates)"
        yield Row(group, "all boards, clusters and regions", median(found["seconds"]), "s", limit, note)
