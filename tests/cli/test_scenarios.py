"""``solve --scenario``, ``--era``, ``--show-settings``; ``check`` and ``verify`` with scenarios."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from planner.cli.main import main
from planner.core.plan import Setting
from planner.io.effective import as_planned
from planner.io.plans import read_plan, write_plan
from planner.io.read import read_instance
from planner.io.rulebook import load_rulebook

TINY = Path(__file__).parents[2] / "instances" / "tiny"
TEXT = """
[scenario.three]
title = "Three clusters later"
governance = "model-1"
clusters = 3
seed = 7
as_at = 2011-10-01
board_levels = ["places_end", "recruits", "cost"]
rules.GEO-SIZE.parameters.max = 4
[[scenario.three.add]]
kind = "keep_together"
subject = "T01"
object = "T03"
reason = "Shared hospital"
owner = "SHA"

[scenario.pinned]
governance = "model-2"
governance_of = { T04 = "model-1" }

[scenario.letter]
era = "sep-2011"
governance = "any"

[scenario.map]
only = "geography"
"""


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """The tiny instance with scenarios."""
    folder = Path(shutil.copytree(TINY, tmp_path / "tiny"))
    (folder / "scenarios.toml").write_text(TEXT, encoding="utf-8")
    return folder


def run(*words: Path | str) -> Result:
    """Run ``planner`` in this process."""
    result = CliRunner().invoke(main, [str(w) for w in words])
    assert "Traceback" not in result.output
    return result


def plan_of(out: Path) -> dict[str, Any]:
    """What was written."""
    found: dict[str, Any] = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    return found


def origins(settings: dict[str, Any]) -> dict[str, str]:
    """Where each setting came from."""
    return {key: s["origin"] for key, s in settings.items()}


def test_a_plan_says_where_every_value_came_from(tiny: Path, tmp_path: Path) -> None:
    """Command line over scenario over instance and rulebook; the checker agrees and names the scenario."""
    out = tmp_path / "out"
    result = run("solve", tiny, "--scenario", "three", "--seed", "1", "-o", out)
    assert result.exit_code == 0, result.output
    settings = plan_of(out)["settings"]
    assert settings["seed"] == {"value": 1, "origin": "option"}
    assert settings["clusters"] == {"value": [3, 3], "origin": "scenario"}
    assert origins(settings) | {"time_limit": "default"} == origins(settings)
    assert {k for k, o in origins(settings).items() if o == "scenario"} == {
        "governance",
        "clusters",
        "as_at",
        "board_levels",
        "rules",
        "decisions_added",
    }
    assert {k for k, o in origins(settings).items() if o == "option"} == {"seed", "scenario"}
    assert (settings["renewals"]["origin"], settings["geography_levels"]["origin"]) == ("instance", "rulebook")
    checked = run("verify", tiny, out / "plan.json")
    assert checked.exit_code == 0, checked.output
    assert "under the scenario three" in checked.output


def test_a_plan_does_not_stand_once_its_scenario_is_another(tiny: Path, tmp_path: Path) -> None:
    """Verified against the scenario as it is now, not as the plan tells it."""
    out = tmp_path / "out"
    run("solve", tiny, "--scenario", "three", "--only", "geography", "-o", out)
    (tiny / "scenarios.toml").write_text(TEXT.replace("max = 4", "max = 5"), encoding="utf-8")
    assert run("verify", tiny, out / "plan.json").exit_code == 4
    (tiny / "scenarios.toml").unlink()
    gone = run("verify", tiny, out / "plan.json")
    assert (gone.exit_code, "no scenario of that name" in gone.output) == (3, True)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("as_at", "2011-06-01"),
        ("board_levels", ["cost"]),
        ("rules", {"GEO-SIZE": {"parameters": {"max": 9}}}),
        ("rules", 3),
        ("decisions_added", [["keep_apart", "T01", "T04"]]),
        ("decisions_added", "T01"),
        ("decisions_removed", [["keep_together", "T01", "T03"]]),
        ("surprise", 1),
    ],
)
def test_settings_that_tell_another_scenario_are_found(
    tiny: Path, tmp_path: Path, key: str, value: Any
) -> None:
    """The checker holds what settings record against instance and rulebook."""
    out = tmp_path / "out"
    run("solve", tiny, "--scenario", "three", "--only", "geography", "-o", out)
    plan = read_plan(out / "plan.json")
    settings = {**plan.settings, key: Setting(value=value, origin="scenario")}
    write_plan(plan.model_copy(update={"settings": settings}), out / "plan.json")
    assert f"the setting {key}" in run("verify", tiny, out / "plan.json").output.replace(
        f"{key} is no setting", f"the setting {key}"
    )


def test_one_cluster_has_a_model_of_its_own(tiny: Path, tmp_path: Path) -> None:
    """The others have the one asked for, and the checker holds both to it."""
    out = tmp_path / "out"
    assert run("solve", tiny, "--scenario", "pinned", "-o", out).exit_code == 0
    plan = plan_of(out)
    models = {c["governance"] for c in plan["clusters"] if "T04" in c["organisations"]}
    assert models == {"model-1"}
    assert {c["governance"] for c in plan["clusters"] if "T04" not in c["organisations"]} == {"model-2"}
    assert plan["settings"]["governance"] == {"value": "model-2", "origin": "scenario"}
    assert run("verify", tiny, out / "plan.json").exit_code == 0
    text = (out / "plan.json").read_text(encoding="utf-8").replace('"T04": "model-1"', '"T04": "model-3"')
    (out / "plan.json").write_text(text, encoding="utf-8")
    assert "its own was asked for: model-3" in run("verify", tiny, out / "plan.json").output


def test_two_models_for_one_cluster_are_refused(tiny: Path, tmp_path: Path) -> None:
    """Keeping the two together and asking for two models can't be; the refusal says so."""
    text = TEXT.replace('{ T04 = "model-1" }', '{ T01 = "model-1", T02 = "model-3" }')
    (tiny / "scenarios.toml").write_text(text, encoding="utf-8")
    result = run("solve", tiny, "--scenario", "pinned", "-o", tmp_path / "out")
    assert result.exit_code == 4
    assert "model-1 for that of Northmoor PCT (T01)" in result.output


