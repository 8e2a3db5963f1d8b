"""A fault names the cell, the row and the decision that are wrong, not ones that are innocent."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from planner.cli.main import main
from planner.core.faults import Fault, InputFaultsError
from planner.io.read import read_with_warnings
from tests.io.folder import Content, content, write_csv, write_xlsx


def told(what: Content, folder: Path) -> tuple[Fault, ...]:
    """Faults of an input, or its warnings when it has none."""
    try:
        return read_with_warnings(write_csv(what, folder))[1]
    except InputFaultsError as error:
        return tuple(error.faults)


@pytest.mark.parametrize(
    ("a", "b", "column"), [("MAR1", "N01", "a"), ("N01", "MAR1", "b"), ("AAA", "N01", "a")]
)
def test_the_end_of_a_link_that_is_wrong(a: str, b: str, column: str, tmp_path: Path) -> None:
    """The cell is the one with the unknown code, in whatever order the two ends are kept."""
    what = content()
    row = what.line("links", a, b, "land")
    (fault,) = told(what, tmp_path / "links")
    assert (fault.code, fault.row, fault.column) == ("P-410", row, column)
    assert fault.value == {"a": a, "b": b}[column]


def test_the_end_of_a_link_that_is_marked(tmp_path: Path) -> None:
    """In the copy of a workbook the comment stands at the wrong code."""
    what = content()
    row = what.line("links", "MAR1", "N01", "land")
    book = write_xlsx(what, tmp_path / "small.xlsx")
    with pytest.raises(SystemExit) as ended:
        main(["check", str(book), "--faults", str(tmp_path / "out")])
    assert ended.value.code == 3
    page = openpyxl.load_workbook(tmp_path / "out" / "small-faults.xlsx")["links"]
    assert page.cell(row, 1).comment is not None
    assert page.cell(row, 2).comment is None


def contradiction(folder: Path, *decisions: tuple[str, str, str]) -> Fault:
    """The one P-520 of these decisions, which stand in rows 2, 3 and so on."""
    what = content()
    del what.tables["decisions"][1:]
    for kind, subject, other in decisions:
        what.line("decisions", kind, subject, other, "", "why", "who")
    (fault,) = told(what, folder)
    assert fault.code == "P-520"
    return fault


def test_an_innocent_decision_is_not_named(tmp_path: Path) -> None:
    """Only the rows that join the two are named, though another row joins one of them to a third."""
    together = [("N01", "N03"), ("S01", "S02"), ("N02", "S03"), ("S03", "N01")]
    rows = [("keep_together", *pair) for pair in together]
    fault = contradiction(tmp_path / "chain", *rows, ("keep_apart", "N01", "N02"))
    assert fault.row == 6
    assert fault.why.startswith("Rows 4 and 5:")


def test_the_shortest_chain_is_named(tmp_path: Path) -> None:
    """One row that says it is named alone, though a longer chain stands above it; else the first of two."""
    long = [("keep_together", "N01", "N03"), ("keep_together", "N03", "N02")]
    last = ("keep_apart", "N02", "N01")
    fault = contradiction(tmp_path / "one", *long, ("keep_together", "N02", "N01"), last)
    assert fault.why.startswith("Row 4:")
    other = [("keep_together", "N01", "S01"), ("keep_together", "S01", "N02")]
    fault = contradiction(tmp_path / "two", *other, *long, last)
    assert fault.why.startswith("Rows 2 and 3:")


def raw_line(table: str, text: str, folder: Path) -> tuple[Fault, ...]:
    """Faults when a table has one more line, as typed."""
    small = write_csv(content(), folder)
    with (small / f"{table}.csv").open("a", encoding="utf-8") as stream:
        stream.write(text + "\n")
    try:
        return read_with_warnings(small)[1]
    except InputFaultsError as error:
        return tuple(error.faults)


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ("keep_together,N02,N03,,They share, a hospital,SHA,,,", 10),
        ("keep_together,N02,N03,,They share, a hospital, and a chair,SHA,,,", 11),
        ("place,N02-3,N01,ned,Fit, able,SHA,interview,2011-03-01,minute 4", 10),
    ],
)
def test_a_comma_in_a_text_without_quotation_marks(text: str, cells: int, tmp_path: Path) -> None:
    """The comma is named, and no column that it has moved."""
    (fault,) = raw_line("decisions", text, tmp_path / "comma")
    assert (fault.code, fault.row, fault.column) == ("P-206", 9, "reason")
    assert f"more cells ({cells}) than there are columns (9)" in fault.what
    assert "quotation marks" in fault.fix


def test_a_comma_without_a_space(tmp_path: Path) -> None:
    """Where it stands can't be told then; the row is named all the same, and no column."""
    (fault,) = raw_line("decisions", "keep_together,N02,N03,,Shared,hospital,SHA,,,", tmp_path / "comma")
    assert (fault.code, fault.row, fault.column) == ("P-206", 9, None)


def test_commas_at_the_end_are_no_matter(tmp_path: Path) -> None:
    """Spreadsheets write them; a row that is right without them is right."""
    assert raw_line("coverage", "N03,LA2,,,,,", tmp_path / "right") == ()
    (fault,) = raw_line("coverage", "N03,LA2,many,,", tmp_path / "wrong")
    assert (fault.code, fault.column) == ("P-307", "share")
