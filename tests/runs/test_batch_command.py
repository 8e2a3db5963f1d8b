"""``planner batch`` as a user runs it, with the real engine on small instances."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import planner
from planner.cli.console import FOR_YOU
from planner.report.batch import batch_html
from planner.runs.read import titles, whole_run
from tests.acceptance.command import ROOT, copied, process, run
from tests.runs.batches import seeds, write

SCENARIOS = """
[scenario.two]
clusters = 2
[scenario.later]
as_at = 2011-10-01
[scenario.later.rules.GEO-SIZE]
parameters = { max = 4 }
"""
GRID = """
title = "Tiny <b>under</b> two models"
[[grid]]
instances = ["tiny"]
models = ["model-1", "model-2"]
scenarios = ["as-given", "two", "later"]
[[grid]]
instances = ["tiny"]
models = ["map-alone"]
clusters = [1, 6]
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A batch of eight runs, worked out by one worker."""
    folder = tmp_path_factory.mktemp("command")
    instance = copied(Path(planner.example("tiny")), folder)
    (instance / "scenarios.toml").write_text(SCENARIOS)
    spec = write(folder, GRID)
    done = process("batch", spec, "-o", folder / "out", "--jobs", "1")
    return folder, done


def test_the_answer_names_table_report_and_next_step(made):
    """On stdout; progress on stderr; everything for the owner alone."""
    folder, done = made
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("8 runs: 8 done, 0 failed.")
    assert "Next: " in done.stdout
    assert FOR_YOU in done.stdout
    assert "8 of 8 done" in done.stderr
    out = folder / "out"
    assert (out / "results.csv").stat().st_mode & 0o077 == 0
    assert (out / "report.html").stat().st_mode & 0o077 == 0
    assert (out / "batch.db").stat().st_mode & 0o077 == 0
    assert all(p.stat().st_mode & 0o077 == 0 for p in (out / "runs").iterdir())


def test_the_table_is_tidy(made):
    """A row for each run, whole numbers whole, what a scenario says in its column."""
    frame = planner.read_batch(made[0] / "out")
    assert list(frame["number"]) == list(range(1, 9))
    assert list(frame["scenario"][:6]) == ["as-given", "as-given", "two", "two", "later", "later"]
    assert list(frame["clusters_asked"]) == ["target"] * 2 + ["2"] * 2 + ["target"] * 2 + ["1", "6"]
    assert str(frame["places_end"].dtype) == "Int64"
    assert frame["places_end"].isna().sum() == 2 + sum(frame["status"][:6] == "infeasible")
    assert (frame["places_end"].dropna() == frame["places_end_bound"].dropna()).all()
    with (made[0] / "out" / "results.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [r["run"] for r in rows] == list(frame["run"])


def test_a_run_of_a_batch_is_what_solve_gives(made, tmp_path):
    """Byte for byte but for ``run``: warm engine and cold command, with a scenario and without."""
    folder, _ = made
    frame = planner.read_batch(folder / "out")
    for number, words in ((2, ()), (3, ("--scenario", "two")), (6, ("--scenario", "later"))):
        row = frame[frame["number"] == number].iloc[0]
        done = run("solve", folder / "tiny", "-g", row["model"], "-o", tmp_path / str(number), *words)
        assert done.exit_code in (0, 4), done.output
        looked = run("batch", "-o", folder / "out", "--plan", row["run"][:10])
        assert looked.exit_code == 0, looked.output
        path = folder / "out" / f"plan-{row['run'][:8]}.json"
        assert path.stat().st_mode & 0o077 == 0
        texts = [
            p.read_text().partition('\n "run": {')[0] for p in (path, tmp_path / str(number) / "plan.json")
        ]
        assert texts[0] == texts[1]
        assert '"levels"' in texts[0]
        assert run("verify", folder / "tiny", path).exit_code == 0


def test_status_and_failed_look_at_the_batch(made):
    """In words and as one JSON document."""
    out = made[0] / "out"
    assert run("batch", "-o", out, "--status").output.startswith("8 runs: 8 done")
    found = json.loads(run("batch", "-o", out, "--status", "--json").output)
    assert (found["exit_code"], found["runs"], found["done"], found["stale"]) == (0, 8, 8, [])
    assert run("batch", "-o", out, "--failed").output == "No run has failed.\n"


def test_the_report_is_one_safe_page(made):
    """Titles that try to be code are text; nothing is asked of the network; drawings are there."""
    page = (made[0] / "out" / "report.html").read_text()
    assert "<script" not in page
    assert "<b>under" not in page
    assert "default-src &#39;none&#39;" in page or "default-src 'none'" in page
    assert page.count('<svg class="chart"') > 3
    assert "Best run of each cell" in page
    assert "No decision has been taken about any person. For analysts: exact totals" in page
    assert "Office holders are invented." in page
    frame = planner.read_batch(made[0] / "out")
    assert batch_html(frame, *titles(made[0] / "out")) == page
    holders = {h.id for h in planner.read_instance(planner.example("tiny")).office_holders}
    assert not [h for h in holders if h and h in page]


def test_a_faulty_file_starts_nothing(tmp_path):
    """Exit code 3, faults on stderr, no folder."""
    spec = write(tmp_path, '[[grid]]\nsynthetic = { sizes = 3 }\nmodels = ["model-7"]\n')
    done = run("batch", spec, "-o", tmp_path / "out")
    assert done.exit_code == 3
    assert "batch.toml, row 3" in done.output
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("-o", "x"), "Say which batch file"),
        (("a.toml", "-o", "x", "--status"), "only looks at DIR"),
        (("-o", "x", "--failed", "--jobs", "2"), "only looks at DIR"),
        (("-o", "x", "--plan", "1", "--parquet"), "only looks at DIR"),
        (("-o", "x", "--status", "--executor", "dask:127.0.0.1:1"), "only looks at DIR"),
        (("a.toml", "-o", "x", "--executor", "ray"), "for example dask:tcp"),
        (("a.toml",), "Missing option"),
    ],
)
def test_wrong_commands_are_told(words, text):
    """Exit code 2."""
    done = run("batch", *words)
    assert done.exit_code == 2
    assert text in done.output


def test_a_folder_without_a_batch_and_a_run_that_is_not_there(made, tmp_path):
    """Exit code 3, and what to do."""
    assert run("batch", "-o", tmp_path, "--status").exit_code == 3
    done = run("batch", "-o", made[0] / "out", "--plan", "zzz")
    assert done.exit_code == 3
    assert "There is no such run" in done.output
    assert whole_run(made[0] / "out", planner.read_batch(made[0] / "out")["run"][0])["plan"] is not None


def test_dry_run_counts_and_parquet_needs_its_extra(made, tmp_path, monkeypatch):
    """Nothing is written; a missing package is told before any work."""
    done = run("batch", made[0] / "batch.toml", "-o", tmp_path / "new", "--dry-run")
    assert "8 runs" in done.output
    assert not (tmp_path / "new").exists()
    monkeypatch.setattr("planner.cli.batch_files.importlib.util.find_spec", lambda _: None)
    done = run("batch", made[0] / "batch.toml", "-o", tmp_path / "new", "--parquet")
    assert done.exit_code == 2
    assert "planner[parquet]" in done.output


def test_ctrl_c_stops_cleanly(tmp_path):
    """To the whole process group, as a terminal does: exit code 130, no trace, what is done is kept."""
    spec = seeds(tmp_path, range(1, 500))
    out = tmp_path / "out"
    batch = subprocess.Popen(
        [sys.executable, "-m", "planner", "batch", str(spec), "-o", str(out), "--jobs", "1", "--json"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
    )  # fmt: skip
    until = time.monotonic() + 60
    while time.monotonic() < until and len(list((out / "runs").glob("*.json"))) < 3:
        time.sleep(0.05)
    os.killpg(batch.pid, signal.SIGINT)
    said, told = batch.communicate(timeout=60)
    assert batch.returncode == 130, told
    assert "Traceback" not in told
    answer = json.loads(said)
    assert (answer["status"], answer["exit_code"]) == ("stopped", 130)
    assert 3 <= answer["done"] < 499
    assert answer["running"] == 0
    events = [json.loads(line) for line in told.splitlines()]
    assert {"begin", "started", "done", "progress"} <= {e["event"] for e in events}
    assert len(list((out / "runs").glob("*.json"))) == answer["done"]
