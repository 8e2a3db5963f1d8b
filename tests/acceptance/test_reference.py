"""A given grouping is judged as it is: the clusters of 2011, or those of a file."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.acceptance.command import (
    ENGLAND,
    INSTANCES,
    MODELS,
    SOUTH_WEST,
    Data,
    copied,
    decide,
    edit,
    failed,
    load,
    run,
)

TEES = ("5D9", "5E1", "5KM", "5QR")
REASONS = (
    ("cross_region", "5ET", "Yorkshire and the Humber"),
    ("cross_region", "5CQ", "East Midlands"),
    ("exempt", "GEO-7", "5QL"),
    ("exempt", "GEO-7", ";".join(TEES)),
)


def findings(data: Data, rule: str) -> list[tuple[str, ...]]:
    """Subjects of a rule's findings, sorted."""
    (found,) = (r for r in data["rules"] if r["id"] == rule)
    return sorted(tuple(sorted(f["subject"])) for f in found["findings"])


def level(data: Data, name: str) -> int:
    """Value of a level."""
    (value,) = (x["value"] for x in data["levels"] if x["id"] == name)
    return int(value)


def test_the_clusters_of_2011_break_two_rules_of_the_map(tmp_path: Path) -> None:
    """Two organisations across a border, two consortia's footprints, and nothing else; the plan is written."""
    out = tmp_path / "out"
    result = run("solve", ENGLAND, "--geography", "reference", "-g", "model-1", "-o", out)
    assert result.exit_code == 4
    data = load(out)
    assert data["status"] == "infeasible"
    assert failed(data) == {"GEO-4", "GEO-7"}
    cluster_of = {code: tuple(c["organisations"]) for c in data["clusters"] for code in c["organisations"]}
    assert findings(data, "GEO-4") == sorted({cluster_of["5ET"], cluster_of["5CQ"]})
    assert findings(data, "GEO-7") == [TEES, ("5QL",)]
    (crossing,) = (r for r in data["rules"] if r["id"] == "GEO-4")
    for name in ("Bassetlaw (5ET)", "Milton Keynes (5CQ)"):
        assert sum(name in f["text"] for f in crossing["findings"]) == 1
    for words in ("2 broken: GEO-4, GEO-7", "Bassetlaw (5ET)", "Somerset (5QL)", "Hartlepool (5D9)"):
        assert words in result.stdout
    assert {p.name for p in out.iterdir()} == {"plan.json", "plan.xlsx", "report.html"}
    verified = run("verify", ENGLAND, out / "plan.json")
    assert verified.exit_code == 4
    assert "breaks 2 rules (" in verified.stdout  # and no check failed
    assert "Breaks GEO-4 (guidance, pct-cluster-2011 paragraph 4" in verified.stdout
    assert "Breaks GEO-7 (guidance, pct-cluster-2011 paragraph 7" in verified.stdout


def test_with_decisions_and_reasons_the_clusters_of_2011_stand(tmp_path: Path) -> None:
    """Crossings and exemptions on file: a verified plan, proved best, with no standalone left unexplained."""
    instance = copied(ENGLAND, tmp_path)
    with (ENGLAND / "organisations.csv").open(encoding="utf-8-sig", newline="") as stream:
        reference = [(r["cluster_reference"], r["code"]) for r in csv.DictReader(stream)]
    groups: dict[str, list[str]] = {}
    for name, code in reference:
        groups.setdefault(name, []).append(code)
    alone = [codes[0] for codes in groups.values() if len(codes) == 1]
    assert len(alone) == 8
    decide(instance, *REASONS, *(("exempt", "GEO-SIZE", code) for code in alone))
    out = tmp_path / "out"
    result = run("solve", instance, "--geography", "reference", "-g", "model-1", "-o", out)
    assert result.exit_code == 0, result.output
    data = load(out)
    assert data["status"] == "optimal"
    assert {r["id"] for r in data["rules"] if r["status"] == "exempt"} == {"GEO-7"}
    assert level(data, "standalones") == 0
    assert len(data["decisions"]) == len(REASONS) + 8
    lead = {code: c["region"] for c in data["clusters"] for code in c["organisations"]}
    assert (lead["5ET"], lead["5CQ"]) == ("Yorkshire and the Humber", "East Midlands")
    verified = run("verify", instance, out / "plan.json")
    assert verified.exit_code == 0, verified.output
    assert "Lifted by decision: GEO-7" in verified.stdout


