"""An instance begun from a short list: what it holds, what is assumed, and every slip with its place."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from planner.cli.main import main
from planner.core.faults import InputFaultsError
from planner.io.columns import columns_of
from planner.io.read import read_instance
from planner.io.short_list import FIRST, SPEC, read_list

HEAD = "code,name,population,directors,neighbours\n"
THREE = "A1,Ashby,210000,5,B2\nB2,Birch,180000,3,C3;A1\n007,Cole & <b>,250000,9,\n".replace("C3", "007")


def init(*words: str | Path) -> Result:
    result = CliRunner().invoke(main, ["init", *map(str, words)])
    assert "Traceback" not in result.output
    return result


def written(folder: Path, text: str, name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_list_becomes_an_instance(tmp_path: Path) -> None:
    """Folder and workbook are equal; links stand once, seats are within the law, posts are counted."""
    source = written(tmp_path, HEAD + THREE)
    for target in ("mine.xlsx", "other/mine"):
        done = init(tmp_path / target, "--from-list", source)
        assert done.exit_code == 0, done.output
        assert "3 organisations and 20 posts" in done.output
        assert "Next: planner solve" in done.output
    given = read_instance(tmp_path / "mine.xlsx")
    assert given == read_instance(tmp_path / "other" / "mine")
    assert [(x.a, x.b, x.kind) for x in given.links] == [("007", "B2", "land"), ("A1", "B2", "land")]
    assert {c: o.ned_seats for c, o in given.by_code.items()} == {"007": 7, "A1": 5, "B2": 5}
    posts = [(h.organisation, h.role) for h in given.office_holders]
    assert (posts.count(("B2", "ned")), posts.count(("007", "ned")), posts.count(("B2", "chair"))) == (3, 9, 1)
    assert {h.term_end for h in given.office_holders} == {given.horizon_end}
    assert given.regions == ("mine",)
    assert sum("ASSUMED" in text for text in given.assumptions) == 5
    assert all(text in done.output for text in given.assumptions)
    assert (tmp_path / "other" / "mine" / "decisions.csv").stat().st_mode & 0o077 == 0


def test_further_columns_take_the_place_of_assumptions(tmp_path: Path) -> None:
    head = HEAD.strip() + ",region,ned_seats,chair,kind,councils,easting,northing\n"
    rows = "A1,Ashby,1,5,B2,North,6,no,pct,Shire;City,1000,2000\nB2,Birch,1,5,,South,5,yes,care_trust,City,,\n"
    done = init(tmp_path / "mine", "--from-list", written(tmp_path, head + rows), "--json")
    assert json.loads(done.stdout)["status"] == "ok"
    given = read_instance(tmp_path / "mine")
    assert given.regions == ("North", "South")
    assert (given.by_code["A1"].ned_seats, given.by_code["A1"].easting) == (6, 1000)
    assert [h.organisation for h in given.office_holders if h.role == "chair"] == ["B2"]
    assert {a.name for a in given.local_authorities} == {"City", "Shire"}
    assert len(given.coverage) == 3
    assert len(given.assumptions) == 2
    assert given.by_code["B2"].kind == "care_trust"


def test_a_workbook_list(tmp_path: Path) -> None:
    """All columns with drop-downs; codes stay text; filled in, it gives what the CSV file gives."""
    path = tmp_path / "list.xlsx"
    assert init(path, "--list").exit_code == 0
    book = openpyxl.load_workbook(path)
    page = book["list"]
    assert tuple(c.value for c in page[1]) == tuple(columns_of(SPEC))
    assert tuple(columns_of(SPEC))[:5] == FIRST
    kinds = {v.formula1 for v in page.data_validations.dataValidation}
    assert {'"yes,no"', '"pct,care_trust,care_trust_plus"'} <= kinds
    for y, line in enumerate(THREE.splitlines(), start=2):
        for x, cell in enumerate(line.split(","), start=1):
            page.cell(y, x, int(cell) if x in (3, 4) else cell or None)
    book.save(path)
    assert read_list(path) == read_list(written(tmp_path, HEAD + THREE))
    assert init(path, "--list").exit_code == 3  # nothing is overwritten


def test_commas_part_neighbours_too(tmp_path: Path) -> None:
    """In quotation marks, as a spreadsheet writes them."""
    rows = 'A1,Ashby,1,5,"B2, C3"\nB2,Birch,1,5,\nC3,Cole,1,5,A1;B2;\n'
    read = read_list(written(tmp_path, HEAD + rows))
    assert [r.neighbours for r in read] == [("B2", "C3"), (), ("A1", "B2")]


SLIPS = {
    "": ("P-209", None),
    "A1,Ashby,1,5,B3\nB2,Birch,1,5,\n": ("P-403", 2),
    "A1,Ashby,1,5,A1\n": ("P-403", 2),
    "A1,Ashby,1,5,\nB2,Birch,1,5,\n": ("P-403", None),
    "A1,Ashby,1,5,B2\nA1,Birch,1,5,\n": ("P-401", 3),
    "A1,Ashby,many,5,\n": ("P-307", 2),
    "A1,,1,5,\n": ("P-301", 2),
    "A1,Ashby,1,21,\n": ("P-308", 2),
}


@pytest.mark.parametrize("rows", SLIPS)
def test_slips_are_told_with_their_place(tmp_path: Path, rows: str) -> None:
    with pytest.raises(InputFaultsError) as caught:
        read_list(written(tmp_path, HEAD + rows))
    code, line = SLIPS[rows]
    found = {(f.code, f.row) for f in caught.value.faults}
    assert (code, line) in found, [f.text() for f in caught.value.faults]
    assert all(f.fix and f.file == "list.csv" for f in caught.value.faults)
    done = init(tmp_path / "mine", "--from-list", tmp_path / "list.csv")
    assert done.exit_code == 3
    assert not (tmp_path / "mine").exists()


def test_what_does_not_go_together(tmp_path: Path) -> None:
    assert init(tmp_path / "a", "--from-list", tmp_path / "no.csv").exit_code == 3
    assert init(tmp_path / "a.txt", "--list").exit_code == 2
    assert init(tmp_path / "a.csv", "--list", "--synthetic", "5").exit_code == 2
    written(tmp_path, HEAD.replace("directors", "neds") + THREE)
    assert "neds" in init(tmp_path / "a", "--from-list", tmp_path / "list.csv").output
