"""Faults given back: in the cells of a copy of the workbook, on a sheet in front, and as a table."""

from __future__ import annotations

import csv
import io
import json
import stat
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from planner.cli.main import main
from planner.core.faults import Fault
from planner.io.book.faults import AUTHOR, HEADER, faults_csv, marked_copy
from tests.io.folder import Content, content, write_csv, write_xlsx


def check(*words: object) -> Result:
    """Run ``planner check``."""
    return CliRunner().invoke(main, ["check", *map(str, words)])


def spoilt() -> Content:
    """Five faults of four kinds of places, two of them in one cell's row."""
    what = content()
    what.cell("organisations", 2, "population", "-1")
    what.cell("organisations", 3, "kind", "pcts")
    what.line("links", "N01", "N01", "land")
    what.line("coverage", "N01", "LA1")
    what.settings["rulebook"] = "pct"
    return what


def rows_of(path: Path) -> list[dict[str, str]]:
    """A table of faults."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def marks_of(path: Path) -> dict[tuple[str, str], str]:
    """Comments of ours by sheet and cell."""
    book = openpyxl.load_workbook(path)
    cells = ((p.title, c) for p in book for row in p.iter_rows() for c in row)
    return {(n, c.coordinate): c.comment.text for n, c in cells if c.comment and c.comment.author == AUTHOR}


def test_a_marked_copy(tmp_path: Path) -> None:
    """Every faulty cell is filled and says what is wrong; the original keeps every byte."""
    path = write_xlsx(spoilt(), tmp_path / "mine.xlsx")
    before = path.read_bytes()
    result = check(path, "--faults", tmp_path / "out")
    assert result.exit_code == 3
    assert result.stderr.count("  where  ") == 5
    assert f"Written: {tmp_path / 'out/faults.csv'}, {tmp_path / 'out/mine-faults.xlsx'}." in result.stderr
    assert "nothing was written" not in result.stderr
    assert path.read_bytes() == before
    copy = tmp_path / "out/mine-faults.xlsx"
    marks = marks_of(copy)
    assert set(marks) == {
        ("organisations", "E2"),
        ("organisations", "C3"),
        ("links", "B8"),
        ("coverage", "A5"),
        ("coverage", "B5"),
        ("instance", "B6"),
    }
    assert marks["organisations", "C3"].startswith("P-304 kind has a value that is not known.")
    assert 'Did you mean "pct"?' in marks["organisations", "C3"]
    book = openpyxl.load_workbook(copy)
    assert book.sheetnames[0] == "faults"
    assert book["organisations"]["E2"].fill.start_color.rgb == "FFFFC7CE"
    assert book["organisations"]["E3"].fill.fill_type is None
    plain = openpyxl.load_workbook(path)
    for page in plain:
        cells = [[c.value for c in row] for row in page.iter_rows()]
        assert cells == [[c.value for c in row] for row in book[page.title].iter_rows()]
    for written in (copy, tmp_path / "out/faults.csv"):
        assert stat.S_IMODE(written.stat().st_mode) == 0o600


def test_who_gives_a_workbook_is_told_of_the_copy(tmp_path: Path) -> None:
    """Without the option, for a workbook only; nothing is written and ``--json`` stays one document."""
    path = write_xlsx(spoilt(), tmp_path / "mine.xlsx")
    assert "--faults DIR" in check(path).stderr
    assert "--faults DIR" not in check(write_csv(spoilt(), tmp_path / "mine")).stderr
    assert "--faults DIR" not in check(tmp_path / "none.xlsx").stderr
    assert json.loads(check(path, "--json").output)["status"] == "input_faults"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine", "mine.xlsx"]


def test_the_table_says_what_the_terminal_says(tmp_path: Path) -> None:
    """CSV, sheet and ``--json`` have the same faults in the same order; a folder gets no copy."""
    folder = write_csv(spoilt(), tmp_path / "mine")
    result = check(folder, "--faults", tmp_path / "out", "--json")
    told = json.loads(result.stdout)
    rows = rows_of(tmp_path / "out/faults.csv")
    assert [p.name for p in (tmp_path / "out").iterdir()] == told["written"] == ["faults.csv"]
    assert [(r["code"], r["file"], r["row"], r["column"]) for r in rows] == [
        (f["code"], f["file"], str(f["row"] or ""), f["column"] or "") for f in told["faults"]
    ]
    assert [r["number"] for r in rows] == ["1", "2", "3", "4", "5"]
    path = write_xlsx(spoilt(), tmp_path / "mine.xlsx")
    check(path, "--faults", tmp_path / "copy.xlsx")
    page = openpyxl.load_workbook(tmp_path / "copy.xlsx")["faults"]
    sheet = list(page.values)
    assert sheet[0] == HEADER
    assert [r[2] for r in sheet[1:]] == [r["code"] for r in rows]
    assert next(iter(page.tables.values())).autoFilter is None


def test_from_copy_to_copy(tmp_path: Path) -> None:
    """A corrected copy is read like the original, loses its marks, and overwrites nothing."""
    path = write_xlsx(spoilt(), tmp_path / "mine.xlsx")
    check(path, "--faults", tmp_path)
    copy = tmp_path / "mine-faults.xlsx"
    book = openpyxl.load_workbook(copy)
    book["organisations"]["E2"], book["organisations"]["C3"], book["instance"]["B6"] = 210000, "pct", "pct-2011"
    book["coverage"].delete_rows(5)
    book["organisations"]["F2"].comment = Comment("mine", "somebody")
    book.save(copy)
    result = check(copy, "--faults", tmp_path)
    assert result.exit_code == 3
    assert "mine-faults-2.xlsx" in result.stderr
    second = tmp_path / "mine-faults-2.xlsx"
    assert set(marks_of(second)) == {("links", "B8")}
    book = openpyxl.load_workbook(second)
    assert book["organisations"]["E2"].fill.fill_type is None
    assert book["organisations"]["F2"].comment.text == "mine"
    book["links"].delete_rows(8)
    book.save(second)
    result = check(second, "--faults", tmp_path / "done")
    assert result.exit_code == 0
    assert set(marks_of(tmp_path / "done/mine-faults.xlsx")) == set()


def test_warnings_are_given_back_too(tmp_path: Path) -> None:
    """They have another fill, and the exit code stays 0."""
    what = content()
    what.cell("organisations", 2, "population", "0")
    result = check(write_xlsx(what, tmp_path / "mine.xlsx"), "--faults", tmp_path / "out")
    assert result.exit_code == 0
    rows = rows_of(tmp_path / "out/faults.csv")
    assert {r["kind"] for r in rows} == {"warning"}
    book = openpyxl.load_workbook(tmp_path / "out/mine-faults.xlsx")
    assert book["organisations"]["E2"].fill.start_color.rgb == "FFFFEB9C"


def test_targets(tmp_path: Path) -> None:
    """One file by its ending; a copy of a folder, or over something, is refused."""
    folder = write_csv(spoilt(), tmp_path / "mine")
    path = write_xlsx(spoilt(), tmp_path / "mine.xlsx")
    assert check(folder, "--faults", tmp_path / "f.csv").exit_code == 3
    assert len(rows_of(tmp_path / "f.csv")) == 5
    assert check(folder, "--faults", tmp_path / "f.xlsx").exit_code == 2
    before = path.read_bytes()
    result = check(path, "--faults", path)
    assert result.exit_code == 3
    assert "is there already; nothing is overwritten" in result.stderr
    assert path.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["f.csv", "mine", "mine.xlsx"]


@pytest.mark.parametrize("data", [b"", b"not a zip file"])
def test_what_is_no_workbook_has_no_copy(tmp_path: Path, data: bytes) -> None:
    """The table is written all the same."""
    path = tmp_path / "mine.xlsx"
    path.write_bytes(data)
    result = check(path, "--faults", tmp_path / "out")
    assert result.exit_code == 3
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["faults.csv"]
    assert rows_of(tmp_path / "out/faults.csv")[0]["code"] == "P-111"


def test_nothing_of_the_user_becomes_a_formula(tmp_path: Path) -> None:
    """Neither in the table nor in the copy, whose own texts stay texts and formulas formulas."""
    path = write_xlsx(content(), tmp_path / "mine.xlsx")
    book = openpyxl.load_workbook(path)
    book["views"]["E2"].value = "=cmd()"
    book["views"]["E2"].data_type = "s"
    book["views"]["C2"] = "=1+1"
    book["views"]["A2"].fill = PatternFill("solid", start_color="FF00FF00")
    book.save(path)
    check(path, "--faults", tmp_path)
    rows = rows_of(tmp_path / "faults.csv")
    assert {r["found"] for r in rows} == {"'=cmd()", "'=1+1"}
    copy = openpyxl.load_workbook(tmp_path / "mine-faults.xlsx")
    assert [(copy["views"][c].value, copy["views"][c].data_type) for c in ("E2", "C2")] == [
        ("=cmd()", "s"),
        ("=1+1", "f"),
    ]
    assert copy["views"]["A2"].fill.start_color.rgb == "FF00FF00"
    assert [c for row in copy["faults"].iter_rows() for c in row if c.data_type == "f"] == []


def test_merged_cells_and_places_that_are_not_there(tmp_path: Path) -> None:
    """A fault inside merged cells marks the one that is kept; one without a place stands in the list only."""
    path = write_xlsx(content(), tmp_path / "mine.xlsx")
    book = openpyxl.load_workbook(path)
    book["organisations"].merge_cells("D2:D4")
    book.save(path)
    faults = [
        Fault(code="P-301", what="empty", file="sheet organisations", row=3, column="region"),
        Fault(code="P-102", what="missing", file="sheet nowhere"),
        Fault(code="P-208", what="missing", file="sheet instance", column="title"),
        Fault(code="P-106", what="=strange", file="sheet links", column="no such"),
    ]
    (tmp_path / "copy.xlsx").write_bytes(marked_copy(path, faults) or b"")
    assert set(marks_of(tmp_path / "copy.xlsx")) == {
        ("organisations", "D2"),
        ("instance", "B3"),
        ("links", "A1"),
    }
    text = faults_csv(faults).decode("utf-8-sig")
    assert [r["what"] for r in csv.DictReader(io.StringIO(text))][-1] == "'=strange"
