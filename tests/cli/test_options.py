"""``planner options`` on the command line: answers, files and faults."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planner.cli.console import FOR_YOU
from planner.cli.main import main

TINY = str(Path(__file__).resolve().parents[2] / "instances" / "tiny")
WIDE = ("--tolerance", "standalones=9", "--tolerance", "splits=9", "--tolerance", "boundary_cut=1,000,000")
MAP = ("--only", "geography")


def run(*words: str) -> Result:
    """The command's result; answer and faults in one text."""
    return CliRunner().invoke(main, ["options", TINY, *words])


def test_plans_are_saved_and_verified_and_an_earlier_run_leaves_nothing(tmp_path: Path) -> None:
    more = (*WIDE, "--tolerance", "cluster_target=3", "--tolerance", "population_steps=99", "--distance", "1")
    result = run("-g", "model-2", "-n", "3", "-o", str(tmp_path), *more)
    assert result.exit_code == 0, result.output
    assert "3 plans. Each next plan has the best map of all that are left" in result.output
    assert "Plan 2, against plan 1" in result.output
    rows = list(csv.DictReader((tmp_path / "options.csv").open(encoding="utf-8")))
    index = json.loads((tmp_path / "options.json").read_text(encoding="utf-8"))
    assert [r["option"] for r in rows] == ["option-01", "option-02", "option-03"]
    assert index["ended"] == "enough"
    assert index["limits"]["cluster_target"] == 3
    for row, entry in zip(rows, index["options"], strict=True):
        path = tmp_path / row["option"] / "plan.json"
        plan = json.loads(path.read_text(encoding="utf-8"))
        values = {x["id"]: x["value"] for x in plan["levels"]}
        assert all(values[k] <= v for k, v in index["limits"].items())
        assert entry["levels"] == {x["id"]: x["value"] for x in plan["levels"] if not x["personal"]}
        assert path.stat().st_mode & 0o077 == 0
        checked = CliRunner().invoke(main, ["verify", TINY, str(path)])
        assert checked.exit_code == 0, checked.output
    before = {p.name: p.read_bytes() for p in tmp_path.glob("options.*")}
    assert {p.stat().st_mode & 0o077 for p in tmp_path.glob("options.*")} == {0}
    assert run("-g", "model-2", "-n", "3", "-o", str(tmp_path), *more).exit_code == 0
    assert {p.name: p.read_bytes() for p in tmp_path.glob("options.*")} == before
    (tmp_path / "option-03" / "mine.txt").write_text("kept", encoding="utf-8")
    (tmp_path / "option-04").mkdir()
    (tmp_path / "option-04" / "plan.json").write_text("not ours", encoding="utf-8")
    again = run("-g", "model-2", "-n", "1", "-o", str(tmp_path))
    assert again.exit_code == 0, again.output
    assert "Removed, for it was of an earlier run: option-02" in again.output
    assert sorted(p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()) == [
        "option-01/plan.json",
        "option-03/mine.txt",
        "option-04/plan.json",
        "options.csv",
        "options.json",
    ]


def test_that_there_are_no_more_is_said_with_what_would_let_more_in(tmp_path: Path) -> None:
    result = run(*MAP, "-o", str(tmp_path), "--json")
    assert result.exit_code == 0, result.output
    answer = json.loads(result.output)
    assert answer["status"] == answer["ended"] == "none_left"
    assert answer["text"].startswith("1 plan. Proved: no other within the limits differs from it by 2")
    assert "ASSUMED" in run(*MAP, "-o", str(tmp_path)).output


