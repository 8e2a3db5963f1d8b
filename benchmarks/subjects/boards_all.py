"""All clusters of 2011 under each governance model, and other methods on the same boards."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from benchmarks.boards import MODELS, Boards, reference_clusters
from benchmarks.rows import Row, at_least, at_most
from benchmarks.run import Ask, JobTimeoutError, median
from benchmarks.setting import england

JOB = "benchmarks.subjects.boards_all:measure"
SECONDS, TIMES = 3.0, 1
REGION = "North East"
CAPS = {"sequential": 300.0, "national": 60.0, "highs": 60.0, "scip": 60.0}
WORDS = {
    "sequential": "one run for each level",
    "national": "one CP-SAT model of the whole country",
    "highs": "HiGHS on the same models, a run for each sum of levels",
    "scip": "GSCIP on the same models, a run for each sum of levels",
}


def measure(model: str, region: str, repeats: int) -> dict[str, Any]:
    """Seconds for all clusters of 2011 (of a region), the values summed, and how many blocks were proved."""
    instance = england().within(region) if region else england()
    boards = Boards(instance)
    seconds, values, proved, count = [], [], 0, 0
    for _ in range(repeats):
        todo = boards.blocks(reference_clusters(instance), model)
        began = time.perf_counter()
        settled = [boards.settle(block) for block in todo]
        seconds.append(time.perf_counter() - began)
        values = [sum(b.values[i] for b in settled) for i in range(len(boards.levels))]
        proved, count = sum(b.status == "optimal" for b in settled), len(settled)
    return {"seconds": seconds, "values": values, "proved": proved, "blocks": count}


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    region = REGION if ask.quick else ""
    where = REGION if ask.quick else "England"
    ours: dict[str, dict[str, Any]] = {}
    total = 0.0
    for model in MODELS:
        ours[model] = ask.measure(JOB, model=model, region=region, repeats=ask.repeats)
        seconds = median(ours[model]["seconds"])
        total += seconds
        note = f"{ours[model]['proved']} of {ours[model]['blocks']} blocks proved at every level"
        yield Row(f"{where}, all clusters of 2011", model.replace("-", " "), seconds, "s", note=note)
    limit = None if ask.quick else at_most(SECONDS)
    yield Row(f"{where}, all clusters of 2011", "four models", total, "s", limit)
    for method, words in WORDS.items():
        yield from _method(ask, method, words, ours, region, where)


def _method(
    ask: Ask, method: str, words: str, ours: dict[str, dict[str, Any]], region: str, where: str
) -> Iterator[Row]:
    """Another method on the same clusters, model by model."""
    cap = 10.0 if ask.quick else CAPS[method]
    group = f"{where}, all clusters of 2011: {words}"
    for model in MODELS:
        try:
            found = ask.measure(
                f"benchmarks.baselines.boards:{method}", cap + 120, model=model, region=region, cap=cap
            )
        except JobTimeoutError:
            found = {"seconds": cap, "proved": False, "values": []}
        seconds = median(ours[model]["seconds"])
        taken = found["seconds"] if found["proved"] else min(found["seconds"], cap)
        same = "equal values" if found["values"] == ours[model]["values"] else "OTHER VALUES"
        note = same if found["proved"] else f"stopped at {cap:.0f} s without proof: a lower bound"
        limit = at_least(TIMES) if method == "sequential" and not ask.quick else None
        yield Row(group, f"{model.replace('-', ' ')}, ÷ ours", taken / seconds, "times", limit, note)
