"""Invented maps: how time and memory grow with the number of organisations."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from benchmarks.combined import Combined, target_people
from benchmarks.machine import MB, peak_memory
from benchmarks.maps import voronoi_map
from benchmarks.rows import Row, at_most
from benchmarks.run import Ask, median, timed
from benchmarks.setting import Setting, cold_map

JOB = "benchmarks.subjects.synthetic:measure"
SIZES = (50, 150, 300, 1000, 3000)
SECONDS = {300: 6, 1000: 20, 3000: 60}
MEMORY = 600
SEED = 1
SLOW = 1000
"""From this size on a map is measured once."""


def measure(organisations: int, seed: int, repeats: int) -> dict[str, Any]:
    """The best map with a third as many clusters as organisations, one combined level."""
    instance = voronoi_map(organisations, seed)
    mean = sum(o.population for o in instance.organisations) / organisations
    # the window of England, in proportion to the average population
    book = Setting(low=round(0.712 * mean), high=round(7.4 * mean)).rulebook()
    k = round(organisations / 3)
    aims = (Combined(target_people(instance, k)),)
    before, peaks = peak_memory(), []

    def settle(_: None) -> tuple[int, Any]:
        known = cold_map(instance, book, aims)
        found = known.best(k, k)
        peaks.append(peak_memory())
        return known.possible(), found

    seconds, (candidates, found) = timed(lambda: None, settle, repeats)
    sizes = [sum(o.region == r for o in instance.organisations) for r in instance.regions]
    return {
        "seconds": seconds,
        "memory": peaks[0],
        "before": before,
        "candidates": candidates,
        "clusters": k,
        "regions": len(sizes),
        "largest": max(sizes),
        "proved": found is not None and found.proved,
        "values": list(found.values) if found else None,
    }


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    last: tuple[int, float] | None = None
    for n in SIZES[:1] if ask.quick else SIZES:
        found = ask.measure(
            JOB, organisations=n, seed=SEED, repeats=1 if ask.quick or n >= SLOW else ask.repeats
        )
        group = f"Invented map of {n:,} organisations, one K = {found['clusters']:,}, one combined level"
        seconds = median(found["seconds"])
        limit = at_most(SECONDS[n]) if n in SECONDS else None
        note = f"{found['regions']} regions of up to {found['largest']} organisations"
        yield Row(group, "listing, level and proof", seconds, "s", limit, note)
        memory = at_most(MEMORY) if n in SECONDS else None
        before = f"{round(found['before'] / MB)} MB of it before anything was asked"
        yield Row(group, "peak memory", round(found["memory"] / MB), "MB", memory, before)
        yield Row(group, "candidates", found["candidates"])
        yield Row(group, "proved", "yes" if found["proved"] else "no")
        if last is not None:
            exponent = math.log(seconds / last[1]) / math.log(n / last[0])
            yield Row(
                group,
                f"growth from {last[0]:,}",
                exponent,
                "",
                note="time grows as organisations to this power",
            )
        last = n, seconds