def test_by_clusters_tells_numbers_without_a_plan(tmp_path: Path) -> None:
    result = run(*MAP, "--by", "clusters", "--clusters", "1..3", "-o", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "1 cluster: no plan." in result.output
    assert (tmp_path / "2-clusters" / "plan.json").exists()
    assert not (tmp_path / "1-cluster").exists()


def test_a_trade_off_as_table_csv_and_json(tmp_path: Path) -> None:
    plain = run("--tradeoff", "cost,places_end", "-g", "model-3", "-o", str(tmp_path))
    assert plain.exit_code == 0, plain.output
    assert "DERIVED PROXIES" in plain.output
    assert FOR_YOU in plain.output
    assert {p.stat().st_mode & 0o077 for p in tmp_path.iterdir()} == {0}
    assert "Today (cost" in plain.output
    front = json.loads(run("--tradeoff", "cost,places_end", "-g", "model-3", "--json").output)
    rows = list(csv.DictReader((tmp_path / "tradeoff.csv").open(encoding="utf-8")))
    points = [r for r in rows if r["point"]]
    assert [[int(r["cost"]), int(r["places_end"])] for r in points] == [p["values"] for p in front["points"]]
    assert next(r["mark"] for r in rows if not r["point"]) == "today"
    assert f"{len(points)} best compromises" in plain.output
    maps = run("--tradeoff", "splits,boundary_cut,population_steps", "-o", str(tmp_path))
    assert maps.exit_code == 0, maps.output
    assert "the reference" in maps.output
    groups = list(csv.DictReader((tmp_path / "tradeoff-maps.csv").open(encoding="utf-8")))
    assert {g["organisation"] for g in groups} == {f"T0{i}" for i in range(1, 7)}


def test_rows_that_are_named_are_printed_and_where_the_others_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.cli.options_tradeoff.ROWS", 2)
    assert CliRunner().invoke(main, ["solve", TINY, "-g", "model-2", "-o", str(tmp_path)]).exit_code == 0
    aims = ("--tradeoff", "cost,places_end", "--plan", str(tmp_path / "plan.json"))
    plain = run(*aims).output
    found = re.search(r"The plan .* is best compromise (\d+) of the table", plain)
    assert found is not None, plain
    assert int(found[1]) > 1
    assert re.search(rf"^ *{found[1]} .*the plan$", plain, re.MULTILINE), plain
    assert re.search(r"Today .* is bettered by row \d+ of the table", plain), plain
    assert "-o DIR writes all of them" in plain
    written = run(*aims, "-o", str(tmp_path / "t")).output
    assert "-o DIR writes" not in written
    assert f"with both ends; {tmp_path / 't' / 'tradeoff.csv'} has all of them." in written


def test_one_organisation_is_its_cluster_of_the_plan_or_said_to_be_alone(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["solve", TINY, "-g", "model-2", "-o", str(tmp_path)]).exit_code == 0
    aims = ("--tradeoff", "cost,places_end", "-g", "model-2", "--cluster", "T01")
    within = run(*aims, "--plan", str(tmp_path))
    assert within.exit_code == 0, within.output
    assert "of the cluster T01; T02" in within.output
    assert "The plan (cost" in within.output
    assert "alone" not in within.output
    alone = run(*aims)
    assert "--cluster T01 is that organisation alone" in alone.output, alone.output


def test_the_context_of_a_plan(tmp_path: Path) -> None:
    assert CliRunner().invoke(main, ["solve", TINY, *MAP, "-o", str(tmp_path)]).exit_code == 0
    plan = str(tmp_path / "plan.json")
    result = run("--context", plan, "-o", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "3 maps keep the rules; 1 of them have as many clusters." in result.output
    assert "All regions together: 6 maps." in result.output
    found = json.loads((tmp_path / "context.json").read_text(encoding="utf-8"))
    assert found["maps"] == 6
    assert FOR_YOU in result.output
    assert (tmp_path / "context.json").stat().st_mode & 0o077 == 0
    alone = tmp_path / "alone.csv"
    alone.write_text("organisation,cluster\n" + "".join(f"T0{i},{i}\n" for i in range(1, 7)), encoding="utf-8")
    beside = run("--context", plan, "--geography", str(alone))
    assert "The grouping given" in beside.output, beside.output


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (("-g", "model-1"), 2, "-o DIR"),
        (("-o", "x"), 2, "governance model"),
        (("--tolerance", "split=1", "-g", "model-1", "-o", "x"), 2, 'Did you mean "splits"'),
        (("--tolerance", "splits=-1", "-g", "model-1", "-o", "x"), 2, "no tolerance"),
        (
            ("--tolerance", "splits=1", "--tolerance", "splits=2", "-g", "model-1", "-o", "x"),
            2,
            "two tolerances",
        ),
        (("--tolerance", "inertia=1", "-g", "model-1", "-o", "x"), 2, "no aim here"),
        (("--by", "models", "--tradeoff", "cost,places_end"), 2, "two questions"),
        (("--by", "models", "-g", "model-1", "-o", "x"), 2, "leave out -g"),
        (("--tradeoff", "cost"), 2, "wo or three"),
        (("--tradeoff", "cost,splits"), 2, "about the map"),
        (("--tradeoff", "cost,nothing"), 2, "There is no aim"),
        (("--tradeoff", "cost,places_end", "--cluster", "T01;X"), 2, "no organisation"),
        (("--cluster", "T01", "-g", "model-1", "-o", "x"), 2, "belong to --tradeoff"),
        (("--geography", "reference", "-g", "model-1", "-o", "x"), 2, "belongs to --context"),
        (("--tradeoff", "cost,places_end", "--distance", "2"), 2, "don't go with"),
        (("--context", "missing.json"), 3, "missing.json"),
        (("--tradeoff", "cost,places_end", "--work-limit", "0.000001"), 6, "Not worked out"),
    ],
)
def test_what_can_not_be_asked_says_why(
    words: tuple[str, ...], code: int, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = run(*words)
    assert result.exit_code == code, result.output
    assert says in result.output.replace("\n", " ")
    assert "Traceback" not in result.output
