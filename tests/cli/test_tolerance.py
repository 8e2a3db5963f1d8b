"""``solve --tolerance``: when a plan not proved best is good enough, what is said, and what is refused."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import planner
from planner.checker import verify
from planner.cli.answer import proof_words
from planner.cli.main import main
from planner.cli.solve import exit_code
from planner.cli.tolerances import beyond_words
from planner.core.plan import Plan, Setting
from planner.core.result import Result as Solved
from planner.core.settings import Settings
from planner.core.tolerances import within_tolerance
from planner.engine.boards import BoardsOfMaps, MapBoards
from planner.io.plans import read_plan

TINY = Path(__file__).resolve().parents[2] / "instances" / "tiny"


def run(*words: str | Path, instance: Path = TINY) -> Result:
    """The command's result; answer and faults in one text."""
    return CliRunner().invoke(main, ["solve", str(instance), *map(str, words)])


SHORT = 5_000
"""Pounds a year that are left open where a run is cut short."""


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Plan:
    """Every run is cut short while pay is being settled; the plan that this gives."""
    whole = BoardsOfMaps.of

    def cut(boards: BoardsOfMaps, *given: Any) -> MapBoards:
        found = whole(boards, *given)
        return replace(found, status="feasible", bounds=(*found.values[:-1], found.values[-1] - SHORT))

    monkeypatch.setattr(BoardsOfMaps, "of", cut)
    result = run("-g", "model-3", "-o", tmp_path / "short")
    assert result.exit_code == 5, result.output
    plan = read_plan(tmp_path / "short")
    assert [(x.id, x.value - x.bound) for x in plan.levels if x.value != x.bound] == [("cost", SHORT)]
    return plan


@pytest.fixture(scope="module")
def proved() -> Plan:
    """A plan whose values and bounds are then changed."""
    engine = planner.open(planner.read_instance(TINY), planner.load_rulebook("pct-2011"))
    plan = engine.solve("model-3", Settings(ring_fences=False)).plan
    assert plan is not None
    return plan


def asked(out: Path, *words: str) -> Result:
    """The same run with something more."""
    return run("-g", "model-3", "-o", out, *words)


def test_within_the_tolerance_is_done(short: Plan, tmp_path: Path) -> None:
    enough = asked(tmp_path, "--tolerance", f"cost={SHORT:,}", "--tolerance", "splits=0")
    assert enough.exit_code == 0, enough.output
    assert f"within {SHORT:,} pounds a year of the best possible, as you allowed." in enough.output
    assert "Proved best" not in enough.output
    plan = read_plan(tmp_path)
    assert plan.status == "feasible"
    assert plan.settings["tolerances"] == Setting(value={"cost": SHORT, "splits": 0}, origin="option")
    without = plan.model_copy(update={"settings": short.settings, "run": short.run})
    assert without == short
    assert verify(planner.read_instance(TINY), plan).ok
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert f"--tolerance cost={SHORT} --tolerance splits=0" in page


@pytest.mark.usefixtures("short")
def test_one_pound_less_is_not_enough(tmp_path: Path) -> None:
    result = asked(tmp_path, "--tolerance", f"cost={SHORT - 1}")
    assert result.exit_code == 5
    assert "as you allowed" not in result.output
    assert f"may be {SHORT:,} pounds a year from the best possible, {SHORT - 1:,} allowed." in result.output
    other = asked(tmp_path, "--tolerance", "splits=9", "--json")
    assert other.exit_code == 5
    assert json.loads(other.stdout)["within_tolerance"] is False
    fits = json.loads(asked(tmp_path, "--tolerance", f"cost={SHORT}", "--json").stdout)
    assert (fits["exit_code"], fits["status"], fits["within_tolerance"]) == (0, "feasible", True)


def test_a_proof_needs_no_tolerance(tmp_path: Path) -> None:
    result = run("-g", "model-1", "-o", tmp_path, "--tolerance", "cost=5000")
    assert result.exit_code == 0
    assert "Proved best." in result.output
    assert "allowed" not in result.output


OPEN: list[tuple[dict[str, tuple[int, int]], dict[str, int], bool]] = [
    ({"places_end": (7, 5)}, {"places_end": 2}, True),
    ({"places_end": (7, 5)}, {"places_end": 1}, False),
    ({"places_end": (7, 5)}, {"cost": 10**9}, False),
    ({"places_end": (7, 5), "recruits": (3, 0)}, {"places_end": 2}, False),
    ({"places_end": (7, 5), "recruits": (3, 0)}, {"places_end": 2, "recruits": 2}, False),
    ({"places_end": (7, 5), "recruits": (3, 0)}, {"places_end": 2, "recruits": 3}, True),
    ({"places_end": (7, 5), "recruits": (0, 0)}, {"places_end": 2}, True),
    ({"places_end": (7, 5)}, {}, False),
]


