"""From CSV to a workbook and back: the same instance, the same files; what can't be held is said."""

from __future__ import annotations

import csv
import datetime as dt
import shutil
import stat
import subprocess
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from planner.core.faults import InputFaultsError, OutputError
from planner.io.book.cells import guarded, to_csv, to_workbook, unguarded
from planner.io.book.convert import convert
from planner.io.book.grid import fits_a_sheet
from planner.io.book.notes import notes_of_sheet, notes_of_text
from planner.io.catalogue import BY_NAME
from planner.io.columns import Column, columns_of
from planner.io.examples import example
from planner.io.read import read_instance
from planner.io.tables import ExcelError, Formula, RawTable, Record
from tests.io.folder import content, write_csv, write_xlsx

DATA = Path(__file__).parent / "data"
SOFFICE = shutil.which("soffice")


def texts(folder: Path) -> dict[str, str]:
    """Files of a folder as text, without byte order marks and with one kind of line ends."""
    return {p.name: p.read_bytes().decode("utf-8-sig").replace("\r\n", "\n") for p in folder.iterdir()}


@pytest.mark.parametrize("name", ["tiny", "england-2011"])
def test_there_and_back(name: str, tmp_path: Path) -> None:
    """Every file letter by letter, other editions, empty tables and remarks in instance.toml too."""
    folder = example(name)
    convert(folder, tmp_path / "book.xlsx")
    done = convert(tmp_path / "book.xlsx", tmp_path / "back")
    before, after = texts(folder), texts(tmp_path / "back")
    assert before.keys() == after.keys()
    assert [n for n in before if before[n] != after[n]] == []
    assert read_instance(tmp_path / "book.xlsx") == read_instance(tmp_path / "back") == done.instance
    private = ("book.xlsx", "back/stances.csv", "back/equality.csv", "back/decisions.csv")
    for path in (tmp_path / name for name in private):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_workbook_is_its_owners_even_with_nothing_but_the_map(tmp_path: Path) -> None:
    """It is where offers and decisions will be filled in."""
    folder = tmp_path / "bare"
    shutil.copytree(example("tiny"), folder)
    for name in ("stances.csv", "equality.csv", "decisions.csv"):
        (folder / name).unlink()
    convert(folder, tmp_path / "bare.xlsx")
    assert stat.S_IMODE((tmp_path / "bare.xlsx").stat().st_mode) == 0o600


def test_cells_are_typed(tmp_path: Path) -> None:
    """Numbers are numbers, dates are dates, codes are text; one marked-up table a sheet, nothing merged."""
    convert(write_csv(content(), tmp_path / "small"), tmp_path / "small.xlsx")
    book = openpyxl.load_workbook(tmp_path / "small.xlsx")
    row = [c.value for c in book["organisations"][2]]
    assert row == ["N01", "Northby", "pct", "North", 210000, 5, 400000, 500000, "Northern"]
    assert book["office_holders"]["D2"].is_date
    page = book["organisations"]
    assert page["A2"].number_format == page.column_dimensions["A"].number_format == "@"
    for page in book.worksheets[1:]:
        assert len(page.tables) == 1
        assert next(iter(page.tables.values())).autoFilter is None
        assert page.freeze_panes == "A2"
    assert not [p.title for p in book if p.merged_cells.ranges]
    assert not [c for p in book for r in p.iter_rows() for c in r if c.data_type == "f" or c.hyperlink]


