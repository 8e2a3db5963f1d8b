"""Texts that try to be code are shown as text in page, workbook, CSV, papers and terminal."""

from __future__ import annotations

import csv
import io
import json
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from tests.acceptance.command import INSTANCES, copied, edit, run

NAMES = {
    "T01": "<script>alert(1)</script>",
    "T02": '"><img src=x onerror=alert(2)> & co',
    "T03": "-1+1|cmd",
    "T04": "Trust \u200f\u05e9\u05dc\u05d5\u05dd",
    "T05": "x" * 300,
    "T06": "\U0001f600 {{ 7*7 }} %s [a](http://b.c) | **bold** _x000A_",
}
REASON = "<b>why</b> & @SUM(A1) `rm`"
FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Page(HTMLParser):
    """What of a page is text, and which elements and attributes it has."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.code: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.add(tag)
        self.attributes |= {a for a, _ in attrs}
        self._inside = tag

    def handle_endtag(self, tag: str) -> None:
        """Leave an element."""
        self._inside = ""

    def handle_data(self, data: str) -> None:
        """Note text, scripts and styles apart."""
        (self.code if self._inside in ("script", "style") else self.text).append(data)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """A folder with what every command writes of the tiny instance under other names; the terminal's too."""
    folder = tmp_path_factory.mktemp("hostile")
    instance = copied(INSTANCES / "tiny", folder)

    def rename(rows: list[dict[str, str]]) -> None:
        for row in rows:
            row["name"] = NAMES[row["code"]]

    edit(instance, "organisations", rename)
    edit(instance, "decisions", lambda rows: [{**r, "reason": REASON} for r in rows])
    edit(instance, "clusters", lambda rows: [{**r, "name": NAMES["T01"]} for r in rows])
    edit(instance, "views", lambda rows: [{**r, "stakeholder": NAMES["T02"]} for r in rows])
    toml = instance / "instance.toml"
    text = toml.read_text(encoding="utf-8").replace("Six invented organisations", "<i>Six</i> & \U0001f600")
    toml.write_text(text, encoding="utf-8")
    out = folder / "out"
    told = []
    for words in (
        ("check", instance, "--faults", folder / "faults"),
        ("check", instance, "--json"),
        ("convert", instance, folder / "book.xlsx"),
        ("convert", folder / "book.xlsx", folder / "back"),
        ("check", folder / "book.xlsx", "--faults", folder / "marked"),
        ("solve", folder / "book.xlsx", "-g", "model-2", "-o", out),
        *(
            ("report", instance, out / "plan.json", "-o", folder / a, "--audience", a, *FORMATS)
            for a in ("public", "panel")
        ),
    ):
        result = run(*words)
        assert result.exit_code == 0, result.output
        told.append(result.output)
    return folder, told


FORMATS = tuple(w for f in ("html", "xlsx", "csv", "md", "docx") for w in ("--format", f))


def test_pages(written: tuple[Path, list[str]]) -> None:
    """Every name is text; no element or attribute comes from it, and no script holds a part of it."""
    folder, _ = written
    for path in (folder / "out/report.html", folder / "public/report.html", folder / "panel/report.html"):
        page = Page()
        page.feed(path.read_text(encoding="utf-8"))
        text = "\n".join(page.text)
        for name in NAMES.values():
            assert name in text, (path.name, name)
        assert REASON in text
        assert "alert" not in "".join(page.code)
        assert not {"img", "b", "i"} & page.tags
        assert not {a for a in page.attributes if a.startswith("on")}


def test_workbooks(written: tuple[Path, list[str]]) -> None:
    """Every name stands in a cell of text as it is; nothing is a formula or a link."""
    folder, _ = written
    paths = [folder / "book.xlsx", folder / "out/plan.xlsx", folder / "panel/plan.xlsx"]
    paths += (folder / "marked").glob("*.xlsx")
    assert len(paths) == 4
    for path in paths:
        cells = [c for p in openpyxl.load_workbook(path) for row in p.iter_rows() for c in row]
        texts = {c.value for c in cells if c.data_type == "s"}
        assert set(NAMES.values()) | {REASON} <= texts, path.name
        assert not [c.coordinate for c in cells if c.data_type == "f" or c.hyperlink]


