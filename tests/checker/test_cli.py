"""``planner verify`` as a user runs it: words, exit codes, one JSON document."""

import json

import pytest
from click.testing import CliRunner

from planner.cli.main import main
from planner.core.plan import Plan
from planner.io.plans import write_plan
from planner.io.read import read_instance
from planner.io.write import write_instance
from tests.checker.builder import document, instance


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The tiny instance as a folder."""
    path = tmp_path_factory.mktemp("case") / "by-hand"
    write_instance(instance(sha256=""), path)
    return path


def run(folder, data, *options):
    """Write the plan for the folder's content and verify it."""
    data["instance"] = {"name": "by-hand", "sha256": read_instance(folder).sha256}
    path = folder.parent / "plan.json"
    write_plan(Plan.model_validate(data), path)
    return CliRunner().invoke(main, ["verify", str(folder), str(path), *options])


@pytest.mark.parametrize("governance", ["model-1", "model-2", "model-3", "model-4"])
def test_true_plan_read_from_files_answers_0(folder, governance):
    result = run(folder, document(governance))
    assert result.exit_code == 0, result.output
    assert "right in every check" in result.stdout


def test_broken_rule_answers_4_with_authority_and_paragraph(folder):
    data = document()
    data["boards"][3]["neds"] = data["boards"][3]["neds"][:4]
    result = run(folder, data)
    assert result.exit_code == 4
    assert "BRD-3 (statute, " in result.stdout
    assert "paragraph 3.3" in result.stdout


def test_false_value_answers_4_with_the_check(folder):
    data = document()
    data["levels"][6]["value"] = 6
    data["levels"][6]["bound"] = 6
    result = run(folder, data)
    assert result.exit_code == 4
    assert "LEVEL-VALUE" in result.stdout
    assert "Traceback" not in result.output


def test_json_is_one_document_with_the_exit_code(folder):
    data = document()
    data["clusters"][0]["population"] += 1
    result = run(folder, data, "--json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["exit_code"], answer["ok"]) == (4, 4, False)
    assert [p["check"] for p in answer["problems"]] == ["CLUSTER-POPULATION"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"schema_version": 2}', '{"schema_version": 1}'])
def test_unreadable_plan_answers_3(folder, text):
    path = folder.parent / "bad.json"
    path.write_text(text)
    assert CliRunner().invoke(main, ["verify", str(folder), str(path)]).exit_code == 3


def test_missing_instance_or_plan_answers_3(folder):
    assert CliRunner().invoke(main, ["verify", str(folder / "none"), str(folder)]).exit_code == 3
    assert CliRunner().invoke(main, ["verify", str(folder), str(folder / "none.json")]).exit_code == 3


def test_wrong_option_answers_2(folder):
    assert CliRunner().invoke(main, ["verify", str(folder), "plan.json", "--best"]).exit_code == 2
