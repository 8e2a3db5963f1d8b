"""Two hundred runs: ``planner batch`` against a loop over the command line and a loop in one process.

The instance is England 2011 with four scenarios beside the instance as given, in a folder made for the
occasion. A sample of twenty runs, two of each SHA with every model and scenario among them, is put to the
loops; their time is told for all two hundred, in proportion.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import planner
from benchmarks.commands import command
from benchmarks.rows import Row, at_least
from benchmarks.run import Ask
from planner.io.effective import effective
from planner.io.scenarios import scenario_named
from planner.runs.expand import Cell, expand
from planner.runs.key import versions
from planner.runs.spec import read_spec

JOB = "benchmarks.subjects.batch"
PATIENCE = 3600.0
SCENARIOS = """
[scenario.hr2-off.rules.HR-2]
on = false
[scenario.hr2-off.rules.GEO-SIZE]
parameters = { max = 6 }
[scenario.smaller.rules.GEO-SIZE]
parameters = { max = 6 }
[scenario.target-40]
target_clusters = 40
[scenario.footprints-2013]
footprints_file = "footprints_2013_proxy.csv"
consortia_file = "consortia_2013_proxy.csv"
"""
NAMES = ("as-given", "hr2-off", "smaller", "target-40", "footprints-2013")
MODELS = ("model-1", "model-2", "model-3", "model-4")
SECONDS = 120


@contextmanager
def _batch(quick: bool) -> Iterator[Path]:
    """A batch file with its instance, in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        instance = planner.example("tiny" if quick else "england-2011")
        shutil.copytree(instance, folder / instance.name)
        text = SCENARIOS.partition("[scenario.footprints")[0] if quick else SCENARIOS
        (folder / instance.name / "scenarios.toml").write_text(text, encoding="utf-8")
        models, names = (MODELS[:2], NAMES[:1]) if quick else (MODELS, NAMES)
        spec = folder / "batch.toml"
        spec.write_text(
            f'time_limit = {SECONDS}\n[[grid]]\ninstances = ["{instance.name}"]\nregions = ["each"]\n'
            f"models = {list(models)}\nscenarios = {list(names)}\n",
            encoding="utf-8",
        )
        yield spec


def batch(jobs: int, quick: bool) -> dict[str, Any]:
    """All runs by ``planner batch``, from nothing to table and report."""
    with _batch(quick) as spec:
        out = spec.parent / "out"
        passed, spent = command("batch", spec, "-o", out, "--jobs", str(jobs))
        frame = planner.read_batch(out)
        answers = Counter(frame["status"])
    return {"seconds": passed, "cpu": spent, "runs": len(frame), "answers": dict(sorted(answers.items()))}


def _sample(spec: Path) -> tuple[list[Cell], int]:
    """Two runs of each SHA; how many runs there are."""
    cells = list(expand(read_spec(spec), versions()))
    if len(cells) < 20:
        return cells[::2], len(cells)
    each, models = len(NAMES) * len(MODELS), len(MODELS)
    places = [
        each * r + models * ((r + more) % len(NAMES)) + (r + more) % models
        for r in range(len(cells) // each)
        for more in (0, 2)
    ]
    return [cells[p] for p in places], len(cells)


def command_line(quick: bool) -> dict[str, Any]:
    """A sample of the runs by ``planner solve``, one after another."""
    with _batch(quick) as spec:
        cells, whole = _sample(spec)
        passed = spent = 0.0
        for cell in cells:
            words: list[str | Path] = [
                "solve",
                spec.parent / cell.labels["instance"],
                "-o",
                spec.parent / "one",
            ]
            words += ["-g", cell.labels["model"], "--region", cell.labels["region"]]
            words += ["--time-limit", str(SECONDS)]
            if cell.labels["scenario"] != NAMES[0]:
                words += ["--scenario", cell.labels["scenario"]]
            wall, cpu = command(*words)
            passed, spent = passed + wall, spent + cpu
    return {"seconds": passed * whole / len(cells), "cpu": spent * whole / len(cells), "sampled": len(cells)}


def one_process(quick: bool) -> dict[str, Any]:
    """The same sample in this process, whose imports are not timed: a new instance and engine for each run."""
    with _batch(quick) as spec:
        cells, whole = _sample(spec)
        planner.open(planner.read_instance(planner.example("tiny")), planner.load_rulebook("pct-2011"))
        began, spent = time.perf_counter(), time.process_time()
        for cell in cells:
            path = spec.parent / cell.labels["instance"]
            instance = planner.read_instance(path)
            name = cell.labels["scenario"]
            scenario = None if name == NAMES[0] else scenario_named(path, name)
            asked = effective(
                instance, planner.load_rulebook(instance.rulebook), scenario, None, cell.task["options"]
            )
            planner.open(asked.instance, asked.rulebook).solve(asked.governance, asked.settings)
        passed, cpu = time.perf_counter() - began, time.process_time() - spent
    return {"seconds": passed * whole / len(cells), "cpu": cpu * whole / len(cells), "sampled": len(cells)}


def rows(ask: Ask) -> Iterator[Row]:
    """The table's rows."""
    found = {n: ask.measure(f"{JOB}:batch", PATIENCE, jobs=n, quick=ask.quick) for n in (1, 2)}
    loop = ask.measure(f"{JOB}:command_line", PATIENCE, quick=ask.quick)
    here = ask.measure(f"{JOB}:one_process", PATIENCE, quick=ask.quick)
    runs = found[2]["runs"]
    group = "The tiny instance" if ask.quick else "England, ten SHAs, four models, five scenarios"
    group = f"{group}: {runs} runs"
    told = ", ".join(f"{n} {status}" for status, n in found[2]["answers"].items())
    part = f"{loop['sampled']} of {runs} runs, in proportion"
    for name, one, note in (
        ("planner batch, 2 workers", found[2], told),
        ("planner batch, 1 worker", found[1], ""),
        ("loop over planner solve", loop, part),
        ("loop in one process, cold engines", here, f"{part}; imports not timed"),
    ):
        yield Row(group, name, one["seconds"], "s", note=note)
        yield Row(group, f"{name}: runs a minute", 60 * runs / one["seconds"])
        yield Row(group, f"{name}: processor time", one["cpu"], "s")
    target = None if ask.quick else at_least(8)
    yield Row(
        group,
        "loop over planner solve ÷ batch, 2 workers",
        loop["seconds"] / found[2]["seconds"],
        "times",
        target,
    )
    yield Row(group, "loop in one process ÷ batch, 2 workers", here["seconds"] / found[2]["seconds"], "times")
    note = "a busy machine has no second core to give"
    yield Row(group, "1 worker ÷ 2 workers", found[1]["seconds"] / found[2]["seconds"], "times", note=note)
    saved = loop["cpu"] / found[1]["cpu"]
    yield Row(
        group,
        "processor time: loop over planner solve ÷ batch",
        saved,
        "times",
        note="other work does not count",
    )
