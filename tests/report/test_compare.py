"""The page of a comparison, and who decides in report and workbook: nothing of a person, everything escaped."""

from __future__ import annotations

import io

import openpyxl
import pytest

from planner.core.comparison import Amount, Figure
from planner.core.rows import View
from planner.report import report_html, report_view
from planner.report.compare_csv import comparison_csv
from planner.report.html.compare import render_compare
from planner.report.views.compare import compare_view
from planner.report.views.figures import long, short
from planner.report.workbook import workbook_bytes
from planner.study.compare.make import Entry, comparison
from tests.checker import builder
from tests.report import builder as reports
from tests.study.compare.by_hand import compared, plans


def figure(name: str, unit: str) -> Figure:
    return Figure(id=name, group="map", title="T", unit=unit, definition="D.", amounts={})


@pytest.mark.parametrize(
    ("name", "unit", "amount", "in_long", "in_short"),
    [
        ("places_end", "people", (0, 31, None), "none if all agree, 31 at worst", "0 to 31"),
        ("places_end", "people", (0, 0, None), "none", "0"),
        ("cost", "pounds a year", (1_234_499, 1_234_500, None), "1,234,499 to 1,234,500", "1,234 to 1,235"),
        ("cost_change", "pounds a year", (-700, 400, None), "700 less to 400 more", "-1 to 0"),
        ("chairs_kept", "people", (2, 2, 5), "2 of 5", "2/5"),
        ("chance", "millionths", (1, 1, None), "less than 1 per cent", "<1%"),
        ("chance", "millionths", (0, 0, None), "0 per cent", "0%"),
        ("fallen", "thousandths of a board", (1_690, 1_690, None), "1.7", "1.7"),
        ("women_share", "thousandths", (226, 479, None), "22.6 to 47.9 per cent", "22.6 to 47.9%"),
    ],
)
def test_amounts_in_words(name, unit, amount, in_long, in_short):
    """A range is a range, a part has its whole, small chances are never nothing."""
    low, high, of = amount
    held = Amount(low=low, high=high, of=of)
    assert (long(figure(name, unit), held), short(figure(name, unit), held)) == (in_long, in_short)


def test_the_page_holds_no_office_holder():
    """Neither page nor table nor document names anybody."""
    made = compared(certain=True)
    page = render_compare(compare_view(made, builder.book(), builder.instance()))
    for text in (page, comparison_csv(made), made.model_dump_json()):
        assert not [h.id for h in builder.roster() if h.id and h.id in text]
    assert "No decision has been taken about any person" in page
    assert "places_end" not in page


def test_texts_of_the_user_are_escaped_and_no_formula():
    """In names of columns and in views; a view that names somebody is not shown."""
    views = (
        View(stakeholder="<b>Council</b>", subject="A1", view="=SUM(1)", evidence="letter"),
        View(stakeholder="Consortium", subject="A2", view="keep A1n1 on the board"),
    )
    given = builder.instance(views=views)
    made = comparison(
        given, builder.book(), [Entry("x", "=1+1<script>", given, plans()["model-2"], "model-2", "optimal")]
    )
    page = render_compare(compare_view(made, builder.book(), given))
    assert "<script>" not in page.split("</style>")[1]
    assert "&lt;b&gt;Council&lt;/b&gt;" in page
    assert "A1n1" not in page
    assert "not shown: it names an office holder" in page
    assert "\n=" not in comparison_csv(made).replace("\r\n", "\n")
    assert ",=1+1" not in comparison_csv(made)


def test_a_column_without_a_plan_says_why_above_all():
    """And its cells have no figure."""
    given = builder.instance()
    none = Entry("model-2", "Model 2", given, None, "model-2", "infeasible", "No board fits.")
    made = comparison(given, builder.book(), [none])
    view = compare_view(made, builder.book(), given)
    assert view.missing == ("Model 2: no plan. No board fits.",)
    assert made.by_id["cost"].amounts["model-2"] == Amount(why="no plan")
    assert "Model 2: no plan. No board fits." in render_compare(view)


def sheets(view) -> dict[str, list[tuple]]:
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(view)))
    return {s.title: [tuple(c.value for c in row) for row in s.iter_rows()] for s in book}


def test_who_decides_stands_in_report_and_workbook():
    """With paragraphs; without views it says that none is recorded."""
    given = reports.instance()
    plan = reports.plan(given, [sorted(given.by_code)], governance="model-2", ends=5)
    page = report_html(given, plan, reports.RULEBOOK)
    assert "the NHS Chief Executive signs off" in page
    assert "¶4, ¶7, ¶8" in page
    assert "Views of partners (¶8, A¶3.4): not recorded" in page
    found = sheets(report_view(given, plan, reports.RULEBOOK))
    assert any("Appointments Commission" in str(row[3]) for row in found["Deciders"])
    assert found["Views"][1] == ("not recorded",) * 5


def test_views_stand_beside_the_cluster_they_are_about():
    """And every cluster without one says so."""
    given = reports.instance()
    codes = sorted(given.by_code)
    plan = reports.plan(given, [codes[:3], codes[3:]], governance="model-2", ends=5)
    view = View(stakeholder="Consortium", subject=codes[0], view="supports it", date="2011-05-09")
    given = given.model_copy(update={"views": (view,)})
    rows = report_view(given, plan, reports.RULEBOOK).deciders.views
    assert [(r.stakeholder, r.view, r.when) for r in rows] == [
        ("Consortium", "supports it", "9 May 2011"),
        ("not recorded",) * 3,
    ]


def test_only_recommendations_that_a_plan_makes_are_listed():
    """Boards that keep their people need no agreement to another structure; a nominated board is of Model 1."""
    given = reports.instance()
    codes = sorted(given.by_code)
    listed = {}
    for model in ("model-1", "model-2", "model-4"):
        plan = reports.plan(given, [codes], governance=model, ends=0)
        rows = report_view(given, plan, reports.RULEBOOK).deciders.rows
        listed[model] = {r.recommendation[:12] for r in rows}
    assert listed["model-1"] - listed["model-4"] == {"Who sits on "}
    assert listed["model-2"] - listed["model-4"] == {"The structur", "Ending an ap"}
