"""Why there is no plan: conflicts put into SHAs and England, and numbers of clusters that can't be reached."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from benchmarks.planted import BOOK, Planted, england, nationally, planted, region
from benchmarks.rows import Row, at_most
from benchmarks.run import Ask, median
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.study.explain import Conflict, Explanation, explain

JOB = "benchmarks.subjects.decide_explain"
QUICK = ("more clusters than organisations in South East Coast", "island on a footprint")
NUMBERS = {10: frozenset({"GEO-10", "GEO-SIZE"}), 200: frozenset({"GEO-10"})}
"""Fewer clusters than established arrangements and populations leave, and more than there are organisations."""
SHA_SECONDS, ENGLAND_SECONDS = 0.5, 5
PATIENCE = 1800.0


def _explained(case: Planted, *, changes: bool) -> tuple[float, Explanation]:
    """Seconds from an instance in memory, and what was found."""
    began = time.perf_counter()
    engine = open_engine(case.instance, case.rulebook)
    found = explain(engine, case.governance, Settings(clusters=case.clusters), changes=changes)
    return time.perf_counter() - began, found


def _blamed(conflict: Conflict) -> frozenset[str]:
    return frozenset(m.subjects[0] if m.rule.startswith("DEC-") else m.rule for m in conflict.members)


def conflicts(where: str, changes: bool, quick: bool) -> dict[str, Any]:
    """Seconds of every planted conflict of ``regions`` or ``england``, and those not explained exactly."""
    cases = planted() if where == "regions" else nationally()
    if where == "england" and not changes:
        cases += tuple(Planted(f"{n}", england(), (rules,), "model-2", (n, n)) for n, rules in NUMBERS.items())
    if quick:
        cases = tuple(c for c in cases if c.name in QUICK)
    seconds, wrong, made = [], [], 0
    for case in cases:
        passed, found = _explained(case, changes=changes)
        seconds.append(passed)
        exact = sorted(map(sorted, map(_blamed, found.conflicts))) == sorted(map(sorted, case.expected))
        if not exact or not all(c.minimal for c in found.conflicts):
            wrong.append(case.name)
        made += len(found.changes)
    return {"seconds": seconds, "wrong": wrong, "changes": made}


def number(clusters: int, changes: bool, quick: bool) -> dict[str, Any]:
    """Seconds for a number of clusters that no map of England (quick: South West) has."""
    given = region("South West") if quick else england()
    case = Planted("", given, (), "model-2", (clusters, clusters), BOOK)
    passed, found = _explained(case, changes=changes)
    blamed = [sorted(_blamed(c)) for c in found.conflicts]
    return {
        "seconds": passed,
        "status": found.status,
        "blamed": blamed,
        "changes": len(found.changes),
        "complete": found.complete,
    }


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    scopes = (("regions", "SHAs", SHA_SECONDS), ("england", "England", ENGLAND_SECONDS))
    for where, title, limit in scopes[:1] if ask.quick else scopes:
        for changes in (False, True):
            found = ask.measure(f"{JOB}:conflicts", PATIENCE, where=where, changes=changes, quick=ask.quick)
            count = len(found["seconds"])
            group = f"Why no plan, conflicts planted in {title}"
            words = ", with changes that work" if changes else ""
            target = None if ask.quick or changes else at_most(limit)
            note = f"{count} questions" + (f", {found['changes']} changes" if changes else "")
            yield Row(group, f"median{words}", median(found["seconds"]), "s", target, note)
            yield Row(group, f"slowest{words}", max(found["seconds"]), "s")
            if not changes:
                exact = f"{count - len(found['wrong'])} of {count}"
                yield Row(group, "exactly what was planted, minimal", exact, note="; ".join(found["wrong"]))
    place = "South West" if ask.quick else "England"
    group = f"Why no plan, a number of clusters that {place} can't have"
    for clusters in (15,) if ask.quick else NUMBERS:
        for changes in (False, True):
            found = ask.measure(f"{JOB}:number", PATIENCE, clusters=clusters, changes=changes, quick=ask.quick)
            note = "; ".join(" and ".join(rules) for rules in found["blamed"]) or found["status"]
            if changes:
                cut = "" if found["complete"] else ", cut short by the time limit"
                note = f"{found['changes']} changes{cut}"
            words = f"{clusters} clusters{', with changes that work' if changes else ''}"
            yield Row(group, words, found["seconds"], "s", note=note)
