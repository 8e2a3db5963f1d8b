"""What if: random decisions put to an engine that has answered before, each answer compared with a cold one."""

from __future__ import annotations

import hashlib
import json
import random
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import combinations
from typing import Any

import planner
from benchmarks.rows import Row, at_most
from benchmarks.run import Ask, high, median
from benchmarks.setting import SECONDS, Setting, england
from benchmarks.subjects.england import QUICK_REGION
from planner import cpsat
from planner.core.instance import Instance
from planner.core.progress import Silent
from planner.core.result import Result
from planner.core.rows import Decision
from planner.core.rulebook import Rulebook
from planner.core.settings import Settings
from planner.geography.candidates import Summed
from planner.geography.national import NationalMap
from planner.geography.shelf import Shelf
from planner.objectives.base import GeographyLevel
from planner.objectives.registry import geography_levels
from planner.rules.registry import build

WARM = "benchmarks.subjects.whatif:warm"
COLD = "benchmarks.subjects.whatif:cold"
DEFAULT = Setting(hr2=True, size=None)
DECISIONS, QUICK_DECISIONS = 200, 6
SEED = 20110601
P95 = 0.150
CORES = 2
"""Cold engines at work side by side; nothing of theirs is timed."""
LIFTED = ("GEO-SIZE", "GEO-POP", "GEO-CON")


def decisions(instance: Instance, count: int, largest: int, seed: int = SEED) -> list[Decision]:
    """Random decisions, a third of each kind: keep two together, keep two apart, exempt a set from one rule."""
    rng = random.Random(seed)  # noqa: S311 - reproducible, not secret
    near = _neighbours(instance)
    made = []
    for number in range(count):
        region = rng.choice(instance.regions)
        codes = sorted(o.code for o in instance.organisations if o.region == region)
        linked = sorted((a, b) for a in codes for b in near[a] if a < b and b in codes)
        kind = ("keep_together", "keep_apart", "exempt")[number % 3]
        if kind == "exempt":
            rule = rng.choice(LIFTED)
            group = _group(rng, codes, near, rule, largest)
            subject, other = rule, ";".join(sorted(group))
        elif kind == "keep_together" or rng.random() < 0.5:
            subject, other = rng.choice(linked)
        else:
            subject, other = rng.choice(list(combinations(codes, 2)))
        made.append(Decision(kind=kind, subject=subject, object=other, reason="a question", owner="benchmark"))
    return made


def _neighbours(instance: Instance) -> dict[str, set[str]]:
    near: dict[str, set[str]] = {o.code: set() for o in instance.organisations}
    for link in instance.links:
        if link.kind != "patient_flow":
            near[link.a].add(link.b)
            near[link.b].add(link.a)
    return near


def _group(
    rng: random.Random, codes: list[str], near: dict[str, set[str]], rule: str, largest: int
) -> set[str]:
    """A set that the rule may stand in the way of: large, of any size, or with a gap."""
    size = {"GEO-SIZE": rng.choice([1, largest + 1, largest + 2]), "GEO-POP": rng.randint(1, 7)}.get(rule, 4)
    group = {rng.choice(codes)}
    while len(group) < size:
        border = sorted({n for c in group for n in near[c] if n in codes} - group)
        if not border:
            break
        group.add(rng.choice(border))
    if rule == "GEO-CON" and len(group) > 2:
        group.remove(rng.choice(sorted(group)))
    return group


def _question(setting: dict[str, Any], region: str, count: int) -> tuple[Instance, Rulebook, list[Decision]]:
    book, instance = Setting(**setting).rulebook(), england()
    instance = instance.within(region) if region else instance
    largest = int(book.by_id["GEO-SIZE"].parameters["max"])
    return instance, book, decisions(instance, count, largest)


