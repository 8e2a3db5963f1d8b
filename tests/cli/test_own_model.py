"""A governance model of one's own: the README's file, taken out of the page, solves, verifies and reports."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from planner.cli.main import main
from planner.io.rulebook import models_dir

INSTANCES = Path(__file__).parents[2] / "instances"
README = models_dir() / "README.md"
MODEL_1 = (models_dir() / "governance" / "model-1.toml").read_text(encoding="utf-8")


def run(*words: Path | str) -> Result:
    """Run ``planner`` in this process."""
    result = CliRunner().invoke(main, [str(w) for w in words])
    assert "Traceback" not in result.output
    return result


def readme_variant() -> str:
    """The one TOML block of models/README.md that is a whole governance model."""
    blocks = re.findall(r"```toml\n(.*?)```", README.read_text(encoding="utf-8"), re.DOTALL)
    (found,) = [b for b in blocks if "chair_scope" in b]
    return str(found)


def solved(tmp_path: Path, text: str, instance: str = "ckw-2011") -> dict[str, Any]:
    """The plan under a model of this text, proved and verified, with report and workbook."""
    file, out = tmp_path / "variant.toml", tmp_path / "out"
    file.write_text(text, encoding="utf-8")
    result = run("solve", INSTANCES / instance, "-g", file, "--workers", "1", "-o", out)
    assert result.exit_code == 0, result.output
    verdict = run("verify", INSTANCES / instance, out / "plan.json")
    assert verdict.exit_code == 0, verdict.output
    assert "not one of the guidance" in verdict.output
    assert (out / "plan.xlsx").stat().st_size > 1000
    found: dict[str, Any] = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    return found


def changed(*changes: tuple[str, str], text: str | None = None) -> str:
    """The README's variant, or another text, with changes that have something to change."""
    text = readme_variant() if text is None else text
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def seats(board: dict[str, Any]) -> list[str]:
    """Kinds of NED seats of a board, sorted."""
    return sorted(n["seat"] for n in board["neds"])


def test_the_variant_of_the_readme_solves(tmp_path: Path) -> None:
    """Two shared and four locality directors on every board, one chair; the report says under which model."""
    plan = solved(tmp_path, readme_variant())
    assert [seats(b) for b in plan["boards"]] == [["locality"] * 4 + ["shared"] * 2] * 3
    assert len({b["chair"] for b in plan["boards"]}) == 1
    assert {c["governance"] for c in plan["clusters"]} == {"model-3-two-four"}
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "Model 3 with two shared and four locality directors" in page


def test_each_board_its_own_chair_and_shared_directors(tmp_path: Path) -> None:
    """``chair_scope = "organisation"`` without keeping the directors: every chair of today stays."""
    text = changed(
        ('id = "model-3-two-four"', 'id = "own-chairs"'),
        ('chair_scope = "cluster"', 'chair_scope = "organisation"'),
        ('["M3-a", "M3-b", "M3-c"]', '["M3-b", "M3-c", "M4-a"]'),
    )
    plan = solved(tmp_path, text)
    chairs = {p["id"] for p in plan["people"] if any(post["role"] == "chair" for post in p["from"])}
    assert {b["chair"] for b in plan["boards"]} == chairs
    assert len(chairs) == 3
    assert [seats(b) for b in plan["boards"]] == [["locality"] * 4 + ["shared"] * 2] * 3


@pytest.mark.parametrize(("word", "kinds"), [("shared", {"shared"}), ("organisation", {"locality"})])
def test_audit_chairs_of_one_kind(word: str, kinds: set[str], tmp_path: Path) -> None:
    """One shared director is audit chair of all boards, or a locality director of each."""
    plan = solved(tmp_path, changed(('audit_chair = "either"', f'audit_chair = "{word}"')))
    found = {n["seat"] for b in plan["boards"] for n in b["neds"] if n["person"] == b["audit_chair"]}
    assert found == kinds
    assert len({b["audit_chair"] for b in plan["boards"]}) == (1 if word == "shared" else 3)


def test_six_directors_for_all_boards(tmp_path: Path) -> None:
    """A narrower Model 2: the number is the model's, where the law would allow seven."""
    text = changed(
        ('id = "model-3-two-four"', 'id = "model-2-six"'),
        ("shared_neds = [2, 2]", "shared_neds = [6, 6]"),
        ("locality_neds = [4, 4]", "locality_neds = [0, 0]"),
        ('["M3-a", "M3-b", "M3-c"]', '["M2-a"]'),
    )
    assert [seats(b) for b in solved(tmp_path, text)["boards"]] == [["shared"] * 6] * 3


def test_directors_who_belong_to_one_board_each(tmp_path: Path) -> None:
    """No shared directors under one chair."""
    text = changed(
        ("shared_neds = [2, 2]", "shared_neds = [0, 0]"), ("locality_neds = [4, 4]", "locality_neds = [5, 7]")
    )
    plan = solved(tmp_path, text)
    assert {n["seat"] for b in plan["boards"] for n in b["neds"]} == {"locality"}
    assert len({b["chair"] for b in plan["boards"]}) == 1


def test_only_directors_are_nominated(tmp_path: Path) -> None:
    """``nominees_from = "neds"``: the chairs who don't chair the cluster board are not on it."""
    text = changed(
        ('id = "model-1"', 'id = "one"'),
        ("nominees = [1, 1]", 'nominees = [2, 2]\nnominees_from = "neds"'),
        text=MODEL_1,
    )
    plan = solved(tmp_path, text)
    (cluster,) = plan["clusters"]
    chairs = {b["chair"] for b in plan["boards"]}
    assert cluster["cluster_board"]["chair"] in chairs
    assert len(cluster["cluster_board"]["neds"]) == 6
    assert not chairs & {n["person"] for n in cluster["cluster_board"]["neds"]}


def test_every_fault_is_told_in_one_run(tmp_path: Path) -> None:
    """Exit code 3, each fault with its place and remedy, nothing solved."""
    file = tmp_path / "variant.toml"
    file.write_text(changed(("[2, 2]", "[2, 1]"), ('"either"', '"both"'), ('"M3-b", ', "")), encoding="utf-8")
    result = run("solve", INSTANCES / "ckw-2011", "-g", file, "-o", tmp_path / "out")
    assert result.exit_code == 3
    for words in ("shared_neds", "fewest first", "audit_chair", "'shared'", "variant.toml"):
        assert words in result.output


def test_a_model_that_no_cluster_needs(tmp_path: Path) -> None:
    """Where everybody stands alone the file's model is used by nobody, and the plan stands all the same."""
    file, out = tmp_path / "variant.toml", tmp_path / "out"
    file.write_text(changed(('id = "model-1"', 'id = "one"'), text=MODEL_1), encoding="utf-8")
    instance = INSTANCES / "banes-wiltshire-2011"
    result = run("solve", instance, "-g", file, "--clusters", "2", "--workers", "1", "-o", out)
    assert result.exit_code == 0, result.output
    verdict = run("verify", instance, out / "plan.json")
    assert verdict.exit_code == 0, verdict.output
