"""The hundred best plans of every SHA and of England, and how many plans there are."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from benchmarks.rows import Row, at_most
from benchmarks.run import Ask, median
from benchmarks.setting import FEWEST, MOST, WISHED, Setting, cold_map, england, levels_of
from benchmarks.subjects.england import QUICK_REGION
from planner import cpsat
from planner.geography.census import Census
from planner.geography.layers import TooWideError
from planner.geography.many import best_maps
from planner.geography.part import LimitError
from planner.geography.ranked import ranked

RANKING = "benchmarks.subjects.hundred:ranking"
COUNTING = "benchmarks.subjects.hundred:counting"
LIST = 100
SECONDS = 1.0
LIST_LIMIT = 30.0
"""Seconds that one list may take."""
COUNT_LIMIT = 10.0


def ranking(setting: dict[str, Any], region: str = "") -> dict[str, Any]:
    """The best hundred of every SHA at its share of the best map, and of the country."""
    book = Setting(**setting).rulebook()
    instance = england().within(region) if region else england()
    aims = levels_of("default", instance, book)
    low, high, one = (1, 9, 3) if region else (FEWEST, MOST, WISHED)
    joined = cold_map(instance, book, aims).best(one, one)
    if joined is None:
        raise ValueError("there is no map")
    fresh = cold_map(instance, book, aims)
    fresh.question()  # puts the stages in use
    regions = []
    for part, k in zip(fresh.parts, joined.allocations[0], strict=True):
        began = time.perf_counter()
        try:
            found: int | None = len(ranked(part, k, LIST, cpsat.Budget(LIST_LIMIT)))
        except TooWideError:
            found = None
        seconds = time.perf_counter() - began
        regions.append({"region": " and ".join(part.regions), "k": k, "plans": found, "seconds": seconds})
    national = cold_map(instance, book, aims)
    began = time.perf_counter()
    national.spend(cpsat.Budget(2 * LIST_LIMIT))
    try:
        maps: int | None = len(best_maps(national, LIST, low, high))
    except TooWideError:
        maps = None
    return {"regions": regions, "national": {"plans": maps, "seconds": time.perf_counter() - began}}


def counting(setting: dict[str, Any], region: str = "") -> dict[str, Any]:
    """How many plans every SHA has, of any number of clusters, where that is known within the limit."""
    book = Setting(**setting).rulebook()
    instance = england().within(region) if region else england()
    known = cold_map(instance, book, levels_of("default", instance, book))
    regions = []
    for part in known.parts:
        began = time.perf_counter()
        try:
            number: int | None = sum(Census(part, cpsat.Budget(COUNT_LIMIT)).by_number.values())
        except LimitError:
            number = None
        seconds = time.perf_counter() - began
        regions.append({"region": " and ".join(part.regions), "plans": number, "seconds": seconds})
    return {"regions": regions}


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    given = {"setting": Setting().json(), "region": QUICK_REGION if ask.quick else ""}
    found = ask.measure(RANKING, **given)
    group = f"The {LIST} best plans, default levels, {Setting().words}"
    for r in found["regions"]:
        yield _list(group, f"{r['region']}, K = {r['k']}", r, LIST_LIMIT)
    # a list that was not found counts as if it had taken all the time there is
    middle = median([r["seconds"] if r["plans"] is not None else LIST_LIMIT for r in found["regions"]])
    yield Row(group, "median over the SHAs", middle, "s", None if ask.quick else at_most(SECONDS))
    if not ask.quick:
        yield _list(group, f"England, K = {FEWEST} to {MOST}", found["national"], 2 * LIST_LIMIT)
    group = f"Number of plans that meet every rule, any number of clusters, {Setting().words}"
    for r in ask.measure(COUNTING, **given)["regions"]:
        spent = f"{r['seconds']:.2f} s"
        if r["plans"] is None:
            value = f"not counted within {COUNT_LIMIT:.0f} s"
            spent = "" if r["seconds"] >= COUNT_LIMIT else f"too many to keep in memory, known after {spent}"
            yield Row(group, r["region"], value, note=spent)
        else:
            yield Row(group, r["region"], r["plans"], "plans", note=spent)


def _list(group: str, name: str, found: dict[str, Any], limit: float) -> Row:
    if found["plans"] is not None:
        return Row(group, name, found["seconds"], "s", note=f"{found['plans']} plans")
    seconds = f"{found['seconds']:.2f} s"
    why = f"after {limit:.0f} s" if found["seconds"] >= limit else f"too many equal ones, known after {seconds}"
    return Row(group, name, "no list", note=why)
