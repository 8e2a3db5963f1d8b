"""A public report holds no person: not in the page, not in the workbook."""

from __future__ import annotations

import io

import openpyxl
import pytest

from planner.core.plan import Finding, Recruit
from planner.core.rows import Decision, OfficeHolder, View
from planner.report import report_html, report_view
from planner.report.csv_tables import csv_tables
from planner.report.views.privacy import small
from planner.report.workbook import workbook_bytes
from tests.report import builder


def everything(given, plan) -> str:
    """Page and workbook as one text."""
    view = report_view(given, plan, builder.RULEBOOK)
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(view)))
    cells = [str(c.value) for sheet in book for row in sheet.iter_rows() for c in row]
    return report_html(given, plan, builder.RULEBOOK) + "\n".join(cells)


@pytest.mark.parametrize("governance", ["model-1", "model-2", "model-3", "model-4"])
def test_no_id_of_an_office_holder_anywhere(governance):
    """Findings, decisions, assumptions and settings that name someone are withheld."""
    given = builder.instance()
    secret = Decision(
        kind="release", subject="holder-5AA-0", reason="as agreed", owner="SHA", route="agreement"
    )
    loose = Decision(
        kind="keep_together", subject="5AA", object="5AB", reason="asked by holder-5AB-0", owner="SHA"
    )
    given = given.model_copy(update={"decisions": (secret, loose)})
    codes = sorted(given.by_code)
    plan = builder.plan(given, [codes[:3], codes[3:]], governance=governance, ends=5)
    finding = Finding(subject=("holder-5AC-1",), text="This person sits on six boards.")
    named = Finding(subject=("5AA",), text="holder-5AA-2 is on the wrong board.")
    rules = tuple(
        r.model_copy(update={"findings": (finding, named), "measured": "holder-5AA-3"})
        if r.id == "BRD-2"
        else r
        for r in plan.rules
    )
    plan = plan.model_copy(update={"rules": rules, "assumptions": (*plan.assumptions, "holder-5AB-1 stays")})
    text = everything(given, plan)
    for holder in given.office_holders:
        assert holder.id not in text
    assert "six boards" not in text
    assert "as agreed" not in text
    assert "2 findings about people or single boards: not shown in a public report." in text


def test_no_person_is_shown_as_leaving():
    """Outcomes are in totals only: none of the words of an outcome stands in the tables."""
    given = builder.instance()
    codes = sorted(given.by_code)
    text = everything(given, builder.plan(given, [codes], governance="model-2", ends=9))
    for word in ("place_ends", "stands_down", "changes_role", "takes_more_boards"):
        assert word not in text


def test_small_personal_counts_are_withheld():
    """One to four offers are 'fewer than 5', value and bound alike; a total of places is not personal."""
    given = builder.instance((4, 4, 4))  # fewer chairs, and no figure of offers is told
    codes = sorted(given.by_code)
    plan = builder.plan(given, [codes], values={"offers_used": 2}, ends=2)
    rows = {r.id: r for r in report_view(given, plan, builder.RULEBOOK).levels}
    assert rows["offers_used"].value == rows["offers_used"].possible == "fewer than 5"
    assert rows["places_end"].value == "2"
    assert small(5) is None


def test_recruits_show_no_single_holder():
    """Chairs in total only; a nominee's condition is withheld while someone holds that seat."""
    given = builder.instance((4, 4, 4))  # fewer chairs, and no recruits are told
    nominee = OfficeHolder(
        id="x", organisation="5AA", role="ned", term_end=builder.END, nominated_by="LA0", la_member=True
    )
    given = given.model_copy(update={"office_holders": (*given.office_holders, nominee)})
    codes = sorted(given.by_code)
    recruits = (
        Recruit(id="new:5AA:1", organisations=("5AA",), role="chair"),
        Recruit(id="new:5AA:2", organisations=("5AA",), role="ned", conditions=("nominated by Council 0",)),
        Recruit(id="new:5AD:1", organisations=("5AD",), role="ned", conditions=("nominated by Council 9",)),
    )
    plan = builder.plan(given, [codes[:3], codes[3:]]).model_copy(update={"to_recruit": recruits})
    shown = report_view(given, plan, builder.RULEBOOK).recruits
    assert (shown.total, shown.chairs, shown.neds) == (3, 1, 2)
    assert [r.neds for r in shown.rows] == ["1", "1"]
    assert {r.conditions for r in shown.rows} == {"not shown in a public report", "nominated by Council 9"}


