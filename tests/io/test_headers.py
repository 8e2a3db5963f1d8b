"""One wrong column name is a fault, and does not hide what else is wrong with its table."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.core.faults import Fault
from tests.io.folder import Content, content
from tests.io.test_places import told


def places(found: tuple[Fault, ...]) -> list[tuple[str, int | None, str | None]]:
    """Code, row and column of each fault."""
    return [(f.code, f.row, f.column) for f in found]


def spoilt() -> Content:
    """A number that is none, a post that is chaired twice, an unknown code."""
    what = content()
    what.cell("organisations", 3, "population", "many")
    what.cell("office_holders", 4, "role", "chair")
    what.cell("office_holders", 9, "organisation", "N09")
    return what


@pytest.mark.parametrize("name", ["NED seats", "Ned-Seats", "ned_ seats"])
def test_a_name_in_other_dress(name: str, tmp_path: Path) -> None:
    """All else that is wrong is told with it, also in its own column, by the name it has there."""
    what = spoilt()
    what.cell("organisations", 1, "ned_seats", name)
    what.cell("organisations", 5, name, "9")
    found = places(told(what, tmp_path / "dress"))
    assert ("P-203", 1, name) in found
    assert ("P-307", 3, "population") in found
    assert (("P-308", 5, name) in found) == (name != "ned_ seats")
    assert ("P-410", 9, "organisation") in found


def test_a_name_in_other_dress_is_read_across_tables(tmp_path: Path) -> None:
    """Rows are whole then: two chairs of one board are found."""
    what = spoilt()
    what.cell("office_holders", 1, "term_end", "Term End")
    what.cell("office_holders", 5, "Term End", "31/04/2012")
    found = places(told(what, tmp_path / "dress"))
    assert {("P-203", 1, "Term End"), ("P-309", 5, "Term End"), ("P-420", 4, "role")} <= set(found)
    assert ("P-410", 9, "organisation") in found


def test_a_missing_column_hides_no_cell(tmp_path: Path) -> None:
    """The cells of the others are checked; nothing is said of a cell that can't be there."""
    what = spoilt()
    for line in what.tables["organisations"]:
        del line[5]
    found = [p for p in places(told(what, tmp_path / "less")) if p[0] != "P-410" and p[0] != "P-420"]
    assert found == [("P-201", 1, "ned_seats"), ("P-307", 3, "population")]


def test_a_column_of_ones_own(tmp_path: Path) -> None:
    """It is one fault, and the rest is checked as if it were not there."""
    what = content()
    for n, line in enumerate(what.tables["links"]):
        line.append("" if n else "Zuständig")
    what.cell("links", 2, "a", "N09")
    assert places(told(what, tmp_path / "own")) == [("P-203", 1, "Zuständig"), ("P-410", 2, "a")]


def test_a_name_left_out_at_the_end(tmp_path: Path) -> None:
    """Rows are not told to be too long one by one."""
    what = content()
    what.tables["organisations"][0].pop()
    what.tables["equality"][0] = ["id", "sex", "bme"]
    what.tables["alternative_roles"][0] = ["organisation"]
    found = told(what, tmp_path / "short")
    assert [(f.code, f.column) for f in found if f.file == "alternative_roles.csv"] == [("P-201", "count")]


def test_two_lacking_columns(tmp_path: Path) -> None:
    """Then it is another table, and its rows are not judged."""
    what = spoilt()
    what.cell("organisations", 1, "population", "people living there")
    what.cell("organisations", 1, "kind", "what it is")
    found = [f for f in told(what, tmp_path / "other") if f.file == "organisations.csv"]
    assert {f.row for f in found} == {1}


def test_a_likely_optional_name_draws_no_more_faults(tmp_path: Path) -> None:
    """A misspelt arrangement doesn't make its strength stand alone in every row."""
    what = content()
    del what.tables["arrangements"]
    for line, more in zip(
        what.tables["organisations"],
        [["arangement", "arrangement_strength"], *[["Old North", "partial"]] * 6],
        strict=True,
    ):
        line.extend(more)
    assert places(told(what, tmp_path / "likely")) == [("P-203", 1, "arangement")]


def test_ids_under_another_name(tmp_path: Path) -> None:
    """What refers to them isn't told to be unknown."""
    what = content()
    what.cell("office_holders", 1, "id", "ID")
    assert places(told(what, tmp_path / "ids")) == [("P-203", 1, "ID")]
