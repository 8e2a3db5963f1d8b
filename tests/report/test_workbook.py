"""``plan.xlsx``: dates are dates, ids are text, and contents and data dictionary name what is there."""

from __future__ import annotations

import re
from datetime import date, datetime

import openpyxl
import pytest

from planner.core.rows import Decision, View
from planner.report import report_view
from planner.report.csv_tables import csv_tables
from planner.report.sheet import day
from planner.report.workbook import every_sheet, workbook_bytes
from tests.report import builder

KINDS = {"n": "whole number", "s": "text"}
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}")


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory):
    """The view of a plan with a dated decision, and its workbook read again."""
    decision = Decision(
        kind="keep_together",
        subject="5AA",
        object="5AB",
        reason="=cmd()",
        owner="the SHA",
        date=date(2011, 3, 2),
        reference="minute 4",
    )
    view = View(stakeholder="Council 0", subject="5AA", view="supports", date=date(2011, 5, 9))
    given = builder.instance(decisions=(decision,), views=(view,))
    plan = builder.plan(given, [("5AA", "5AB", "5AC"), ("5AD", "5AE"), ("5AF",)], governance="model-2")
    view = report_view(given, plan, builder.RULEBOOK)
    path = tmp_path_factory.mktemp("book") / "plan.xlsx"
    path.write_bytes(workbook_bytes(view))
    return view, openpyxl.load_workbook(path)


def test_dates_are_dates(book) -> None:
    """Days of decisions and of the timeline can be sorted and filtered; CSV has them as yyyy-mm-dd."""
    view, sheets = book
    cell = sheets["Decisions"]["F2"]
    assert (cell.value, cell.is_date, cell.number_format) == (datetime(2011, 3, 2), True, "dd/mm/yyyy")
    days = [row[0].value for row in sheets["Time"].iter_rows(min_row=2)]
    assert days[0] == datetime(2011, 6, 1)
    assert days[-1] == datetime(2013, 3, 31)
    assert all(isinstance(d, datetime) for d in days)
    texts = csv_tables(view)
    assert datetime(2011, 5, 9) in [c.value for row in sheets["Views"].iter_rows() for c in row]
    assert "2011-03-02" in texts["decisions.csv"]
    assert "2013-03-31" in texts["time.csv"]
    cells = (c for page in sheets if page.title != "Settings" for row in page.iter_rows() for c in row)
    assert [c.coordinate for c in cells if isinstance(c.value, str) and DATE.fullmatch(c.value)] == []


def test_texts_stay_texts(book) -> None:
    """Codes and what looks like a formula."""
    cell = book[1]["Decisions"]["D2"]
    assert (cell.value, cell.data_type) == ("=cmd()", "s")
    for row in book[1]["Organisations"].iter_rows(min_row=2):
        assert (row[0].data_type, row[0].number_format) == ("s", "@")


def test_contents_and_data_dictionary(book) -> None:
    """Every sheet with its number of rows, every column with its meaning and what it holds."""
    view, sheets = book
    contents = {row[0]: row[2] for row in list(sheets["Contents"].values)[1:]}
    for page in sheets.worksheets[1:]:
        assert contents[page.title] == page.max_row - 1, page.title
    words = {(r[0], r[1]): r for r in list(sheets["Data dictionary"].values)[1:]}
    for page in sheets:
        for cells in page.iter_cols():
            _, _, meaning, holds = words[page.title, cells[0].value]
            assert meaning
            kinds = {"date" if c.is_date else KINDS[c.data_type] for c in cells[1:]}
            assert set(holds.split(" or ")) == kinds, (page.title, cells[0].value)
    assert len(words) == sum(len(s.columns) for s in every_sheet(view))


NO_DATES = ("not given", "31 June 2011", "2011-13-01", "", "1 June 2011 or later", "20110601")


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_stays_text(text: str) -> None:
    """Nothing is guessed."""
    assert day(text) == text
