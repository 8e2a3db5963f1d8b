"""How many times faster the engine is than other exact methods at the same question."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.rows import Row, Target, at_least
from benchmarks.run import Ask, JobError, median
from benchmarks.setting import FEWEST, MOST, Levels, Setting
from benchmarks.subjects.england import JOB, LEVEL_WORDS, one_k
from planner.geography import compact

COMPACT_CAP = 60.0
POOL_CAP = 20.0
HIGHS_CAP = 20.0
QUICK_CAP = 5.0
GRACE = 120.0
"""Seconds beyond a cap before a baseline is ended; presolve can't be interrupted."""
TIMES = 100


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    yield from _rows(ask, "compact", "combined", COMPACT_CAP, at_least(TIMES))
    if not ask.quick:
        yield from _rows(ask, "compact", "default", COMPACT_CAP, at_least(TIMES))
    yield from _rows(ask, "pool", "combined", POOL_CAP)
    yield from _rows(ask, "highs", "combined", HIGHS_CAP)


WORDS = {
    "compact": "CP-SAT, compact model",
    "pool": "CP-SAT, all candidates in one model",
    "highs": "HiGHS, compact model",
}


def _rows(ask: Ask, method: str, levels: Levels, cap: float, target: Target | None = None) -> Iterator[Row]:
    if method == "highs" and not hasattr(compact, "to_mathopt"):
        yield Row(
            f"{WORDS[method]}, {LEVEL_WORDS[levels]}, {Setting().words}", "not in this version", "not measured"
        )
        return
    ours = one_k(ask, levels)
    values = ours["values"][0]
    cap = QUICK_CAP if ask.quick else cap
    k = sum(ours["allocations"][0])
    group = f"{WORDS[method]}, one K = {k}, {LEVEL_WORDS[levels]}, {Setting().words}"
    seconds, capped, sums = 0.0, [], [0] * len(values)
    for (region,), share in zip(ours["regions"], ours["allocations"][0], strict=True):
        arguments: dict[str, Any] = {
            "setting": Setting().json(),
            "region": region,
            "k": share,
            "cap": cap,
            "alone": ask.quick,
        }
        if method == "compact":
            arguments["levels"] = levels
        try:
            found = ask.measure(f"benchmarks.baselines.solvers:{method}", cap + GRACE, **arguments)
        except JobError as error:
            capped.append(f"{region} ({error})")
            seconds += cap
            continue
        # the time beyond a cap is the solver's overrun: it proved nothing there and is not held against it
        seconds += min(found["seconds"], cap) if found["status"] != "optimal" else found["seconds"]
        if found["status"] != "optimal":
            capped.append(region)
        else:
            sums = [a + b for a, b in zip(sums, found["values"][-len(sums) :], strict=False)]
    yield Row(group, "sum over the SHAs", seconds, "s", note=_capped(capped, cap))
    yield Row(group, "ours at the same K, from nothing", median(ours["seconds"]), "s")
    bound = "a lower bound" if capped else ""
    limit = None if ask.quick else target
    yield Row(group, "baseline ÷ ours", seconds / median(ours["seconds"]), "times", limit, bound)
    if not ask.quick and method == "compact":
        every = _every_k(ask, levels)
        note = f"one K of the baseline against every K from {FEWEST} to {MOST} of ours"
        yield Row(group, "baseline ÷ ours for every K", seconds / every, "times", note=note)
        note = f"ours for every K from {FEWEST} to {MOST}, divided by their number"
        each = every / (MOST - FEWEST + 1)
        yield Row(group, "baseline ÷ ours for each of every K", seconds / each, "times", note=note)
    if not capped:
        # levels of the number of clusters come first in ours and are no level of a region
        same = sums[-len(found["values"]) :] == values[-len(found["values"]) :]
        yield Row(group, "same values as ours", "yes" if same else "NO", note="proved by both")


def _capped(regions: list[str], cap: float) -> str:
    return f"stopped at {cap:.0f} s without proof: {', '.join(regions)}" if regions else "all proved"


def _every_k(ask: Ask, levels: Levels) -> float:
    found = ask.known(
        JOB, setting=Setting().json(), levels=levels, repeats=ask.repeats, fewest=FEWEST, most=MOST, region=""
    )
    return median(found["seconds"])
