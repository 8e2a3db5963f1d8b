"""What a valid input becomes, and that its fingerprint depends on content alone."""

from __future__ import annotations

import datetime as dt
import random
from decimal import Decimal
from pathlib import Path

import pytest

from planner.core.faults import InputFaultsError
from planner.io.baseline import baseline
from planner.io.read import read_instance, read_with_warnings
from tests.io.folder import Content, content, write_csv, write_xlsx

INSTANCES = Path(__file__).parents[2] / "instances"


def codes(path: Path) -> list[str]:
    """Codes of the faults of an input, or of its warnings when it has none."""
    try:
        return [w.code for w in read_with_warnings(path)[1]]
    except InputFaultsError as error:
        return [f.code for f in error.faults]


def test_values(small: Path) -> None:
    """Every kind of cell becomes the right value."""
    found, warnings = read_with_warnings(small)
    assert warnings == ()
    assert found.by_code["N02"].name == "Middleham, Upper"
    assert found.by_code["N01"].population == 210_000
    assert found.by_code["S01"].arrangement_strength == "established"
    assert found.coverage[0].share == Decimal("0.4")
    assert [c.relevant for c in found.coverage] == [False, False, True]
    assert found.by_code["S03"].officer_seats == 6
    term = next(h.term_end for h in found.office_holders if h.id == "S03-1")
    assert term == dt.date(2012, 9, 30)
    assert found.regions == ("North", "South")
    assert len(found.sha256) == 64


def test_workbook_and_folder_are_one_instance(small: Path, tmp_path: Path) -> None:
    """A workbook with the same content has the same fingerprint and is equal."""
    book = read_instance(write_xlsx(content(), tmp_path / "small.xlsx"))
    assert book == read_instance(small)


def test_order_and_dress_do_not_count(small: Path, tmp_path: Path) -> None:
    """Order of rows and columns, ends of links, BOM, spaces and thousands commas change nothing."""
    what = content()
    rng = random.Random(5)  # noqa: S311 - a shuffle, not a secret
    for lines in what.tables.values():
        order = list(range(len(lines[0])))
        rng.shuffle(order)
        body = lines[1:]
        rng.shuffle(body)
        lines[:] = [[line[i] for i in order] for line in [lines[0], *body]]
    links = what.tables["links"]
    a, b = links[0].index("a"), links[0].index("b")
    for line in links[1:]:
        line[a], line[b] = line[b], line[a]
    organisations = what.tables["organisations"]
    at = organisations[0].index("population")
    for line in organisations[1:]:
        line[at] = f" {int(line[at]):,} "
    other = write_csv(what, tmp_path / "other")
    for path in other.glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert read_instance(other) == read_instance(small)


@pytest.mark.parametrize(
    ("table", "row", "column", "value"),
    [
        ("organisations", 2, "population", "210001"),
        ("links", 2, "kind", "bridge"),
        ("equality", 2, "sex", "man"),
        ("decisions", 2, "reason", "other"),
        ("footprints", 2, "share_of_organisation", "0.51"),
        ("arrangements", 2, "strength", "partial"),
    ],
)
def test_content_counts(small: Path, tmp_path: Path, table: str, row: int, column: str, value: str) -> None:
    """Any change of content changes the fingerprint."""
    what = content()
    what.cell(table, row, column, value)
    assert read_instance(write_csv(what, tmp_path / "other")).sha256 != read_instance(small).sha256


def test_na_is_a_code(tmp_path: Path) -> None:
    """The code NA is text, not an empty cell."""
    what = content()
    for lines in what.tables.values():
        lines[:] = [["NA" if c == "N03" else c for c in line] for line in lines]
    assert "NA" in read_instance(write_csv(what, tmp_path / "na")).by_code


def test_three_files_are_enough(tmp_path: Path) -> None:
    """instance.toml, organisations.csv and links.csv make an instance."""
    what = content()
    what.tables = {k: v for k, v in what.tables.items() if k in ("organisations", "links")}
    found = read_instance(write_csv(what, tmp_path / "bare"))
    assert found.office_holders == ()
    assert baseline(found).boards == ()


