"""Looking at a batch: how it stands, what failed, the plan of one run."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from planner.cli.console import emit_json, say, table

if TYPE_CHECKING:
    from planner.runs.spec import Spec

_MOST = 50
_NAMED = ("instance", "region", "scenario", "model", "era", "clusters_asked", "caps")


def asked(spec: Spec, named: str, *, as_json: bool) -> int:
    """How many runs a batch file makes; ``named`` is the file as it was typed."""
    from planner.runs.spec import size

    number = size(spec)
    if as_json:
        emit_json("ok", 0, title=spec.title, runs=number, faults=[])
        return 0
    say(f"{spec.title}: {number:,} runs.")
    say(f"Next: planner batch {shlex.quote(named)} -o DIR")
    return 0


def status(folder: Path, *, as_json: bool) -> int:
    """Counts, answers by status, what is stale; exit code 3 when files are damaged."""
    from planner.runs.read import batch_rows

    rows = list(batch_rows(folder))
    now = _asked_for(rows)
    counts = Counter(r["state"] for r in now)
    answers = Counter(r["status"] for r in now if r["state"] == "done")
    stale = [r for r in rows if r["stale"]]
    states = {s: counts[s] for s in ("done", "failed", "running", "waiting")}
    if as_json:
        whole = [{k: r[k] for k in (*_NAMED, "run", "stale")} for r in stale]
        emit_json(
            "ok", 0, runs=len(now), **states, answers=dict(sorted(answers.items())), stale=whole, faults=[]
        )
        return 0
    say(f"{len(now):,} runs: " + ", ".join(f"{n:,} {s}" for s, n in states.items()) + ".")
    for name, number in sorted(answers.items()):
        say(f"  {number:,} {WORDS[name]}")
    if stale:
        say(f"{len(stale):,} results are stale and left out of tables:")
        _listed(stale, "stale")
    left = states["running"] + states["waiting"]
    if left:
        say(f"Next: planner batch SPEC.toml -o {shlex.quote(str(folder))} --resume, unless it is at work.")
    elif states["failed"]:
        say(f"Next: planner batch -o {shlex.quote(str(folder))} --failed shows why.")
    else:
        say(f'Next: planner.read_batch("{folder}") gives the table.')
    return 0


def _asked_for(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """A row for each run that is asked; older results of the same runs stand behind it and are left out."""
    found: dict[int, dict[str, Any]] = {}
    for row in rows:
        if row["number"] is not None:
            found.setdefault(row["number"], row)
    return list(found.values())


WORDS = {
    "optimal": "proved best",
    "feasible": "found, not proved best",
    "infeasible": "no plan meets the rules",
    "unknown": "a limit was reached before a plan was found",
}


def failed(folder: Path, *, as_json: bool) -> int:
    """Failed runs with their reasons; exit code 8 when there are any."""
    from planner.runs.read import batch_rows

    rows = [r for r in _asked_for(batch_rows(folder)) if r["state"] == "failed"]
    code = 8 if rows else 0
    if as_json:
        kept = [{k: r[k] for k in (*_NAMED, "status", "reason", "run")} for r in rows]
        emit_json("some_failed" if rows else "ok", code, failed=kept, faults=[])
        return code
    if not rows:
        say("No run has failed.")
        return 0
    say(f"{len(rows):,} runs have failed.")
    _listed(rows, "reason")
    say(f"Each is kept with its input in {folder.name}/runs/RUN.json.")
    say(f"Next: planner batch SPEC.toml -o {shlex.quote(str(folder))} --retry tries them again.")
    return code


def _listed(rows: list[dict[str, Any]], why: str) -> None:
    lines = [
        [r["run"][:8], *(r[c] for c in _NAMED[:4]), (r[why].splitlines() or [""])[0]] for r in rows[:_MOST]
    ]
    say(table(["run", *_NAMED[:4], "why"], lines))
    if len(rows) > _MOST:
        say(f"… and {len(rows) - _MOST:,} more; --json prints them all.")


def plan(folder: Path, run: str, *, as_json: bool) -> int:
    """Write the plan of a run beside the table, for ``verify`` and ``report``."""
    from planner.core.plan import Plan
    from planner.io.plans import write_plan
    from planner.runs.read import whole_run

    found = whole_run(folder, run)
    if found["plan"] is None:
        raise click.BadParameter(f"That run has no plan: {found['reason']}", param_hint="--plan")
    path = folder / f"plan-{found['key'][:8]}.json"
    given = Plan.model_validate(found["plan"])
    write_plan(given, path)
    if as_json:
        emit_json("ok", 0, run=found["key"], labels=found["labels"], files=[str(path)])
        return 0
    say(f"{path}: for you alone, for it holds an example of who sits where." if given.boards else f"{path}")
    say(f"Next: planner verify {shlex.quote(found['labels']['instance'])} {shlex.quote(str(path))}")
    return 0
