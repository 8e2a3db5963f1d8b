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


@pytest.mark.parametrize(("a", "b", "column"), [("MAR1", "N01", "a"), ("N01", "MAR1", "b"), ("AAA", "N01", "a")])
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
