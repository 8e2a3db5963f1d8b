"""The four governance models side by side: ``planner compare`` as a user starts it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import planner
from benchmarks.commands import command
from benchmarks.rows import Row, at_most
from benchmarks.run import Ask

JOB = "benchmarks.subjects.decide_compare:measure"
MODELS = (1, 2, 3, 4)


def measure(name: str) -> dict[str, Any]:
    """Seconds and processor seconds of the whole process."""
    asked = ",".join(map(str, MODELS))
    passed, spent = command("compare", planner.example(name), "--models", asked)
    return {"seconds": passed, "cpu": spent}


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    name = "tiny" if ask.quick else "england-2011"
    found = ask.measure(JOB, name=name)
    group = f"planner compare {name} --models {','.join(map(str, MODELS))}, whole process"
    yield Row(group, "time", found["seconds"], "s", None if ask.quick else at_most(60))
    yield Row(group, "processor time", found["cpu"], "s")
