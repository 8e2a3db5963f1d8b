"""One cluster at a time: all levels settled and proved, by size and governance model."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from benchmarks.boards import MODELS, Boards, connected_sets
from benchmarks.rows import Row, at_most
from benchmarks.run import Ask, high, median
from benchmarks.setting import england

JOB = "benchmarks.subjects.boards_single:measure"
SIZES = (2, 3, 4, 5, 7, 10)
SETS = 30
SMALL, SMALL_SECONDS, LARGE_SECONDS = 5, 0.03, 0.12


def measure(model: str, sizes: list[int], count: int) -> dict[str, Any]:
    """Seconds of each random connected set of each size; the set alone is one block."""
    boards = Boards(england())
    boards.settle(boards.shapes(connected_sets(boards.instance, 2, 1), model))  # what is made once is made now
    result: dict[str, Any] = {}
    for size in sizes:
        seconds, proved = [], 0
        values: list[set[int]] = [set() for _ in boards.levels]
        for group in connected_sets(boards.instance, size, count):
            block = boards.shapes([group], model)
            began = time.perf_counter()
            found = boards.settle(block)
            seconds.append(time.perf_counter() - began)
            proved += found.status == "optimal"
            for seen, value in zip(values, found.values, strict=False):
                seen.add(value)
        distinct = {x.id: len(seen) for x, seen in zip(boards.levels, values, strict=True)}
        result[str(size)] = {"seconds": seconds, "proved": proved, "distinct": distinct}
    return result


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    sizes = [2, 3] if ask.quick else list(SIZES)
    for model in MODELS[-1:] if ask.quick else MODELS:
        found = ask.measure(JOB, model=model, sizes=sizes, count=3 if ask.quick else SETS)
        group = f"One cluster, {model.replace('-', ' ')}, nine levels, from nothing"
        small: list[float] = []
        for size in sizes:
            part = found[str(size)]
            seconds = part["seconds"]
            if size <= SMALL:
                small += seconds
            limit = at_most(LARGE_SECONDS) if size == max(SIZES) else None
            note = f"{part['proved']} of {len(seconds)} proved; median {median(seconds) * 1000:.1f} ms"
            yield Row(group, f"{size} organisations, 95th of 100", high(seconds), "s", limit, note)
        limit = None if ask.quick else at_most(SMALL_SECONDS)
        yield Row(group, f"up to {SMALL} organisations, 95th of 100", high(small), "s", limit)
        last = found[str(sizes[-1])]["distinct"]
        words = ", ".join(f"{k} {v}" for k, v in last.items())
        yield Row(group, "different values of each level", f"at {sizes[-1]}", note=words)
