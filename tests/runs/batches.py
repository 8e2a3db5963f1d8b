"""Small batch files and passes over them."""

from __future__ import annotations

import threading

from planner.runs.batch import run_batch
from planner.runs.local import LocalExecutor
from planner.runs.read import batch_rows
from planner.runs.spec import read_spec
from tests.runs.faulty import quick


def write(folder, text):
    """A batch file."""
    path = folder / "batch.toml"
    path.write_text(text, encoding="utf-8")
    return path


def seeds(folder, numbers, head="", extra=""):
    """A batch of the smallest invented instance with a run for each seed."""
    text = f'{head}\n[[grid]]\nsynthetic = {{ sizes = [3], seeds = [1] }}\nmodels = ["model-1"]\n'
    return write(folder, f"{text}seeds = {list(numbers)}\n{extra}\n")


def go(spec, folder, work=quick, jobs=2, executor=None, stop=None, react=None, **how):
    """One pass; the tally and all events. ``react`` is called with each event and all so far."""
    events = []
    made = executor or (lambda: LocalExecutor(jobs, work))

    def tell(event):
        events.append(event)
        if react is not None:
            react(event, events)

    tally = run_batch(read_spec(spec), folder, made, tell, stop or threading.Event(), **how)
    return tally, events


def table(folder):
    """Rows without what may differ between equal batches."""
    return [{k: v for k, v in r.items() if k != "seconds"} for r in batch_rows(folder)]
