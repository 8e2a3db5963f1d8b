"""``planner init``: templates that the reader knows, or an invented instance."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from planner.cli.main import main
from planner.io.catalogue import BY_NAME, FILES
from planner.io.coerce import coerce
from planner.io.columns import columns_of, example_of
from planner.io.read import read_instance


def init(folder: Path, *options: str) -> Result:
    """Run ``planner init``."""
    return CliRunner().invoke(main, ["init", str(folder), *options])


def test_templates_fit_the_reader(tmp_path: Path) -> None:
    """Fresh templates have one kind of fault only: there is nothing in them yet."""
    result = init(tmp_path / "My draft")
    assert result.exit_code == 0
    assert "planner check" in result.stdout
    written = {p.name for p in (tmp_path / "My draft").iterdir()}
    assert written == {"instance.toml", "DATA-DICTIONARY.md", *(f"{f.name}.csv" for f in FILES)}
    checked = CliRunner().invoke(main, ["check", str(tmp_path / "My draft"), "--json"])
    assert [f["code"] for f in json.loads(checked.stdout)["faults"]] == ["P-209"]


def test_every_column_is_explained(tmp_path: Path) -> None:
    """The data dictionary names every column and says what it holds."""
    init(tmp_path / "new")
    text = (tmp_path / "new/DATA-DICTIONARY.md").read_text(encoding="utf-8")
    for spec in FILES:
        section = text.split(f"## {spec.name}.csv")[1].split("\n## ")[0]
        for name, info in spec.model.model_fields.items():
            assert f"| `{name}` |" in section
            assert info.description in section
            assert f"| {example_of(spec, name)} |" in section
            assert example_of(spec, name)
    assert "at least 5, at most 7" in text


def test_comments_of_the_settings_can_be_switched_on(tmp_path: Path) -> None:
    """Every commented line of instance.toml is valid when the mark is taken away."""
    init(tmp_path / "new")
    path = tmp_path / "new/instance.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(x.removeprefix("# ") if " = " in x else x for x in lines), encoding="utf-8")
    checked = CliRunner().invoke(main, ["check", str(tmp_path / "new"), "--json"])
    found = {(f["code"], f["file"]) for f in json.loads(checked.stdout)["faults"]}
    assert found == {
        ("P-209", "organisations.csv"),
        ("P-102", "consortia_2013.csv"),
        ("P-102", "footprints_2013.csv"),
    }


def test_a_filled_folder_is_refused(tmp_path: Path) -> None:
    """Nothing is overwritten, exit code 3."""
    (tmp_path / "note.txt").write_text("mine")
    result = init(tmp_path)
    assert result.exit_code == 3
    assert "not empty" in result.stderr
    assert [p.name for p in tmp_path.iterdir()] == ["note.txt"]


def test_synthetic(tmp_path: Path) -> None:
    """The same number and seed give the same instance; another seed another."""
    prints = {}
    for name, seed in (("a", "4"), ("b", "4"), ("c", "5")):
        result = init(tmp_path / name / "made", "--synthetic", "8", "--seed", seed)
        assert result.exit_code == 0, result.output
        found = read_instance(tmp_path / name / "made")
        assert len(found.organisations) == 8
        assert found.synthetic
        prints[name] = found.sha256
    assert prints["a"] == prints["b"] != prints["c"]


def test_examples_fit_their_columns() -> None:
    """What the data dictionary gives as an example would be read."""
    for spec in FILES:
        for column in columns_of(spec).values():
            assert coerce(example_of(spec, column.name), column) is not None, (spec.name, column.name)


def test_a_workbook_of_templates(tmp_path: Path) -> None:
    """Every table, a sheet to begin with, a data dictionary; the only fault is that nothing is in it yet."""
    path = tmp_path / "My draft.xlsx"
    result = init(path)
    assert result.exit_code == 0
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["Start here", "instance", *(f.name for f in FILES), "Data dictionary"]
    for spec in FILES:
        assert tuple(c.value for c in book[spec.name][1]) == spec.columns
        assert not list(book[spec.name].iter_rows(min_row=3))
    words = list(book["Data dictionary"].values)[1:]
    assert {(w[0], w[1]) for w in words} >= {(s.name, c) for s in FILES for c in s.columns}
    checked = CliRunner().invoke(main, ["check", str(path), "--json"])
    assert [f["code"] for f in json.loads(checked.stdout)["faults"]] == ["P-209"]
    assert init(path).exit_code == 3


def test_drop_downs(tmp_path: Path) -> None:
    """Words to choose from, yes and no, codes of another sheet, and limits of numbers and dates."""
    init(tmp_path / "new.xlsx")
    book = openpyxl.load_workbook(tmp_path / "new.xlsx")
    rules = {(p.title, str(v.sqref)): v for p in book for v in p.data_validations.dataValidation if v.type}

    def rule(table: str, column: str) -> openpyxl.worksheet.datavalidation.DataValidation:
        letter = chr(65 + BY_NAME[table].columns.index(column))
        return rules[table, f"{letter}2:{letter}1001"]

    assert rule("organisations", "kind").formula1 == '"pct,care_trust,care_trust_plus"'
    assert rule("coverage", "relevant").formula1 == '"yes,no"'
    assert rule("links", "b").formula1 == "'organisations'!$A$2:$A$1001"
    assert rule("links", "b").errorStyle == "warning"
    seats = rule("organisations", "ned_seats")
    assert (seats.formula1, seats.formula2) == ("5", "7")
    assert rule("office_holders", "term_end").type == "date"
    assert rule("footprints", "share_of_organisation").type == "decimal"
    for spec in FILES:
        for column in columns_of(spec).values():
            if column.kind in ("choice", "yes_no"):
                assert rule(spec.name, column.name).type == "list"


def test_an_example(tmp_path: Path) -> None:
    """A shipped instance as a folder or as a workbook, the same; another name is refused."""
    assert init(tmp_path / "a.xlsx", "--example", "tiny").exit_code == 0
    assert init(tmp_path / "a", "--example", "tiny").exit_code == 0
    assert read_instance(tmp_path / "a.xlsx") == read_instance(tmp_path / "a")
    assert read_instance(tmp_path / "a").name == "tiny"
    assert init(tmp_path / "b", "--example", "large").exit_code == 2
    assert init(tmp_path / "b", "--example", "tiny", "--synthetic", "5").exit_code == 2


def test_an_invented_workbook(tmp_path: Path) -> None:
    """The same as the folder of that number and seed."""
    init(tmp_path / "made.xlsx", "--synthetic", "8", "--seed", "4")
    init(tmp_path / "made", "--synthetic", "8", "--seed", "4")
    assert read_instance(tmp_path / "made.xlsx") == read_instance(tmp_path / "made")


@pytest.mark.parametrize("options", [("--seed", "1"), ("--synthetic", "0"), ("--synthetic", "many")])
def test_wrong_options(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Wrong options end with code 2 and write nothing."""
    assert init(tmp_path / "new", *options).exit_code == 2
    assert list(tmp_path.iterdir()) == []
