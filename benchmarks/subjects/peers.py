"""Plans of public tools and the clusters of 2011, scored by our levels and checked by our ``verify``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import planner
from benchmarks.combined import Combined, target_people
from benchmarks.machine import ROOT
from benchmarks.peers.methods import METHODS
from benchmarks.rows import Row
from benchmarks.run import Ask, JobError, start
from benchmarks.setting import Setting, cold_map, england, levels_of
from benchmarks.subjects.england import one_k
from planner.core.settings import Settings

SCORE = "benchmarks.subjects.peers:score"
QUESTION = "benchmarks.subjects.peers:question"
REGIONS = ("London", "North West")
TRIES = {"GerryChain ReCom": 20_000}
SEEDS = 10
"""Plans of methods that are no chains."""
SEED = 1
PATIENCE = 300.0


def question(region: str, k: int) -> dict[str, Any]:
    """A region as plain numbers, for :class:`benchmarks.peers.question.Question`."""
    whole, setting = england(), Setting()
    inside = whole.within(region)
    place = {o.code: i for i, o in enumerate(inside.organisations)}
    return {
        "people": [o.population for o in inside.organisations],
        "places": [(float(o.easting or 0), float(o.northing or 0)) for o in inside.organisations],
        "arrangements": [o.arrangement or "" for o in inside.organisations],
        "links": [
            (place[x.a], place[x.b], (x.length_m or 0) if x.kind == "land" else 0)
            for x in inside.links
            if x.kind != "patient_flow"
        ],
        "k": k,
        "target": target_people(whole),
        "low": setting.low,
        "high": setting.high,
        "size": setting.size,
    }


def score(region: str, labels: list[int] | None) -> dict[str, Any]:
    """A grouping's levels, our optimum at its number of clusters, and what ``verify`` finds.

    Without labels it is the grouping of 2011; without a region it is all of England.
    """
    book, whole = Setting().rulebook(), england()
    instance = whole.within(region) if region else whole
    if labels is None:
        names = [o.cluster_reference or "" for o in instance.organisations]
    else:
        names = [str(x) for x in labels]
    pairs = tuple((o.code, name) for o, name in zip(instance.organisations, names, strict=True))
    settings = Settings(geography=pairs, only_geography=True)
    plan = planner.open(instance, book).solve(settings=settings).plan
    if plan is None:
        raise ValueError("a given grouping has no plan")
    verdict = planner.verify(instance, plan, book)
    combined = Combined(target_people(whole))
    k = len(plan.clusters)
    one = cold_map(instance, book, (combined,)).best(k, k)
    several = cold_map(instance, book, levels_of("default", instance, book)).best(k, k)
    constants = [
        x.constant(instance, book) if hasattr(x, "constant") else 0
        for x in levels_of("default", instance, book)
    ]
    return {
        "clusters": k,
        "value": combined.value(instance, plan, book),
        "optimum": one.values[0] if one else None,
        "levels": [x.value for x in plan.levels],
        "best": [v + c for v, c in zip(several.values, constants, strict=True)] if several else None,
        "names": [x.id for x in plan.levels],
        "broken": {r.id: len(r.findings) for r in verdict.broken},
        "problems": [p.text for p in verdict.problems],
    }


def reference_rows(ask: Ask) -> Iterator[Row]:
    """The clusters of 2011."""
    for region in ("London",) if ask.quick else (*REGIONS, ""):
        group = f"{region or 'England'}: clusters of 2011 against ours, {Setting().words}"
        yield from _scored(group, "clusters of 2011", ask.measure(SCORE, region=region, labels=None))


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    if not ask.peers:
        return
    ours = one_k(ask, "combined")
    share = {names[0]: k for names, k in zip(ours["regions"], ours["allocations"][0], strict=True)}
    for region in REGIONS:
        k = share[region]
        group = f"{region}, K = {k}: peers against ours, {Setting().words}"
        given = ask.measure(QUESTION, region=region, k=k)
        for method in METHODS:
            ask.say(f"  {method}, {region}")
            asked = given | {"seed": SEED, "tries": TRIES.get(method, SEEDS)}
            words = [ask.peers_python, "-m", "benchmarks.peers.worker", method]
            try:
                found = start(words, json.dumps(asked), PATIENCE)
            except JobError as error:
                yield Row(group, method, "failed", note=str(error))
                continue
            if "missing" in found:
                yield Row(group, method, "not installed", note=f"pip install '{ROOT.name}[peers]' gives it")
                continue
            if "none" in found:
                yield Row(group, method, "no plan", note=f"in {found['seconds']:.1f} s")
                continue
            version = found["version"]
            seconds = f"best of {found['plans']:,} plans, version {version}"
            yield Row(group, f"{method}, time", found["seconds"], "s", note=seconds)
            yield from _scored(group, method, ask.measure(SCORE, region=region, labels=found["labels"]))


def _scored(group: str, name: str, found: dict[str, Any]) -> Iterator[Row]:
    k = found["clusters"]
    if found["optimum"]:
        yield Row(
            group,
            f"{name}, value ÷ optimum",
            found["value"] / found["optimum"],
            "times",
            note=f"combined level, both with {k} clusters",
        )
    else:
        yield Row(group, f"{name}, value ÷ optimum", "no optimum", note=f"no lawful map of {k} clusters")
    best = "" if found["best"] is None else f"ours: {_vector(found['best'])}"
    yield Row(group, f"{name}, default levels", _vector(found["levels"]), "", note=best)
    broken = ", ".join(f"{rule} ({count})" for rule, count in found["broken"].items())
    problems = f"; {len(found['problems'])} false statements" if found["problems"] else ""
    yield Row(group, f"{name}, rules broken", (broken or "none") + problems, note="by planner verify")


def _vector(values: list[int]) -> str:
    return " / ".join(f"{v:,}" for v in values)
