"""The page: one file, escaped, small, and the same numbers as the plan and the workbook."""

from __future__ import annotations

import base64
import csv
import hashlib
import html
import io
import re
from html.parser import HTMLParser

import openpyxl
import pytest

from planner.core.rows import View
from planner.report import report_html, report_view, write_report, write_workbook
from planner.report.csv_tables import csv_tables
from planner.report.workbook import safe, workbook_bytes
from tests.report import builder
from tests.report.england import england, reference_plan

HOSTILE = {
    "5AA": "<script>alert(1)</script>",
    "5AB": "=cmd()|'/c calc'!A1",
    "5AC": "\u202eevil\u202c & \U0001f3e5 <b>",
    "5AD": "N" * 300,
    "5AE": "https://example.org/{{ 7 * 7 }}",
    "5AF": "\"><svg onload='x()'>",
}


class Tables(HTMLParser):
    """Cells of every table by its id, and all tags seen."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: dict[str, list[list[str]]] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._rows: list[list[str]] | None = None
        self._cell = False

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "table":
            self._rows = self.tables.setdefault(dict(attrs)["id"], [])
        elif tag == "tr" and self._rows is not None:
            self._rows.append([])
        elif tag in ("td", "th") and self._rows is not None:
            self._rows[-1].append("")
            self._cell = True

    def handle_endtag(self, tag):
        if tag == "table":
            self._rows = None
        elif tag in ("td", "th"):
            self._cell = False

    def handle_data(self, data):
        if self._cell and self._rows:
            self._rows[-1][-1] += data


def parsed(page: str) -> Tables:
    """The page, read back."""
    reader = Tables()
    reader.feed(page)
    return reader


@pytest.fixture(scope="module")
def given():
    """An instance with names that try to be code."""
    made = builder.instance(names=HOSTILE)
    return made.model_copy(update={"decisions": (builder.hostile_decision("5AF"),), "title": HOSTILE["5AA"]})


@pytest.fixture(scope="module")
def plan(given):
    """Three clusters under Model 3."""
    return builder.plan(
        given, [["5AA", "5AB", "5AC"], ["5AD", "5AE"], ["5AF"]], governance="model-3", recruits=2
    )


def test_hostile_names_are_text_everywhere(given, plan):
    """No element or attribute comes from a name; every name is there to be read."""
    page = report_html(given, plan, builder.RULEBOOK)
    tags = parsed(page).tags
    assert [t for t, _ in tags if t in ("script", "b", "img", "iframe", "link", "object")] == ["script"]  # ours
    assert not [a for _, attributes in tags for a in attributes if a.startswith("on")]
    shown = html.unescape(page)
    for name in HOSTILE.values():
        assert name in shown
    assert "49" not in shown.split("example.org/")[1][:12]


def test_the_policy_allows_one_style_and_one_script_by_hash_and_nothing_else(given, plan):
    """The hashes are those of style and script as they stand in the page."""
    page = report_html(given, plan, builder.RULEBOOK)
    style = re.search(r"<style>(.*?)</style>", page, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])
    assert policy.startswith("default-src 'none'; ")
    assert f"style-src 'sha256-{digest}'" in policy
    (script,) = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    assert f"script-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert " style=" not in page
    assert not re.search(r'(?:src|href)="(?!#)', page)


def test_structure_for_readers_of_every_kind(given, plan):
    """One h1, a skip link first, captions and scopes on every table, no empty cell, titles on drawings."""
    page = report_html(given, plan, builder.RULEBOOK)
    found = parsed(page)
    tags = [t for t, _ in found.tags]
    assert tags.count("h1") == 1
    assert tags.count("caption") == tags.count("table") > 8
    assert all("scope" in a for t, a in found.tags if t == "th")
    assert dict(found.tags)["html"] == {"lang": "en-GB"}
    assert next(a for t, a in found.tags if t == "a")["href"] == "#main"
    assert {"header", "main", "nav", "footer"} <= set(tags)
    ids = [a["id"] for _, a in found.tags if "id" in a]
    assert len(ids) == len(set(ids))
    for rows in found.tables.values():
        assert len({len(r) for r in rows}) == 1
        assert all(cell.strip() for row in rows for cell in row)
    drawings = [a for t, a in found.tags if t == "svg"]
    assert drawings
    assert all(a["role"] == "img" and set(a["aria-labelledby"].split()) <= set(ids) for a in drawings)


def test_page_workbook_and_plan_say_the_same_numbers(given, plan):
    """Clusters, boards and levels, read back from both files and compared with the plan."""
    view = report_view(given, plan, builder.RULEBOOK)
    page = parsed(report_html(given, plan, builder.RULEBOOK)).tables
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes(view)))
    clusters = {c.id: c for c in plan.clusters}
    html_rows = {r[2]: r for r in page["t-clusters-caption"][1:]}
    book_rows = {r[1]: r for r in list(book["Clusters"].values)[1:]}
    assert set(html_rows) == set(book_rows) == set(clusters)
    for id_, cluster in clusters.items():
        assert int(html_rows[id_][5].replace(",", "")) == book_rows[id_][6] == cluster.population
        assert html_rows[id_][0] == str(book_rows[id_][0])
    of = {r[0]: r[3] for r in list(book["Organisations"].values)[1:]}
    assert of == {o: c.id for c in plan.clusters for o in c.organisations}
    html_boards = {r[1]: r for r in page["t-boards-caption"][1:]}
    for row in list(book["Boards"].values)[1:]:
        assert plan.board_of[row[0]].organisation == row[0]
        assert html_boards[row[0]][6] == str(row[6]) == str(len(plan.board_of[row[0]].officers))
    html_seats = {int(r[0]): [int(x) for x in r[3:]] for r in page["t-seats-caption"][1:]}
    for row in list(book["Clusters"].values)[1:]:
        boards = [plan.board_of[o] for o in clusters[row[1]].organisations]
        held = [[n.seat for n in b.neds] for b in boards]
        filled = [sum(s.count("own") for s in held), max(s.count("shared") for s in held)]
        filled += [sum(s.count("locality") for s in held), sum(b.vacancies for b in boards)]
        assert list(row[11:15]) == filled == html_seats[row[0]][4:]
        assert list(row[7:11]) == html_seats[row[0]][:4]
    html_levels = [int(r[2].replace(",", "")) for r in page["t-aims-caption"][1:]]
    assert html_levels == [r[3] for r in list(book["Levels"].values)[1:]] == [x.value for x in plan.levels]
    rules = {r[0]: r[4] for r in list(book["Rules"].values)[1:]}
    assert set(rules) == {r.id for r in plan.rules}
    summary = [r[1] for r in book["Summary"].values]
    assert view.headline.sentence in summary
    assert f"<h1>{html.escape(view.headline.sentence)}</h1>" in report_html(given, plan, builder.RULEBOOK)


def test_the_workbook_holds_texts_and_tables_only(given, plan, tmp_path):
    """No formula, no link, no merged cell, one table a sheet without filter; codes are texts."""
    write_workbook(given, plan, builder.RULEBOOK, tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    expected = (
        "Contents Summary Clusters Organisations Boards Recruits Competitions Equality Lasting Levels Rules "
        "Reference Regions Models Time Saving Divided Decisions Pages Deciders Views Assumptions Settings"
    )
    assert book.sheetnames == [*expected.split(), "Data dictionary"]
    for sheet in book:
        assert not sheet.merged_cells.ranges
        assert len(sheet.tables) == 1
        table = next(iter(sheet.tables.values()))
        assert table.autoFilter is None
        cells = [c for row in sheet.iter_rows() for c in row]
        assert not [c.coordinate for c in cells if c.data_type == "f" or c.hyperlink]
        assert not [c.coordinate for c in cells if c.value in (None, "")]
        assert "Draft for discussion" in sheet.oddHeader.left.text
    names = [r[1] for r in book["Organisations"].values]
    assert HOSTILE["5AB"] in names
    assert HOSTILE["5AD"] in names
    assert [p.name for p in tmp_path.iterdir()] == ["plan.xlsx"]


def test_csv_files_hold_texts_that_no_spreadsheet_takes_for_a_formula(given, plan):
    """Every cell of every file; codes and names are there, with a quote before them where it is needed."""
    for audience in ("public", "panel"):
        tables = csv_tables(report_view(given, plan, builder.RULEBOOK, audience))
        cells = [c for text in tables.values() for row in csv.reader(io.StringIO(text[1:])) for c in row]
        assert not [c for c in cells if c.startswith(("=", "+", "@", "\t", "\r")) or re.match(r"-(?!\d+$)", c)]
        assert "'" + HOSTILE["5AB"] in cells
        assert HOSTILE["5AD"] in cells
        assert "Draft for discussion" in tables["contents.csv"]


@pytest.mark.parametrize("audience", ["public", "board", "panel"])
def test_hostile_views_and_partnerships_are_text(given, plan, audience):
    """What partners wrote goes through the same escaping, in page and pages."""
    evil = HOSTILE["5AF"] + HOSTILE["5AA"]
    views = (View(stakeholder=evil, subject="5AA", view=evil, evidence=evil),)
    coverage = tuple(c.model_copy(update={"partnership": evil}) for c in given.coverage)
    page = report_html(given.replaced(views=views, coverage=coverage), plan, builder.RULEBOOK, audience)
    assert [t for t, _ in parsed(page).tags if t in ("script", "b", "img", "iframe", "link", "object")] == [
        "script"
    ]
    assert html.unescape(page).count(evil) >= 6


def test_cells_hold_what_a_workbook_can_hold():
    """Control characters and endless texts don't damage the file."""
    assert safe("a\x00b") == "a\ufffdb"
    assert len(safe("x" * 100_000)) <= 32_000


def test_equal_plans_give_equal_files(given, plan, tmp_path):
    """Byte for byte, page and workbook."""
    for n in (1, 2):
        write_report(given, plan, builder.RULEBOOK, tmp_path / f"{n}.html")
        write_workbook(given, plan, builder.RULEBOOK, tmp_path / f"{n}.xlsx")
    assert (tmp_path / "1.html").read_bytes() == (tmp_path / "2.html").read_bytes()
    assert (tmp_path / "1.xlsx").read_bytes() == (tmp_path / "2.xlsx").read_bytes()


def test_sizes_of_england_and_the_south_west():
    """England in 1.5 MB, one region in 300 KB, and no id in either."""
    whole = england()
    page = report_html(whole, reference_plan(whole), builder.RULEBOOK)
    assert len(page.encode()) <= 1_500_000
    assert page.count("<svg") == 11
    ids = {h.id for h in whole.office_holders if h.id}
    assert not [i for i in ids if i in page]
    part = whole.within("South West")
    assert len(report_html(part, reference_plan(part, "model-2", ends=3), builder.RULEBOOK).encode()) <= 300_000