def test_files_beside_the_tables_go_with_them(tmp_path: Path) -> None:
    """A rulebook of one's own, scenarios and boundaries, byte by byte; what is no part of it stays."""
    what = content()
    what.settings["rulebook"] = "my-rules.toml"
    folder = write_csv(what, tmp_path / "small")
    shipped = (example("tiny").parent.parent / "models/rulebooks/pct-2011.toml").read_text(encoding="utf-8")
    (folder / "my-rules.toml").write_text(
        shipped.replace('id = "pct-2011"', 'id = "my-rules"', 1), encoding="utf-8"
    )
    scenarios = b'["drawn"]\r\ngeography = "my-map.csv"\r\nconsortia_file = "consortia_2013.csv"\r\n'
    (folder / "scenarios.toml").write_bytes(scenarios)
    (folder / "my-map.csv").write_bytes(b"organisation;cluster\n")
    (folder / "consortia_2013.csv").write_bytes(b"code,name\nC9,Later\n")
    (folder / "boundaries.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    (folder / "letter.txt").write_text("private")
    (tmp_path / "out").mkdir()
    done = convert(folder, tmp_path / "out/small.xlsx")
    assert done.beside == ("my-rules.toml", "scenarios.toml", "my-map.csv", "boundaries.geojson")
    assert ("consortia_2013", 1) in done.tables
    assert done.left == ("letter.txt",)
    convert(tmp_path / "out/small.xlsx", tmp_path / "back")
    before, after = texts(folder), texts(tmp_path / "back")
    for name in (*done.beside, "consortia_2013.csv"):
        assert before[name] == after[name]
    assert (
        read_instance(folder) == read_instance(tmp_path / "out/small.xlsx") == read_instance(tmp_path / "back")
    )
    (tmp_path / "out/scenarios.toml").write_text("another")
    (tmp_path / "out/small.xlsx").unlink()
    with pytest.raises(OutputError, match=r"scenarios\.toml belongs beside"):
        convert(folder, tmp_path / "out/small.xlsx")
    assert not (tmp_path / "out/small.xlsx").exists()


def test_tables_that_are_not_read_go_with_them(tmp_path: Path) -> None:
    """Sheets of one's own stay; in a CSV file nothing of them can be taken for a formula."""
    path = write_xlsx(content(), tmp_path / "small.xlsx")
    book = openpyxl.load_workbook(path)
    page = book.create_sheet("my notes")
    for row in (("what", "", "when"), ("=1+1", 2.5, True), ("'=x", None, "@cmd")):
        page.append(row)
    book.create_sheet("Sheet!2")["A1"] = "a"
    book.save(path)
    done = convert(path, tmp_path / "small")
    assert done.left == ("sheet Sheet!2",)
    with (tmp_path / "small/my notes.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows == [["what", "", "when"], ["'=1+1", "2.5", "yes"], ["''=x", "", "'@cmd"]]
    convert(tmp_path / "small", tmp_path / "again.xlsx")
    page = openpyxl.load_workbook(tmp_path / "again.xlsx")["my notes"]
    assert (page["A2"].value, page["A2"].data_type) == ("=1+1", "s")
    assert page["A3"].value == "'=x"


def test_odd_texts_survive(tmp_path: Path) -> None:
    """Line breaks, tabs, quotation marks, ampersands, signs of other scripts, names of 300 letters."""
    what = content()
    odd = [
        'Zoë\'s "draft"\r\nsecond\tline',
        "<script>alert(1)</script> & co",
        "שלום \u200f name",
        "😀" * 100,
        "x" * 300,
    ]
    for row, text in enumerate(odd, start=2):
        what.cell("organisations", row, "name", text)
    what.cell("coverage", 2, "share", "0.123456789012345")
    what.cell("coverage", 3, "share", "0.5000")
    folder = write_csv(what, tmp_path / "small")
    first = read_instance(folder)
    convert(folder, tmp_path / "small.xlsx")
    convert(tmp_path / "small.xlsx", tmp_path / "back")
    assert read_instance(tmp_path / "small.xlsx") == read_instance(tmp_path / "back") == first
    assert {o.name for o in first.organisations} >= set(odd)


def test_what_a_workbook_would_change_is_refused(tmp_path: Path) -> None:
    """A text that a workbook's own escapes would change is no loss without a word."""
    what = content()
    what.cell("organisations", 2, "name", "North_x000D_by")
    with pytest.raises(OutputError, match=r"organisations would differ\. Nothing was written"):
        convert(write_csv(what, tmp_path / "small"), tmp_path / "small.xlsx")
    assert [p.name for p in tmp_path.iterdir()] == ["small"]


def test_faults_and_targets_in_the_way(tmp_path: Path) -> None:
    """A faulty source writes nothing; nothing is overwritten."""
    what = content()
    folder = write_csv(what, tmp_path / "small")
    (tmp_path / "there.xlsx").write_bytes(b"mine")
    with pytest.raises(OutputError, match="is there already"):
        convert(folder, tmp_path / "there.xlsx")
    with pytest.raises(OutputError, match="not empty"):
        convert(folder, folder)
    what.cell("organisations", 2, "population", "many")
    with pytest.raises(InputFaultsError):
        convert(write_csv(what, tmp_path / "bad"), tmp_path / "bad.xlsx")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["bad", "small", "there.xlsx"]
    assert (tmp_path / "there.xlsx").read_bytes() == b"mine"


def test_equal_instances_give_equal_workbooks(tmp_path: Path) -> None:
    """Byte for byte."""
    folder = write_csv(content(), tmp_path / "small")
    for name in ("a.xlsx", "b.xlsx"):
        convert(folder, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_workbook_that_libreoffice_saved(tmp_path: Path) -> None:
    """A file saved by LibreOffice 7.4 from the small content reads as the folder does."""
    saved = read_instance(DATA / "saved-by-libreoffice.xlsx")
    assert saved == read_instance(write_csv(content(), tmp_path / "small"))


@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
def test_libreoffice_saves_what_we_wrote(tmp_path: Path) -> None:
    """Where LibreOffice is installed, our own workbook goes through it unchanged in meaning."""
    folder = write_csv(content(), tmp_path / "small")
    convert(folder, tmp_path / "small.xlsx")
    subprocess.run(
        [
            str(SOFFICE),
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
            "--outdir",
            str(tmp_path / "saved"),
            str(tmp_path / "small.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    assert read_instance(tmp_path / "saved/small.xlsx") == read_instance(folder)


def test_remarks_beside_keys() -> None:
    """Signs inside texts are no remarks; a remark is one line; lines of their own are not kept."""
    text = '# above\na = "x # y" # "first" # more\nb = [ # list\n 1]\nc = 2011-06-01#\t day \n'
    values = {"a": "x # y", "b": [1], "c": dt.date(2011, 6, 1)}
    assert notes_of_text(text, values) == {"a": '"first" # more', "c": "day"}
    table = RawTable(
        "sheet instance",
        ("key", "value", "note"),
        (Record(2, ("a", 1, "two\nlines\x07")), Record(3, ("a", 2, "later")), Record(4, ("b",))),
    )
    assert notes_of_sheet(table) == {"a": "two lines"}
    assert notes_of_sheet(None) == {}


def test_cells() -> None:
    """Numbers that a workbook can't hold stay text; what a spreadsheet might run is guarded, then freed."""
    share = columns_of(BY_NAME["coverage"])["share"]
    free = Column("amount", "share", False, "")
    assert to_workbook("123456789.1234567891", free) == "123456789.1234567891"
    assert to_workbook("123456789.123456", free) == 123456789.123456
    assert to_workbook("0.1234567890123456789", share) == "0.1234567890123456789"
    assert to_workbook("not one", share) == "not one"
    assert to_csv(0.1 + 0.2, share) == "0.3"
    assert to_csv(ExcelError("#N/A"), None) == "#N/A"
    assert to_csv(Formula("=A1"), share) == "'=A1"
    assert to_csv(Decimal("0.5"), share) == "0.5"  # type: ignore[arg-type]
    for text in ("=a", "'=a", "+1", "-1", "@x", "'", "''", "'s-Graven", "plain", "", "\tx"):
        assert unguarded(guarded(text)) == text
        assert guarded(text)[:1] not in tuple("=+-@\t") or not guarded(text)


@pytest.mark.parametrize("name", ["Instance", "history", "start here", "a" * 32, "a/b", "a[b]", "", "'a"])
def test_names_that_no_sheet_can_have(name: str) -> None:
    """Excel's limits, and names that mean something."""
    assert not fits_a_sheet(name)
