"""Trade-offs and caps with a governance model for each cluster, against one model of everything."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator, Sequence
from typing import Any

import planner
from benchmarks.baselines.one_model import one_model
from benchmarks.boards import MODELS, SECONDS, reference_clusters
from benchmarks.rows import Row, at_least, at_most
from benchmarks.run import Ask, JobTimeoutError, high, median
from benchmarks.setting import england
from planner import cpsat
from planner.core.instance import Instance
from planner.engine.boards import Map
from planner.engine.choose import ModelsOfMaps
from planner.io.rulebook import load_governance
from planner.io.synthetic.country import synthetic_instance
from planner.rules.registry import build

JOB = "benchmarks.subjects.boards_caps:"
FRONT_SECONDS, CAP_SECONDS, TIMES = 6.0, 0.01, 10
REGION = "North East"
CAPS, FIRST, STEP = 20, 950, 3
"""Changed caps; the first cap on pay and each further step, in thousandths of the pay without a cap."""
GENERATED = 10
NATIONAL_CAP, REGION_CAP = 240.0, 600.0


def models_of(instance: Instance) -> ModelsOfMaps:
    """The four models, nothing worked out yet."""
    book = planner.load_rulebook("pct-2011")
    models = tuple(load_governance(m) for m in MODELS)
    return ModelsOfMaps(instance, book, build(book), models, load_governance("standalone"))


def _map_of(groups: Sequence[Sequence[str]]) -> Map:
    return frozenset(frozenset(g) for g in groups)


def _given(region: str) -> Instance:
    return england().within(region) if region else england()


def front(region: str, repeats: int) -> dict[str, Any]:
    """Seconds for all compromises between places that end and pay, from nothing, and how many there are.

    ``busy`` is processor time of each repeat; on a busy machine it is the better measure.
    """
    instance = _given(region)
    grouping = _map_of(reference_clusters(instance))
    seconds: list[float] = []
    points, busy = 0, time.process_time()
    for _ in range(repeats):
        engine = models_of(instance)
        began = time.perf_counter()
        found = engine.front(grouping, "places_end", "cost", cpsat.Budget(SECONDS))
        seconds.append(time.perf_counter() - began)
        points = len(found or ())
    return {"seconds": seconds, "points": points, "busy": (time.process_time() - busy) / repeats}


def caps(region: str, count: int) -> dict[str, Any]:
    """Seconds of a first cap on pay, of others after it, and of writing the boards of these others out."""
    instance = _given(region)
    grouping = _map_of(reference_clusters(instance))
    engine = models_of(instance)
    free = engine.of(grouping, {}, cpsat.Budget(SECONDS))
    pay = free.values[engine.rulebook.board_levels.index("cost")]

    def ask(thousandths: int) -> tuple[float, float, float, float, bool]:
        began, busy = time.perf_counter(), time.process_time()
        found = engine.of(grouping, {"cost": pay * thousandths // 1000}, cpsat.Budget(SECONDS))
        answered, worked = time.perf_counter(), time.process_time()
        if not found.blocks or found.blocks[0].status == "infeasible":
            raise RuntimeError("a map without boards")
        shown, wrote = time.perf_counter(), time.process_time()
        return answered - began, worked - busy, shown - answered, wrote - worked, found.status == "optimal"

    first, *changed = [ask(FIRST - STEP * n) for n in range(count + 1)]
    return {
        "first": first[0] + first[2],
        "first_busy": first[1] + first[3],
        "changed": [c[0] for c in changed],
        "changed_busy": [c[1] for c in changed],
        "shown": [c[2] for c in changed],
        "shown_busy": [c[3] for c in changed],
        "proved": sum(c[-1] for c in (first, *changed)),
    }


def whole(region: str, cap: float) -> dict[str, Any]:
    """One model of all clusters under the first cap; seconds and values."""
    instance = _given(region)
    return _compared(instance, reference_clusters(instance), FIRST, cap)


def generated(seed: int) -> dict[str, Any]:
    """A generated instance of four to six organisations in two clusters, a random cap on pay."""
    rng = random.Random(seed)  # noqa: S311 - not for cryptography
    instance = synthetic_instance(4 + seed % 3, seed)
    codes = sorted(instance.by_code)
    groups = [codes[: len(codes) // 2], codes[len(codes) // 2 :]]
    return _compared(instance, groups, rng.randrange(600, 1000), REGION_CAP)


def _compared(
    instance: Instance, groups: Sequence[Sequence[str]], thousandths: int, cap: float
) -> dict[str, Any]:
    """Ours and one model under a cap on pay: seconds, status and values of both."""
    engine = models_of(instance)
    grouping = _map_of(groups)
    free = engine.of(grouping, {}, cpsat.Budget(SECONDS))
    pay = free.values[engine.rulebook.board_levels.index("cost")] if free.values else 1_000_000
    limits = {"cost": pay * thousandths // 1000}
    engine = models_of(instance)
    began = time.perf_counter()
    ours = engine.of(grouping, limits, cpsat.Budget(SECONDS))
    middle = time.perf_counter()
    given = instance, engine.rulebook, grouping, engine.models, engine.standalone
    theirs = one_model(*given, limits, cpsat.Budget(cap))
    return {
        "ours": middle - began,
        "theirs": time.perf_counter() - middle,
        "proved": theirs.status in ("optimal", "infeasible"),
        "equal": (ours.status, tuple(ours.values)) == (theirs.status, tuple(theirs.values)),
    }


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    region = REGION if ask.quick else ""
    where = REGION if ask.quick else "England"
    limits = (None, None) if ask.quick else (at_most(FRONT_SECONDS), at_most(CAP_SECONDS))
    group = f"{where}, clusters of 2011, a model for each cluster"
    found = ask.measure(JOB + "front", region=region, repeats=ask.repeats)
    note = f"{found['points']} compromises, each proved; {found['busy']:.1f} s of processor time"
    yield Row(group, "trade-offs, places that end against pay", median(found["seconds"]), "s", limits[0], note)
    count = 3 if ask.quick else CAPS
    found = ask.measure(JOB + "caps", region=region, count=count)
    proved = f"{found['proved']} of {count + 1} caps proved at every level"
    note = f"{proved}; {found['first_busy']:.1f} s of processor time"
    yield Row(group, "first cap on pay, all levels", found["first"], "s", note=note)
    names = (("changed cap, amounts, aims and models", "changed"), ("its boards written out besides", "shown"))
    for name, key in names:
        for words, pick in (("median", median), ("p95", high)):
            note = f"{1000 * pick(found[f'{key}_busy']):.1f} ms of processor time"
            limit = limits[1] if key == "changed" else None
            yield Row(group, f"{name}, {words}", pick(found[key]), "s", limit, note)
    yield from _against_one_model(ask)


def _against_one_model(ask: Ask) -> Iterator[Row]:
    group = "One CP-SAT model of all clusters and governance models, a cap on pay"
    count = 2 if ask.quick else GENERATED
    found = [ask.measure(JOB + "generated", REGION_CAP + 120, seed=seed) for seed in range(count)]
    equal = sum(f["proved"] and f["equal"] for f in found)
    goal = None if ask.quick else at_least(count)
    yield Row(group, f"{count} generated instances, equal to ours", equal, "", goal)
    if ask.quick:
        return
    for region, cap in ((REGION, REGION_CAP), ("", NATIONAL_CAP)):
        where = region or "England"
        try:
            one = ask.measure(JOB + "whole", SECONDS + cap + 120, region=region, cap=cap)
        except JobTimeoutError:
            yield Row(group, where, "stopped", "", at_least(TIMES))
            continue
        note = f"stopped at {cap:.0f} s without proof: a lower bound"
        if one["proved"]:
            note = "equal values" if one["equal"] else "OTHER VALUES"
        target = None if region else at_least(TIMES)
        yield Row(group, f"{where}, ÷ ours", one["theirs"] / one["ours"], "times", target, note)
