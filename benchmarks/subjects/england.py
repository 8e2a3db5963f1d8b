"""England: every number of clusters from 44 to 56 proved, from nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.machine import MB, peak_memory
from benchmarks.rows import Row, Target, at_most
from benchmarks.run import Ask, median, timed
from benchmarks.setting import FEWEST, MOST, WISHED, Levels, Setting, cold_map, england, levels_of
from planner.geography.bounds import SCALE
from planner.geography.national import Joined, NationalMap

JOB = "benchmarks.subjects.england:measure"
LEVEL_WORDS = {"combined": "one combined level", "default": "default levels in order"}
SECONDS = {"combined": 2.0, "default": 5.0}
MEMORY = 400
ALLOWED_AT_TEN = 3
"""How many times as long may be taken at size 10."""
QUICK_REGION = "East Midlands"


def measure(
    setting: dict[str, Any], levels: Levels, repeats: int, fewest: int, most: int, region: str = ""
) -> dict[str, Any]:
    """Every number of clusters from ``fewest`` to ``most``, proved one by one."""
    book = Setting(**setting).rulebook()
    whole = england()
    aims = levels_of(levels, whole, book)
    peaks: list[int] = []
    before = peak_memory()

    def settle(instance: Any) -> tuple[NationalMap, list[Joined | None]]:
        known = cold_map(instance, book, aims)
        found = [known.best(k, k) for k in range(fewest, most + 1)]
        peaks.append(peak_memory())
        return known, found

    seconds, (known, found) = timed(lambda: england().within(region) if region else england(), settle, repeats)
    proved = [j for j in found if j is not None and j.proved]
    return {
        "seconds": seconds,
        "memory": peaks[0],
        "before": before,
        "candidates": known.possible(),
        "asked": len(found),
        "proved": len(proved),
        "refused": sum(j is None for j in found),
        "residual": median([_residual(j) for j in proved]) if proved else 0,
        "gap": max((_gap(j) for j in proved), default=0.0),
        "settled": sum(
            e.impossible or len(e.values) == len(p.stages) for p in known.parts for e in p.entries.values()
        ),
        "stages": len(known.parts[0].stages),
        "values": [None if j is None else list(j.values) for j in found],
        "allocations": [None if j is None else list(j.allocations[0]) for j in found],
        "by_region": _by_region(proved[0]) if proved else [],
        "regions": [list(p.regions) for p in known.parts],
    }


def _residual(joined: Joined) -> int:
    """Candidates that a best map may still use when its proof is done."""
    return sum(len(p.entry(k).left) for p, k in zip(joined.parts, joined.allocations[0], strict=True))


def _gap(joined: Joined) -> float:
    """How far the linear programmes' bound of the first stage lies below its value, share of the value."""
    entries = [p.entry(k) for p, k in zip(joined.parts, joined.allocations[0], strict=True)]
    value = sum(e.values[0] for e in entries if e.values)
    return sum(e.gaps[0] for e in entries if e.gaps) / SCALE / value if value else 0.0


def _by_region(joined: Joined) -> list[list[int]]:
    """Values of the levels that add up, for each part at its number of clusters."""
    entries = [(p, p.entry(k)) for p, k in zip(joined.parts, joined.allocations[0], strict=True)]
    return [
        [x for stage, value in zip(p.stages, e.values, strict=True) for x in stage.split(value)]
        for p, e in entries
    ]


def one_k(ask: Ask, levels: Levels) -> dict[str, Any]:
    """England (one region, when in a hurry) at one number of clusters, for baselines to be compared with."""
    region, k = (QUICK_REGION, 3) if ask.quick else ("", WISHED)
    return ask.known(
        JOB,
        setting=Setting().json(),
        levels=levels,
        repeats=ask.repeats,
        fewest=k,
        most=k,
        region=region,
    )


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    settings = [Setting()] if ask.quick else [Setting(h, s) for h in (False, True) for s in (8, 10)]
    for setting in settings:
        for levels in ("combined", "default"):
            yield from _rows(ask, setting, levels)


def _rows(ask: Ask, setting: Setting, levels: Levels) -> Iterator[Row]:
    region, fewest, most = (QUICK_REGION, 2, 4) if ask.quick else ("", FEWEST, MOST)
    found = ask.known(
        JOB,
        setting=setting.json(),
        levels=levels,
        repeats=ask.repeats,
        fewest=fewest,
        most=most,
        region=region,
    )
    where = region or "England"
    group = f"{where}, K = {fewest} to {most}, {LEVEL_WORDS[levels]}, {setting.words}"
    times: Target | None = None
    memory: Target | None = None
    if not setting.hr2 and not region:
        times = at_most(SECONDS[levels] * (1 if setting.size == 8 else ALLOWED_AT_TEN))
        memory = at_most(MEMORY) if setting.size == 8 else None
    yield Row(group, "listing, levels and proof of every K", median(found["seconds"]), "s", times)
    yield Row(
        group,
        "peak memory",
        round(found["memory"] / MB),
        "MB",
        memory,
        f"{round(found['before'] / MB)} MB of it before anything was asked",
    )
    yield Row(group, "numbers of clusters proved", f"{found['proved']} of {found['asked']}")
    yield Row(group, "candidates", found["candidates"])
    yield Row(
        group, "residual", round(found["residual"]), "candidates", note="left by the filter, median over K"
    )
    yield Row(group, "LP gap", 100 * found["gap"], "%", note="of the first stage, largest over K")
    yield Row(
        group,
        "settled exactly",
        found["settled"],
        "",
        note=f"pairs of SHA and number of clusters; stages of levels: {found['stages']}",
    )
