"""The report of a batch says what its table says, and only that."""

from __future__ import annotations

import re

from planner.report.batch import batch_html
from planner.report.batch.draw import panel, spread
from planner.report.batch.view import NOT_COMPARED, PANELS, Spread, batch_view
from tests.report.batch_table import HOSTILE, ROWS, TITLES, frame, row


def view(rows=ROWS):
    """The page as data."""
    return batch_view(rows, TITLES, "A batch")


def test_the_best_of_each_cell_is_by_the_order_of_aims():
    """Fewest splits before least pay; equals are named; other orders are not compared; none is said."""
    bests = {b.cell[1]: b for b in view().bests}
    assert bests["North"].best == "model-2; as good: model-3, clusters 4"
    assert bests["North"].values == ("2", "1,000")
    assert bests[HOSTILE].best == "model-1"
    assert bests[HOSTILE].more == "2 runs; not every run is proved best"
    assert bests["South"].best == NOT_COMPARED
    assert bests["East"].best == "no plan"
    assert "West" not in bests


def test_the_headline_counts_runs():
    """Done, failed, proved, without a plan, left."""
    made = view()
    assert made.sentence == "10 runs: 8 done, 1 failed"
    assert made.facts == (
        "5 runs proved best.",
        "1 run found and checked, but not proved best.",
        "1 run without a plan, for none meets the rules.",
        "1 run ended by a limit before a plan was found.",
        "1 run not worked out yet; this page shows the rest.",
    )
    assert made.failed == (("memory", 1),)


def test_spreads_are_quartiles():
    """Least, quarters, middle, most; of one value all the same."""
    assert Spread("m", (1, 2, 3, 4, 5)).five == (1, 2, 3, 4, 5)
    assert Spread("m", (1, 2)).five == (1, 1.25, 1.5, 1.75, 2)
    assert Spread("m", (7,)).five == (7, 7, 7, 7, 7)
    pay = next(d for d in view().drawn if d.measure.id == "cost")
    assert {s.model: s.values for s in pay.spreads} == {
        "model-1": (1, 2, 900, 5_000_000),
        "model-2": (1000,),
        "model-3": (1000,),
    }


def test_drawings_stay_in_their_frames_and_share_a_scale():
    """Marks of the least and the most stand at the ends; every number drawn is inside."""
    made = view()
    for drawn in made.drawn:
        assert (drawn.low, drawn.high) == (
            min(v for p in drawn.panels for *_, v in p.marks),
            max(v for p in drawn.panels for *_, v in p.marks),
        )
        for n, shown in enumerate(drawn.panels):
            svg = panel(shown, drawn, made.models, made.scenarios, f"k{n}")
            assert svg.count("<circle") == len(shown.marks)
            for x, y in re.findall(r'cx="([\d.-]+)" cy="([\d.-]+)"', svg):
                assert 52 <= float(x) <= 200
                assert 10 <= float(y) <= 128
        assert "NaN" not in spread(drawn, "s")


def test_many_regions_are_cut_and_said():
    """Sixty drawings at most; the page says how many are missing."""
    rows = [row(n, f"Region {n}", "model-1", n, 1) for n in range(PANELS + 7)]
    made = view(rows)
    assert [len(d.panels) for d in made.drawn] == [PANELS]
    assert made.left_out == 7
    assert "7 more regions have no drawing" in batch_html(frame(rows), TITLES)


def test_names_that_try_to_be_code_are_text():
    """In page, drawing and title."""
    page = batch_html(frame(), TITLES, f"{HOSTILE} title", invented=True)
    assert "<script" not in page
    assert "<i>split" not in page
    assert "&lt;script&gt;" in page
    assert "Office holders are invented." in page
    assert "Office holders" not in batch_html(frame(), TITLES)


def test_a_batch_without_any_plan_has_a_page():
    """Nothing done yet."""
    page = batch_html(frame([ROWS[-1]]), {})
    assert "No run has a plan yet." in page
