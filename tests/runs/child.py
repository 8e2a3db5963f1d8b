"""A batch in a process of its own, with quick work, to be killed: ``python -m tests.runs.child SPEC DIR``."""

from __future__ import annotations

import sys
import threading

from planner.runs.batch import run_batch
from planner.runs.local import LocalExecutor
from planner.runs.spec import read_spec
from tests.runs.faulty import quick


def main(spec: str, folder: str) -> None:
    """Resume whatever is there."""
    done = run_batch(
        read_spec(spec), folder, lambda: LocalExecutor(2, quick), print_event, threading.Event(), resume=True
    )
    print(done.counts, flush=True)


def print_event(event):
    """One line an event, at once."""
    print(event["event"], event.get("run", ""), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
