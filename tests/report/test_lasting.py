"""How likely boards last: shown by cluster with what it rests on, without a person, and left out honestly."""

from __future__ import annotations

import io

import openpyxl

import planner
from planner.boards.resilience import chance
from planner.boards.resilience.words import per_cent
from planner.cli.answer import lasting_facts, lasting_words
from planner.report import report_html, report_view
from planner.report.workbook import workbook_bytes
from tests.report import builder
from tests.report.test_html import parsed

GIVEN = builder.instance()
CODES = sorted(GIVEN.by_code)
PLAN = builder.plan(GIVEN, [CODES[:3], CODES[3:5], CODES[5:]], governance="model-3")
LINE = "Chance that every board stays within the law to 31 March 2013: "


def test_page_workbook_terminal_and_library_say_the_same() -> None:
    """Cluster by cluster, and the whole in one line."""
    found = planner.resilience(GIVEN, PLAN, builder.RULEBOOK)
    view = report_view(GIVEN, PLAN, builder.RULEBOOK)
    page = parsed(report_html(GIVEN, PLAN, builder.RULEBOOK)).tables["t-lasting-caption"]
    book = list(openpyxl.load_workbook(io.BytesIO(workbook_bytes(view)))["Lasting"].values)
    names = {c.id: c.name for c in PLAN.clusters}
    for cluster in found.clusters:
        words = per_cent(cluster.chances.lawful)
        row = next(r for r in page if r[0] == names[cluster.id])
        assert (row[2], row[3]) == (str(cluster.boards), words)
        assert (row[6], row[7]) == (str(len(cluster.one.below)), str(len(cluster.two.below)))
        cells = next(r for r in book if r[0] == "cluster" and r[2] == cluster.id)
        assert (cells[4], cells[5], cells[8], cells[9]) == (
            cluster.boards,
            words,
            len(cluster.one.below),
            len(cluster.two.below),
        )
    assert not any(r[0] == "board" for r in book)
    closed = report_view(GIVEN, PLAN, builder.RULEBOOK, "board")
    rows = list(openpyxl.load_workbook(io.BytesIO(workbook_bytes(closed)))["Lasting"].values)
    assert sum(r[0] == "board" for r in rows) == len(CODES)
    assert page[-1][0] == "All boards"
    assert page[-1][3] == per_cent(found.lawful)
    line = next(x for x in lasting_words(GIVEN, PLAN, builder.RULEBOOK) if x.startswith("Chance"))
    assert line.startswith(LINE + per_cent(found.lawful))
    answer = next(a for a in view.answers if a.id == "lasting")
    assert answer.short == f"All within the law: {per_cent(found.lawful)}, with ASSUMED departures."
    assert answer.details[0] == line
    facts = lasting_facts(GIVEN, PLAN, builder.RULEBOOK)
    assert facts is not None
    assert facts["all_within_the_law"] == round(found.lawful, 6)
    assert 0 < found.lawful < 1
    assert len({r[3] for r in page[1:]}) > 2


def test_the_assumptions_stand_below() -> None:
    """In the page and in the workbook, every one."""
    found = planner.resilience(GIVEN, PLAN, builder.RULEBOOK)
    view = report_view(GIVEN, PLAN, builder.RULEBOOK)
    page = report_html(GIVEN, PLAN, builder.RULEBOOK)
    book = list(openpyxl.load_workbook(io.BytesIO(workbook_bytes(view)))["Lasting"].values)
    texts = [r[3] for r in book if r[0] == "it rests on"]
    assert texts == list(found.assumptions)
    assert all(text in page for text in texts)
    assert not any(text.startswith("Resilience") for text in view.not_examined)


def test_a_source_that_names_someone_is_withheld() -> None:
    """A planner's own words on the rates may not bring a person into a public report."""
    rates = builder.RULEBOOK.departures.model_copy(update={"certainty": "ASSUMED, as holder-5AA-0 said"})
    view = report_view(GIVEN, PLAN, builder.RULEBOOK.model_copy(update={"departures": rates}))
    assert not any("holder-5AA-0" in text for text in view.lasting.assumptions)


def test_nothing_is_said_without_boards_or_rates() -> None:
    """A map only, or a rulebook without rates: it stands under what was not examined."""
    bare = builder.RULEBOOK.model_copy(update={"departures": None})
    for plan, book in ((builder.plan(GIVEN, [CODES], boards=False), builder.RULEBOOK), (PLAN, bare)):
        view = report_view(GIVEN, plan, book)
        assert view.lasting is None
        assert any(text.startswith("Resilience") for text in view.not_examined)
        assert not any(x.startswith("Chance") for x in lasting_words(GIVEN, plan, book))
        assert lasting_facts(GIVEN, plan, book) is None
        assert "Lasting" not in openpyxl.load_workbook(io.BytesIO(workbook_bytes(view))).sheetnames


def test_too_much_is_said_too(monkeypatch) -> None:
    """When the limit is reached, the reason takes the place of the chances."""
    monkeypatch.setattr(chance, "MOST_STATES", 1)
    view = report_view(GIVEN, PLAN, builder.RULEBOOK)
    assert view.lasting.rows == ()
    assert "Not worked out: boards are linked by people" in view.lasting.short
    assert any(text.startswith("Resilience") for text in view.not_examined)
    assert view.lasting.short in report_html(GIVEN, PLAN, builder.RULEBOOK)
    assert any("not worked out" in x for x in lasting_words(GIVEN, PLAN, builder.RULEBOOK))
    assert workbook_bytes(view)
