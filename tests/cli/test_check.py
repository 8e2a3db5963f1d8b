"""``planner check``: every kind of bad input ends with code 3, a place and a fix; nothing is written."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from planner.cli.main import main
from tests.io.folder import Content, content, write_csv, write_xlsx

Spoil = Callable[[Content], object]


def check(path: Path, *options: str) -> Result:
    """Run ``planner check``."""
    return CliRunner().invoke(main, ["check", str(path), *options])


def listing(folder: Path) -> dict[str, float]:
    """All files below a folder with their times of change."""
    return {str(p.relative_to(folder)): p.stat().st_mtime_ns for p in folder.rglob("*")}


def refused(path: Path, top: Path) -> list[dict]:
    """Faults of a refused input, after checking what holds for every refusal."""
    before = listing(top)
    result = check(path, "--json")
    plain = check(path)
    assert listing(top) == before
    assert result.exit_code == plain.exit_code == 3
    assert plain.stdout == ""
    document = json.loads(result.stdout)
    assert (document["schema_version"], document["status"], document["exit_code"]) == (1, "input_faults", 3)
    for text in (result.output, plain.output):
        assert "Traceback" not in text
        assert "pydantic" not in text
        assert str(top) not in text
    for fault in document["faults"]:
        assert fault["what"]
        assert fault["fix"]
        assert not fault["warning"]
    if len(document["faults"]) <= 50:
        for fault in document["faults"]:
            assert f"{fault['code']}  {fault['what']}" in plain.stderr
            assert f"  fix    {fault['fix']}" in plain.stderr
    return document["faults"]


def cell(table: str, row: int, column: str, value: str) -> Spoil:
    """Spoil one cell."""
    return lambda what: what.cell(table, row, column, value)


def line(table: str, *cells: str) -> Spoil:
    """Add a bad line."""
    return lambda what: what.line(table, *cells)


def setting(key: str, value: str) -> Spoil:
    """Set a key of instance.toml."""
    return lambda what: what.settings.__setitem__(key, value)


def without(column: str, table: str) -> Spoil:
    """Drop a column."""

    def spoil(what: Content) -> None:
        lines = what.tables[table]
        at = lines[0].index(column)
        lines[:] = [[c for i, c in enumerate(x) if i != at] for x in lines]

    return spoil


BAD: dict[str, tuple[Spoil, str, str, int | None, str | None, str]] = {
    # name: how it is spoilt, code, file, row, column, part of the fix
    "missing column": (
        without("population", "organisations"),
        "P-201",
        "organisations.csv",
        1,
        "population",
        "whole number",
    ),
    "double column": (
        cell("organisations", 1, "easting", "northing"),
        "P-202",
        "organisations.csv",
        1,
        "northing",
        "Delete one",
    ),
    "unknown column": (
        cell("organisations", 1, "easting", "eastings"),
        "P-203",
        "organisations.csv",
        1,
        "eastings",
        '"easting"',
    ),
    "ragged row": (
        lambda w: w.tables["links"].append(["N01", "N03"]),
        "P-206",
        "links.csv",
        8,
        None,
        "comma too many",
    ),
    "empty cell": (
        cell("organisations", 3, "name", " "),
        "P-301",
        "organisations.csv",
        3,
        "name",
        "Enter: text",
    ),
    "bad code": (
        line("local_authorities", "LA 3", "Third"),
        "P-303",
        "local_authorities.csv",
        4,
        "code",
        "short code",
    ),
    "long code": (
        line("local_authorities", "L" * 41, "Third"),
        "P-303",
        "local_authorities.csv",
        4,
        "code",
        "short code",
    ),
    "bad id": (
        cell("office_holders", 2, "id", "a/b"),
        "P-303",
        "office_holders.csv",
        2,
        "id",
        "without spaces",
    ),
    "unknown kind": (
        cell("organisations", 2, "kind", "care trust"),
        "P-304",
        "organisations.csv",
        2,
        "kind",
        '"care_trust"',
    ),
    "unknown role": (
        cell("office_holders", 2, "role", "Chair"),
        "P-304",
        "office_holders.csv",
        2,
        "role",
        '"chair"',
    ),
    "neither yes nor no": (
        cell("coverage", 2, "relevant", "perhaps"),
        "P-305",
        "coverage.csv",
        2,
        "relevant",
        "yes or no",
    ),
    "NaN": (
        cell("organisations", 4, "population", "NaN"),
        "P-306",
        "organisations.csv",
        4,
        "population",
        "the number",
    ),
    "infinity": (
        cell("footprints", 2, "share_of_organisation", "inf"),
        "P-306",
        "footprints.csv",
        2,
        "share_of_organisation",
        "the number",
    ),
    "number as words": (
        cell("organisations", 4, "population", "many"),
        "P-307",
        "organisations.csv",
        4,
        "population",
        "digits only",
    ),
    "misplaced comma": (
        cell("organisations", 4, "population", "15,0000"),
        "P-307",
        "organisations.csv",
        4,
        "population",
        "215,000",
    ),
    "foreign digits": (
        cell("organisations", 4, "population", "١٢٣"),
        "P-307",
        "organisations.csv",
        4,
        "population",
        "digits only",
    ),
    "percentage": (cell("coverage", 2, "share", "40%"), "P-307", "coverage.csv", 2, "share", "not 25%"),
    "negative population": (
        cell("organisations", 2, "population", "-5"),
        "P-308",
        "organisations.csv",
        2,
        "population",
        "Correct the number",
    ),
    "too many seats": (
        cell("organisations", 2, "ned_seats", "8"),
        "P-308",
        "organisations.csv",
        2,
        "ned_seats",
        "Correct the number",
    ),
    "share above one": (
        cell("coverage", 2, "share", "1.01"),
        "P-308",
        "coverage.csv",
        2,
        "share",
        "Correct the number",
    ),
    "share of nothing": (
        cell("footprints", 2, "share_of_organisation", "0"),
        "P-308",
        "footprints.csv",
        2,
        "share_of_organisation",
        "Correct the number",
    ),
    "huge number": (
        cell("organisations", 2, "population", "9" * 20),
        "P-308",
        "organisations.csv",
        2,
        "population",
        "Correct the number",
    ),
    "no real date": (
        cell("office_holders", 2, "term_end", "31/04/2012"),
        "P-309",
        "office_holders.csv",
        2,
        "term_end",
        "dd/mm/yyyy",
    ),
    "American date": (
        cell("office_holders", 2, "term_end", "03/31/2013"),
        "P-309",
        "office_holders.csv",
        2,
        "term_end",
        "day before the month",
    ),
    "short date": (
        cell("office_holders", 2, "term_end", "31/3/13"),
        "P-309",
        "office_holders.csv",
        2,
        "term_end",
        "2013-03-31",
    ),
    "year 2": (
        cell("office_holders", 2, "term_end", "0002-01-01"),
        "P-309",
        "office_holders.csv",
        2,
        "term_end",
        "Correct the year",
    ),
    "invisible character": (
        cell("organisations", 2, "name", "North\x00by"),
        "P-312",
        "organisations.csv",
        2,
        "name",
        "Type the cell again",
    ),
    "formula": (
        cell("organisations", 2, "name", "=1+1"),
        "P-313",
        "organisations.csv",
        2,
        "name",
        "Leave out the sign",
    ),
    "formula as id": (
        cell("office_holders", 2, "id", "-N01"),
        "P-313",
        "office_holders.csv",
        2,
        "id",
        "Leave out the sign",
    ),
    "huge cell": (cell("views", 2, "view", "x" * 10_001), "P-109", "views.csv", 2, "view", "Shorten it"),
    "double key": (
        lambda w: w.tables["organisations"].append(w.tables["organisations"][1]),
        "P-401",
        "organisations.csv",
        8,
        "code",
        "Delete one",
    ),
    "double link": (line("links", "N02", "N01", "land"), "P-401", "links.csv", 8, "a, b, kind", "Delete one"),
    "double post": (
        line("office_holders", "N01-2", "N01", "ned", "2013-03-31"),
        "P-401",
        "office_holders.csv",
        38,
        "id",
        "Delete one",
    ),
    "double decision": (
        line("decisions", "keep_together", "N02", "N01", "", "why", "who"),
        "P-401",
        "decisions.csv",
        9,
        "subject, object",
        "right reason",
    ),
    "self link": (line("links", "N01", "N01", "land"), "P-414", "links.csv", 8, "b", "Correct one"),
    "unknown organisation": (line("links", "N01", "N0l", "land"), "P-410", "links.csv", 8, "b", '"N01"'),
    "a name in place of a code": (
        line("links", "N01", "southey", "land"),
        "P-410",
        "links.csv",
        8,
        "b",
        "Write its code, S01",
    ),
    "unknown authority": (
        cell("coverage", 2, "local_authority", "LA9"),
        "P-411",
        "coverage.csv",
        2,
        "local_authority",
        '"LA',
    ),
    "unknown nominator": (
        cell("office_holders", 4, "nominated_by", "XX"),
        "P-411",
        "office_holders.csv",
        4,
        "nominated_by",
        "add it to local_authorities",
    ),
    "unknown consortium": (
        cell("footprints", 2, "consortium", "C2"),
        "P-412",
        "footprints.csv",
        2,
        "consortium",
        "add it to consortia",
    ),
    "unknown person": (cell("equality", 2, "id", "N01-22"), "P-413", "equality.csv", 2, "id", "Correct the id"),
    "arrangement without strength": (
        lambda w: [
            x.append(v)
            for x, v in zip(w.tables["organisations"], ["arrangement", "Old North", *[""] * 5], strict=True)
        ],
        "P-415",
        "organisations.csv",
        2,
        "arrangement_strength",
        "both columns",
    ),
    "arrangements differ": (
        lambda w: [
            x.extend(v)
            for x, v in zip(
                w.tables["organisations"],
                [
                    ["arrangement", "arrangement_strength"],
                    *[["", ""]] * 3,
                    ["Coast", "partial"],
                    *[["", ""]] * 2,
                ],
                strict=True,
            )
        ],
        "P-416",
        "arrangements.csv",
        2,
        "arrangement",
        "one of the two places",
    ),
    "relevant for a PCT": (
        cell("coverage", 2, "relevant", "yes"),
        "P-417",
        "coverage.csv",
        2,
        "relevant",
        "Write no",
    ),
    "two chairs": (
        cell("office_holders", 4, "role", "chair"),
        "P-420",
        "office_holders.csv",
        4,
        "role",
        "Correct the organisation",
    ),
    "two audit chairs": (
        cell("office_holders", 4, "audit_chair", "yes"),
        "P-421",
        "office_holders.csv",
        4,
        "audit_chair",
        "Write no",
    ),
    "audit chair is chair": (
        cell("office_holders", 2, "audit_chair", "yes"),
        "P-422",
        "office_holders.csv",
        2,
        "audit_chair",
        "Write no",
    ),
    "chair and NED of one board": (
        line("office_holders", "N01-0", "N01", "ned", "2013-03-31"),
        "P-423",
        "office_holders.csv",
        38,
        "id",
        "Correct the id",
    ),
    "two nominators": (
        line("office_holders", "S03-5", "N03", "ned", "2013-03-31", "", "LA1"),
        "P-424",
        "office_holders.csv",
        38,
        "nominated_by",
        "same value",
    ),
    "two values of max_boards": (
        line("office_holders", "S03-2", "N03", "ned", "2013-03-31", "", "", "", "", "2"),
        "P-424",
        "office_holders.csv",
        38,
        "max_boards",
        "same value",
    ),
    "max_boards below today": (
        line("office_holders", "N01-2", "N03", "ned", "2013-03-31", "", "", "", "", "1"),
        "P-425",
        "office_holders.csv",
        38,
        "max_boards",
        "Enter 2",
    ),
    "a post that begins after its end": (
        lambda w: [
            x.append("in_post_since" if n == 0 else "2013-04-01" if n == 2 else "2003-03-31")
            for n, x in enumerate(w.tables["office_holders"])
        ],
        "P-426",
        "office_holders.csv",
        3,
        "in_post_since",
        "Correct one of the two dates",
    ),
    "dates the wrong way round": (
        setting("as_at", "2014-01-01"),
        "P-402",
        "instance.toml",
        None,
        "as_at",
        "one of the two dates",
    ),
    "path as name": (setting("name", "../../etc/small"), "P-403", "instance.toml", None, "name", "title"),
    "name of a device": (setting("name", "CON"), "P-403", "instance.toml", None, "name", "title"),
    "path as file": (
        setting("footprints_file", "../footprints.csv"),
        "P-404",
        "instance.toml",
        None,
        "footprints_file",
        "footprints_2013.csv",
    ),
    "chosen file is missing": (
        setting("footprints_file", "later.csv"),
        "P-102",
        "later.csv",
        None,
        None,
        "templates",
    ),
    "renewals unknown": (setting("renewals", "nome"), "P-304", "instance.toml", None, "renewals", '"none"'),
    "unknown rulebook": (
        setting("rulebook", "pct-2012"),
        "P-406",
        "instance.toml",
        None,
        "rulebook",
        '"pct-2011"',
    ),
    "unknown setting": (setting("titel", "x"), "P-207", "instance.toml", None, "titel", '"title"'),
    "missing setting": (
        lambda w: w.settings.pop("title"),
        "P-208",
        "instance.toml",
        None,
        "title",
        "Add title",
    ),
    "settings not lists": (
        setting("synthetic", "[1, 2]"),
        "P-302",
        "instance.toml",
        None,
        "synthetic",
        '["first", "second"]',
    ),
    "broken settings": (setting("title", 'a "b'), "P-110", "instance.toml", 2, None, "each key once"),
    "no organisations": (
        lambda w: w.tables["organisations"].__delitem__(slice(1, None)),
        "P-209",
        "organisations.csv",
        2,
        None,
        "Enter one",
    ),
    "misspelt file": (
        lambda w: w.tables.update(stance=w.tables.pop("stances")),
        "P-112",
        "stance.csv",
        None,
        None,
        '"stances.csv"',
    ),
    "unknown decision": (
        cell("decisions", 2, "kind", "keep_togther"),
        "P-304",
        "decisions.csv",
        2,
        "kind",
        '"keep_together"',
    ),
    "decision without reason": (
        cell("decisions", 2, "reason", ""),
        "P-301",
        "decisions.csv",
        2,
        "reason",
        "Enter",
    ),
    "decision without object": (
        cell("decisions", 2, "object", ""),
        "P-501",
        "decisions.csv",
        2,
        "object",
        "second organisation",
    ),
    "decision about itself": (
        cell("decisions", 2, "object", "N01"),
        "P-502",
        "decisions.csv",
        2,
        "object",
        "Correct one",
    ),
    "decision on unknown body": (
        cell("decisions", 2, "object", "N99"),
        "P-410",
        "decisions.csv",
        2,
        "object",
        "add it to organisations",
    ),
    "unknown region": (
        cell("decisions", 4, "object", "Suoth"),
        "P-503",
        "decisions.csv",
        4,
        "object",
        '"South"',
    ),
    "own region": (
        cell("decisions", 4, "object", "North"),
        "P-504",
        "decisions.csv",
        4,
        "object",
        "other region",
    ),
    "unknown rule": (
        cell("decisions", 5, "subject", "GEO-SIZ"),
        "P-505",
        "decisions.csv",
        5,
        "subject",
        '"GEO-SIZE"',
    ),
    "exemption from GEO-4": (
        cell("decisions", 5, "subject", "GEO-4"),
        "P-506",
        "decisions.csv",
        5,
        "subject",
        "cross_region",
    ),
    "exemption from a statute": (
        cell("decisions", 5, "subject", "BRD-3"),
        "P-507",
        "decisions.csv",
        5,
        "subject",
        "only guidance",
    ),
    "exemption of the whole map": (
        cell("decisions", 5, "subject", "GEO-10"),
        "P-508",
        "decisions.csv",
        5,
        "subject",
        "--clusters",
    ),
    "keep where there is no post": (
        cell("decisions", 6, "object", "N02"),
        "P-509",
        "decisions.csv",
        6,
        "object",
        "place, with role, route",
    ),
    "keep unknown person": (
        cell("decisions", 6, "subject", "N01-O"),
        "P-413",
        "decisions.csv",
        6,
        "subject",
        "Correct the id",
    ),
    "place without role": (
        cell("decisions", 7, "role", ""),
        "P-510",
        "decisions.csv",
        7,
        "role",
        "chair or ned",
    ),
    "place without route": (
        cell("decisions", 7, "route", ""),
        "P-511",
        "decisions.csv",
        7,
        "route",
        "interview",
    ),
    "release without reference": (
        cell("decisions", 8, "reference", ""),
        "P-511",
        "decisions.csv",
        8,
        "reference",
        "minute or letter",
    ),
    "together and apart": (
        line("decisions", "keep_apart", "N02", "N01", "", "why", "who"),
        "P-520",
        "decisions.csv",
        9,
        "kind",
        "one of the two",
    ),
    "together and apart in a chain": (
        line("decisions", "keep_together", "N02", "S02", "", "why", "who"),
        "P-520",
        "decisions.csv",
        3,
        "kind",
        "one of those",
    ),
    "released and kept": (
        line("decisions", "keep_in_post", "N02-4", "N02", "", "why", "who"),
        "P-520",
        "decisions.csv",
        9,
        "kind",
        "one of the two",
    ),
    "kept as chair and placed as NED": (
        line("decisions", "place", "N01-0", "N01", "ned", "why", "who", "paper", "2011-03-01", "r"),
        "P-520",
        "decisions.csv",
        9,
        "kind",
        "one of the two",
    ),
    "two chairs decided": (
        line("decisions", "place", "N02-0", "N01", "chair", "why", "who", "paper", "2011-03-01", "r"),
        "P-520",
        "decisions.csv",
        9,
        "kind",
        "one of the two",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_cells(tmp_path: Path, name: str) -> None:
    """One fault is found, alone of its kind, where it is, and told how to mend it."""
    spoil, code, file, row, column, fix = BAD[name]
    what = content()
    spoil(what)
    faults = refused(write_csv(what, tmp_path / "bad"), tmp_path)
    hits = [f for f in faults if f["code"] == code]
    assert [(f["file"], f["row"], f["column"]) for f in hits] == [(file, row, column)]
    assert fix in hits[0]["fix"]


def test_the_unspoilt_folder_has_no_fault(tmp_path: Path) -> None:
    """The folder that the cases spoil is itself without a fault, or they would prove nothing."""
    result = check(write_csv(content(), tmp_path / "good"), "--json")
    assert result.exit_code == 0
    document = json.loads(result.stdout)
    assert (document["status"], document["faults"], document["warnings"]) == ("ok", [], [])
    assert document["counts"]["organisations"] == 6
    assert document["baseline"]["unlawful_boards"] == []


def raw(folder: Path, name: str, data: bytes) -> Path:
    """Replace a file of a good folder."""
    (write_csv(content(), folder) / name).write_bytes(data)
    return folder


HEAD = b"a,b,kind\r\n"
FILES: dict[str, tuple[str, bytes, str, int | None]] = {
    "another encoding": ("organisations.csv", "code,name\r\nN01,Caf\u00e9\r\n".encode("latin-1"), "P-105", 2),
    "UTF-16": ("links.csv", "a,b,kind".encode("utf-16"), "P-105", 1),
    "open quotation": ("links.csv", HEAD + b'N01,"N02,land\r\n', "P-107", 2),
    "text behind a quotation": ("links.csv", HEAD + b'N01,"N02"x,land\r\n', "P-107", 2),
    "empty file": ("links.csv", b"", "P-106", None),
    "semicolons": ("links.csv", b"a;b;kind\r\nN01;N02;land\r\n", "P-204", 1),
    "200,001 rows": ("views.csv", b"stakeholder,subject,view\r\n" + b"a,b,c\r\n" * 200_001, "P-108", 200_002),
    "5,001 organisations": ("organisations.csv", b"code,name\r\n" + b"a,b\r\n" * 5_002, "P-108", 5_003),
    "no GeoJSON": ("boundaries.geojson", b"{", "P-120", 1),
    "points for polygons": (
        "boundaries.geojson",
        b'{"features": [{"properties": {"code": "N01"}, "geometry": {"type": "Point"}}]}',
        "P-120",
        None,
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_bad_files(tmp_path: Path, name: str) -> None:
    """A file that is damaged as a whole is refused with its place."""
    file, data, code, row = FILES[name]
    hits = [f for f in refused(raw(tmp_path / "bad", file, data), tmp_path) if f["code"] == code]
    assert [(f["file"], f["row"]) for f in hits] == [(file, row)]


def test_missing_and_blocked_files(tmp_path: Path) -> None:
    """Missing files are all named at once; a folder in place of a file is no file."""
    folder = write_csv(content(), tmp_path / "bad")
    for name in ("instance.toml", "organisations.csv", "links.csv"):
        (folder / name).unlink()
    (folder / "links.csv").mkdir()
    found = {(f["code"], f["file"]) for f in refused(folder, tmp_path)}
    assert {("P-102", "instance.toml"), ("P-102", "organisations.csv"), ("P-103", "links.csv")} <= found


def test_too_large_a_file(tmp_path: Path) -> None:
    """A file above the limit is refused by its size, unread."""
    folder = write_csv(content(), tmp_path / "bad")
    with (folder / "views.csv").open("wb") as stream:
        stream.truncate(64 * 1024 * 1024 + 1)
    assert [(f["code"], f["file"]) for f in refused(folder, tmp_path)] == [("P-104", "views.csv")]


def test_unreadable_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without permission is a fault, not a crash."""
    folder = write_csv(content(), tmp_path / "bad")
    real = Path.read_bytes

    def guarded(path: Path) -> bytes:
        if path.name == "links.csv":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", guarded)
    assert [f["code"] for f in refused(folder, tmp_path)] == ["P-103"]


