"""What it would take: the whole price list of a plan, against each question put to a new engine."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from benchmarks.cold import cold
from benchmarks.planted import BOOK, england
from benchmarks.rows import Row, at_most
from benchmarks.run import Ask
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.study.prices import Price, prices, question_of

JOB = "benchmarks.subjects.decide_prices:measure"
GOVERNANCE = "model-2"
SECONDS, SAMPLE = 60, 6
PATIENCE = 1800.0
QUICK = "North East"


def measure(region: str, sample: int) -> dict[str, Any]:
    """Seconds of the list, on an engine that made the plan; of the same questions asked of new engines."""
    given = england().within(region) if region else england()
    engine = open_engine(given, BOOK)
    plan = engine.solve(GOVERNANCE, Settings(seconds=120, ring_fences=False)).plan
    if plan is None:
        raise RuntimeError("there is no plan to price")
    began = time.perf_counter()
    found = prices(engine, plan, seconds=SECONDS)  # as the command does, which says what it leaves open
    passed = time.perf_counter() - began
    question = question_of(given, plan, BOOK)
    question = replace(question, settings=question.settings.model_copy(update={"ring_fences": False}))
    asked = [r for r in found.rows if r.change is not None and r.status not in ("open", "not_asked")]
    some = random.Random(1).sample(asked, min(sample, len(asked)))  # noqa: S311 - not for cryptography
    before = tuple(x.value for x in found.levels)
    wrong, late, again = [], 0, 0.0
    for row in some:
        if row.change is None:
            continue
        began = time.perf_counter()
        result = cold(question, row.change)
        again += time.perf_counter() - began
        if result.status not in ("optimal", "infeasible"):
            late += 1
        elif not _same(row, before, result.levels):
            wrong.append(f"{row.subject}: {row.words}")
    return {
        "seconds": passed,
        "asked": len(asked),
        "answers": Counter(r.status for r in found.rows),
        "cold": again / len(some),
        "sampled": len(some),
        "late": late,
        "wrong": wrong,
    }


def _same(price: Price, before: tuple[int, ...], levels: Any) -> bool:
    """Whether a price is the difference that a new engine's plan makes; none where it has no plan."""
    after = tuple(x.value for x in levels)
    if not after:
        return price.status == "no_plan"
    if price.status == "nothing":
        return after == before
    return tuple(d.after for d in price.deltas) == after


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    region = QUICK if ask.quick else ""
    found = ask.measure(JOB, PATIENCE, region=region, sample=2 if ask.quick else SAMPLE)
    group = f"What it would take, {region or 'England'}, {GOVERNANCE.replace('-', ' ')}"
    told = ", ".join(f"{n} {status.replace('_', ' ')}" for status, n in sorted(found["answers"].items()))
    yield Row(group, "the whole list", found["seconds"], "s", None if ask.quick else at_most(SECONDS), told)
    known = found["sampled"] - found["late"]
    right = f"{known - len(found['wrong'])} of {known}"
    yield Row(group, "equal to a new engine", right, note="; ".join(found["wrong"]))
    whole = found["cold"] * found["asked"]
    note = f"{found['sampled']} of {found['asked']} questions, in proportion; ring-fences left out"
    if found["late"]:
        note += f"; {found['late']} stopped after 120 s, so a lower bound"
    yield Row(group, "each question to a new engine ÷ ours", whole / found["seconds"], "times", note=note)