def warm(setting: dict[str, Any], region: str, count: int) -> dict[str, Any]:
    """Answers and seconds of the map alone, and of the whole engine, after a first question to each."""
    instance, book, asked = _question(setting, region, count)
    aims = geography_levels(book)
    shelf = Shelf(book, build(book), [level for level in aims if isinstance(level, Summed)])
    answers: list[dict[str, Any]] = [{} for _ in asked]

    def best(given: Instance) -> list[Any]:
        known = NationalMap(shelf, given, aims, book, cpsat.Budget(SECONDS), Silent())
        joined = known.best(1, len(given.organisations))
        return [None, True] if joined is None else [list(joined.values), joined.proved]

    best(instance)
    for answer, decision in zip(answers, asked, strict=True):
        began = time.perf_counter()
        answer["map"] = best(instance.replaced(decisions=(decision,)))
        answer["map_seconds"] = time.perf_counter() - began
    engine = planner.open(instance, book)
    settings = Settings(seconds=SECONDS, only_geography=True)
    engine.solve(settings=settings)
    for answer, decision in zip(answers, asked, strict=True):
        began = time.perf_counter()
        result = engine.solve(settings=settings, decisions=[decision])
        answer["engine_seconds"] = time.perf_counter() - began
        answer["engine"] = _digest(result)
        answer["asked"] = f"{decision.kind} {decision.subject} {decision.object}"
    return {"answers": answers}


def cold(setting: dict[str, Any], region: str, count: int, first: int, step: int) -> dict[str, Any]:
    """What a new engine says to every ``step``-th decision from ``first`` on."""
    instance, book, asked = _question(setting, region, count)
    answers = {}
    for number in range(first, count, step):
        engine = planner.open(instance, book)
        settings = Settings(seconds=SECONDS, only_geography=True)
        result = engine.solve(settings=settings, decisions=[asked[number]])
        given = instance.replaced(decisions=(asked[number],))
        answers[number] = {"engine": _digest(result), "map": _map_part(result, given, book)}
    return {"answers": answers}


def _digest(result: Result) -> str:
    """Values, proof and clusters in one word; of a refusal its status and rules."""
    if result.plan is None:
        refusal = result.refusal
        return f"refused {refusal.status} {' '.join(sorted(refusal.rules))}" if refusal else "refused"
    plan = result.plan
    said = [
        plan.status,
        [(x.id, x.value, x.bound) for x in plan.levels],
        sorted(sorted(c.organisations) for c in plan.clusters),
        list(result.disagreements),
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _map_part(result: Result, instance: Instance, book: Rulebook) -> list[Any]:
    """Values of the map as the engine's inside counts them, without what all maps share, and whether proved."""
    if result.plan is None:
        return [None, True]
    constants = [
        level.constant(instance, book) if isinstance(level, GeographyLevel) else 0
        for level in geography_levels(book)
    ]
    values = [x.value - c for x, c in zip(result.plan.levels, constants, strict=True)]
    return [values, result.plan.status == "optimal"]


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    for setting in (Setting(),) if ask.quick else (Setting(), DEFAULT):
        yield from _rows(ask, setting, QUICK_DECISIONS if ask.quick else DECISIONS)


def _rows(ask: Ask, setting: Setting, count: int) -> Iterator[Row]:
    region = QUICK_REGION if ask.quick else ""
    given = {"setting": setting.json(), "region": region, "count": count}
    answers = ask.measure(WARM, **given)["answers"]
    fresh: dict[str, Any] = {}
    halves = 1 if ask.quick else CORES
    with ThreadPoolExecutor(halves) as side_by_side:
        for found in side_by_side.map(
            lambda first: ask.measure(COLD, first=first, step=halves, **given), range(halves)
        ):
            fresh |= found["answers"]
    group = f"What if, {count} random decisions, warm engine, {setting.words}"
    for what, words in (("map", "the best map alone"), ("engine", "whole answer with checked plan")):
        seconds = [a[f"{what}_seconds"] for a in answers]
        yield Row(group, f"{words}, median", median(seconds), "s")
        limit = at_most(P95) if not ask.quick else None
        yield Row(group, f"{words}, 95th of 100", high(seconds), "s", limit)
        slowest = max(answers, key=lambda a, what=what: a[f"{what}_seconds"])  # type: ignore[misc]
        yield Row(group, f"{words}, slowest", max(seconds), "s", note=slowest["asked"])
        same = sum(a[what] == fresh[str(n)][what] for n, a in enumerate(answers))
        yield Row(
            group,
            f"{words}, equal to a cold engine",
            f"{same} of {count}",
            note="values, proof" + (", clusters" if what == "engine" else ""),
        )
    refused = sum(a["engine"].startswith("refused") for a in answers)
    yield Row(group, "decisions under which no map is possible", refused, note="counted in all of the above")
