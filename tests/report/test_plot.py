"""The drawing of trade-offs: every mark in its place, every figure one of the table's, nothing unescaped."""

from __future__ import annotations

import re

import planner
from planner.core.plan import Setting
from planner.report import report_html, report_view
from planner.report.map.plot import Point, plot
from tests.report import builder


def point(across: int, up: int, kind: str = "best") -> Point:
    return Point(across, up, f"{across:,}", f"{up:,}", kind)


def test_marks_stand_where_their_figures_say():
    """Across grows to the right, up grows upwards; the ends of both axes carry figures of points."""
    drawn = str(plot([point(0, 900), point(10, 500), point(20, 100), point(12, 600, "plan")], "places", "pay"))
    discs = [(int(x), int(y)) for x, y in re.findall(r'class="best" cx="(\d+)" cy="(\d+)"', drawn)]
    assert [x for x, _ in discs] == sorted(x for x, _ in discs)
    assert [y for _, y in discs] == sorted(y for _, y in discs)
    assert len(set(discs)) == 3
    assert drawn.count('class="mine"') == 1
    words = re.findall(r"<text[^>]*>([^<]*)</text>", drawn)
    assert {"0", "20", "100", "900", "this plan", "places", "pay"} == set(words)


def test_nothing_is_drawn_of_one_place_and_texts_are_escaped():
    assert plot([point(1, 1), point(1, 1, "plan")], "a", "b") is None
    drawn = str(plot([point(1, 1), point(2, 2)], "<script>", "a & b"))
    assert "<script>" not in drawn
    assert "a &amp; b" in drawn


def test_a_report_draws_the_plan_and_today():
    """Beside every best compromise of the table; not where the pay is kept back."""
    given = builder.instance()
    codes = sorted(given.by_code)
    trades = tuple(
        planner.TradeOff({"places_end": n, "cost": 900_000 - 10_000 * n, "meetings": 12}, {codes[0]: "model-2"})
        for n in (0, 5, 9)
    )
    for audience, drawn in (("panel", True), ("public", False)):
        plan = builder.plan(given, [codes], ends=6, values={"offers_used": 3})
        asked = {**plan.settings, "governance": Setting(value="any", origin="option")}
        plan = plan.model_copy(update={"settings": asked})
        page = report_html(given, plan, builder.RULEBOOK, audience, tradeoffs=trades)
        assert ('class="plot"' in page) == drawn
        assert page.count('class="best"') == (3 if drawn else 0)
        assert (">today</text>" in page) == drawn
        costs = {
            t.cost
            for t in report_view(given, plan, builder.RULEBOOK, audience, tradeoffs=trades).choice.tradeoffs
        }
        assert all(c.startswith("about ") for c in costs) != drawn