@pytest.mark.parametrize("name", ["nothing-here", "notes.txt", "old.xls", "x" * 5000, "a\x00b"])
def test_paths_that_are_no_instance(tmp_path: Path, name: str) -> None:
    """A path that is missing, another kind of file, or no path at all."""
    if "." in name:
        (tmp_path / name).write_text("x")
    (fault,) = refused(tmp_path / name, tmp_path)
    assert fault["code"] in ("P-101", "P-103")


def test_folder_with_a_workbook(tmp_path: Path) -> None:
    """Who gives the folder of a workbook is told to give the workbook."""
    write_xlsx(content(), tmp_path / "small.xlsx")
    (fault,) = refused(tmp_path, tmp_path)
    assert "small.xlsx" in fault["fix"]


def spoilt_book(tmp_path: Path, sheet: str, cell: str, value: object) -> Path:
    """A workbook with one cell replaced."""
    path = write_xlsx(content(), tmp_path / "bad.xlsx")
    book = openpyxl.load_workbook(path)
    book[sheet][cell] = value
    book[sheet][cell].number_format = "General"
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "code", "fix"),
    [
        ("organisations", "E2", "=SUM(1,2)", "P-310", "values only"),
        ("organisations", "B3", "=A1", "P-310", "values only"),
        ("organisations", "E2", "#N/A", "P-311", "Type the value"),
        ("organisations", "A2", 101, "P-302", "as Text"),
        ("organisations", "E2", 1.5, "P-307", "digits only"),
        ("organisations", "E2", True, "P-307", "digits only"),
        ("local_authorities", "B2", 1.5, "P-302", "as Text"),
        ("views", "D2", 40_000, "P-309", "2013-03-31"),
        ("instance", "B2", 7, "P-302", "Write it as text"),
        ("instance", "B3", "=1", "P-310", "values only"),
        ("instance", "A3", "name", "P-205", "Delete one row"),
        ("instance", "A1", "keys", "P-201", "A1"),
    ],
)
def test_bad_cells_of_a_workbook(
    tmp_path: Path, sheet: str, cell: str, value: object, code: str, fix: str
) -> None:
    """What only a workbook can get wrong, named by sheet."""
    faults = refused(spoilt_book(tmp_path, sheet, cell, value), tmp_path)
    hits = [f for f in faults if f["code"] == code and f["file"] == f"sheet {sheet}"]
    assert hits
    assert fix in hits[0]["fix"]
    if sheet != "instance":
        assert hits[0]["row"] == int(cell[1:])