def test_the_letter(tiny: Path, tmp_path: Path) -> None:
    """The era is the scenario's or the command line's; what it leaves out is written and said."""
    out = tmp_path / "out"
    assert run("solve", tiny, "--scenario", "letter", "-o", out).exit_code == 0
    plan = plan_of(out)
    assert plan["settings"]["era"] == {"value": "sep-2011", "origin": "scenario"}
    assert plan["settings"]["models"] == {"value": ["model-1", "model-2", "model-3"], "origin": "era"}
    assert any("29 September 2011" in a for a in plan["assumptions"])
    assert run("verify", tiny, out / "plan.json").exit_code == 0
    shown = run("solve", tiny, "--scenario", "letter", "--era", "jan-2011", "--show-settings", "--json")
    settings = json.loads(shown.output)["settings"]
    assert settings["era"] == {"value": "jan-2011", "origin": "option"}
    assert "models" not in settings


def test_settings_are_shown_and_nothing_is_solved(tiny: Path) -> None:
    """No folder is asked for; every line has its origin."""
    result = run("solve", tiny, "--scenario", "three", "--show-settings", "--time-limit", "30")
    assert result.exit_code == 0, result.output
    rows = {line[:16].strip(): line.split()[-1] for line in result.output.splitlines() if "  " in line}
    assert (rows["clusters"], rows["horizon end"], rows["seed"]) == ("scenario", "instance", "scenario")
    assert any(
        line.startswith("time limit") and line.endswith("command line") for line in result.output.splitlines()
    )
    assert "rule GEO-SIZE     parameters = max = 4 (your choice)" in result.output
    assert "Nothing was solved" in result.output


def test_a_scenario_may_say_what_is_needed(tiny: Path, tmp_path: Path) -> None:
    """No -g where the scenario names the model or settles the map alone; else it is asked for as ever."""
    assert run("solve", tiny, "--scenario", "map", "-o", tmp_path / "out").exit_code == 0
    assert run("solve", tiny, "-o", tmp_path / "out").exit_code == 2
    assert run("solve", tiny, "--scenario", "map").exit_code == 2
    mixed = run("solve", tiny, "--scenario", "pinned", "--profile", "people-first", "-o", tmp_path / "o")
    assert (mixed.exit_code, "a model for single clusters was given" in mixed.output) == (2, True)


def test_check_lists_scenarios(tiny: Path) -> None:
    """Names and titles; also in the one JSON document."""
    assert "three   Three clusters later" in run("check", tiny).output
    assert json.loads(run("check", tiny, "--json").output)["scenarios"]["three"] == "Three clusters later"
    (tiny / "scenarios.toml").write_text(TEXT.replace("T03", "T93"), encoding="utf-8")
    found = run("check", tiny)
    assert (found.exit_code, "scenario.three.add.1.object" in found.output) == (3, True)


def test_a_plan_leads_back_to_what_it_was_made_under(tiny: Path, tmp_path: Path) -> None:
    """For every command that takes an instance and a plan."""
    run("solve", tiny, "--scenario", "three", "--only", "geography", "-o", tmp_path / "out")
    plan = read_plan(tmp_path / "out" / "plan.json")
    given, book = as_planned(read_instance(tiny), load_rulebook("pct-2011"), plan, tiny)
    assert (given.sha256, book.sha256) == (plan.instance.sha256, plan.rulebook.sha256)
