"""``planner compare`` as a user runs it."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from tests.acceptance.command import INSTANCES, copied, edit, load, run, store

TINY = INSTANCES / "tiny"


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, str]:
    """The tiny instance under all four models: the folder and what the terminal said."""
    folder = tmp_path_factory.mktemp("compared")
    result = run("compare", TINY, "--models", "1,2,3,4", "-o", folder / "out", "--csv", folder / "all.csv")
    assert result.exit_code == 0, result.output
    return folder, result.stdout


def document(folder: Path) -> dict:
    return json.loads((folder / "out" / "comparison.json").read_text(encoding="utf-8"))


def amounts(data: dict) -> dict[tuple[str, str], dict]:
    return {(f["id"], c): a for f in data["figures"] for c, a in f["amounts"].items()}


def test_the_terminal_says_all_parts(made):
    """Columns, ranges, what is assumed, the letter's principles, who decides, views, the next command."""
    _, said = made
    for title in ("Today", "Reference", "Model 1", "Model 2", "Model 3", "Model 4"):
        assert title in said
    assert re.search(r"Places that end +0 +0 +0 to 18 +0 +0\n", said)
    assert "Meetings the executive teams serve (ASSUMED)" in said
    assert "Pay of chairs and directors, £1,000 a year (DERIVED PROXY)" in said
    assert re.search(r"One board meeting .* needs SHA's date", said)
    assert "Decides: the NHS Chief Executive signs off." in said.replace("\n    ", " ")
    assert "supports a cluster of the Uplands" in said
    assert "View on 5 other organisations: not recorded." in said
    assert "counted again by the independent checker" in said
    assert "Next: planner verify" in said


def test_every_plan_stands_with_its_figures(made):
    """The command that is named next, for each plan."""
    folder, _ = made
    for n in (1, 2, 3, 4):
        plan = folder / "out" / f"model-{n}"
        result = run("verify", TINY, plan / "plan.json", "--comparison", folder / "out" / "comparison.json")
        assert result.exit_code == 0, result.output
        assert f"every figure of Model {n}" in result.stdout


def test_a_wrong_figure_is_found_by_verify(made, tmp_path):
    """One number of the file changed by hand."""
    folder, _ = made
    data = document(folder)
    cost = next(f for f in data["figures"] if f["id"] == "cost")
    cost["amounts"]["model-2"]["low"] -= 1
    wrong = store(data, tmp_path / "comparison.json")
    result = run("verify", TINY, folder / "out" / "model-2" / "plan.json", "--comparison", wrong)
    assert result.exit_code == 4
    assert "COMPARISON-FIGURE" in result.stdout
    assert "cost of column model-2 is 175,000 to 225,000" in result.stdout


def test_a_comparison_of_other_plans_is_told(made, tmp_path):
    """A plan that is in no column."""
    folder, _ = made
    plan = load(folder / "out" / "model-2")
    plan["run"], plan["status"] = {}, "feasible"
    other = store(plan, tmp_path / "plan.json")
    result = run("verify", TINY, other, "--comparison", folder / "out" / "comparison.json")
    assert result.exit_code == 4
    assert "COMPARISON-PLAN" in result.stdout


def test_finished_runs_give_the_same_figures(made):
    """Folders and files with plan.json; the instance is found by its name and fingerprint."""
    folder, _ = made
    out = folder / "out"
    result = run("compare", out / "model-2", out / "model-4" / "plan.json", "--json")
    assert result.exit_code == 0, result.output
    found = amounts(json.loads(result.stdout)["comparison"])
    whole = amounts(document(folder))
    assert {c for _, c in found} == {"today", "reference", "model-2", "model-4"}
    assert {key: whole[key] for key in found} == found


def test_equal_input_gives_equal_files(made, tmp_path):
    """All but the seconds."""
    folder, _ = made
    run("compare", TINY, "--models", "1,2,3,4", "-o", tmp_path)
    first, second = document(folder), json.loads((tmp_path / "comparison.json").read_text(encoding="utf-8"))
    first.pop("run"), second.pop("run")
    assert first == second
    pages = [(p / "comparison.html").read_bytes() for p in (folder / "out", tmp_path)]
    assert pages[0] == pages[1]


