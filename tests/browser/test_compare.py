"""The page of a comparison in Debian's chromium: no complaint, no request, readable on a small screen."""

from __future__ import annotations

import pytest

from planner.report.html.compare import render_compare
from planner.report.views.compare import compare_view
from tests.browser.test_report import ARTIFACTS, browser, every, opened  # noqa: F401 - browser is a fixture
from tests.checker import builder
from tests.study.compare.by_hand import compared

pytestmark = pytest.mark.browser


def test_the_page_opens_and_reflows(browser, tmp_path):  # noqa: F811 - the fixture
    """Style applied, every table there, nothing but the tables' own boxes scrolls sideways at 320 pixels."""
    made = compared(certain=True)
    view = compare_view(made, builder.book(), builder.instance())
    file = tmp_path / "comparison.html"
    file.write_text(render_compare(view), encoding="utf-8")
    page, said, asked = opened(browser, file)
    assert said == []
    assert asked == [file.as_uri()]
    assert page.locator("#t-definitions-caption tbody tr").count() == len(made.figures)
    assert page.locator("#t-claims-caption tbody tr").count() == len(made.claims)
    sizes = page.evaluate(f"{every('p,td,th,li,a')}.map(e => parseFloat(getComputedStyle(e).fontSize))")
    assert min(sizes) >= 16
    links = page.evaluate(
        f"{every('nav a')}.filter(a => !document.querySelector(a.getAttribute('href'))).length"
    )
    assert links == 0
    page.close()
    page, _, _ = opened(browser, file, width=320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / "comparison-320.png", full_page=False)
    page.close()
