"""``planner report``: papers of a finished plan, by audience and format."""

from __future__ import annotations

import csv
import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner.cli.main import main
from planner.io.examples import example

INSTANCE = str(example("ckw-2011"))


@pytest.fixture(scope="module")
def plan(tmp_path_factory) -> Path:
    """A solved plan."""
    folder = tmp_path_factory.mktemp("solved")
    done = CliRunner().invoke(main, ["solve", INSTANCE, "-g", "model-2", "-o", str(folder)])
    assert done.exit_code == 0, done.output
    return folder / "plan.json"


def run(*words: str | Path):
    return CliRunner().invoke(main, ["report", *map(str, words)])


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def ids(plan: Path) -> list[str]:
    return [p["id"] for p in json.loads(plan.read_text("utf-8"))["people"]]


def test_public_is_the_default_and_names_nobody(plan, tmp_path):
    done = run(INSTANCE, plan, "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["plan.xlsx", "report.html"]
    page = (tmp_path / "out" / "report.html").read_text("utf-8")
    assert not [i for i in ids(plan) if i in page]
    assert page == (plan.parent / "report.html").read_text("utf-8")  # as solve wrote it
    assert "Draft for discussion" in done.stdout
    assert "Next: planner report" in done.stdout


def test_a_panel_reads_the_example_and_only_the_owner_may_open_it(plan, tmp_path):
    done = run(INSTANCE, plan, "-o", tmp_path, "--audience", "panel", "--format", "html", "--format", "xlsx")
    assert done.exit_code == 0, done.output
    page = (tmp_path / "report.html").read_text("utf-8")
    assert not [i for i in ids(plan) if i not in page]
    assert "CONFIDENTIAL" in page
    assert {mode(tmp_path / n) for n in ("report.html", "plan.xlsx")} == {0o600}
    assert mode(plan) == 0o600


def test_boards_read_posts_and_nobody_by_name(plan, tmp_path):
    done = run(INSTANCE, plan, "-o", tmp_path, "--audience", "board")
    assert done.exit_code == 0, done.output
    page = (tmp_path / "report.html").read_text("utf-8")
    assert not [i for i in ids(plan) if i in page]
    assert "Boards by post: today, proposed, how filled, what decided" in page
    assert mode(tmp_path / "report.html") == 0o600


def test_tables_as_csv(plan, tmp_path):
    done = run(INSTANCE, plan, "-o", tmp_path, "--format", "csv", "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    assert said["audience"] == "public"
    assert [Path(f).name for f in said["files"]] == ["tables"]
    names = {p.stem for p in (tmp_path / "tables").iterdir()}
    assert {"contents", "clusters", "pages", "deciders", "data-dictionary"} <= names
    data = (tmp_path / "tables" / "clusters.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(data.decode("utf-8-sig").splitlines()))
    clusters = json.loads(plan.read_text("utf-8"))["clusters"]
    assert {r["Id"]: int(r["Population"]) for r in rows} == {c["id"]: c["population"] for c in clusters}


def test_a_plan_of_another_instance_is_a_fault(plan, tmp_path):
    done = run(str(example("tiny")), plan, "-o", tmp_path / "out")
    assert done.exit_code == 3
    assert "P-190" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_plan_changed_by_hand_is_said_to_be_untrue(plan, tmp_path):
    """Exit code 4, first thing on the page; a plan with a board torn out is a fault, no traceback."""
    data = json.loads(plan.read_text("utf-8"))
    data["clusters"][0]["population"] += 1
    changed = tmp_path / "plan.json"
    changed.write_text(json.dumps(data), "utf-8")
    done = run(INSTANCE, changed, "-o", tmp_path / "out")
    assert done.exit_code == 4
    assert "Do not use this plan" in done.stderr
    assert "Do not use this plan" in (tmp_path / "out" / "report.html").read_text("utf-8")
    del data["boards"][0]
    changed.write_text(json.dumps(data), "utf-8")
    done = run(INSTANCE, changed, "-o", tmp_path / "torn")
    assert done.exit_code in (3, 4)
    assert done.exception is None or isinstance(done.exception, SystemExit)


@pytest.mark.parametrize("words", [["--audience", "press"], ["--format", "pdf"]])
def test_unknown_words_are_refused(plan, tmp_path, words):
    assert run(INSTANCE, plan, "-o", tmp_path, *words).exit_code == 2


def test_solve_takes_an_audience(tmp_path):
    done = CliRunner().invoke(
        main, ["solve", INSTANCE, "-g", "model-1", "--audience", "panel", "-o", str(tmp_path)]
    )
    assert done.exit_code == 0, done.output
    assert {mode(tmp_path / n) for n in ("plan.json", "report.html", "plan.xlsx")} == {0o600}
    assert "CONFIDENTIAL" in (tmp_path / "report.html").read_text("utf-8")


def test_a_comparison_fills_in_the_four_models(tmp_path):
    """Places of every model and verdicts on the guidance's statements are those of comparison.json."""
    made = CliRunner().invoke(main, ["compare", INSTANCE, "--models", "1,2,3,4", "-o", str(tmp_path / "c")])
    assert made.exit_code == 0, made.output
    data = json.loads((tmp_path / "c" / "comparison.json").read_text("utf-8"))
    plan = tmp_path / "c" / "model-2" / "plan.json"
    words = ("--comparison", tmp_path / "c" / "comparison.json", "--format", "csv")
    assert run(INSTANCE, plan, "-o", tmp_path / "out", *words).exit_code == 0
    rows = list(csv.reader((tmp_path / "out" / "tables" / "models.csv").read_text("utf-8-sig").splitlines()))
    ends = next(f for f in data["figures"] if f["id"] == "places_end")["amounts"]
    columns = [next(c["id"] for c in data["columns"] if c["governance"] == f"model-{n}") for n in (1, 2, 3, 4)]
    shown = next(r for r in rows if r[0] == "Places that end at worst")[1:]
    assert [int(x) for x in shown] == [ends[c]["high"] for c in columns]
    text = (tmp_path / "out" / "tables" / "models.csv").read_text("utf-8-sig")
    assert text.count("[borne out]") == sum(
        c["verdict"] == "borne_out" for c in data["claims"] if c["column"] in columns
    )
    whole = run(str(example("tiny")), plan, "-o", tmp_path / "no", *words)
    assert whole.exit_code == 3
