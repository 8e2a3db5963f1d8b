"""True plans stand, under every governance model, for a part of the country and for the map alone."""

import subprocess
import sys

import pytest

from planner.checker import verify
from planner.core.plan import Plan
from tests.checker.builder import book, document, instance


@pytest.mark.parametrize("governance", ["model-1", "model-2", "model-3", "model-4"])
@pytest.mark.parametrize("north_only", [False, True])
def test_true_plan_stands(governance, north_only):
    verdict = verify(instance(), Plan.model_validate(document(governance, north_only=north_only)))
    assert verdict.ok, verdict.text()
    assert verdict.sound
    assert [r.id for r in verdict.rules] == [r.id for r in book().rules]
    on = {r.id for r in book().rules if r.on}
    assert {r.status for r in verdict.rules if r.id in on} == {"pass", "not_applicable"}
    assert {r.status for r in verdict.rules if r.id not in on} == {"not_checked"}


def test_instance_narrowed_beforehand_is_taken_as_it_is():
    plan = Plan.model_validate(document(north_only=True))
    assert verify(instance().within("North"), plan).ok
    assert [p.check for p in verify(instance().within("South"), plan).problems] == ["SETTINGS-REGIONS"]


def test_map_alone_stands_without_boards_and_leaves_their_rules_unchecked():
    verdict = verify(instance(), Plan.model_validate(document(only_map=True)))
    assert verdict.ok, verdict.text()
    assert {r.status for r in verdict.rules if r.id.startswith(("BRD", "M2"))} == {"not_checked"}


def test_levels_of_the_plan_by_hand():
    values = {x["id"]: x["value"] for x in document()["levels"]}
    assert values == {
        "cluster_target": 1,
        "standalones": 0,
        "splits": 0,
        "population_steps": 12,
        "boundary_cut": 30,
        "own_people": 0,
        "places_end": 7,
        "chairs_lost": 2,
        "offers_used": 3,
        "recruits": 1,
        "below_six": 1,
        "load": 0,
        "skills_missing": 4 * 3,
        "cost": 40_657 + 34_152 + 2 * 13_136 + (6 + 4) * 7_882,
    }


def test_a_broken_rule_is_named_with_authority_and_paragraph():
    data = document()
    for board in data["boards"]:
        if board["organisation"] == "B1":
            board["neds"] = board["neds"][:4]
            board["vacancies"] = 1
    verdict = verify(instance(), Plan.model_validate(data))
    assert "BRD-3" in [r.id for r in verdict.broken]
    line = next(x for x in verdict.text().splitlines() if "BRD-3 (" in x)
    assert "statute" in line
    assert "paragraph 3.3" in line


def test_checker_loads_no_solver():
    code = "import sys, planner.checker; sys.exit(any(m.split('.')[0] == 'ortools' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_plan_that_was_never_validated_is_refused_for_its_form():
    plan = Plan.model_validate(document()).model_copy(update={"status": "splendid"})
    assert [p.check for p in verify(instance(), plan).problems] == ["SCHEMA"]


def test_what_a_plan_remembers_of_itself_is_not_trusted():
    """A copy with other boards may still hold the index of the old ones."""
    plan = Plan.model_validate(document())
    assert plan.board_of
    copy = plan.model_copy(update={"boards": plan.boards[:3]})
    assert "BOARD-COVER" in {p.check for p in verify(instance(), copy).problems}
    fewer = plan.boards[3].model_copy(update={"neds": plan.boards[3].neds[:4], "vacancies": 1})
    copy = plan.model_copy(update={"boards": (*plan.boards[:3], fewer)})
    assert "BRD-3" in {r.id for r in verify(instance(), copy).broken}