def test_the_table_holds_every_figure_exactly(made):
    """Numbers as in the document, with definition and what they rest on."""
    folder, _ = made
    with (folder / "all.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    figures = {(r["id"], r["column"]): r for r in rows if r["kind"] == "figure"}
    for key, amount in amounts(document(folder)).items():
        assert figures[key]["low"] == ("" if amount["low"] is None else str(amount["low"])), key
    assert figures["cost", "model-2"]["rests_on"].startswith("DERIVED PROXY")
    assert {r["kind"] for r in rows} == {"figure", "advantage", "risk", "principle", "departure"}


def test_one_changed_input_changes_the_right_cells(made, tmp_path):
    """One woman's entry in equality.csv: totals and shares of women, and nothing else of all cells."""
    folder, _ = made
    instance = copied(TINY, tmp_path)

    def one(rows):
        next(r for r in rows if r["sex"] == "woman")["sex"] = "man"

    edit(instance, "equality", one)
    result = run("compare", instance, "--models", "1,2,3,4", "--json")
    after = amounts(json.loads(result.stdout)["comparison"])
    before = amounts(document(folder))
    changed = {key for key in before if before[key] != after[key]}
    assert {f for f, _ in changed} == {"women", "women_share"}
    assert {(f, "today") for f in ("women", "women_share")} <= changed
    told = {c for f, c in before if f == "women" and before[f, c]["low"] is not None}
    assert told == {"today", "model-2"}  # under the others five chairs all stay, so nothing of the kind is told
    assert not [c for _, c in changed if c == "reference"]
    assert before["women", "today"]["low"] - after["women", "today"]["low"] == 1


def test_a_model_without_a_plan_stays_with_its_reason(tmp_path):
    """Eight directors of one cluster are to stay: Model 2 has seven seats."""
    instance = copied(TINY, tmp_path)
    rows = list(csv.DictReader((instance / "office_holders.csv").open(encoding="utf-8-sig")))
    stay = [r for r in rows if r["organisation"] in ("T01", "T02") and r["role"] == "ned"][:8]
    more = [
        {
            "kind": "keep_in_post",
            "subject": r["id"],
            "object": r["organisation"],
            "reason": "agreed",
            "owner": "SHA",
        }
        for r in stay
    ]
    edit(instance, "decisions", lambda old: old + more)
    result = run("compare", instance, "--models", "2,4", "--csv", tmp_path / "t.csv")
    assert result.exit_code == 0, result.output
    said = result.stdout.replace("\n", " ")
    assert re.search(r"Model 2: no plan\. No plan meets .* has to do with single people", said)
    assert re.search(r"Clusters +6 +2 +no plan +2\n", result.stdout)
    with (tmp_path / "t.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert any(r["kind"] == "no plan" and "Model 2" in r["title"] for r in csv.DictReader(stream))
    alone = run("compare", instance, "--models", "2", "--json")
    assert alone.exit_code == 4
    assert json.loads(alone.stdout)["comparison"]["columns"][-1]["kind"] == "none"


def test_runs_of_another_instance_are_refused(made, tmp_path):
    """Exit code 3, with the run, what differs and what to do."""
    folder, _ = made
    instance = copied(TINY, tmp_path)
    edit(instance, "organisations", lambda rows: [{**r, "population": "300000"} for r in rows])
    result = run("compare", folder / "out" / "model-2", "--instance", instance)
    assert result.exit_code == 3
    assert "instance.sha256 differs" in result.stderr
    assert "model-2" in result.stderr


def test_a_plan_that_is_not_so_has_no_figures(made, tmp_path):
    """A level changed by hand: kept in the table with the check that failed."""
    folder, _ = made
    data = load(folder / "out" / "model-2")
    next(x for x in data["levels"] if x["id"] == "places_end")["value"] += 1
    (tmp_path / "edited").mkdir()
    store(data, tmp_path / "edited" / "plan.json")
    result = run("compare", tmp_path / "edited", folder / "out" / "model-4", "--instance", TINY)
    assert result.exit_code == 4
    assert "LEVEL-VALUE" in result.stdout


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("compare", TINY), "add --models 1,2,3,4"),
        (("compare", TINY, "--models", "1,1"), "named twice"),
        (("compare", TINY, "--models", "7"), "model-7"),
        (("compare", TINY, "--models", ","), "Say for example"),
        (("compare", TINY, TINY, "--models", "1"), "one instance and no runs"),
        (("compare", "nowhere", "--region", "X"), "add --models"),
        (("compare", TINY, "--models", "1", "--region", "Atlantis"), "Atlantis"),
    ],
)
def test_a_wrong_command_says_what_to_do(words, hint):
    """Exit code 2 and one sentence."""
    result = run(*words)
    assert result.exit_code == 2
    assert hint in result.stderr


