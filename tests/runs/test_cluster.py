"""Workers of a real dask scheduler in processes of their own: same bytes, lost workers, a lost scheduler."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from planner.runs.cluster import ClusterExecutor, NoClusterError
from planner.runs.lanes import ExecutorLostError
from planner.runs.work import run_task
from tests.runs.batches import go, seeds, table, write
from tests.runs.faulty import faulty, quick

ROOT = Path(__file__).parents[2]


class Cluster:
    """A scheduler and workers without nannies, so that a killed worker stays away."""

    def __init__(self, folder, workers):
        self.processes = []
        self.log = (folder / "log").open("w")
        self.file = folder / "scheduler.json"
        self.start("distributed.cli.dask_scheduler", "--port", "0", "--scheduler-file", self.file)
        until = time.monotonic() + 30
        while not self.file.exists() and time.monotonic() < until:
            time.sleep(0.05)
        self.address = json.loads(self.file.read_text())["address"]
        for _ in range(workers):
            self.worker()

    def start(self, module, *words):
        """A process of dask's."""
        places = {"PYTHONPATH": str(ROOT), "QUICK_SLEEP": "0.05"}
        quiet = ("--no-dashboard",)
        process = subprocess.Popen(
            [sys.executable, "-m", module, *map(str, words), *quiet],
            stdout=self.log,
            stderr=self.log,
            cwd=ROOT,
            env={**os.environ, **places},
        )
        self.processes.append(process)
        return process

    def worker(self):
        """One more worker, with one thread."""
        words = (self.address, "--nthreads", "1", "--no-nanny", "--local-directory", self.file.parent)
        return self.start("distributed.cli.dask_worker", *words)

    def executor(self, work, workers):
        """An executor, once there are so many workers."""
        made = ClusterExecutor(self.address, work=work)
        until = time.monotonic() + 60
        while len(made.lanes()) < workers and time.monotonic() < until:
            made.wait(0.1)
        assert len(made.lanes()) == workers
        return made

    def close(self):
        """End what was started here."""
        for process in self.processes:
            process.kill()
            process.wait()
        self.log.close()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    """Two workers, and a third once one is killed."""
    made = Cluster(tmp_path_factory.mktemp("dask"), 2)
    yield made
    made.close()


def plans(folder):
    """Plans of a batch by key, as text and without what may differ."""
    found = {}
    for path in sorted((folder / "runs").glob("*.json")):
        content = json.loads(path.read_text())
        plan = content["plan"]
        if plan is not None:
            plan.pop("run")
        found[path.stem] = json.dumps([plan, content["reason"], content["task"]])
    return found


def test_a_cluster_gives_the_same_bytes(cluster, tmp_path):
    """Real runs of an invented instance here and there: table and plans are equal."""
    spec = write(
        tmp_path,
        '[[grid]]\nsynthetic = { sizes = [5], seeds = [2] }\nmodels = ["model-1", "model-2", "map-alone"]\n'
        "clusters = [1, 2, 5]\n",
    )
    go(spec, tmp_path / "here", jobs=1, work=run_task)
    go(spec, tmp_path / "there", executor=lambda: cluster.executor(run_task, 2))
    assert table(tmp_path / "here") == table(tmp_path / "there")
    assert plans(tmp_path / "here") == plans(tmp_path / "there")
    assert {r["state"] for r in table(tmp_path / "here")} == {"done"}


def test_a_killed_worker_loses_no_run(cluster, tmp_path):
    """Killed in the middle: its run is tried again once, elsewhere; the end is as if nothing had been."""
    spec = seeds(tmp_path, range(1, 41))
    go(spec, tmp_path / "calm", jobs=1)
    victim = cluster.processes[1]
    lanes = {}

    def executor():
        made = cluster.executor(quick, 2)
        lanes.update({pid: lane for lane, pid in made._client.run(os.getpid).items()})
        return made

    def kill(event, events):
        mine = [e for e in events if e["event"] == "started" and e["worker"] == lanes.get(victim.pid)]
        if event in mine and len(mine) == 5:
            victim.kill()

    tally, events = go(spec, tmp_path / "killed", executor=executor, react=kill)
    assert victim.wait(10) == -signal.SIGKILL
    assert tally.counts["done"] == 40
    assert table(tmp_path / "killed") == table(tmp_path / "calm")
    started = [e["run"] for e in events if e["event"] == "started"]
    again = [e["run"] for e in events if e["event"] == "again"]
    assert len(again) == 1
    assert len(started) == 41
    done = [e["run"] for e in events if e["event"] == "done"]
    assert len(set(done)) == len(done) == 40


def test_errors_of_a_cluster_are_recorded(cluster, tmp_path):
    """What a worker raises or returns wrongly; the rest goes on."""
    spec = seeds(tmp_path, [1, 100, 103, 2])
    tally, _ = go(spec, tmp_path / "out", executor=lambda: cluster.executor(faulty, 1))
    assert [r["status"] for r in table(tmp_path / "out")] == ["infeasible", "crash", "nonsense", "infeasible"]
    assert tally.counts["failed"] == 2


def test_a_killed_scheduler_stops_the_batch_and_resume_ends_it(cluster, tmp_path):
    """The batch says so and keeps what is done; the rest is worked out on this machine."""
    spec = seeds(tmp_path, range(1, 61))
    go(spec, tmp_path / "calm", jobs=1)

    def kill(event, events):
        if len([e for e in events if e["event"] == "done"]) == 5:
            cluster.processes[0].kill()

    with pytest.raises(ExecutorLostError, match="can't be reached any more"):
        go(spec, tmp_path / "lost", executor=lambda: cluster.executor(quick, 1), react=kill)
    kept = [r for r in table(tmp_path / "lost") if r["state"] == "done"]
    assert 0 < len(kept) < 60
    _, events = go(spec, tmp_path / "lost", jobs=1, resume=True)
    assert len([e for e in events if e["event"] == "done"]) == 60 - len(kept)
    assert table(tmp_path / "lost") == table(tmp_path / "calm")
    with pytest.raises(NoClusterError, match="No scheduler answers"):
        ClusterExecutor(cluster.address)
