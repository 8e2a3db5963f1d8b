"""The folder: full, read-only, damaged, used twice; nothing that was complete is lost."""

from __future__ import annotations

import errno
import os
import random
import sqlite3
import subprocess
import sys
import threading

import pytest

import planner
from planner.cli.batch_looks import failed, status
from planner.core.faults import InputFaultsError, OutputError
from planner.io import write as writing
from planner.runs import key, read
from planner.runs import ledger as ledgers
from planner.runs.drive import Drive
from planner.runs.expand import expand
from planner.runs.key import versions
from planner.runs.ledger import DamagedLedgerError
from planner.runs.read import StaleResultsWarning, batch_rows, read_batch
from planner.runs.spec import read_spec
from planner.runs.store import Store, read_run
from tests.runs.batches import go, seeds, table
from tests.runs.faulty import NONSENSE, faulty, quick
from tests.runs.test_faults import Scripted

RUNS = 12


def swift(spec, folder, **how):
    """A pass without processes."""
    return go(spec, folder, executor=lambda: Scripted(quick), **how)


@pytest.fixture
def batch(tmp_path):
    """A finished batch: its file, its folder, its table."""
    spec = seeds(tmp_path, range(1, RUNS + 1))
    swift(spec, tmp_path / "out")
    return spec, tmp_path / "out", table(tmp_path / "out")


def test_a_repeated_batch_does_nothing_and_a_changed_one_what_is_new(batch, tmp_path):
    """Without --resume it is refused; with it only new runs are worked out."""
    spec, folder, before = batch
    with pytest.raises(OutputError, match="--resume"):
        swift(spec, folder)
    tally, events = swift(spec, folder, resume=True)
    assert tally.kept == RUNS
    assert [e for e in events if e["event"] == "started"] == []
    assert table(folder) == before
    wider = seeds(tmp_path, range(1, RUNS + 4))
    _, events = swift(wider, folder, resume=True)
    assert sorted(int(e["seed"]) for e in events if e["event"] == "done") == [RUNS + 1, RUNS + 2, RUNS + 3]


def test_a_full_disk_stops_with_all_that_is_done(tmp_path, monkeypatch):
    """ENOSPC at each write of a file in turn: a clear message, and --resume ends as if nothing had been."""
    spec = seeds(tmp_path, range(1, 6))
    swift(spec, tmp_path / "calm")
    real = os.fsync
    for at in range(1, 6):
        folder = tmp_path / f"full-{at}"
        count = 0

        def full(handle, at=at):
            nonlocal count
            count += 1
            if count == at:
                raise OSError(errno.ENOSPC, "No space left on device")
            real(handle)

        with monkeypatch.context() as patch:
            patch.setattr(writing.os, "fsync", full)
            with pytest.raises(OutputError, match="the disk is full"):
                swift(spec, folder)
        done = [r for r in batch_rows(folder) if r["state"] == "done"]
        assert len(done) == at - 1
        _, events = swift(spec, folder, resume=True)
        assert len([e for e in events if e["event"] == "done"]) == 6 - at
        assert table(folder) == table(tmp_path / "calm")


def test_a_full_disk_at_the_ledger_loses_no_run(tmp_path):
    """SQLite itself finds no room; the file of the run is there and is taken up by --resume."""
    spec = seeds(tmp_path, range(1, 40))
    folder = tmp_path / "out"
    store = Store(folder)

    store.ledger.plan(expand(read_spec(spec), versions()), {})
    (pages,) = store.ledger._db.execute("PRAGMA page_count").fetchone()
    store.ledger._db.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(OutputError, match="disk is full"):
        Drive(store, Scripted(quick), lambda _: None, threading.Event()).run()
    store.close()
    files = len(list((folder / "runs").glob("*.json")))
    tally, events = swift(spec, folder, resume=True)
    assert tally.counts["done"] == 39
    assert len([e for e in events if e["event"] == "done"]) == 39 - files