@pytest.mark.parametrize(("levels", "allowed", "enough"), OPEN)
def test_every_open_aim_must_be_within(
    proved: Plan, levels: dict[str, tuple[int, int]], allowed: dict[str, int], *, enough: bool
) -> None:
    """Below an aim that is open nothing is known, so the whole value must be allowed."""
    plan = changed(proved, levels, allowed)
    assert within_tolerance(plan) == enough
    result = Solved(plan=plan)
    assert exit_code(result, stopped=False) == (0 if enough else 5)
    assert exit_code(result, stopped=True) == 130
    assert exit_code(Solved(plan=plan, disagreements=("x",)), stopped=False) == 7
    assert ("as you allowed" in proof_words(plan)) == enough
    assert bool(beyond_words(plan)) == (bool(allowed) and not enough)
    broken = plan.model_copy(update={"status": "infeasible"})
    assert exit_code(Solved(plan=broken), stopped=False) == 4


def changed(plan: Plan, levels: dict[str, tuple[int, int]], allowed: dict[str, int]) -> Plan:
    """The plan with values and bounds of some aims, all others proved, under tolerances."""
    made: list[Any] = []
    for x in plan.levels:
        value, bound = levels.get(x.id, (x.value, x.value))
        made.append(x.model_copy(update={"value": value, "bound": bound}))
    settings = dict(plan.settings)
    if allowed:
        settings["tolerances"] = Setting(value=allowed, origin="option")
    return plan.model_copy(update={"levels": tuple(made), "settings": settings, "status": "feasible"})


def test_words_for_several(proved: Plan) -> None:
    levels = {"places_end": (7, 6), "recruits": (3, 0)}
    said = proof_words(changed(proved, levels, {"places_end": 2, "recruits": 3}))
    assert said.count("within") == 2
    assert "within 1 person" in said
    far = beyond_words(changed(proved, levels, {"places_end": 2}))
    assert "may be any amount better, 0 allowed" in far
    assert far.endswith("for nothing is known below an aim that is not proved.")
    assert "within what you allowed" in far


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--tolerance", "cots=1"), 'Did you mean "cost"?'),
        (("--tolerance", "cost=-1"), "is no tolerance"),
        (("--tolerance", "cost=1.5"), "is no tolerance"),
        (("--tolerance", "cost"), "is no tolerance"),
        (("--tolerance", "cost=1", "--tolerance", "cost=1"), "cost has two tolerances"),
        (("--tolerance", "meetings=1"), "meetings is no aim of the rulebook pct-2011 here"),
        (("--only", "geography", "--tolerance", "cost=1"), "is about boards"),
    ],
)
def test_what_is_no_tolerance(words: tuple[str, ...], why: str, tmp_path: Path) -> None:
    result = run(*(() if "--only" in words else ("-g", "model-1")), "-o", tmp_path / "out", *words)
    assert result.exit_code == 2
    assert why in result.output
    assert not (tmp_path / "out").exists()


def test_the_library_refuses_the_same() -> None:
    for wrong in ({"cots": 1}, {"cost": -1}, {"cost": 1.5}):
        with pytest.raises(ValueError, match=r"cots|cost"):
            Settings.model_validate({"tolerances": wrong})
    assert list(Settings(tolerances={"splits": 1, "cost": 2}).tolerances) == ["cost", "splits"]


@pytest.mark.usefixtures("short")
def test_a_scenario_carries_tolerances(tmp_path: Path) -> None:
    shutil.copytree(TINY, tmp_path / "own")
    file = tmp_path / "own" / "scenarios.toml"
    file.write_text("[scenario.good]\ntolerances = { cost = 10000000 }\n", encoding="utf-8")
    words = ("-g", "model-3", "--scenario", "good", "-o", tmp_path / "out")
    assert run(*words, instance=tmp_path / "own").exit_code == 0
    found = read_plan(tmp_path / "out").settings["tolerances"]
    assert found == Setting(value={"cost": 10_000_000}, origin="scenario")
    stricter = run(*words, "--tolerance", "cost=1", instance=tmp_path / "own")
    assert stricter.exit_code == 5
    assert read_plan(tmp_path / "out").settings["tolerances"] == Setting(value={"cost": 1}, origin="option")
    for wrong, why in (("{ cost = -1 }", "a table of aims"), ("{ meetings = 1 }", "no aim of the rulebook")):
        file.write_text(f"[scenario.good]\ntolerances = {wrong}\n", encoding="utf-8")
        refused = run(*words, instance=tmp_path / "own")
        assert refused.exit_code == 3
        assert why in " ".join(refused.output.split())
        assert "scenarios.toml" in refused.output
