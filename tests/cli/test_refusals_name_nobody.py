"""Where no plan meets decisions about people: what everyone may read, and a terminal shows, names nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.io.read import read_instance
from tests.acceptance.command import INSTANCES, copied, decide, run

TINY = INSTANCES / "tiny"
IDS = sorted({h.id for h in read_instance(TINY).office_holders if h.id})
KEPT = ("P0001", "P0006")
"""Chairs of two organisations that a decision keeps together: under one chair both can't stay."""


@pytest.fixture(scope="module")
def refused(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny instance with both kept in post."""
    instance = copied(TINY, tmp_path_factory.mktemp("refused"))
    decide(instance, ("keep_in_post", "P0001", "T01"), ("keep_in_post", "P0006", "T02"))
    rows = (instance / "decisions.csv").read_text(encoding="utf-8")
    named = rows.replace("a reason on file", "as P0006 asked").replace("the SHA", "the SHA for P0001")
    (instance / "decisions.csv").write_text(named, encoding="utf-8")
    return instance


@pytest.mark.parametrize("words", [(), ("--json",)])
def test_an_explanation_names_rows_and_no_office_holder(refused, words):
    """Nor does what is printed while it works."""
    result = run("explain", refused, "-g", "model-2", *words)
    assert result.exit_code == 4
    assert [i for i in IDS if i in result.output] == []
    assert "A decision about an office holder" in result.stdout
    assert "Drop a decision about an office holder." in result.stdout
    for row in (3, 4):
        assert f"decisions.csv, row {row}: delete this row" in result.stdout


def test_a_panel_reads_whom_they_are_about(refused):
    """And what to delete."""
    told = run("explain", refused, "-g", "model-2", "--audience", "panel").stdout
    assert "You keep P0001 in post at Northmoor PCT (T01). Reason given: as P0006 asked." in told
    assert "decisions.csv, row 3: delete keep_in_post,P0001,T01" in told


def test_decisions_about_organisations_are_told_to_everyone(refused):
    """The one that keeps the two together."""
    told = run("explain", refused, "-g", "model-2").stdout
    assert "You keep Northmoor PCT (T01) and Eastfold PCT (T02) in one cluster." in told
    assert "delete keep_together,T01,T02" in told


def test_solve_names_no_office_holder(refused, tmp_path):
    """It writes nothing, and says where to look."""
    result = run("solve", refused, "-g", "model-2", "-o", tmp_path / "out")
    assert result.exit_code == 4
    assert [i for i in IDS if i in result.output] == []
    assert list((tmp_path / "out").iterdir()) == []


def test_a_comparison_says_neither_whom_nor_which_board(refused, tmp_path):
    """Page, table and document are for everyone: that a board has a decision about a person is not for them."""
    result = run(
        "compare", refused, "--models", "2,4", "-o", tmp_path / "out", "--csv", tmp_path / "figures.csv"
    )
    assert result.exit_code == 0, result.output
    files = [
        tmp_path / "out" / "comparison.json",
        tmp_path / "out" / "comparison.html",
        tmp_path / "figures.csv",
    ]
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert [i for i in IDS if i in text] == []
        assert "DEC-KEEP" not in text
        assert "Northmoor" not in text
        assert "has to do with single people" in text
        assert file.stat().st_mode & 0o077  # everyone may read them
    assert not (tmp_path / "out" / "model-4" / "plan.json").stat().st_mode & 0o077