@pytest.mark.parametrize("missing", range(len(REASONS)))
def test_each_decision_is_needed(missing: int, tmp_path: Path) -> None:
    """Without one of the four, the rule it answers is broken again, and that rule alone."""
    instance = copied(ENGLAND, tmp_path)
    decide(instance, *(d for n, d in enumerate(REASONS) if n != missing))
    out = tmp_path / "out"
    options = ("--geography", "reference", "--only", "geography")
    assert run("solve", instance, *options, "-o", out).exit_code == 4
    assert failed(load(out)) == {"GEO-4" if REASONS[missing][0] == "cross_region" else "GEO-7"}


def grouping(
    path: Path, rows: Iterable[Iterable[str]], head: tuple[str, ...] = ("organisation", "cluster")
) -> Path:
    """A CSV file of these rows."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([head, *rows])
    return path


def raw(path: Path, data: bytes) -> Path:
    """A file of these bytes."""
    path.write_bytes(data)
    return path


SOUTH_WESTERN = (
    ("Severn", "5A3", "5QH", "5K3", "5QK"),
    ("Avon", "5FL", "5M8", "5QJ"),
    ("Wessex", "5QL", "5QM", "5QN"),
    ("Peninsula", "5F1", "5QP", "5QQ", "TAL"),
)
ROWS = tuple((code, name) for name, *codes in SOUTH_WESTERN for code in codes)


@pytest.mark.parametrize("model", MODELS)
def test_a_file_gives_the_clusters(model: str, tmp_path: Path) -> None:
    """The clusters are those of the file, whatever they are called there; boards are the best for them."""
    file = grouping(tmp_path / "mine.csv", reversed(ROWS))
    out = tmp_path / "out"
    result = run("solve", ENGLAND, *SOUTH_WEST, "--geography", file, "-g", model, "-o", out)
    assert result.exit_code == 0, result.output
    data = load(out)
    assert {tuple(c["organisations"]) for c in data["clusters"]} == {
        tuple(sorted(g[1:])) for g in SOUTH_WESTERN
    }
    assert level(data, "cluster_target") == 1
    assert str(tmp_path) not in (out / "plan.json").read_text(encoding="utf-8")
    assert run("verify", ENGLAND, out / "plan.json").exit_code == 0


def test_a_file_may_break_a_rule_and_is_still_evaluated(tmp_path: Path) -> None:
    """Somerset alone has a consortium's footprint: exit 4, and the plan is written with its boards."""
    file = grouping(tmp_path / "mine.csv", [(code, "Alone" if code == "5QL" else name) for code, name in ROWS])
    out = tmp_path / "out"
    result = run("solve", ENGLAND, *SOUTH_WEST, "--geography", file, "-g", "model-3", "-o", out)
    assert result.exit_code == 4, result.output
    data = load(out)
    assert failed(data) == {"GEO-7"}
    assert len(data["boards"]) == 14
    verified = run("verify", ENGLAND, out / "plan.json")
    assert verified.exit_code == 4
    assert "breaks 1 rule (" in verified.stdout


def test_a_file_may_have_a_cluster_in_pieces(tmp_path: Path) -> None:
    """Bournemouth does not touch Devon or Cornwall: GEO-CON is broken, which is no quarrel with the checker."""
    file = grouping(tmp_path / "mine.csv", [(c, "Peninsula" if c == "5QN" else name) for c, name in ROWS])
    out = tmp_path / "out"
    result = run("solve", ENGLAND, *SOUTH_WEST, "--geography", file, "--only", "geography", "-o", out)
    assert failed(load(out)) == {"GEO-CON"}
    assert result.exit_code == 4, result.output


