"""Work that does what a worker must not do, chosen by the seed of the run; quick otherwise."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from planner.runs import memory

CRASH, KILL, KILL_ONCE, NONSENSE, WRONG_KEY, SLEEP, ABORT, EAT, RAISE_TEXT = range(100, 109)


def quick(task):
    """An answer at once: no plan, with the seed in its reason."""
    time.sleep(float(os.environ.get("QUICK_SLEEP", "0")))
    text = f"seed {task['options']['seed']}"
    return {
        "key": task["key"],
        "seconds": 0.0,
        "state": "done",
        "status": "infeasible",
        "reason": text,
        "plan": None,
    }


def stillborn():
    """A worker that ends before it has begun."""
    os._exit(3)


def deadly(task):
    """No worker outlives it."""
    os.kill(os.getpid(), signal.SIGKILL)


def faulty(task):
    """Quick work, but for some seeds."""
    seed = task["options"]["seed"]
    if seed == CRASH:
        raise RuntimeError("a text about P0001 that nobody may read")
    if seed == KILL:
        os.kill(os.getpid(), signal.SIGKILL)
    if seed == KILL_ONCE:
        mark = Path(os.environ["FAULTY_MARK"])
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    if seed == NONSENSE:
        return {**quick(task), "status": "optimal", "plan": {"clusters": []}}
    if seed == WRONG_KEY:
        return {**quick(task), "key": "another"}
    if seed == SLEEP:
        time.sleep(60)
    if seed == ABORT:
        os.abort()
    if seed == EAT:
        with memory.watched(task["memory"], lambda: None):
            hoard = []
            while True:
                hoard.append(b"x" * 5_000_000)
    return quick(task)