def test_notices_are_on_the_page_and_in_the_workbook():
    """Draft always, invented where it is true."""
    for holders in (True, False):
        given = builder.instance(holders=holders)
        plan = builder.plan(given, [sorted(given.by_code)], boards=holders)
        text = everything(given, plan)
        assert text.count("Draft for discussion. No decision has been taken about any person") >= 4
        assert ("Office holders are invented" in text) == holders


def test_a_plan_that_the_checker_refutes_says_so_first():
    """A disagreement is never hidden: above the headline, in the workbook, and listed in the annex."""
    given = builder.instance()
    view = report_view(given, builder.plan(given, [sorted(given.by_code)]), builder.RULEBOOK)
    assert view.warning.startswith("Do not use this plan: ")
    assert view.annex.disagreements
    page = report_html(given, builder.plan(given, [sorted(given.by_code)]), builder.RULEBOOK)
    assert page.index(view.warning) < page.index("<h1>")
    told = [text for text in view.annex.disagreements if text.startswith(("Check BOARD", "Check LEVEL"))]
    assert told == []  # they say how many sit on a board, and totals that are kept back
    board = report_view(given, builder.plan(given, [sorted(given.by_code)]), builder.RULEBOOK, "board")
    assert [text for text in board.annex.disagreements if text.startswith("Check LEVEL-VALUE")]


def test_what_partners_wrote_of_somebody_is_not_shown():
    """Views and joint posts that hold an id, wherever they stand; a panel reads them."""
    given = builder.instance()
    holder = given.office_holders[0].id
    views = (
        View(stakeholder="Council", subject="5AA", view=f"keep {holder} on the board"),
        View(stakeholder="Council", subject=holder, view="supports"),
    )
    coverage = tuple(c.model_copy(update={"partnership": f"joint post of {holder}"}) for c in given.coverage)
    given = given.replaced(views=views, coverage=coverage)
    plan = builder.plan(given, [sorted(given.by_code)], governance="model-2", ends=5)
    for audience in ("public", "board"):
        view = report_view(given, plan, builder.RULEBOOK, audience)
        texts = [report_html(given, plan, builder.RULEBOOK, audience), *csv_tables(view).values()]
        assert not [t for t in texts if holder in t]
        page = next(p for p in view.pages if p.code == "5AA")
        assert sum(line.answer.startswith("not shown in a ") for line in page.lines) == 2
    panel = report_html(given, plan, builder.RULEBOOK, "panel")
    assert f"keep {holder} on the board" in panel
    assert f"joint post of {holder}" in panel


def test_findings_about_single_boards_are_counted():
    """That a board has no chair is, beside today's list of chairs, one person's outcome; boards read it."""
    given = builder.instance()
    plan = builder.plan(given, [sorted(given.by_code)], failing=("BRD-2", "GEO-SIZE"))
    found = {i: (Finding(subject=("5AA",), text=f"{i} is broken there"),) for i in ("BRD-2", "GEO-SIZE")}
    rules = tuple(r.model_copy(update={"findings": found.get(r.id, ())}) for r in plan.rules)
    plan = plan.model_copy(update={"rules": rules})
    for audience, board in (("public", False), ("board", True)):
        rows = {r.id: r for r in report_view(given, plan, builder.RULEBOOK, audience).rules}
        assert (rows["BRD-2"].findings == ("BRD-2 is broken there",)) is board
        assert rows["GEO-SIZE"].findings == ("GEO-SIZE is broken there",)


def test_pay_and_seats_do_not_tell_of_few_offers():
    """Three leave by their own offer: exact pay and seats, less those of today, would tell how many."""
    given = builder.instance((4, 4, 4))
    codes = sorted(given.by_code)
    plan = builder.plan(given, [codes[:6], codes[6:]], governance="model-2", ends=9, values={"offers_used": 3})
    public, board = (report_view(given, plan, builder.RULEBOOK, a) for a in ("public", "board"))
    assert {c.ned_seats_proposed for c in public.clusters} == {"not shown"}
    assert {c.ned_seats_proposed for c in board.clusters} <= set(range(5, 8))
    assert "would cost about " in public.pay
    assert "would cost about " not in board.pay
    assert all(r.plan.startswith("about ") for r in public.saving.rows)
    assert {r.filled for r in public.timeline.rows} == {"not shown"}
