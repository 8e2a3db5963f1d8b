"""How many times faster the engine is than other exact methods at the same question."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from benchmarks.rows import Row, Target, at_least
from benchmarks.run import Ask, JobError, JobTimeoutError, median
from benchmarks.setting import FEWEST, MOST, Levels, Setting
from benchmarks.subjects.england import JOB, LEVEL_WORDS, one_k

COMPACT_CAP = 60.0
POOL_CAP = 20.0
HIGHS_CAP = 20.0
QUICK_CAP = 5.0
GRACE = 120.0
"""Seconds beyond a cap before a baseline is ended; presolve can't be interrupted."""
TIMES = 100
WORDS = {
    "compact": "CP-SAT, compact model",
    "pool": "CP-SAT, all candidates in one model",
    "highs": "HiGHS, compact model",
}


@dataclass
class Sum:
    """One method over the SHAs."""

    seconds: float = 0.0
    capped: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """SHAs where it and the engine contradict each other."""

    def add(self, region: str, found: dict[str, Any], ours: list[int], cap: float) -> None:
        """Count one region's answer."""
        proved = found["status"] == "optimal"
        # what a solver overruns its cap by is not held against it
        self.seconds += found["seconds"] if proved else min(found["seconds"], cap)
        if not proved:
            self.capped.append(region)
        agrees = found["values"] == ours if proved else _possible(found, ours)
        if not agrees:
            self.wrong.append(region)


def _possible(found: dict[str, Any], ours: list[int]) -> bool:
    """Whether an answer that proves no value leaves ours possible: a plan, none better, no bound above."""
    if found["status"] == "infeasible":
        return False
    values, bounds = found["values"], found["bounds"]
    better = bool(values) and None not in values and values < ours
    return not better and (not bounds or bounds[0] is None or bounds[0] <= ours[0])


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    yield from _rows(ask, "compact", "combined", COMPACT_CAP, at_least(TIMES))
    if not ask.quick:
        yield from _rows(ask, "compact", "default", COMPACT_CAP, at_least(TIMES))
    yield from _rows(ask, "pool", "combined", POOL_CAP)
    yield from _rows(ask, "highs", "combined", HIGHS_CAP)


def _rows(ask: Ask, method: str, levels: Levels, cap: float, target: Target | None = None) -> Iterator[Row]:
    ours = one_k(ask, levels)
    seconds = median(ours["seconds"])
    cap = QUICK_CAP if ask.quick else cap
    k = sum(ours["allocations"][0])
    group = f"{WORDS[method]}, one K = {k}, {LEVEL_WORDS[levels]}, {Setting().words}"
    total = _sum(ask, method, levels, cap, ours)
    stopped = f"stopped at {cap:.0f} s without proof: {', '.join(total.capped)}"
    yield Row(group, "sum over the SHAs", total.seconds, "s", note=stopped if total.capped else "all proved")
    yield Row(group, "ours at the same K, from nothing", seconds, "s")
    bound = "a lower bound" if total.capped else ""
    limit = None if ask.quick else target
    yield Row(group, "baseline ÷ ours", total.seconds / seconds, "times", limit, bound)
    if not ask.quick and method == "compact":
        yield from _against_every_k(ask, levels, group, total.seconds)
    same = f"NO: {', '.join(total.wrong)}" if total.wrong else "yes"
    yield Row(group, "agrees with ours", same, note="equal values where proved; elsewhere none better")


def _sum(ask: Ask, method: str, levels: Levels, cap: float, ours: dict[str, Any]) -> Sum:
    """Every SHA at its share of the best map's clusters."""
    total = Sum()
    for names, share, values in zip(ours["regions"], ours["allocations"][0], ours["by_region"], strict=True):
        if len(names) > 1:
            raise JobError(f"{' and '.join(names)} are settled together; baselines take one SHA at a time")
        given: dict[str, Any] = {"setting": Setting().json(), "region": names[0], "k": share, "cap": cap}
        given |= {"alone": ask.quick} | ({"levels": levels} if method == "compact" else {})
        try:
            found = ask.measure(f"benchmarks.baselines.solvers:{method}", cap + GRACE, **given)
        except JobTimeoutError:
            found = {"seconds": cap, "status": "unknown", "values": [], "bounds": []}
        total.add(names[0], found, values, cap)
    return total


def _against_every_k(ask: Ask, levels: Levels, group: str, seconds: float) -> Iterator[Row]:
    """One number of clusters of the baseline against all of ours, and against an average one of them."""
    found = ask.known(
        JOB, setting=Setting().json(), levels=levels, repeats=ask.repeats, fewest=FEWEST, most=MOST, region=""
    )
    every = median(found["seconds"])
    span = f"every K from {FEWEST} to {MOST}"
    note = f"one K of the baseline against ours for {span}"
    yield Row(group, "baseline ÷ ours for every K", seconds / every, "times", note=note)
    note = f"against ours for {span}, divided by their number"
    yield Row(
        group, "baseline ÷ ours for an average K", seconds / every * (MOST - FEWEST + 1), "times", note=note
    )