def test_a_run_that_is_not_there_is_a_fault():
    """Exit code 3."""
    assert run("compare", "no-such-run").exit_code == 3


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_solved(tmp_path):
    """Exit code 3, and no stage was begun."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    for option in (("-o", tmp_path / "file" / "x"), ("--csv", tmp_path / "none" / "x.csv")):
        result = run("compare", TINY, "--models", "1", *option)
        assert result.exit_code == 3
        assert "can't be written" in result.stderr
        assert "Solving" not in result.stderr


def test_a_model_of_ones_own_and_the_choice_of_models(tmp_path):
    """Its statements are its own; no figure is known to stand for them."""
    text = (INSTANCES.parent / "models" / "governance" / "model-4.toml").read_text(encoding="utf-8")
    own = tmp_path / "ours.toml"
    own.write_text(
        text.replace('id = "model-4"', 'id = "ours"').replace("Can develop into Model 1.", "It is ours."),
        encoding="utf-8",
    )
    result = run("compare", TINY, "--models", f"{own},any", "--json")
    assert result.exit_code == 0, result.output
    made = json.loads(result.stdout)["comparison"]
    assert [c["id"] for c in made["columns"]] == ["today", "reference", "ours", "any"]
    (ours,) = [c for c in made["claims"] if c["text"] == "It is ours."]
    assert (ours["column"], ours["verdict"]) == ("ours", "no_figure")


SCENARIOS = """
[scenario.later]
governance = "model-2"
as_at = 2011-10-01
cluster_board_limit = 7

[[scenario.later.add]]
kind = "keep_together"
subject = "T04"
object = "T05"
reason = "One hospital serves both"
owner = "Invented Lowlands SHA"

[scenario.alone]
only = "geography"
"""


@pytest.fixture(scope="module")
def under(tmp_path_factory) -> tuple[Path, Path, str]:
    """The tiny instance with scenarios, compared under one of them: instance, folder, what was said."""
    folder = tmp_path_factory.mktemp("scenarios")
    instance = copied(TINY, folder)
    (instance / "scenarios.toml").write_text(SCENARIOS, encoding="utf-8")
    result = run("compare", instance, "--scenario", "later", "--models", "2,4", "-o", folder / "out")
    assert result.exit_code == 0, result.output
    return instance, folder / "out", result.stdout


def test_a_scenario_has_its_own_columns(under):
    """With its limits in its own column; today is as it was."""
    instance, folder, said = under
    assert "later: Model 2" in said
    assert "Made under the scenario later" in said
    data = json.loads((folder / "comparison.json").read_text(encoding="utf-8"))
    large = next(f for f in data["figures"] if f["id"] == "bodies_large")
    assert large["amounts"]["later-model-2"]["low"] == 2  # eight in each, more than the seven of the scenario
    plan = run(
        "verify", instance, folder / "later-model-2" / "plan.json", "--comparison", folder / "comparison.json"
    )
    assert plan.exit_code == 0, plan.output


def test_runs_under_a_scenario_stand_beside_others(under, made):
    """What the scenario changes is named; no decision about a person would be."""
    instance, folder, _ = under
    result = run("compare", folder / "later-model-2", made[0] / "out" / "model-2", "--instance", instance)
    assert result.exit_code == 0, result.output
    assert "The setting as_at differs (later-model-2: 2011-10-01; model-2: 2011-06-01)." in result.stdout
    assert "Decisions of later-model-2 alone or of some: keep_together T04 T05." in result.stdout


@pytest.mark.parametrize(
    ("words", "code", "hint"),
    [
        (("--scenario", "latr"), 3, 'Did you mean "later"?'),
        (("--scenario", "alone", "--models", "1"), 2, "settles the map alone"),
        (("--scenario", "alone"), 2, "names no governance model"),
        (("--scenario", "later", "--scenario", "later"), 2, "named twice"),
    ],
)
def test_a_scenario_that_cannot_be_compared_is_told(under, words, code, hint):
    """With what to do."""
    result = run("compare", under[0], *words)
    assert (result.exit_code, hint in result.stderr) == (code, True)
