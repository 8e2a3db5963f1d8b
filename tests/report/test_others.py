"""Other plans and trade-offs in a report: what is shown of them, and what a public report keeps back."""

from __future__ import annotations

import re
from datetime import date

import pytest

from planner.core.rows import Stance
from planner.core.saved import SavedMark, WithoutPlan
from planner.objectives.registry import LEVELS
from planner.report import report_view
from planner.report.csv_tables import csv_tables
from planner.report.html import render
from planner.report.papers import paper_files
from planner.report.views.others import FROM_OFFERS
from tests.report import builder
from tests.report.others import front, listing

GIVEN = builder.instance((4, 4, 4))
CODES = sorted(GIVEN.by_code)
HALVES = [CODES[:6], CODES[6:]]
THIRDS = [CODES[:4], CODES[4:8], CODES[8:]]
TITLES = {title: i for i, (title, _, _) in builder.LEVELS.items()}


def plan(groups=HALVES, **more):
    """A plan of the example under Model 2."""
    return builder.plan(GIVEN, groups, governance="model-2", **more)


def aims(view) -> dict[str, tuple[str, ...]]:
    """This plan's value and the others', by aim."""
    return {TITLES[a.title]: (a.mine, *a.values) for a in view.others[0].aims}


def test_other_plans_are_set_beside_this_one():
    """Moves counted by hand: from halves to thirds two of each half go to a third cluster."""
    mine = plan(ends=20, values={"offers_used": 9, "boundary_cut": 100})
    other = plan(THIRDS, ends=12, recruits=3, values={"offers_used": 9, "boundary_cut": 250})
    saved = listing(mine, other, ended="none_left", proved=True, distance=2)
    view = report_view(GIVEN, mine, builder.RULEBOOK, lists=[(saved, (mine, other))])
    first, second = view.others[0].rows
    assert (first.name, first.moves, first.differences) == ("Plan 1", 0, ("This plan itself.",))
    assert (second.moves, second.nearest, second.clusters) == (4, 4, 3)
    assert "3 clusters instead of 2." in second.differences
    assert aims(view) == {
        "boundary_cut": ("100", "100", "250"),
        "places_end": ("20", "20", "12"),
        "recruits": ("0", "0", "3"),
    }
    assert "Proved: no further plan" in " ".join(view.others[0].sentences)
    page = render(view)
    assert 'id="others"' in page
    assert 'href="#others"' in page
    assert "What differs from this plan" in page
    assert "Good plans that differ,Plan 2," in csv_tables(view)["other-plans.csv"]


def test_why_there_is_no_plan_is_not_told_to_everyone():
    """It may be about the people of a single board."""
    mine = plan()
    none = (WithoutPlan(option="3-clusters", status="infeasible", why="5AA has no director left."),)
    saved = listing(mine).model_copy(update={"kind": "by clusters", "without": none})
    for audience, told in (("public", False), ("board", True)):
        view = report_view(GIVEN, mine, builder.RULEBOOK, audience, lists=[(saved, (mine,))])
        assert view.others[0].sentences[0].startswith("3 clusters: no plan.")
        assert ("no director left" in render(view)) is told


def test_a_list_without_a_plan_tells_so():
    none = (WithoutPlan(option="model-4", status="infeasible", why="no"),)
    saved = listing().model_copy(update={"kind": "by models", "without": none})
    view = report_view(GIVEN, plan(), builder.RULEBOOK, lists=[(saved, ())])
    assert "Model 4: no plan." in render(view)
    assert "Model 4: no plan." in csv_tables(view)["other-plans.csv"]
    assert "t-others-1-caption" not in render(view)


def test_a_board_paper_has_them_too():
    """Every cell of both tables is in the paper, among the options considered."""
    mine, other = plan(ends=20), plan(THIRDS, ends=12)
    trade = front("maps", ("splits", "population_steps"), ((0, 9), (5, 4)), HALVES)
    lists = [(listing(mine, other), (mine, other))]
    view = report_view(GIVEN, mine, builder.RULEBOOK, lists=lists, saved=[trade])
    text = paper_files(view, ("md",))["board-paper.md"]
    options = str(text).split("Options considered")[1].split("\n## ")[0]
    for words in (
        "| Plan 2 | 3 | yes | 4 |",
        "3 clusters instead of 2.",
        "| people | 20 | 20 | 12 |",
        "| 2 | 5 | 4 |",
    ):
        assert words in options
    assert "Plan 2" not in paper_files(report_view(GIVEN, mine, builder.RULEBOOK), ("md",))["board-paper.md"]


