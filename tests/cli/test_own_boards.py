"""Aims for boards in a rulebook of one's own, and renewals chosen, from the command line to the report."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from planner.core.levels import BOARDS
from planner.io.rulebook import models_dir
from tests.cli.test_own_rules import plan_of, run

CKW = Path(__file__).parents[2] / "instances" / "ckw-2011"
SHIPPED = (models_dir() / "rulebooks" / "pct-2011.toml").read_text(encoding="utf-8")
LASTING = (
    "short_after_one",
    "months_below_five",
    "places_end",
    "recruits",
    "meetings",
    "complexity",
    "renewals_needed",
    "cluster_board_size",
    "cost_change",
)


def aiming(path: Path, *levels: str, limit: int = 10) -> Path:
    """A rulebook with these aims for boards."""
    text = SHIPPED.replace('id = "pct-2011"', 'id = "lasting"', 1)
    text = re.sub(
        r"board_levels = \[.*?\]", f"board_levels = {json.dumps(list(levels))}", text, flags=re.DOTALL
    )
    text = re.sub(r"cluster_board_limit = \d+", f"cluster_board_limit = {limit}", text)
    path.write_text(text, encoding="utf-8")
    return path


def renewing(folder: Path, renewals: str) -> Path:
    """The instance with terms renewed or not."""
    for file in CKW.iterdir():
        folder.mkdir(exist_ok=True)
        text = file.read_text(encoding="utf-8")
        (folder / file.name).write_text(
            text.replace('renewals = "assumed"', f'renewals = "{renewals}"'), "utf-8"
        )
    return folder


@pytest.mark.parametrize("model", ["model-1", "model-3"])
def test_any_aims_in_any_order(model: str, tmp_path: Path) -> None:
    """Proved, verified, and shown in words with what is assumed."""
    mine, out = aiming(tmp_path / "mine.toml", *LASTING, limit=12), tmp_path / "out"
    solved = run("solve", CKW, "-g", model, "-o", out, "--rulebook", mine)
    assert solved.exit_code == 0, solved.output
    assert [x["id"] for x in plan_of(out)["levels"]][-len(LASTING) :] == list(LASTING)
    assert run("verify", CKW, out / "plan.json", "--rulebook", mine).exit_code == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    for text in (solved.stdout, page):
        assert "Board meetings that the executive teams serve" in text
        assert "meetings a year (ASSUMED)" in text
        assert "people (limit ASSUMED: 12)" in text
        assert "pounds a year (some rates are derived proxies)" in text
    value = {x["id"]: x["value"] for x in plan_of(out)["levels"]}
    assert value["meetings"] == {"model-1": 12 + 4 * 3, "model-3": 12 + 2 * 3}[model]


def test_every_aim_has_words_that_fit_a_line(tmp_path: Path) -> None:
    """All seventeen at once."""
    mine, out = aiming(tmp_path / "mine.toml", *BOARDS), tmp_path / "out"
    solved = run("solve", CKW, "-g", "model-4", "-o", out, "--rulebook", mine)
    assert solved.exit_code == 0, solved.output
    rows = [line for line in solved.stdout.splitlines() if line.rstrip().endswith(" yes")]
    assert len(rows) == 5 + len(BOARDS)
    assert max(map(len, rows)) <= 140


@pytest.mark.parametrize("renewals", ["assumed", "none", "chosen"])
def test_terms_renewed_or_not(renewals: str, tmp_path: Path) -> None:
    """Each gives a plan that stands; chosen renewals are an aim and are told."""
    given, out = renewing(tmp_path / "ckw", renewals), tmp_path / "out"
    assert run("check", given).exit_code == 0
    solved = run("solve", given, "-g", "model-2", "-o", out)
    assert solved.exit_code == 0, solved.output
    assert run("verify", given, out / "plan.json").exit_code == 0
    plan = plan_of(out)
    levels = {x["id"]: x["value"] for x in plan["levels"]}
    assert ("renewals_needed" in levels) is (renewals == "chosen")
    told = "can serve to the end only if their term is renewed" in solved.stdout
    assert told is (levels.get("renewals_needed", 0) > 0)
    words = " ".join(plan["assumptions"])
    assert ("they are assumed to be renewed" in words) is (renewals == "assumed")
    assert ("those of people who sit on a board beyond them are assumed to be renewed" in words) is (
        renewals == "chosen"
    )


def test_a_plan_made_under_other_renewals_does_not_stand(tmp_path: Path) -> None:
    """The aims, the rules and the outcomes are others."""
    chosen, none = renewing(tmp_path / "chosen", "chosen"), renewing(tmp_path / "none", "none")
    assert run("solve", chosen, "-g", "model-2", "-o", tmp_path / "out").exit_code == 0
    refused = run("verify", none, tmp_path / "out" / "plan.json")
    assert refused.exit_code == 4
    assert "LEVEL-ORDER" in refused.stdout
    assert "INSTANCE-CONTENT" in refused.stdout


def test_a_word_that_is_none_of_the_three(tmp_path: Path) -> None:
    """With place, reason and remedy."""
    checked = run("check", renewing(tmp_path / "ckw", "choosen"))
    assert checked.exit_code == 3
    assert "P-304" in checked.output
    assert "assumed, none, chosen" in checked.output
    assert 'Did you mean "chosen"?' in checked.output


def test_few_renewals_are_not_shown_in_figures(tmp_path: Path) -> None:
    """Ends of terms are public, so that few of those stay, or none, would tell of persons."""
    given, out = renewing(tmp_path / "ckw", "chosen"), tmp_path / "out"
    assert run("solve", given, "-g", "model-2", "-o", out).exit_code == 0
    needed = {x["id"]: x["value"] for x in plan_of(out)["levels"]}["renewals_needed"]
    page = (out / "report.html").read_text(encoding="utf-8")
    row = re.search(r"People whose term has to be renewed</th><td class=\"n\">([^<]*)</td>", page)
    assert row is not None
    assert needed < 5
    assert row[1] == "not shown"
    assert "as a term ends" not in page


def test_cost_is_told_beside_todays(tmp_path: Path) -> None:
    """The same sentence on the terminal and on the panel's page; the public page rounds it."""
    out, panel = tmp_path / "out", tmp_path / "panel"
    solved = run("solve", CKW, "-g", "model-2", "-o", out)
    cost = {x["id"]: x["value"] for x in plan_of(out)["levels"]}["cost"]
    told = re.search(
        r"would cost ([\d,]+) pounds a year, ([\d,]+) less than the posts of today \(([\d,]+)\)", solved.stdout
    )
    assert told is not None
    run("report", CKW, out / "plan.json", "--audience", "panel", "-o", panel)
    assert told[0] in (panel / "report.html").read_text(encoding="utf-8")
    page = (out / "report.html").read_text(encoding="utf-8")
    assert told[0] not in page
    about = re.search(r"would cost about ([\d,]+) pounds a year", page)
    assert about is not None
    assert abs(int(about[1].replace(",", "")) - cost) <= 25_000
    after, less, today = (int(x.replace(",", "")) for x in told.groups())
    assert (after, today - less) == (cost, cost)
    assert "some rates are derived proxies" in solved.stdout