def test_second_pair_of_consortia(tmp_path: Path) -> None:
    """consortia_file and footprints_file switch another pair on."""
    what = content()
    what.tables["consortia_2013"] = [["code", "name"], ["D1", "Later Care"]]
    what.tables["footprints_2013"] = [
        ["consortium", "organisation", "share_of_organisation"],
        ["D1", "N02", "1"],
    ]
    folder = write_csv(what, tmp_path / "first")
    assert [c.code for c in read_instance(folder).consortia] == ["C1"]
    what.settings |= {"consortia_file": "consortia_2013.csv", "footprints_file": "footprints_2013.csv"}
    for found in (
        read_instance(write_csv(what, tmp_path / "second")),
        read_instance(write_xlsx(what, tmp_path / "second.xlsx")),
    ):
        assert [c.code for c in found.consortia] == ["D1"]
        assert [f.organisation for f in found.footprints] == ["N02"]


def posts_only(what: Content) -> None:
    """Take all ids away, and what refers to them."""
    for line in what.tables["office_holders"][1:]:
        line[0] = ""
    for name in ("stances", "equality"):
        del what.tables[name]
    what.tables["decisions"] = what.tables["decisions"][:5]


def test_posts_only_roster(tmp_path: Path) -> None:
    """Rows without an id are read, equal ones too."""
    what = content()
    posts_only(what)
    found = read_instance(write_csv(what, tmp_path / "posts"))
    assert len(found.office_holders) == 36
    assert {h.id for h in found.office_holders} == {None}


@pytest.mark.parametrize(
    ("code", "row", "spoil"),
    [
        ("W-601", 4, lambda w: w.tables["links"].pop(2)),
        ("W-602", 4, lambda w: w.cell("organisations", 4, "population", "0")),
        ("W-603", 2, lambda w: w.cell("coverage", 2, "share", "0.5")),
        ("W-604", None, lambda w: w.tables.update({"ideas": [["anything"]]})),
        ("W-610", 2, lambda w: w.tables["office_holders"].pop(2)),
        ("W-610", 2, lambda w: w.cell("office_holders", 2, "role", "ned")),
        ("W-611", 9, lambda w: w.cell("office_holders", 9, "term_end", "2011-05-31")),
        ("W-612", 4, lambda w: w.cell("office_holders", 37, "la_member", "no")),
        ("W-613", 9, lambda w: w.cell("office_holders", 9, "la_member", "yes")),
        ("W-614", 9, lambda w: w.cell("office_holders", 9, "skills", "finance; jugling")),
        ("W-616", 7, lambda w: w.cell("coverage", 4, "relevant", "no")),
    ],
)
def test_warnings(tmp_path: Path, code: str, row: int | None, spoil) -> None:
    """What is doubtful but allowed is told, with its place, and does not stop the work."""
    what = content()
    what.tables["decisions"] = what.tables["decisions"][:5]
    spoil(what)
    hits = [w for w in read_with_warnings(write_csv(what, tmp_path / "warn"))[1] if w.code == code]
    assert [w.row for w in hits] == [row]
    assert all(w.warning and w.fix for w in hits)


def test_last_day_in_office_is_not_over(tmp_path: Path) -> None:
    """A term that ends on the day the plan takes effect is not over."""
    what = content()
    what.cell("office_holders", 9, "term_end", "2011-06-01")
    assert codes(write_csv(what, tmp_path / "edge")) == []


def test_baseline(tmp_path: Path) -> None:
    """Boards, vacancies and terms of today."""
    what = content()
    what.cell("office_holders", 2, "organisation", "S02")
    what.cell("office_holders", 2, "role", "ned")
    what.tables["decisions"] = what.tables["decisions"][:5]
    today = baseline(read_instance(write_csv(what, tmp_path / "today")))
    assert [(b.organisation, b.problems) for b in today.unlawful] == [("N01", ("no chair",))]
    assert today.chair_vacancies == 1
    assert today.ned_vacancies == 3
    assert today.terms_by_month == (("2012-09", 6),)
    assert (today.consortia, today.consortia_with_footprint) == (1, 1)
    assert today.established == ("South Coast",)


@pytest.mark.parametrize(
    "folder", sorted(p.name for p in INSTANCES.iterdir() if (p / "instance.toml").exists())
)
def test_shipped_instances_have_no_faults(folder: str) -> None:
    """Every shipped instance can be read."""
    assert read_instance(INSTANCES / folder).name == folder