@pytest.mark.parametrize(
    ("mine", "other"),
    [
        pytest.param({"offers_used": 9}, {"offers_used": 3}, id="few offers in the other plan"),
        pytest.param({"offers_used": 3}, {"offers_used": 9}, id="few offers in this plan"),
        pytest.param({"offers_used": 9}, {"offers_used": 11}, id="few offers more"),
    ],
)
def test_nothing_public_tells_of_few_offers(mine, other):
    """Kept back for every plan of the list, not for the one alone; a panel reads all of it."""
    first = plan(ends=20, recruits=7, values=mine)
    second = plan(THIRDS, ends=12, recruits=3, values=other)
    lists = [(listing(first, second), (first, second))]
    public = report_view(GIVEN, first, builder.RULEBOOK, lists=lists)
    assert not set(aims(public)) & FROM_OFFERS
    assert aims(public)["places_end"] == ("20", "20", "12")
    assert "People to be recruited" in public.others[0].note
    panel = report_view(GIVEN, first, builder.RULEBOOK, "panel", lists=lists)
    assert aims(panel)["recruits"] == ("7", "7", "3")
    assert aims(panel)["offers_used"][0] == str(mine["offers_used"])
    board = report_view(GIVEN, first, builder.RULEBOOK, "board", lists=lists)
    assert "offers_used" not in aims(board)


def test_a_trade_off_marks_today_the_reference_and_this_plan():
    """This plan is counted here; the plan that was named for the question is not marked."""
    aims = ("splits", "population_steps")
    given = plan()  # its levels are zero by hand: figures are counted, not taken from it
    splits, steps = (LEVELS[i]().value(GIVEN, given, builder.RULEBOOK) for i in aims)
    assert (splits, steps) != (0, 0)
    marks = (
        SavedMark(name="today", values=(901, 990), lawful=False, point=3, bettered_by=(), clusters=12),
        SavedMark(
            name="the reference", values=(splits, steps + 700), lawful=True, point=1, bettered_by=(), clusters=6
        ),
        SavedMark(name="the plan", values=(777, 777), lawful=True, point=None, bettered_by=(2,), clusters=2),
    )
    points = ((splits, steps), (splits + 1, steps - 1), (splits + 5, 0))
    view = report_view(GIVEN, given, builder.RULEBOOK, saved=[front("maps", aims, points, HALVES, marks)])
    rows = {r.marks: r for r in view.fronts[0].rows}
    assert (rows["this plan"].number, rows["this plan"].values[0]) == ("1", str(splits))
    assert rows["today"].values == ("901", "990")
    assert rows["the reference"].number == ""
    told = " ".join(view.fronts[0].marks)
    assert "Today (12 clusters) is bettered by 3 of them, from number 1 to number 3. It breaks a rule" in told
    assert "The reference (6 clusters) is bettered by best compromise 1." in told
    assert "This plan (2 clusters) is best compromise 1." in told
    drawn = str(view.fronts[0].drawing)
    assert [drawn.count(f">{w}</text>") for w in ("today", "reference", "this plan")] == [1, 1, 1]
    page = render(view)
    assert ">777<" not in page
    assert 'class="plot"' in page
    table = page.split('id="t-front-1-caption"')[1].split("</table>")[0]
    assert all(cell.strip() for cell in re.findall(r"<td[^>]*>(.*?)</td>", table))


def test_the_page_shows_both_ends_of_a_long_trade_off_and_the_workbook_all():
    values = tuple((n, 900 - n) for n in range(100))
    saved = front("maps", ("splits", "population_steps"), values, HALVES)
    one = report_view(GIVEN, plan(), builder.RULEBOOK, saved=[saved]).fronts[0]
    assert len([r for r in one.rows if r.number]) == 100
    numbers = [r.number for r in one.page if r.number]
    assert (numbers[0], numbers[-1]) == ("1", "100")
    assert 20 <= len(numbers) <= 30
    assert "the workbook has all 100." in " ".join(one.sentences)


@pytest.mark.parametrize(
    ("offers", "levels", "clusters", "kept"),
    [
        (0, ("cost", "places_end"), HALVES, False),
        (7, ("cost", "places_end"), HALVES, False),
        (3, ("cost", "places_end"), HALVES, True),
        (0, ("recruits", "places_end"), HALVES, True),
        (0, ("cost", "places_end"), HALVES[:1], True),
    ],
)
def test_boards_in_public(offers, levels, clusters, kept):
    """Pay is rounded in table and drawing; what would tell of few people is left out whole."""
    people = [h.id for h in GIVEN.office_holders][:offers]
    day = date(2011, 4, 20)
    stances = tuple(Stance(id=p, stance="offers_to_stand_down", date=day) for p in people)
    given = GIVEN.replaced(stances=stances)
    mine = builder.plan(given, HALVES, governance="model-2", ends=20)
    saved = front("boards", levels, ((412_345, 30), (498_765, 22)), clusters)
    view = report_view(given, mine, builder.RULEBOOK, saved=[saved])
    one = view.fronts[0]
    assert (one.rows == ()) is kept
    everything = render(view) + "".join(csv_tables(view).values())
    assert "412,345" not in everything
    assert "412345" not in everything
    assert ("Not shown in a public report" in one.sentences[0]) is kept
    if not kept:
        assert one.rows[0].values == ("about 400,000", "30")
    board = report_view(given, mine, builder.RULEBOOK, "board", saved=[saved]).fronts[0]
    assert board.rows[0].values == ("412,345", "30")