Bad = Callable[[Path], Path]
FAULTS: dict[str, tuple[Bad, str, int | None, str]] = {
    # name: the file, code, row, words of the fix or the value
    "unknown code": (lambda p: grouping(p, [*ROWS, ("5QX", "Avon")]), "P-603", 16, "5Q"),
    "outside the region": (lambda p: grouping(p, [*ROWS, ("5CQ", "Avon")]), "P-603", 16, "5CQ"),
    "missing organisation": (lambda p: grouping(p, ROWS[:-1]), "P-605", None, "TAL"),
    "twice": (lambda p: grouping(p, [*ROWS, ("TAL", "Avon")]), "P-604", 16, "TAL"),
    "formula": (lambda p: grouping(p, [*ROWS[:-1], ("TAL", "=A1")]), "P-606", 15, "=A1"),
    "no cluster": (lambda p: grouping(p, [*ROWS[:-1], ("TAL", " ")]), "P-606", 15, "North"),
    "no column": (lambda p: grouping(p, ROWS, ("organisation", "group")), "P-602", 1, "cluster"),
    "empty file": (lambda p: raw(p, b""), "P-106", None, "empty"),
    "no such file": (lambda p: p, "P-102", None, "missing"),
    "folder": (lambda p: p.mkdir() or p, "P-103", None, "not a file"),
    "not a CSV": (lambda p: grouping(p.with_suffix(".xlsx"), ROWS), "P-601", None, "CSV"),
    "not text": (lambda p: raw(p, b"organisation,cluster\n\xff\xfe,a\n"), "P-105", 2, "CSV UTF-8"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_faults_of_a_file_have_a_position(name: str, tmp_path: Path) -> None:
    """Exit 3 with code, file, row and how to put it right; nothing is written."""
    spoil, code, row, words = FAULTS[name]
    file = spoil(tmp_path / "mine.csv")
    out = tmp_path / "out"
    result = run("solve", ENGLAND, *SOUTH_WEST, "--geography", file, "-g", "model-2", "-o", out)
    assert result.exit_code == 3, result.output
    assert result.stdout == ""
    assert file.name in result.stderr
    assert code in result.stderr
    assert words in result.stderr
    assert "fix" in result.stderr
    if row is not None:
        assert f"row {row}" in result.stderr
    assert str(tmp_path) not in result.stderr
    assert not out.exists()


def test_all_faults_of_a_file_are_told_at_once(tmp_path: Path) -> None:
    """An unknown code, a double and two that are left out."""
    rows = [*ROWS[:-2], ("5QX", "Avon"), ("5A3", "Avon")]
    file = grouping(tmp_path / "mine.csv", rows)
    result = run("solve", ENGLAND, *SOUTH_WEST, "--geography", file, "-g", "model-2", "-o", tmp_path / "out")
    assert result.exit_code == 3
    for words in ("P-603", "P-604", "P-605", "QQ", "TAL", "4 faults"):
        assert words in result.stderr


def test_without_a_reference_there_is_nothing_to_evaluate(tmp_path: Path) -> None:
    """Exit 2, with the number of organisations that have none."""
    instance = copied(INSTANCES / "ckw-2011", tmp_path)
    edit(instance, "organisations", lambda rows: [{**r, "cluster_reference": ""} for r in rows])
    result = run("solve", instance, "--geography", "reference", "-g", "model-2", "-o", tmp_path / "out")
    assert result.exit_code == 2
    assert "3 organisations have no cluster_reference" in result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", ["formula", "no cluster", "no column"])
def test_one_fault_is_told_once(name: str, tmp_path: Path) -> None:
    """An organisation that has a row is not called missing for what else is wrong with the row."""
    file = FAULTS[name][0](tmp_path / "mine.csv")
    result = run("solve", ENGLAND, *SOUTH_WEST, "--geography", file, "-g", "model-2", "-o", tmp_path / "out")
    assert "1 fault." in result.stderr


def test_a_file_name_in_capitals(tmp_path: Path) -> None:
    """Some systems write them so."""
    file = grouping(tmp_path / "MINE.CSV", ROWS)
    result = run(
        "solve", ENGLAND, *SOUTH_WEST, "--geography", file, "--only", "geography", "-o", tmp_path / "out"
    )
    assert result.exit_code == 0, result.stderr
