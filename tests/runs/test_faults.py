"""A run that goes wrong is recorded with its reason and its input, and the rest goes on."""

from __future__ import annotations

import json
import threading
from itertools import pairwise

import pytest

from planner.runs.lanes import Answered, ExecutorLostError, Lost
from planner.runs.local import LocalExecutor
from tests.runs import faulty
from tests.runs.batches import go, seeds, table, write

HEAD = "stop_after = 12\nmemory_limit = 400"
KINDS = {
    faulty.CRASH: "crash",
    faulty.KILL: "lost",
    faulty.NONSENSE: "nonsense",
    faulty.WRONG_KEY: "nonsense",
    faulty.SLEEP: "time",
    faulty.ABORT: "lost",
    faulty.EAT: "memory",
}


@pytest.fixture(scope="module")
def passed(tmp_path_factory):
    """A batch with one run of each fault among good ones."""
    folder = tmp_path_factory.mktemp("faults")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FAULTY_MARK", str(folder / "mark"))
        spec = seeds(folder, [1, 2, *KINDS, faulty.KILL_ONCE, 3, 4], HEAD)
        tally, events = go(spec, folder / "out", faulty.faulty)
    return folder, tally, events


def test_every_fault_is_recorded_and_the_rest_goes_on(passed):
    """Each kind once; a worker that was lost once is no fault."""
    folder, tally, _ = passed
    rows = {int(r["seed"]): r for r in table(folder / "out")}
    assert {s: rows[s]["status"] for s in KINDS} == KINDS
    assert all(rows[s]["state"] == "done" for s in (1, 2, 3, 4, faulty.KILL_ONCE))
    assert tally.counts == {"waiting": 0, "running": 0, "done": 5, "failed": len(KINDS)}


def test_a_lost_run_is_tried_once_more(passed):
    """Killed, aborted and too large: twice each; killed once: done at the second try; others once."""
    _, _, events = passed
    tries = [int(e["seed"]) for e in events if e["event"] == "started"]
    twice = {faulty.KILL, faulty.ABORT, faulty.EAT, faulty.KILL_ONCE}
    assert {s for s in tries if tries.count(s) == 2} == twice
    assert max(tries.count(s) for s in tries) == 2
    reasons = {int(e["seed"]): e["reason"] for e in events if e["event"] in ("again", "failed")}
    assert "memory_limit" in reasons[faulty.EAT]
    assert "the system killed its worker" in reasons[faulty.KILL]
    assert "stop_after" in reasons[faulty.SLEEP]


def test_the_input_is_kept_and_no_text_of_an_error(passed):
    """The file of a failed run says what was asked; an error's own words could be confidential."""
    folder, _, events = passed
    failed = {e["run"]: int(e["seed"]) for e in events if e["event"] == "failed"}
    for key, seed in failed.items():
        path = folder / "out" / "runs" / f"{key}.json"
        kept = json.loads(path.read_text())
        assert kept["task"]["options"]["seed"] == seed
        assert kept["reason"]
        assert "P0001" not in path.read_text()
        assert path.stat().st_mode & 0o077 == 0


def test_retry_tries_failed_runs_alone(passed):
    """With work that is sound now, all are done; what was done is not asked again."""
    folder, _, _ = passed
    spec = seeds(folder, [1, 2, *KINDS, faulty.KILL_ONCE, 3, 4], HEAD)
    tally, events = go(spec, folder / "out", retry=True)
    assert {int(e["seed"]) for e in events if e["event"] == "started"} == set(KINDS)
    assert tally.counts["failed"] == 0


def test_runs_that_kill_every_worker_are_recorded_one_by_one(tmp_path):
    """Three in a row, six workers: the batch goes on, for workers can live."""
    spec = seeds(tmp_path, [1, 2, 3])
    tally, _ = go(spec, tmp_path / "out", faulty.deadly, jobs=1)
    assert tally.counts == {"waiting": 0, "running": 0, "done": 0, "failed": 3}


def test_a_machine_where_no_worker_lives_stops_the_batch(tmp_path):
    """It is not asked for ever: after five the batch says so, and what is left can be resumed."""
    spec = seeds(tmp_path, [1, 2, 3, 4])
    with pytest.raises(ExecutorLostError, match="No worker can be started any more"):
        go(spec, tmp_path / "out", executor=lambda: LocalExecutor(1, faulty.quick, faulty.stillborn))
    states = [r["state"] for r in table(tmp_path / "out")]
    assert states == ["failed", "failed", "running", "waiting"]
    tally, _ = go(spec, tmp_path / "out", jobs=1, retry=True)
    assert tally.counts["done"] == 4


class Scripted:
    """An executor that follows a script: what happens to each run by its seed."""

    def __init__(self, script):
        self.script, self.had, self.closed = script, [], False

    def lanes(self):
        return ["a", "b"]

    def submit(self, lane, task):
        self.had.append((lane, task))

    def wait(self, seconds):
        found = []
        for lane, task in self.had:
            outcome = self.script(task)
            found.append(Lost(lane, "gone") if outcome is None else Answered(lane, outcome))
        self.had = []
        return found

    def end(self, lane):
        raise AssertionError

    def close(self):
        self.closed = True


def test_stop_keeps_what_is_done_and_closes_workers(tmp_path):
    """Stopped after three answers: those are kept, nothing is left as running, the rest waits."""
    stop = threading.Event()
    seen = []

    def script(task):
        seen.append(task["options"]["seed"])
        if len(seen) == 3:
            stop.set()
        return faulty.quick(task)

    made = Scripted(script)
    spec = seeds(tmp_path, range(1, 9))
    tally, _ = go(spec, tmp_path / "out", executor=lambda: made, stop=stop)
    assert tally.stopped
    assert made.closed
    assert tally.counts["running"] == 0
    assert tally.counts["done"] in (3, 4)
    again, events = go(spec, tmp_path / "out", executor=lambda: Scripted(faulty.quick), resume=True)
    assert again.counts["done"] == 8
    assert again.kept == tally.counts["done"]
    assert len([e for e in events if e["event"] == "done"]) == 8 - again.kept


def test_runs_that_share_stay_with_their_worker(tmp_path):
    """A worker takes all runs of one instance before another's, as long as there are enough instances."""
    text = (
        '[[grid]]\nsynthetic = { sizes = [3, 4, 5, 6] }\nmodels = ["model-1", "model-2"]\nseeds = [1, 2, 3]\n'
    )
    made = Scripted(faulty.quick)
    given = []
    real = made.submit
    made.submit = lambda lane, task: (given.append((lane, task["source"]["size"])), real(lane, task))
    go(write(tmp_path, text), tmp_path / "out", executor=lambda: made)
    for lane in "ab":
        mine = [size for who, size in given if who == lane]
        assert len([1 for x, y in pairwise(mine) if x != y]) == len(set(mine)) - 1
    assert len(given) == 24
