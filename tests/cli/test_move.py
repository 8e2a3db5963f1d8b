"""``planner move``: words, one document, files, and every way to ask."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planner.cli.console import FOR_YOU
from planner.cli.main import main
from tests.acceptance.command import process

TINY = Path(__file__).parents[2] / "instances" / "tiny"


def run(*words: Path | str) -> Result:
    """Run ``planner`` in this process."""
    result = CliRunner().invoke(main, [str(w) for w in words])
    assert "Traceback" not in result.output
    return result


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The best plan of the tiny instance under Model 2."""
    out = tmp_path_factory.mktemp("solved")
    assert run("solve", TINY, "-g", "model-2", "-o", out).exit_code == 0
    return out / "plan.json"


def test_it_says_what_improves_worsens_and_breaks(plan: Path) -> None:
    """Counts before and after, rules with paragraph, who must agree, and what to do next."""
    result = run("move", TINY, plan, "T02", "T04")
    assert result.exit_code == 4
    for said in (
        "What worsens",
        "Councils and arrangements divided between clusters",
        "GEO-4, departs from guidance ¶4, ¶6",
        "who must agree: sign-off by the NHS Chief Executive (¶7)",
        "the decision's owner: Upland Partnership board",
        "pounds a year (some rates are derived proxies)",
        "Nothing was written",
    ):
        assert said in result.output
    assert FOR_YOU in result.output


def test_one_document(plan: Path) -> None:
    """The same as plain data, also of what was settled around it."""
    result = run("move", TINY, plan, "--split", "T04", "T06", "--settle", "--json")
    found = json.loads(result.output)
    assert (found["status"], found["exit_code"], result.exit_code) == ("ok", 0, 0)
    assert [c["organisations"] for c in found["clusters"]["after"]] == [["T04", "T05"], ["T06"]]
    by_id = {x["id"]: x for x in found["levels"]}
    assert by_id["cluster_target"] | {"title": "", "unit": ""} == {
        "id": "cluster_target",
        "title": "",
        "unit": "",
        "before": 0,
        "after": 1,
        "change": 1,
        "proved": True,
    }
    assert ["T06"] in found["settled"]["grouping"]


def test_the_new_plan_is_written_and_stands(plan: Path, tmp_path: Path) -> None:
    """Plan, report, tables, and the grouping for ``solve --geography``."""
    out = tmp_path / "out"
    result = run("move", TINY, plan, "--swap", "T03", "T06", "--split", "T04", "T05", "-o", out)
    assert result.exit_code == 4, result.output
    assert {p.name for p in out.iterdir()} == {"plan.json", "report.html", "plan.xlsx", "grouping.csv"}
    assert {p.stat().st_mode & 0o077 for p in out.iterdir()} == {0}
    assert "is broken" not in run("verify", TINY, out / "plan.json").output
    again = run("solve", TINY, "-g", "model-2", "--geography", out / "grouping.csv", "-o", tmp_path / "again")
    assert again.exit_code == 4
    plans = [
        json.loads((folder / "plan.json").read_text(encoding="utf-8")) for folder in (out, tmp_path / "again")
    ]
    for found in plans:
        del found["run"]
    assert plans[0]["levels"] == plans[1]["levels"]
    assert plans[0]["boards"] == plans[1]["boards"]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "Say what to change"),
        (("T01",), 2, "no cluster behind it"),
        (("T77", "T04"), 2, 'There is no organisation "T77"'),
        (("T01", "T02"), 2, "in that cluster already"),
        (("--merge", "T01", "T0X"), 2, 'no cluster "T0X"'),
    ],
)
def test_wrong_words(plan: Path, words: tuple[str, ...], code: int, said: str) -> None:
    """Each is told with what would be right."""
    result = run("move", TINY, plan, *words)
    assert (result.exit_code, said in result.output) == (code, True), result.output


def test_a_plan_that_does_not_stand(plan: Path, tmp_path: Path) -> None:
    """Nothing is said of a plan that was changed by hand."""
    text = plan.read_text(encoding="utf-8").replace('"value": 9800', '"value": 9801')
    (tmp_path / "plan.json").write_text(text, encoding="utf-8")
    result = run("move", TINY, tmp_path / "plan.json", "T06", "new")
    assert result.exit_code == 4
    assert "The plan does not stand" in result.output
    assert run("move", TINY, tmp_path / "plan.json", "T06", "new", "--json").exit_code == 4


def test_under_the_scenario_of_the_plan(tmp_path: Path) -> None:
    """The scenario that the plan names holds for the change too."""
    folder = Path(shutil.copytree(TINY, tmp_path / "tiny"))
    text = "[scenario.s]\ngovernance = 'model-1'\nas_at = 2011-09-01\n"
    (folder / "scenarios.toml").write_text(text, encoding="utf-8")
    assert run("solve", folder, "--scenario", "s", "-o", tmp_path / "out").exit_code == 0
    moved = run("move", folder, tmp_path / "out" / "plan.json", "T06", "new", "-o", tmp_path / "moved")
    assert moved.exit_code == 0, moved.output
    assert run("verify", folder, tmp_path / "moved" / "plan.json").exit_code == 0


def test_nothing_of_the_map_is_loaded(plan: Path) -> None:
    """Without --settle no possible cluster is listed: what that needs is not even imported."""
    code = (
        "import sys\nfrom planner.cli.main import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        "print([m for m in sys.modules if m.startswith(('planner.geography', 'networkx', 'shapely'))])"
    )
    words = [sys.executable, "-c", code, "move", str(TINY), str(plan), "T06", "new"]
    done = subprocess.run(
        words, capture_output=True, text=True, check=True, cwd=TINY.parents[1], env={**os.environ}
    )
    assert done.stdout.splitlines()[-1] == "[]"
    assert process("move", "--help").returncode == 0