def test_a_file_size_limit_of_the_system_is_told(tmp_path):
    """The real thing: the system refuses to let files grow."""
    spec = seeds(tmp_path, range(1, 200))
    code = (
        "import resource, sys, signal\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))\n"
        "from planner.cli.main import main\nmain(sys.argv[1:])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "batch", str(spec), "-o", str(tmp_path / "out")],
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == 3, done.stderr
    assert "can't be" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_folder_that_can_only_be_read(batch, monkeypatch):
    """It can be looked at, not worked in."""
    spec, folder, before = batch

    def refused(*_, **__):
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr("planner.runs.lock.os.open", refused)
        with pytest.raises(OutputError, match="disk can only be read"):
            swift(spec, folder, resume=True)
    assert table(folder) == before


def _damage_told(spec, folder):
    """What is said of a damaged ledger; empty when it was found to be whole."""
    try:
        swift(spec, folder, resume=True)
    except DamagedLedgerError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_ledger_is_noticed_and_made_anew(batch, seed):
    """A page, a byte or the end of the file: either the table is as it was, or the damage is told."""
    spec, folder, before = batch
    path = folder / ledgers.FILE
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    data = bytearray(path.read_bytes())
    rng = random.Random(seed)  # noqa: S311 - damage, no secrets
    pages = len(data) // 4096
    if seed % 4 == 0:
        at = 4096 * rng.randrange(pages)
        data[at : at + 4096] = rng.randbytes(4096)
    elif seed % 4 == 1:
        del data[len(data) // 2 :]
    else:
        used = [i for i, b in enumerate(data) if b]
        for at in rng.sample(used, 5):
            data[at] ^= 1 << rng.randrange(8)
    path.write_bytes(data)
    told = _damage_told(spec, folder)
    if told:
        assert "--rebuild" in told
        assert len(list((folder / "runs").glob("*.json"))) == RUNS
        _, events = swift(spec, folder, rebuild=True)
        assert [e for e in events if e["event"] == "started"] == []
        assert (folder / f"{ledgers.FILE}.damaged-1").is_file()
    assert told or seed % 4 > 1
    assert table(folder) == before


@pytest.mark.parametrize("table_", ["runs", "results"])
def test_a_changed_value_inside_the_ledger_is_noticed(batch, table_):
    """SQLite finds nothing wrong with a page of which a letter has changed; the line's checksum does."""
    spec, folder, _ = batch
    column, old, new = {"runs": ("task", "seed", "sead"), "results": ("content", "infeasible", "feasible")}[
        table_
    ]
    with sqlite3.connect(folder / ledgers.FILE) as db:
        db.execute(f"UPDATE {table_} SET {column} = replace({column}, '{old}', '{new}')")  # noqa: S608 - ours
    db.close()
    with pytest.raises(DamagedLedgerError):
        list(batch_rows(folder))
    assert "--rebuild" in _damage_told(spec, folder)


@pytest.mark.parametrize("damage", ["truncated", "gone", "changed"])
def test_a_damaged_file_of_a_run_is_named_and_worked_out_again(batch, damage):
    """Reading refuses and names it; --resume works this run out anew and no other."""
    spec, folder, before = batch
    path = sorted((folder / "runs").glob("*.json"))[3]
    if damage == "truncated":
        path.write_bytes(path.read_bytes()[:-40])
    elif damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes().replace(b'"state":"done"', b'"state":"dome"'))
    assert read_run(path) is None
    with pytest.raises(InputFaultsError) as caught:
        list(batch_rows(folder))
    assert [f.file for f in caught.value.faults] == [f"runs/{path.name}"]
    assert "--resume" in caught.value.faults[0].fix
    _, events = swift(spec, folder, resume=True)
    assert [e["run"] for e in events if e["event"] == "done"] == [path.stem]
    assert events[0]["event"] == "note"
    assert table(folder) == before


def test_what_a_crash_left_between_file_and_ledger_is_kept(batch):
    """The file is whole, the ledger's line is missing: taken up, not done again."""
    spec, folder, before = batch
    with sqlite3.connect(folder / ledgers.FILE) as db:
        db.execute("DELETE FROM results WHERE key IN (SELECT key FROM results LIMIT 4)")
    db.close()
    (folder / "runs" / ".x.json.1234.tmp").write_text("half")
    _, events = swift(spec, folder, resume=True)
    assert [e for e in events if e["event"] == "started"] == []
    assert table(folder) == before
    assert not list((folder / "runs").glob(".*"))


def test_two_batches_in_one_folder_are_refused(batch):
    """The second is told, also from another process; the first goes on, and looking is allowed."""
    spec, folder, before = batch
    store = Store(folder, resume=True)
    with pytest.raises(OutputError, match="Another batch is at work"):
        swift(spec, folder, resume=True)
    done = subprocess.run(
        [sys.executable, "-m", "planner", "batch", str(spec), "-o", str(folder), "--resume"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 3
    assert "Another batch is at work" in done.stderr
    assert table(folder) == before
    store.close()
    swift(spec, folder, resume=True)


def test_a_folder_of_something_else_is_left_alone(tmp_path):
    """A plan's folder is not a batch's."""
    spec = seeds(tmp_path, [1])
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "report.html").write_text("mine")
    with pytest.raises(OutputError, match="something else"):
        swift(spec, folder)
    assert (folder / "report.html").read_text() == "mine"


def test_results_of_another_version_are_stale(batch, monkeypatch):
    """Listed with what differs, left out of the table, and made anew by --resume."""
    spec, folder, _ = batch
    assert len(planner.read_batch(folder)) == RUNS
    other = {**key.versions(), "planner": "9.9.9"}
    for module in ("planner.runs.read.versions", "planner.runs.batch.versions"):
        monkeypatch.setattr(module, lambda: other)
    with pytest.warns(StaleResultsWarning, match=f"{RUNS} results are stale"):
        assert len(read_batch(folder)) == 0
    listed = read_batch(folder, stale=True)
    assert len(listed) == RUNS
    assert set(listed["stale"]) == {"made by another version: planner 0.1.0, now 9.9.9"}
    _, events = swift(spec, folder, resume=True)
    assert len([e for e in events if e["event"] == "done"]) == RUNS
    with pytest.warns(StaleResultsWarning):
        fresh = read_batch(folder)
    assert set(fresh["planner"]) == {"9.9.9"}
    assert len(read_batch(folder, stale=True)) == 2 * RUNS
    assert read.FIXED[0] == "number"


def test_status_counts_what_is_asked_and_no_older_results(batch, monkeypatch, capsys):
    """Runs that wait to be made anew are not done, although another version did them once."""
    spec, folder, _ = batch
    other = {**key.versions(), "planner": "9.9.9"}
    for module in ("planner.runs.read.versions", "planner.runs.batch.versions"):
        monkeypatch.setattr(module, lambda: other)
    stop = threading.Event()
    stop.set()
    swift(spec, folder, resume=True, stop=stop)
    assert status(folder, as_json=False) == 0
    told = capsys.readouterr().out
    assert told.startswith(f"{RUNS} runs: 0 done, 0 failed, 0 running, {RUNS} waiting.\n")
    assert f"{RUNS} results are stale" in told


def test_failures_of_another_version_are_listed_as_they_are_counted(tmp_path, monkeypatch, capsys):
    """What --status counts as failed, --failed explains."""
    folder = tmp_path / "out"
    go(seeds(tmp_path, [1, NONSENSE]), folder, executor=lambda: Scripted(faulty))
    monkeypatch.setattr("planner.runs.read.versions", lambda: {**key.versions(), "planner": "9.9.9"})
    assert status(folder, as_json=False) == 0
    assert capsys.readouterr().out.startswith("2 runs: 1 done, 1 failed,")
    assert failed(folder, as_json=False) == 8
    assert "makes no sense" in capsys.readouterr().out


def test_results_of_changed_inputs_are_stale(batch, tmp_path):
    """Another time limit is another question; what is no longer asked says so."""
    _, folder, _ = batch
    swift(seeds(tmp_path, range(1, 4), "time_limit = 91"), folder, resume=True)
    rows = list(batch_rows(folder))
    assert [r["stale"] for r in rows[:3]] == [""] * 3
    assert sorted({r["stale"] for r in rows[3:]}) == ["made from other inputs", "no longer in the batch"]
    assert len(rows) == 3 + RUNS
