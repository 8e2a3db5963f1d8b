"""The board paper and the transparency record: filled from the views, the same in Markdown and in Word."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from dataclasses import replace

import pytest
from docx import Document
from markdown_it import MarkdownIt

import planner
from planner.report import report_view
from planner.report.csv_tables import csv_tables
from planner.report.papers import board_paper, markdown, paper_files, transparency_record, word
from planner.report.papers.document import OWNER, Bullets, Paper, Section, Table, Text
from planner.report.papers.markdown import escaped
from planner.report.papers.record import KNOWN, record_fields
from planner.report.papers.words import NOT_RECOMMENDED, asked
from planner.report.views import ReportView
from tests.report import builder

GROUPS = [("5AA", "5AB", "5AC"), ("5AD", "5AE"), ("5AF",)]
HEADINGS = [
    "Purpose",
    "Recommendation",
    "Options considered",
    "Lawfulness and guidance",
    "Equality impact",
    "Risks",
    "Cost",
    "Next steps and who signs off",
    "What this paper rests on",
]
NUMBER = re.compile(r"\d[\d,]*")


def drawn(**plan) -> ReportView:
    """A view of a plan drawn by hand, which no engine has made."""
    given = builder.instance()
    made = builder.plan(given, GROUPS, **{"governance": "model-2", "ends": 6, **plan})
    return report_view(given, made, builder.RULEBOOK)


@pytest.fixture(scope="module")
def solved():
    """The tiny instance, its rulebook and a plan under Model 2, without and with boards."""
    given = planner.read_instance(planner.example("tiny"))
    rulebook = planner.load_rulebook(given.rulebook)
    engine = planner.open(given, rulebook)
    settings = planner.Settings(workers=1)
    return given, rulebook, engine.solve(governance="model-2", settings=settings).plan


@pytest.fixture(scope="module")
def view(solved) -> ReportView:
    """For everyone."""
    given, rulebook, plan = solved
    return report_view(given, plan, rulebook)


def section(paper: Paper, heading: str) -> str:
    """All texts of one section."""
    found = Paper("", (), tuple(s for s in paper.sections if s.heading == heading))
    return "\n".join(found.texts())


def test_meetings_say_that_organisations_standing_alone_are_left_out() -> None:
    """5AF stands alone and has board meetings too; compare counts them, this row does not, and says so."""
    models = drawn().side_by_side
    assert models is not None
    row = next(i for i, title in enumerate(models.rows) if title.startswith("Board meetings a year"))
    assert models.columns[-1].cells[row] == ("60",)  # 12 for each of five organisations under Model 4
    assert "those that stand alone left out" in models.rows[row]
    assert models.rows[row] in section(board_paper(drawn()), "Options considered")


def test_the_paper_has_every_section(view: ReportView) -> None:
    """In the order in which a board reads, with the headline, every cluster, every step and no empty cell."""
    paper = board_paper(view)
    assert [s.heading for s in paper.sections] == HEADINGS
    assert paper.notices == view.notices
    assert view.headline.sentence in section(paper, "Recommendation")
    for cluster in view.clusters:
        assert cluster.name in section(paper, "Recommendation")
    for row in view.deciders.rows:
        assert row.recommendation in section(paper, "Next steps and who signs off")
    assert "Dunwater Council" in section(paper, "Next steps and who signs off")
    assert "women" in section(paper, "Equality impact")
    assert view.saving is not None
    assert view.saving.sentence in section(paper, "Cost")
    assert all(text.strip() for text in paper.texts())
    for block in (b for s in paper.sections for b in s.blocks if isinstance(b, Table)):
        assert {len(row) for row in block.rows} <= {len(block.header)}


def test_numbers_come_from_the_workbook(view: ReportView) -> None:
    """Every number of the paper stands in the tables of the plan, but for sums that the paper makes of them."""
    cells = (c for t in csv_tables(view).values() for row in csv.reader(io.StringIO(t)) for c in row)
    known = {n.replace(",", "").lstrip("0") for c in cells for n in NUMBER.findall(c)}
    words = " ".join(board_paper(view).texts())
    told = {n.replace(",", "").lstrip("0") for n in NUMBER.findall(words)}
    tally = {str(sum(r.status == s for r in view.rules)) for s in ("pass", "exempt")}
    assert told - known - tally - {"2010", "39", ""} == set()


def test_risks_are_those_of_the_models_used(view: ReportView) -> None:
    """The guidance's own list of Model 2, of no other; its advantages stand beside the others' as options."""
    assert view.side_by_side is not None
    paper = board_paper(view)
    by_id = {c.id: c for c in view.side_by_side.columns}
    risks, options = section(paper, "Risks"), section(paper, "Options considered")
    for name, column in by_id.items():
        for text in column.cells[-1]:
            others = {t for n, c in by_id.items() if n != name for t in c.cells[-1]}
            if text not in others:
                assert (text in risks) == (name == "model-2"), text
        assert all(text in options for text in column.cells[-2])


@pytest.mark.parametrize("failing", ["BRD-3", "GEO-CON"])
def test_a_plan_that_does_not_stand_is_not_recommended(failing: str) -> None:
    """It says so, asks for nothing but to note it, and names the rule."""
    paper = board_paper(drawn(failing=(failing,)))
    text = "\n".join(paper.texts())
    assert NOT_RECOMMENDED in text
    assert not [a for a in asked(boards=True) if a in text]
    assert failing in section(paper, "Lawfulness and guidance")


def test_a_map_alone(solved) -> None:
    """Without boards the paper asks for the grouping alone, and names no model."""
    given, rulebook, plan = solved
    bare = {"boards": (), "people": (), "ring_fences": (), "to_recruit": ()}
    view = report_view(given, plan.model_copy(update=bare), rulebook)
    paper = board_paper(replace(view, warning="", rules=tuple(r for r in view.rules if r.status != "fail")))
    text = "\n".join(paper.texts())
    assert [s.heading for s in paper.sections] == HEADINGS
    assert asked(boards=False)[0] in text
    assert asked(boards=True)[1] not in text
    assert "Boards were not planned" in section(paper, "Purpose")


@pytest.mark.parametrize("audience", ["public", "board", "panel"])
def test_no_paper_names_a_person(solved, audience) -> None:
    """Papers speak of seats to every audience; one for a panel is marked confidential all the same."""
    given, rulebook, plan = solved
    view = report_view(given, plan, rulebook, audience)
    ids = {h.id for h in given.office_holders if h.id}
    for paper in (board_paper(view), transparency_record(view)):
        text = "\n".join(paper.texts())
        assert not [i for i in ids if i in text]
        assert "No decision has been taken about any person" in text
        assert any("confidential" in n.lower() for n in paper.notices) == (audience == "panel")


def test_word_says_what_the_paper_says(view: ReportView) -> None:
    """Every text in order, real headings, marked header rows, British English; the notice on every page."""
    paper = board_paper(view)
    document = Document(io.BytesIO(word(paper)))
    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == HEADINGS
    wanted = [b for s in paper.sections for b in s.blocks if isinstance(b, Table)]
    assert len(document.tables) == len(wanted)
    for table, block in zip(document.tables, wanted, strict=True):
        rows = [tuple(c.text for c in row.cells) for row in table.rows]
        assert rows == [block.header, *block.rows]
        assert "w:tblHeader" in table.rows[0]._tr.xml
    said = [p.text for p in document.paragraphs if p.text]
    rest = [paper.title, *paper.notices]
    for part in paper.sections:
        rest.append(part.heading)
        for block in part.blocks:
            rest += block.items if isinstance(block, Bullets) else [_first(block)]
    assert said == rest
    assert paper.notices[0] in document.sections[0].header.paragraphs[0].text
    assert 'w:lang w:val="en-GB"' in document.styles["Normal"].element.xml
    assert document.core_properties.language == "en-GB"


def _first(block: Text | Table) -> str:
    return block.text if isinstance(block, Text) else block.caption


def test_markdown_reads_as_the_paper(view: ReportView) -> None:
    """A reader of CommonMark finds the same headings and tables, and no mark-up that comes from data."""
    paper = board_paper(view)
    page = MarkdownIt("commonmark").enable("table").render(markdown(paper))
    assert re.findall("<h2>(.*?)</h2>", page) == HEADINGS
    assert page.count("<table>") == sum(isinstance(b, Table) for s in paper.sections for b in s.blocks)
    assert "<a " not in page


@pytest.mark.parametrize(
    "text",
    ["*a*", "_a_", "`a`", "[a](b)", "<b>", "# a", "1. a", "- a", "+ a", "1) a", "a | b", "&amp;", "~~a~~", "\\",
     "http://a.b", "www.a.b", "===", "---", "![a](b)", "=cmd()", "> a"],
)  # fmt: skip
def test_signs_mean_themselves(text: str) -> None:
    """Any text of data comes out of a renderer as it went in."""
    shown = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(escaped(text))
    plain = shown.removeprefix("<p>").removesuffix("</p>\n")
    for sign, code in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        plain = plain.replace(sign, code)
    assert plain == text


def test_the_record(view: ReportView, solved) -> None:
    """Every section of the standard; what is left is marked, and counted above."""
    sections = record_fields(view)
    assert [t for t, _ in sections] == [
        "Metadata",
        "Tier 1: overview",
        "Tier 2: owner and responsibility",
        "Tier 2: description and rationale",
        "Tier 2: decision-making process",
        "Tier 2: tool specification",
        "Tier 2: operational data",
        "Tier 2: risks, mitigations and impact assessments",
    ]
    fields = [f for _, found in sections for f in found]
    assert len({f.name for f in fields}) == len(fields)
    for field in fields:
        assert (OWNER in field.entry) == (field.by != KNOWN), field.name
    text = "\n".join(transparency_record(view).texts())
    assert f"Fields that still need their owner: {sum(OWNER in f.entry for f in fields)}." in text
    assert "RECALLED" in text
    assert solved[0].sha256 in next(f.entry for f in fields if f.name == "Data sources")
    assert "Appointments Commission" in next(f.entry for f in fields if f.name == "Human decisions and review")


def test_equal_views_give_equal_files(view: ReportView) -> None:
    """Byte for byte, and nothing else in the archive than what Word needs."""
    first, second = paper_files(view, ("md", "docx", "html")), paper_files(view, ("docx", "md"))
    assert first == second
    assert set(first) == {f"{n}.{x}" for n in ("board-paper", "transparency-record") for x in ("md", "docx")}
    data = first["board-paper.docx"]
    assert isinstance(data, bytes)
    assert not [n for n in zipfile.ZipFile(io.BytesIO(data)).namelist() if "vba" in n or "embed" in n]


def test_characters_that_no_document_can_hold() -> None:
    """They become a mark, not a damaged file."""
    paper = Paper(
        "a\x00",
        (),
        (
            Section(
                "b\x1b",
                (Text("c\ufffe"), Table("t", ("h",), (("x\ny",),))),
            ),
        ),
    )
    document = Document(io.BytesIO(word(paper)))
    assert [p.text for p in document.paragraphs if p.text] == ["a\ufffd", "b\ufffd", "c\ufffd", "t"]
    assert document.tables[0].rows[1].cells[0].text == "x\ny"
