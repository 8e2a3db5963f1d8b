"""Another place for an organisation: the command as a user starts it, against solving the new grouping."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import planner
from benchmarks.commands import command
from benchmarks.rows import Row, at_most
from benchmarks.run import Ask, median

JOB = "benchmarks.subjects.decide_move:measure"
GOVERNANCE = "model-2"


def measure(name: str, region: str, repeats: int) -> dict[str, Any]:
    """Seconds of ``planner move`` and of ``planner solve --geography`` for the grouping that it leads to."""
    instance = planner.example(name)
    narrow = ("--region", region) if region else ()
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        command("solve", instance, "-o", folder / "plan", "-g", GOVERNANCE, *narrow)
        path = folder / "plan" / "plan.json"
        where = {o: c.id for c in planner.read_plan(path).clusters for o in c.organisations}
        # somebody whose cluster has others, into the first cluster that is not theirs
        mover = next(o for o in sorted(where) if list(where.values()).count(where[o]) > 2 and where[o] != o)
        to = min(c for c in where.values() if c != where[mover])
        moved = [command("move", instance, path, mover, to) for _ in range(repeats)]
        grouping = folder / "grouping.csv"
        with grouping.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([("organisation", "cluster"), *(where | {mover: to}).items()])
        words = ("solve", instance, "-o", folder / "cold", "-g", GOVERNANCE, *narrow, "--geography", grouping)
        solved = [command(*words) for _ in range(repeats)]
    return {"moved": moved, "solved": solved, "change": f"{mover} into {to}"}


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    name, region = ("tiny", "") if ask.quick else ("england-2011", "South West")
    found = ask.measure(JOB, name=name, region=region, repeats=ask.repeats)
    group = f"planner move, {region or name}, whole process"
    ours, cold = (median([wall for wall, _ in found[key]]) for key in ("moved", "solved"))
    spent, again = (median([cpu for _, cpu in found[key]]) for key in ("moved", "solved"))
    target = None if ask.quick else at_most(1)
    yield Row(group, f"median of {ask.repeats}", ours, "s", target, found["change"])
    yield Row(group, "processor time", spent, "s")
    yield Row(
        group, "planner solve --geography ÷ ours", cold / ours, "times", note="writes report and workbook"
    )
    yield Row(group, "processor time: planner solve --geography ÷ ours", again / spent, "times")
