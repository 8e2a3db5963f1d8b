"""``planner init``: templates that the reader knows, or an invented instance."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planner.cli.main import main
from planner.io.catalogue import FILES
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


@pytest.mark.parametrize("options", [("--seed", "1"), ("--synthetic", "0"), ("--synthetic", "many")])
def test_wrong_options(tmp_path: Path, options: tuple[str, ...]) -> None:
    """Wrong options end with code 2 and write nothing."""
    assert init(tmp_path / "new", *options).exit_code == 2
    assert list(tmp_path.iterdir()) == []
