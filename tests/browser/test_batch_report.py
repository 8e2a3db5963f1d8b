"""The report of a batch in chromium: it fits a narrow screen, asks for nothing and says nothing amiss."""

from __future__ import annotations

from itertools import pairwise

import pytest

from planner.report.batch import batch_html
from tests.browser.test_report import browser as browser  # noqa: PLC0414 - the fixture
from tests.browser.test_report import opened
from tests.report.batch_table import TITLES, frame

pytestmark = pytest.mark.browser


def test_the_page_fits_and_is_alone(browser, tmp_path):
    """At 320 pixels nothing is wider than the screen; headings leave no step out."""
    path = tmp_path / "report.html"
    path.write_text(batch_html(frame(), TITLES), encoding="utf-8")
    page, said, asked = opened(browser, path, 320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert said == []
    assert [a for a in asked if not a.startswith("file:")] == []
    steps = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map(h => Number(h.tagName[1]))")
    assert steps[0] == 1
    assert max(b - a for a, b in pairwise(steps)) <= 1
    page.close()
