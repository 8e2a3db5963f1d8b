"""``solve -g any`` and ``--cap`` on the command line: answers, files and faults."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from planner.cli.main import main

TINY = str(Path(__file__).resolve().parents[2] / "instances" / "tiny")


def run(*words: str):
    """The command's result; answer and faults in one text."""
    return CliRunner().invoke(main, ["solve", TINY, *words])


def test_any_without_caps_says_so_and_shows_trade_offs(tmp_path: Path) -> None:
    result = run("-g", "any", "-o", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "always gives Models 1 and 4" in result.output
    assert "places that end" in result.output
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Which model where" in page
    assert 'id="t-tradeoffs-caption"' in page
    assert 'id="t-caps-caption"' not in page
    plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert plan["settings"]["governance"]["value"] == "any"
    assert {c["governance"] for c in plan["clusters"]} == {"model-1"}
    own = next(line for line in result.output.splitlines() if line.endswith("this plan"))
    amounts = {x["id"]: x["value"] for x in plan["levels"]}
    assert own.split()[:2] == [str(amounts["places_end"]), "about"]  # of six chairs an exact sum would tell
    assert "This plan is none of them" in page  # it costs more than boards that end as few places
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx")
    assert "Caps" not in book.sheetnames
    (mine,) = (row for row in book["Trade-offs"].values if row[4] == "this plan")
    assert mine[:2] == (amounts["places_end"], f"about {round(amounts['cost'] / 50_000) * 50_000:,}")


def test_caps_are_kept_shown_and_in_the_command_to_repeat(tmp_path: Path) -> None:
    result = run("-g", "any", "--cap", "cost=300,000", "--cap", "meetings=40", "-o", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "always gives" not in result.output
    plan = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert plan["settings"]["caps"] == {"value": {"cost": 300000, "meetings": 40}, "origin": "option"}
    pay = next(x["value"] for x in plan["levels"] if x["id"] == "cost")
    assert pay <= 300_000
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "about 300,000" in page  # the exact sum would tell how many are paid
    assert f"{pay:,}" not in page
    assert "for a cap was set" in page
    assert "as it is not where a cap is set" in result.output
    caps = {row[0]: row[1:3] for row in openpyxl.load_workbook(tmp_path / "plan.xlsx")["Caps"].values}
    assert caps["Pay of chairs and non-executive directors"] == ("about 300,000", 300_000)
    assert "--cap cost=300000 --cap meetings=40" in page
    assert "ASSUMED" in page
    checked = CliRunner().invoke(main, ["verify", TINY, str(tmp_path / "plan.json")])
    assert checked.exit_code == 0, checked.output
    plan["settings"]["caps"]["value"]["cost"] = pay - 1
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    checked = CliRunner().invoke(main, ["verify", TINY, str(tmp_path / "plan.json")])
    assert checked.exit_code == 4
    assert f"at most {pay - 1:,} was asked for" in checked.output


def test_one_model_without_caps_has_no_such_section(tmp_path: Path) -> None:
    result = run("-g", "model-2", "-o", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "Which model where" not in result.output
    assert "Which model where" not in (tmp_path / "report.html").read_text(encoding="utf-8")


def test_what_is_out_of_reach_is_refused(tmp_path: Path) -> None:
    result = run("-g", "model-2", "--cap", "places_end=3", "-o", str(tmp_path))
    assert result.exit_code == 4
    assert "the least that is possible is 18" in result.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--cap", "cots=3"), 'Did you mean "cost"?'),
        (("--cap", "cost"), "is no cap"),
        (("--cap", "cost=-3"), "is no cap"),
        (("--cap", "cost=3.5"), "is no cap"),
        (("--cap", "cost="), "is no cap"),
        (("--cap", "cost=99999999999999"), "is no cap"),
        (("--cap", "load=3"), "can't be capped"),
        (("--cap", "cost=1", "--cap", "cost=2"), "capped twice"),
        (("--cap", "cost=1", "--only", "geography"), "--cap is about boards"),
    ],
)
def test_faults(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    result = run("-g", "any", *words, "-o", str(tmp_path))
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output
