"""Read back: every number on the page is in the plan's file or in the workbook, for every audience."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

import openpyxl
import pytest

import planner
from planner.io.plans import plan_json
from planner.report.html import render
from planner.report.publish import report_view
from planner.report.workbook import workbook_bytes
from tests.report import builder
from tests.report.england import england

NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
PARAGRAPHS = re.compile(r"A?¶[\d.]+\d|A?¶\d+|A\d+\.\d+|paragraph [\d.]*\d")
"""Paragraphs of the guidance are places, not figures."""


class Text(HTMLParser):
    """All that is to be read, without style and script."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._skip = 0

    def handle_starttag(self, tag, attrs):
        self._skip += tag in ("style", "script")
        self.parts.append(" ")

    def handle_endtag(self, tag):
        self._skip -= tag in ("style", "script")
        self.parts.append(" ")

    def handle_data(self, data):
        if not self._skip:
            self.parts.append(data)


def numbers(text: str) -> set[str]:
    """Numbers without their commas."""
    found = NUMBER.findall(PARAGRAPHS.sub(" ", text))
    return {n.replace(",", "").rstrip(".") for n in found}


@pytest.fixture(scope="module")
def south_west():
    """A solved region."""
    given = england().within("South West")
    return given, planner.open(given, builder.RULEBOOK).solve(governance="model-2").plan


@pytest.mark.no_cover
@pytest.mark.parametrize("audience", ["public", "board", "panel"])
def test_every_number_is_in_the_plan_or_the_workbook(south_west, audience):
    """Headline, answers, tables, pages, drawings: nothing is made up on the way to the page."""
    given, plan = south_west
    view = report_view(given, plan, builder.RULEBOOK, audience)
    reader = Text()
    reader.feed(render(view))
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(view)))
    cells = " ".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row)
    known = numbers(cells) | numbers(plan_json(plan))
    shown = numbers(" ".join(reader.parts))
    assert len(shown) > 120
    assert shown - known == set()


def test_a_number_of_its_own_would_be_found(south_west):
    """The comparison sees a figure that is in neither."""
    given, plan = south_west
    view = report_view(given, plan, builder.RULEBOOK)
    page = render(view).replace("</main>", "<p>987,654 more</p></main>")
    reader = Text()
    reader.feed(page)
    assert "987654" in numbers(" ".join(reader.parts))
    assert "987654" not in numbers(plan_json(plan))
