"""``planner verify --bound`` as a user runs it, also where no solver can be imported."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner.cli.main import main
from planner.core.certificate import Certificate
from planner.core.plan import InstanceStamp, Plan
from planner.io.certificates import read_certificate, write_certificate
from planner.io.plans import write_plan
from planner.io.read import read_instance
from planner.io.write import write_instance
from tests.checker.bound.certificates import certificate
from tests.checker.bound.worlds import World, copied, seeded
from tests.checker.builder import book, document, instance

CONFIRMED = "Proved best, confirmed by the checker alone: no other map does better at any of the five aims about the map ("
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def case(tmp_path):
    """The tiny instance with a plan and its certificate beside it."""
    folder = tmp_path / "by-hand"
    write_instance(instance(sha256=""), folder)
    given = read_instance(folder)
    stamp = InstanceStamp(name=given.name, sha256=given.sha256)
    data = document()
    data["instance"] = stamp.model_dump()
    write_plan(Plan.model_validate(data), tmp_path / "plan.json")
    proof = certificate(World(given, book(), None), seeded(1), by_region=True, kind="none")
    write_certificate(proof.model_copy(update={"instance": stamp}), tmp_path / "certificate.json")
    return tmp_path


def run(case, *options, plan="plan.json"):
    return CliRunner().invoke(main, ["verify", str(case / "by-hand"), str(case / plan), *options])


def change(case, **fields):
    """Alter the certificate beside the plan."""
    path = case / "certificate.json"
    data = json.loads(path.read_text())
    path.write_text(json.dumps(data | fields))


def test_confirmed_answers_0_and_says_what_it_does_not_cover(case):
    result = run(case, "--bound")
    assert result.exit_code == 0, result.output
    assert "right in every check" in result.stdout
    assert CONFIRMED in result.stdout
    assert "possible clusters listed anew" in result.stdout
    assert "The nine aims about boards are not covered." in result.stdout
    assert "Not checked" not in result.stdout


def test_without_the_option_nothing_is_said_to_be_confirmed(case):
    result = run(case)
    assert result.exit_code == 0
    assert "Not checked here: whether the plan is the best (--bound does)." in result.stdout
    assert "onfirmed" not in result.stdout


def test_what_is_open_answers_5_with_a_line_for_each_aim(case):
    data = json.loads((case / "certificate.json").read_text())
    for part in data["parts"]:
        part["lines"] = part["entries"] = []
    change(case, parts=data["parts"])
    result = run(case, "--bound")
    assert result.exit_code == 5, result.output
    assert "Not confirmed that no other map is better" in result.stdout
    assert "  Distance from the target number of clusters: confirmed, 1 clusters." in result.stdout
    assert ": bound certified to " in result.stdout
    assert CONFIRMED not in result.stdout
    assert "planner solve with more time" in result.stdout


def test_certificate_of_another_instance_answers_4(case):
    change(case, instance={"name": "by-hand", "sha256": "another"})
    result = run(case, "--bound")
    assert result.exit_code == 4
    assert "The certificate does not belong to this plan; nothing is certified." in result.stdout
    assert "Check CERTIFICATE-INSTANCE failed:" in result.stdout
    assert "Next: use the certificate.json that planner solve wrote with this plan" in result.stdout


def test_plan_that_does_not_stand_is_not_looked_into(case):
    data = json.loads((case / "plan.json").read_text())
    data["clusters"][0]["population"] += 1
    (case / "wrong.json").write_text(json.dumps(data))
    result = run(case, "--bound", plan="wrong.json")
    assert result.exit_code == 4
    assert "Not checked: whether another map is better, for the plan does not stand." in result.stdout
    assert CONFIRMED not in result.stdout


def test_certificate_elsewhere_is_named_and_means_bound(case):
    (case / "certificate.json").rename(case / "proof.json")
    missing = run(case, "--bound")
    assert missing.exit_code == 3
    assert "There is no such certificate" in missing.stderr
    assert "certificate.json" in missing.stderr
    assert CONFIRMED in run(case, "--certificate", str(case / "proof.json")).stdout


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "P-701"),
        ("{", "P-701"),
        ("[" * 100_000, "P-701"),
        ("[]", "P-701"),
        ('{"schema_version": 2}', "P-702"),
        ('{"schema_version": 1, "schema_version": 1}', "P-703"),
        ('{"schema_version": 1}', "P-704"),
        ('{"schema_version": 1, "scale": ' + "9" * 5000 + "}", "P-701"),
    ],
)
def test_damaged_certificate_answers_3_in_words(case, text, code):
    (case / "certificate.json").write_text(text)
    result = run(case, "--bound")
    assert result.exit_code == 3
    assert code in result.stderr
    assert "certificate" in result.stderr
    assert "Traceback" not in result.output


def test_cut_off_certificate_answers_3(case):
    text = (case / "certificate.json").read_text()
    (case / "certificate.json").write_text(text[: len(text) // 2])
    result = run(case, "--bound")
    assert result.exit_code == 3
    assert "The certificate is not JSON" in result.stderr


def test_wrong_multiplier_is_a_fault(case):
    change(case, stages=[[{"level": "standalones", "times": 0}]])
    result = run(case, "--bound")
    assert result.exit_code == 3
    assert "stages > 1 > 1 > times" in result.stderr


def test_json_says_what_was_checked(case):
    answer = json.loads(run(case, "--bound", "--json").stdout)
    assert (answer["status"], answer["exit_code"], answer["bounds_checked"]) == ("ok", 0, True)
    assert answer["bounds"]["confirmed"] is True
    assert [a["bound"] == a["value"] for a in answer["bounds"]["aims"]] == [True] * 5
    assert answer["bounds"]["boards"] == 9
    without = json.loads(run(case, "--json").stdout)
    assert without["bounds_checked"] is False
    assert "bounds" not in without
    change(case, rulebook="another")
    answer = json.loads(run(case, "--bound", "--json").stdout)
    assert (answer["status"], answer["exit_code"]) == ("does_not_stand", 4)
    assert [p["check"] for p in answer["bounds"]["problems"]] == ["CERTIFICATE-RULEBOOK"]


def test_json_of_a_plan_that_could_not_be_confirmed(case):
    change(case, stages=[])
    answer = json.loads(run(case, "--bound", "--json").stdout)
    assert (answer["status"], answer["exit_code"], answer["ok"]) == ("not_proved", 5, True)
    assert answer["bounds"]["confirmed"] is False
    assert answer["bounds"]["aims"][1]["why"] == "the certificate has no prices for it"
    assert "; an aim before it is open." in run(case, "--bound").stdout


def test_no_solver_is_needed(case):
    code = "import sys; sys.modules['ortools'] = None; from planner.cli.main import main; main(sys.argv[1:])"
    words = ["verify", str(case / "by-hand"), str(case / "plan.json"), "--bound"]
    done = subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr
    assert CONFIRMED in done.stdout


def test_certificate_is_read_as_it_was_written(case):
    path = case / "certificate.json"
    proof = read_certificate(path)
    assert isinstance(proof, Certificate)
    text = path.read_text()
    write_certificate(proof, path)
    assert path.read_text() == text
    assert read_certificate(path) == copied(proof)


def test_certificate_that_claims_more_than_the_plan_has_answers_4(case):
    data = json.loads((case / "certificate.json").read_text())
    for part in data["parts"]:
        for entry in part["entries"]:
            for stage in entry["stages"]:
                stage["value"] += 1
    change(case, parts=data["parts"])
    result = run(case, "--bound")
    assert result.exit_code == 4
    assert "the certificate says that North can't have what the plan has there" in result.stdout
    assert CONFIRMED not in result.stdout