def test_csv(written: tuple[Path, list[str]]) -> None:
    """The user's own tables come back letter by letter; in tables of ours nothing begins like a formula."""
    folder, _ = written
    with (folder / "back/organisations.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert {r["code"]: r["name"] for r in csv.DictReader(stream)} == NAMES
    tables = [*folder.glob("*/tables/*.csv"), *folder.glob("*/faults.csv")]
    assert len(tables) > 20
    cells = set()
    for path in tables:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            cells |= {c for row in csv.reader(stream) for c in row}
    assert not [c for c in cells if c.startswith(FORMULA) and not c.lstrip("-").replace(",", "").isdigit()]
    assert {f"'{n}" if n.startswith(FORMULA) else n for n in NAMES.values()} <= cells


def test_papers(written: tuple[Path, list[str]]) -> None:
    """Word holds every name as text without a link or field; in Markdown its signs are escaped."""
    folder, _ = written
    document = Document(str(folder / "public/board-paper.docx"))
    texts = [p.text for p in document.paragraphs]
    texts += [c.text for t in document.tables for row in t.rows for c in row.cells]
    joined = "\n".join(texts)
    for name in NAMES.values():
        assert name in joined
    xml = document.element.xml
    assert "<w:hyperlink" not in xml
    assert "fldSimple" not in xml
    paper = (folder / "public/board-paper.md").read_text(encoding="utf-8")
    assert r"\<script\>alert(1)\</script\>" in paper
    assert r"\[a\](http\://b.c) \| \*\*bold\*\*" in paper
    for word in ("<script", "<img", "<b>", "<i>", "](http:"):
        assert word not in paper.replace("\\<", "").replace("\\]", "")


def test_terminal(written: tuple[Path, list[str]]) -> None:
    """Nothing that a terminal takes for a command, and ``--json`` stays JSON."""
    folder, told = written
    for text in told:
        assert not [c for c in text if not c.isprintable() and c not in "\n\u200f"]
    assert json.loads(told[1])["instance"]["title"] == "<i>Six</i> & \U0001f600"
    assert (folder / "book.xlsx").exists()


@pytest.mark.parametrize(
    ("column", "text", "code"),
    [
        ("code", "<script>alert(1)</script>", "P-303"),
        ("code", "=cmd()", "P-313"),
        ("code", "T01\u200f", "P-303"),
        ("code", "x" * 300, "P-303"),
        ("code", "T&1", "P-303"),
        ("code", "T\U0001f600", "P-303"),
        ("code", "\x1b[31mT01", "P-312"),
        ("name", "=cmd()", "P-313"),
        ("name", "@SUM(1)", "P-313"),
        ("name", "a\u202eb", "P-312"),
        ("name", "a\x1b]0;x\x07", "P-312"),
    ],
)
def test_ids_and_texts_that_are_refused(column: str, text: str, code: str, tmp_path: Path) -> None:
    """They come back as text: in four lines on the terminal, in the table, in the document of ``--json``."""
    instance = copied(INSTANCES / "tiny", tmp_path)
    edit(instance, "organisations", lambda rows: [{**rows[0], column: text}, *rows[1:]])
    result = run("check", instance, "--faults", tmp_path / "f.csv")
    assert result.exit_code == 3
    assert code in result.stderr
    assert not [c for c in result.stderr if not c.isprintable() and c != "\n"]
    data = (tmp_path / "f.csv").read_text(encoding="utf-8-sig")
    found = next(r["found"] for r in csv.DictReader(io.StringIO(data)) if r["code"] == code)
    assert not found.startswith(FORMULA)
    assert not [c for c in data if not c.isprintable() and c not in "\r\n"]
    told = json.loads(run("check", instance, "--json").stdout)["faults"]
    assert code in {f["code"] for f in told}
