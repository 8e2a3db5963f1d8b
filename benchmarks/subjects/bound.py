"""``planner verify --bound`` on England's plan: the proof checked where no solver can be imported."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import planner
from benchmarks.machine import MB
from benchmarks.rows import Row, at_most
from benchmarks.run import Ask, JobError, start
from benchmarks.setting import ENGLAND, england
from planner.core.settings import Settings

JOB = "benchmarks.subjects.bound:solve"
SECONDS = 90
PATIENCE = 300.0
NOT_CONFIRMED = 5


def solve(folder: str) -> dict[str, Any]:
    """England's map under the rulebook as shipped, with its certificate, as files."""
    instance = england()
    result = planner.open(instance, planner.load_rulebook(instance.rulebook)).solve(
        settings=Settings(only_geography=True)
    )
    if result.plan is None or result.certificate is None:
        raise ValueError("England has no plan")
    planner.write_plan(result.plan, Path(folder) / "plan.json")
    (Path(folder) / "certificate.json").write_text(result.certificate.model_dump_json(), encoding="utf-8")
    return {"status": result.status}


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    group = "planner verify --bound, England, default rulebook, no solver in the process"
    if ask.quick:
        yield Row(group, "left out of --quick", "not measured")
        return
    with tempfile.TemporaryDirectory() as folder:
        ask.measure(JOB, folder=folder)
        plan = str(Path(folder) / "plan.json")
        words = [sys.executable, "-m", "benchmarks.no_solver", "verify", str(planner.example(ENGLAND)), plan]
        try:
            found = start([*words, "--bound"], seconds=PATIENCE)
        except JobError as error:
            yield Row(group, "time", "failed", "s", at_most(SECONDS), str(error))
            return
    ended = {0: "confirmed", NOT_CONFIRMED: "not confirmed"}.get(
        found["code"], f"refused, exit code {found['code']}"
    )
    yield Row(group, "every aim confirmed as best", "yes" if found["code"] == 0 else "NO", note=ended)
    # a quick answer that leaves something open does not count
    target = at_most(SECONDS)
    yield Row(
        group,
        "time",
        found["seconds"] if found["code"] == 0 else ended,
        "s",
        target,
        f"{found['seconds']:.1f} s",
    )
    yield Row(group, "peak memory", round(found["memory"] / MB), "MB")
