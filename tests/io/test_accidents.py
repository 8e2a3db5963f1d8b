"""What happens to tables in spreadsheet programs: each accident gives the right fault, or the right value.

The expectation is a code and its place (sheet or file, row, column), or nothing: then what is read is the same.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from planner.core.faults import Fault, InputFaultsError
from planner.core.instance import Instance
from planner.io.read import read_instance, read_with_warnings
from tests.io.folder import content, write_csv, write_xlsx

Book = Any
Place = tuple[str, str, int | None, str | None]

SAME: tuple[Place, ...] = ()


def put(sheet: str, cell: str, value: object, form: str = "General") -> Callable[[Book], None]:
    """A change of one cell, value and format."""

    def change(book: Book) -> None:
        book[sheet][cell] = value
        book[sheet][cell].number_format = form

    return change


def fault(code: str, sheet: str, row: int | None, column: str | None) -> tuple[Place, ...]:
    """One fault of a sheet."""
    return ((code, f"sheet {sheet}", row, column),)


def merge(book: Book) -> None:
    book["organisations"].merge_cells("D2:D4")


def extra_sheet(book: Book) -> None:
    book.create_sheet("Sheet1")["A1"] = "my notes"


def filtered(book: Book) -> None:
    page = book["office_holders"]
    page.auto_filter.ref = page.dimensions
    page.auto_filter.add_filter_column(1, ["N01"])
    for row in range(8, 20):
        page.row_dimensions[row].hidden = True


def hidden(book: Book) -> None:
    book["links"].row_dimensions[3].hidden = True
    book["organisations"].column_dimensions["D"].hidden = True


def numbers_as_text(book: Book) -> None:
    for row in range(2, 8):
        cell = book["organisations"].cell(row, 5)
        cell.value, cell.number_format = f" {cell.value} ", "@"


def as_thousands(book: Book) -> None:
    for row in range(2, 8):
        cell = book["organisations"].cell(row, 5)
        cell.value = f"{cell.value:,}" if row % 2 else cell.value
        cell.number_format = "#,##0"


def dates_as_text(book: Book) -> None:
    for row in range(2, 32):
        book["office_holders"].cell(row, 4).value = "31/03/2013"


def reordered(book: Book) -> None:
    page = book["coverage"]
    for row in page.iter_rows(min_row=1, max_row=4):
        values = [c.value for c in row]
        for cell, value in zip(row, reversed(values), strict=True):
            cell.value = value


def blank_rows(book: Book) -> None:
    book["organisations"].insert_rows(4, amount=3)
    book["links"].insert_rows(2)


def duplicate(book: Book) -> None:
    page = book["coverage"]
    page.append([c.value for c in page[3]])


def spaces(book: Book) -> None:
    for table in ("links", "footprints", "alternative_roles"):
        for row in book[table].iter_rows(min_row=2):
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = f"\u00a0 {cell.value}\u00a0\n"


def title_above(book: Book) -> None:
    book["consortia"].insert_rows(1, amount=2)
    book["consortia"]["A1"] = "Table 5: consortia, as of May"


def second_header(book: Book) -> None:
    page = book["coverage"]
    page.insert_rows(2)
    for x, name in enumerate(("organisation", "local_authority", "share", "partnership", "relevant"), start=1):
        page.cell(2, x).value = name


def apostrophe_of_excel(book: Book) -> None:
    cell = book["organisations"]["A2"]
    cell.value, cell.quotePrefix, cell.number_format = "N01", True, "@"


def empty_formatted_rows(book: Book) -> None:
    for row in range(8, 400):
        book["links"].cell(row, 1).number_format = "@"


def true_dates_shown_otherwise(book: Book) -> None:
    for row in range(2, 32):
        book["office_holders"].cell(row, 4).number_format = "mm-dd-yy"


def count_from_1904(book: Book) -> None:
    book.epoch = CALENDAR_MAC_1904


BOOKS: dict[str, tuple[Callable[[Book], None], tuple[Place, ...]]] = {
    "lost leading zeros": (put("organisations", "A2", 1), fault("P-302", "organisations", 2, "code")),
    "code turned into a date": (
        put("organisations", "A2", dt.datetime(2011, 3, 1), "mmm-yy"),
        fault("P-302", "organisations", 2, "code"),
    ),
    "code turned into a power of ten": (
        put("organisations", "A2", 5e10, "0.00E+00"),
        fault("P-302", "organisations", 2, "code"),
    ),
    "power of ten as text": (put("links", "B2", "5.00E+10", "@"), fault("P-302", "links", 2, "b")),
    "dates as text": (dates_as_text, SAME),
    "date as its number": (
        put("office_holders", "D2", 41364),
        fault("P-309", "office_holders", 2, "term_end"),
    ),
    "date in words": (put("views", "D2", "3 Feb 2011"), fault("P-309", "views", 2, "date")),
    "date with a time": (
        put("office_holders", "D3", dt.datetime(2013, 3, 31, 9, 30), "dd/mm/yyyy hh:mm"),
        fault("P-309", "office_holders", 3, "term_end"),
    ),
    "month before day": (
        put("office_holders", "D4", "03/31/2013"),
        fault("P-309", "office_holders", 4, "term_end"),
    ),
    "real dates shown month first": (true_dates_shown_otherwise, SAME),
    "dates counted from 1904, as on old Macs": (count_from_1904, SAME),
    "spaces at the ends": (spaces, SAME),
    "space that does not break inside a code": (
        put("links", "A2", "N\u00a001"),
        fault("P-303", "links", 2, "a"),
    ),
    "merged cells": (
        merge,
        (
            *fault("P-113", "organisations", 2, "region"),
            *fault("P-301", "organisations", 3, "region"),
            *fault("P-301", "organisations", 4, "region"),
        ),
    ),
    "extra sheet": (extra_sheet, SAME),
    "formula": (put("organisations", "E2", "=100000+110000"), fault("P-310", "organisations", 2, "population")),
    "filter": (filtered, SAME),
    "hidden rows and columns": (hidden, SAME),
    "numbers as text": (numbers_as_text, SAME),
    "percent format": (put("coverage", "C2", 0.4, "0%"), SAME),
    "percent as text": (put("coverage", "C2", "40%"), fault("P-307", "coverage", 2, "share")),
    "thousands separators": (as_thousands, SAME),
    "thousands with full stops": (
        put("organisations", "E2", "210.000"),
        fault("P-307", "organisations", 2, "population"),
    ),
    "decimal comma": (put("coverage", "C2", "0,4"), fault("P-307", "coverage", 2, "share")),
    "reordered columns": (reordered, SAME),
    "blank rows in the middle": (blank_rows, SAME),
    "formatted rows without content": (empty_formatted_rows, SAME),
    "duplicate row": (duplicate, fault("P-401", "coverage", 5, "organisation, local_authority")),
    "smart quotes round a code": (
        put("links", "A2", "\u2018N01\u2019"),
        fault("P-303", "links", 2, "a"),
    ),
    "error cell": (put("organisations", "E3", "#N/A"), fault("P-311", "organisations", 3, "population")),
    "error as text": (put("organisations", "B3", " #REF! "), fault("P-311", "organisations", 3, "name")),
    "true for a name": (put("organisations", "B3", True), fault("P-302", "organisations", 3, "name")),
    "true for yes": (put("coverage", "E4", True), SAME),
    "apostrophe that Excel hides": (apostrophe_of_excel, SAME),
    "apostrophe as a letter": (put("links", "A2", "'N01"), fault("P-314", "links", 2, "a")),
    "note below the table": (
        put("footprints", "A5", "Source: the consortium's own form"),
        fault("P-210", "footprints", 5, None),
    ),
    "title above the names": (title_above, fault("P-211", "consortia", 3, None)),
    "names twice": (second_header, fault("P-212", "coverage", 2, None)),
    "letters that turn the line": (
        put("organisations", "B2", "North\u202eby"),
        fault("P-312", "organisations", 2, "name"),
    ),
    "number with a unit": (put("links", "D2", "12 km"), fault("P-307", "links", 2, "length_m")),
    "renamed header": (
        put("office_holders", "D1", "Term ends"),
        (
            ("P-201", "sheet office_holders", 1, "term_end"),
            ("P-203", "sheet office_holders", 1, "Term ends"),
        ),
    ),
}


def outcome(path: Path) -> tuple[Instance | None, tuple[Fault, ...], tuple[Fault, ...]]:
    """What reading gives: instance, faults, warnings."""
    try:
        found, warnings = read_with_warnings(path)
    except InputFaultsError as error:
        return None, error.faults, ()
    return found, (), warnings


def judge(path: Path, expected: tuple[Place, ...], same: Instance) -> tuple[Fault, ...]:
    """Compare with what is expected; every fault says why and how to put it right."""
    found, faults, warnings = outcome(path)
    assert tuple((f.code, f.file, f.row, f.column) for f in faults) == expected
    assert all(f.why and f.fix for f in faults)
    if not expected:
        assert found == same
    return faults or warnings


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Instance]:
    """A valid workbook and what it says."""
    path = write_xlsx(content(), tmp_path_factory.mktemp("base") / "small.xlsx")
    return path, read_instance(path)


@pytest.mark.parametrize("name", BOOKS)
def test_accidents_in_a_workbook(name: str, base: tuple[Path, Instance], tmp_path: Path) -> None:
    """Each has the fault that names its cell, or changes nothing."""
    change, expected = BOOKS[name]
    book = openpyxl.load_workbook(base[0])
    change(book)
    book.save(tmp_path / "spoilt.xlsx")
    judge(tmp_path / "spoilt.xlsx", expected, base[1])


def test_hidden_and_filtered_rows_are_told(base: tuple[Path, Instance], tmp_path: Path) -> None:
    """They count, and a warning says so."""
    for change, counted in ((filtered, "12 rows"), (hidden, "1 rows")):
        book = openpyxl.load_workbook(base[0])
        change(book)
        book.save(tmp_path / "hidden.xlsx")
        told = [w for w in judge(tmp_path / "hidden.xlsx", SAME, base[1]) if w.code == "W-606"]
        assert counted in " ".join(w.what for w in told)
    assert {w.file for w in told} == {"sheet links", "sheet organisations"}


def test_fixes_say_what_was_meant(base: tuple[Path, Instance], tmp_path: Path) -> None:
    """The day of a number, and the code that has lost its zeros."""
    book = openpyxl.load_workbook(base[0])
    put("office_holders", "D2", 41364)(book)
    book.save(tmp_path / "serial.xlsx")
    assert "2013-03-31" in judge(tmp_path / "serial.xlsx", BOOKS["date as its number"][1], base[1])[0].fix


TEXTS: dict[str, tuple[Callable[[bytes], bytes], tuple[Place, ...]]] = {
    "with a byte order mark": (lambda data: b"\xef\xbb\xbf" + data, SAME),
    "line ends of a Mac": (lambda data: data.replace(b"\r\n", b"\r"), SAME),
    "in UTF-16": (
        lambda data: data.decode().encode("utf-16"),
        (("P-105", "coverage.csv", 1, None),),
    ),
    "in Windows letters": (
        lambda data: data.replace(b"joint", "joint \u2013".encode("cp1252")),
        (("P-105", "coverage.csv", 3, None),),
    ),
    "with semicolons": (
        lambda data: data.replace(b",", b";"),
        (("P-204", "coverage.csv", 1, None),),
    ),
    "with tabs": (lambda data: data.replace(b",", b"\t"), (("P-204", "coverage.csv", 1, None),)),
    "empty columns at the end": (lambda data: data.replace(b"\r\n", b",,\r\n"), SAME),
    "empty rows at the end": (lambda data: data + b",,,,\r\n" * 5, SAME),
    "error as text": (
        lambda data: data.replace(b"joint director", b"#N/A"),
        (("P-311", "coverage.csv", 3, "partnership"),),
    ),
    "date for a share": (
        lambda data: data.replace(b"0.4", b"04-Jan"),
        (("P-307", "coverage.csv", 2, "share"),),
    ),
    "note below the table": (
        lambda data: data + b"Source: the councils\r\n",
        (("P-210", "coverage.csv", 5, None),),
    ),
    "title above the names": (
        lambda data: b"Table 4: councils,,,,\r\n" + data,
        (("P-211", "coverage.csv", 2, None),),
    ),
    "code as a power of ten": (
        lambda data: data.replace(b"S03,LA2", b"5E+10,LA2"),
        (("P-302", "coverage.csv", 4, "organisation"),),
    ),
}


@pytest.mark.parametrize("name", TEXTS)
def test_accidents_in_a_csv_file(name: str, tmp_path: Path) -> None:
    """Each has the fault that names its place, or changes nothing."""
    change, expected = TEXTS[name]
    folder = write_csv(content(), tmp_path / "small")
    same = read_instance(folder)
    path = folder / "coverage.csv"
    path.write_bytes(change(path.read_bytes()))
    judge(folder, expected, same)


def test_a_code_without_its_zeros_is_told(tmp_path: Path) -> None:
    """Where one table has kept them, the fix names the whole code."""
    what = content()
    for name, rows in what.tables.items():
        what.tables[name] = [["007" if c == "N01" else c for c in row] for row in rows]
    what.cell("links", 2, "a", "7")
    found, faults, _ = outcome(write_csv(what, tmp_path / "small"))
    assert found is None
    assert [(f.code, f.row) for f in faults] == [("P-410", 2)]
    assert 'Did you mean "007"?' in faults[0].fix
