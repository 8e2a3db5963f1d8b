"""England 2011 under each governance model: a verified plan for all 151; the South West proved best."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from planner.io.read import read_instance
from planner.objectives.roster import posts_today
from tests.acceptance.command import ENGLAND, MODELS, Data, failed, load, process, run

LEAST_NEDS, MOST_NEDS = 5, 7


def accounted_for(data: Data, *regions: str) -> None:
    """One cluster and one board for each organisation, one outcome for each office holder, no rule broken."""
    whole = read_instance(ENGLAND)
    given = whole.within(regions) if regions else whole
    codes = sorted(given.by_code)
    assert sorted(code for c in data["clusters"] for code in c["organisations"]) == codes
    assert [b["organisation"] for b in data["boards"]] == codes
    assert sorted(p["id"] for p in data["people"]) == sorted(posts_today(given))
    assert failed(data) == set()
    for board in data["boards"]:
        assert board["chair"]
        assert LEAST_NEDS <= len(board["neds"]) <= MOST_NEDS
        assert board["audit_chair"] in {n["person"] for n in board["neds"]}


def seats_agree(data: Data) -> None:
    """Seats of each person are those on the boards, and places that end are as many as the level says."""
    seated = Counter((n["person"], b["organisation"]) for b in data["boards"] for n in b["neds"])
    seated += Counter((b["chair"], b["organisation"]) for b in data["boards"])
    listed = Counter((p["id"], s["organisation"]) for p in data["people"] for s in p["to"])
    listed += Counter((r["id"], code) for r in data["to_recruit"] for code in r["organisations"])
    assert seated == listed
    values = {x["id"]: x["value"] for x in data["levels"]}
    assert values["places_end"] == sum(p["outcome"] == "place_ends" for p in data["people"])
    assert values["recruits"] == len(data["to_recruit"])


@pytest.mark.slow
@pytest.mark.parametrize("model", MODELS)
def test_england(model: str, tmp_path: Path) -> None:
    """All 151, within two minutes' limit: exit 0 or 5, and ``verify`` agrees."""
    done = process("solve", ENGLAND, "-g", model, "-o", tmp_path, "--time-limit", "110")
    assert done.returncode in (0, 5), done.stdout + done.stderr
    data = load(tmp_path)
    assert data["status"] == ("optimal" if done.returncode == 0 else "feasible")
    assert len(data["boards"]) == 151
    accounted_for(data)
    seats_agree(data)
    alone = {c["id"]: c["governance"] for c in data["clusters"] if len(c["organisations"]) == 1}
    assert set(alone.values()) <= {"standalone"}
    assert {c["governance"] for c in data["clusters"] if c["id"] not in alone} == {model}
    verified = run("verify", ENGLAND, tmp_path / "plan.json")
    assert verified.exit_code == 0, verified.output
    assert f"Next: planner verify {ENGLAND} {tmp_path / 'plan.json'}" in done.stdout


@pytest.mark.parametrize("model", MODELS)
def test_the_south_west_is_proved_best(model: str, south_west: Callable[[str], Path]) -> None:
    """Exit 0 (in the fixture), every level proved, and ``verify`` agrees."""
    data = load(south_west(model))
    assert data["status"] == "optimal"
    assert len(data["levels"]) == 14
    assert [x["id"] for x in data["levels"] if x["bound"] != x["value"]] == []
    assert data["run"]["ended_by"] == "proof"
    accounted_for(data, "South West")
    seats_agree(data)
    assert run("verify", ENGLAND, south_west(model) / "plan.json").exit_code == 0
