"""A batch that is killed at any moment loses nothing and does nothing twice."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from tests.runs.batches import go, seeds, table

ROOT = Path(__file__).parents[2]
KILLS = int(os.environ.get("PLANNER_KILLS", "5"))
RUNS = 60


def started(spec, folder, log):
    """The batch in a process group of its own; its workers must end with it by themselves."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.runs.child", str(spec), str(folder)],
        cwd=ROOT,
        stdout=log,
        stderr=subprocess.STDOUT,
        env={**os.environ, "QUICK_SLEEP": "0.01"},
    )


def children(pid):
    """Processes that a process has started, by the system's table."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(path.parent.name))
    return found


def alive(pid):
    """Whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_kills_at_random_moments_change_nothing(tmp_path):
    """Kill -9 of the batch alone, at moments from its start to its end, then once to the end."""
    spec = seeds(tmp_path, range(1, RUNS + 1))
    undisturbed, disturbed = tmp_path / "calm", tmp_path / "killed"
    go(spec, undisturbed)
    rng = random.Random(7)  # noqa: S311 - moments, no secrets
    killed = 0
    log_path = tmp_path / "log"
    with log_path.open("w") as log:
        while killed < KILLS:
            batch = started(spec, disturbed, log)
            # half of the kills while answers come in, half anywhere, also while it opens the folder
            if killed % 2:
                until = time.monotonic() + 20
                seen = log_path.read_text().count("done ")
                while time.monotonic() < until and log_path.read_text().count("done ") < seen + 2:
                    time.sleep(0.01)
                time.sleep(rng.uniform(0, 0.15))
            else:
                time.sleep(rng.uniform(0.1, 1.2))
            workers = children(batch.pid)
            batch.send_signal(signal.SIGKILL)
            batch.wait()
            killed += 1
            until = time.monotonic() + 10
            while any(map(alive, workers)) and time.monotonic() < until:
                time.sleep(0.02)
            assert not [w for w in workers if alive(w)], "workers outlive their batch"
        assert started(spec, disturbed, log).wait(60) == 0
    assert table(disturbed) == table(undisturbed)
    kept = Counter(line.split()[1] for line in log_path.read_text().splitlines() if line.startswith("done "))
    assert len(kept) >= RUNS - KILLS  # an answer may be kept whose event was not written any more
    assert set(kept.values()) == {1}, "a run was done twice"
    assert not list((disturbed / "runs").glob(".*")), "half-written files are left"
