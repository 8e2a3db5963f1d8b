"""Saving, boards over time and Models 1 to 4 side by side, against counts made by hand."""

from __future__ import annotations

from datetime import date

import pytest

from planner.objectives.boards.cost import Cost
from planner.objectives.boards.cost_change import cost_today
from planner.report import report_view
from tests.report import builder

GIVEN = builder.instance()
"""Six organisations with 5, 6, 7, 5, 6 and 7 seats; five directors and a chair of each in post."""
GROUPS = [("5AA", "5AB", "5AC"), ("5AD", "5AE"), ("5AF",)]
PAY = builder.RULEBOOK.pay


def view(given=GIVEN, governance="model-2", audience="board"):
    """Of the three clusters."""
    plan = builder.plan(given, GROUPS, governance=governance, ends=6)
    return plan, report_view(given, plan, builder.RULEBOOK, audience)


def figures(saving) -> list[tuple[int, int]]:
    """Today and the plan in each row."""
    return [(int(r.today.replace(",", "")), int(r.plan.replace(",", ""))) for r in saving.rows]


@pytest.mark.parametrize(("governance", "vacant"), [("model-1", 6), ("model-2", 5), ("model-3", 6)])
def test_a_seat_of_all_boards_is_vacant_once(governance, vacant):
    """Under Model 2 a cluster lacks as many as its barest board; else every board's seats count."""
    plan, shown = view(governance=governance)
    after, before = Cost().value(GIVEN, plan, builder.RULEBOOK), cost_today(GIVEN, builder.RULEBOOK)
    assert figures(shown.saving) == [
        (before, after),
        (before, after + vacant * PAY.ned),
        (before + 6 * PAY.ned, after),
    ]
    low, high = before - after - vacant * PAY.ned, before - after + 6 * PAY.ned
    if low >= 0:
        assert f"cost {low:,} to {high:,} pounds a year less than today" in shown.saving.sentence
    else:
        assert f"between {high:,} pounds a year less and {-low:,} pounds a year more" in shown.saving.sentence


def test_a_vacant_chair_counts_at_the_band_of_its_board():
    """Today, where a chair is missing."""
    rest = tuple(h for h in GIVEN.office_holders if (h.organisation, h.role) != ("5AA", "chair"))
    given = GIVEN.replaced(office_holders=rest)
    _, shown = view(given)
    (before, _), _, (full, _) = figures(shown.saving)
    chair = given.by_code["5AA"]
    people = chair.weighted_population or chair.population
    assert full - before == 6 * PAY.ned + max(b.pounds for b in PAY.chair if b.above < people)
    assert max(b.pounds for b in PAY.chair if b.above < people) > min(b.pounds for b in PAY.chair)


def test_boards_over_time():
    """Five terms end with December 2011: that day still counts, the next quarter lacks them if not renewed."""
    end = {"term_end": date(2011, 12, 31)}
    people = tuple(
        h.model_copy(update=end) if (h.organisation, h.role) == ("5AA", "ned") else h
        for h in GIVEN.office_holders
    )
    given = GIVEN.replaced(office_holders=people)
    _, shown = view(given, "model-4")
    rows = {r.day: (r.terms, r.filled, r.below, r.unrenewed) for r in shown.timeline.rows}
    assert rows["31 December 2011"] == ("0", "36", "0", "0")
    assert rows["31 March 2012"] == ("5", "36", "0", "1")
    assert [*rows][:: len(rows) - 1] == ["1 June 2011", "31 March 2013"]
    _, public = view(given, "model-4", "public")
    told = {r.day: r.unrenewed for r in public.timeline.rows}
    assert told["31 March 2012"] == "not shown"  # one board is its five directors


def test_models_side_by_side():
    """Clusters of three and of two, with 29 seats: what Appendix A makes of them."""
    _, shown = view()
    table = shown.side_by_side
    cells = {row: [c.cells[n] for c in table.columns] for n, row in enumerate(table.rows)}
    several = "in clusters of several"
    assert cells["Chairs"] == [(f"{n} {several}",) for n in (5, 2, 2, 5)]
    today = ("up to 29, every seat of today",)
    assert cells["Directors"] == [today, ("10 to 14 people",), ("13 to 32 people",), today]
    assert cells["Largest body with the executive team"] == [
        ("4",),
        ("6 to 8",),
        ("8 to 20",),
        ("3 boards, one by one",),
    ]
    assert cells["Clusters of this plan"] == [("0",), ("2",), ("0",), ("0",)]
    unknown = ("see planner compare",)
    assert cells["Places that end at worst"] == [unknown, ("6",), unknown, unknown]