def test_leading_zeros_of_a_workbook(tmp_path: Path) -> None:
    """A number typed over a code makes the reader ask about leading zeros."""
    faults = refused(spoilt_book(tmp_path, "organisations", "A2", 7), tmp_path)
    assert "leading zeros" in next(f for f in faults if f["code"] == "P-302")["why"]


def test_blank_rows_of_a_workbook_keep_the_count(tmp_path: Path) -> None:
    """Rows count as Excel shows them, also below blank rows."""
    path = write_xlsx(content(), tmp_path / "bad.xlsx")
    book = openpyxl.load_workbook(path)
    book["links"]["A12"], book["links"]["B12"], book["links"]["C12"] = "N01", "N01", "land"
    book.save(path)
    assert [(f["code"], f["row"]) for f in refused(path, tmp_path)] == [("P-414", 12)]


@pytest.mark.parametrize("data", [b"", b"not a zip file", b"PK\x03\x04" + b"\x00" * 50])
def test_damaged_workbooks(tmp_path: Path, data: bytes) -> None:
    """What is no workbook is refused whatever it holds."""
    path = tmp_path / "bad.xlsx"
    path.write_bytes(data)
    assert [f["code"] for f in refused(path, tmp_path)] == ["P-111"]


def test_workbook_with_entities_or_too_much_inside(tmp_path: Path) -> None:
    """Definitions of entities and packed floods are refused unread."""
    path = tmp_path / "bad.xlsx"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("xl/workbook.xml", '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a/>')
    assert [f["code"] for f in refused(path, tmp_path)] == ["P-111"]
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed,
        packed.open("a", "w", force_zip64=True) as stream,
    ):
        for _ in range(257):
            stream.write(bytes(1024 * 1024))
    assert [f["code"] for f in refused(path, tmp_path)] == ["P-104"]


def test_personal_data_stays_out_of_faults(tmp_path: Path) -> None:
    """Values of equality, stances and skills are never repeated."""
    what = content()
    what.cell("equality", 2, "bme", "SECRET1")
    what.cell("equality", 3, "sex", "=SECRET2")
    what.cell("stances", 2, "stance", "SECRET3")
    what.cell("office_holders", 3, "skills", "=SECRET4")
    what.line("equality", "N01-3", "SECRET5")
    folder = write_csv(what, tmp_path / "bad")
    assert len(refused(folder, tmp_path)) == 4
    for options in ((), ("--json",)):
        assert "SECRET" not in check(folder, *options).output


def test_all_faults_at_once_capped_at_fifty(tmp_path: Path) -> None:
    """Faults of several files come together; the text shows fifty, the document all."""
    what = content()
    for _ in range(60):
        what.line("links", "N01", "N01", "land")
    what.cell("organisations", 2, "population", "-1")
    folder = write_csv(what, tmp_path / "bad")
    faults = refused(folder, tmp_path)
    assert {f["file"] for f in faults} == {"links.csv", "organisations.csv"}
    plain = check(folder).stderr
    assert plain.count("  where  ") == 50
    assert f"and {len(faults) - 50:,} more" in plain


def test_a_flood_of_faults_is_capped(tmp_path: Path) -> None:
    """One file gives at most 1,000 faults and a last one that says so."""
    rows = b"N01,N01,land\r\n" * 3_000
    faults = refused(raw(tmp_path / "bad", "links.csv", HEAD + rows), tmp_path)
    assert len(faults) == 1_001
    assert faults[-1]["code"] == "P-100"


def test_answer_of_a_good_folder(tmp_path: Path) -> None:
    """Counts, today's boards and the next command on stdout."""
    what = content()
    what.tables["office_holders"].pop(6)
    result = check(write_csv(what, tmp_path / "good"))
    assert result.exit_code == 0
    assert "1 of 6 boards are unlawful today" in result.stdout
    assert "4 NEDs, fewer than 5" in result.stdout
    assert "A3.3" in result.stdout
    assert "1 of 1 consortia have a footprint" in result.stdout
    assert "planner solve" in result.stdout.splitlines()[-1]
    assert result.stderr == ""
