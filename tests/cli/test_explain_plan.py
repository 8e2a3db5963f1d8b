"""``planner explain INSTANCE PLAN``: answers, exit codes, and what the public may read."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planner.cli.console import FOR_YOU
from planner.cli.main import main
from planner.io.read import read_instance

TINY = Path(__file__).parents[2] / "instances" / "tiny"
IDS = sorted({h.id for h in read_instance(TINY).office_holders if h.id})


def run(*words: str | Path) -> Result:
    """Run planner in this process."""
    result = CliRunner().invoke(main, list(map(str, words)))
    assert "Traceback" not in result.output
    return result


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny instance under Model 2."""
    folder = tmp_path_factory.mktemp("plan")
    assert run("solve", TINY, "-g", "model-2", "-o", folder).exit_code == 0
    return folder / "plan.json"


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same with decisions, one of them about a person, another with a person in its reason."""
    folder = tmp_path_factory.mktemp("decided")
    shutil.copytree(TINY, folder / "tiny")
    given = read_instance(TINY)
    a, b, *_ = sorted(given.by_code)
    person = next(h for h in given.office_holders if h.id and h.role == "ned")
    with (folder / "tiny" / "decisions.csv").open(encoding="utf-8", newline="") as file:
        head = next(csv.reader(file))
    rows = [
        {"kind": "keep_together", "subject": a, "object": b, "reason": f"as {person.id} asked", "owner": "SHA"},
        {
            "kind": "keep_in_post",
            "subject": person.id,
            "object": person.organisation,
            "reason": "agreed",
            "owner": "SHA",
        },
    ]
    with (folder / "tiny" / "decisions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head)
        writer.writeheader()
        writer.writerows(rows)
    assert run("solve", folder / "tiny", "-g", "model-2", "-o", folder / "out").exit_code == 0
    return folder / "tiny", folder / "out" / "plan.json"


def named(text: str) -> list[str]:
    """Ids of office holders in a text."""
    return [i for i in IDS if i in text]


def test_prices_in_words(plan: Path) -> None:
    result = run("explain", TINY, plan, "--prices")
    assert result.exit_code == 0, result.output
    text = result.stdout
    assert "What it would take" in text
    order = [text.index(w) for w in ("Your choices", "Our assumptions", "Guidance", "The law: fixed")]
    assert order == sorted(order)
    assert "Model 1 instead: another plan." in text
    assert "BRD-3: fixed." in text
    assert "Room to the limits of rules" in text
    assert "ASSUMED" in text
    assert "No decision has been taken about any person." in text
    assert "BRD-LOAD" not in text
    assert "Next: planner explain" in text
    assert named(text) == []


def test_without_a_subject_it_is_prices(plan: Path) -> None:
    assert run("explain", TINY, plan).stdout == run("explain", TINY, plan, "--prices").stdout


def test_prices_as_json(plan: Path) -> None:
    result = run("explain", TINY, plan, "--prices", "--json")
    document = json.loads(result.stdout)
    assert (document["status"], document["exit_code"], result.exit_code) == ("ok", 0, 0)
    row = next(r for r in document["prices"] if r["words"] == "Model 1 instead")
    levels = {x.id: x.value for x in _plan(plan).levels}
    ends = next(d for d in row["deltas"] if d["level"] == "places_end")
    assert ends["before"] == levels["places_end"]
    assert ends["after"] - ends["before"] == ends["change"] < 0
    assert {r["status"] for r in document["prices"] if r["authority"] == "statute"} == {"fixed"}
    assert document["slack"]


def _plan(path: Path):
    from planner.io.plans import read_plan

    return read_plan(path)


def test_an_organisation_and_a_cluster(plan: Path) -> None:
    cluster = next(c for c in _plan(plan).clusters if len(c.organisations) > 1)
    code = cluster.organisations[0]
    result = run("explain", TINY, plan, "--organisation", code)
    assert result.exit_code == 0, result.output
    assert f"({code}) is in one cluster with" in result.stdout
    assert "Alone: " in result.stdout
    assert named(result.stdout) == []
    result = run("explain", TINY, plan, "--cluster", cluster.id)
    assert result.exit_code == 0, result.output
    assert f"The cluster {cluster.id}:" in result.stdout
    result = run("explain", TINY, plan, "--cluster", cluster.id, "--json")
    document = json.loads(result.stdout)
    assert document["organisations"] == list(cluster.organisations)
    assert {a["status"] for a in document["alternatives"]} <= {"possible", "equal", "ruled_out"}


def test_names_and_a_folder_stand_for_codes_and_its_plan(plan: Path) -> None:
    by_code = run("explain", TINY, plan, "--organisation", "T01", "--json")
    by_name = run("explain", TINY, plan.parent, "--organisation", " northmoor pct", "--json")
    assert by_name.exit_code == 0, by_name.output
    one, other = json.loads(by_code.stdout), json.loads(by_name.stdout)
    assert one.pop("next") != other.pop("next")
    assert one == other
    cluster = next(c for c in _plan(plan).clusters if "T01" in c.organisations)
    for word in (cluster.name.upper(), "Northmoor PCT", "t01"):
        found = run("explain", TINY, plan.parent, "--cluster", word, "--json")
        assert found.exit_code == 0, found.output
        assert json.loads(found.stdout)["subject"] == cluster.id
    for words in (
        ("verify", TINY, plan.parent, "--bound"),
        ("report", TINY, plan.parent, "-o", plan.parent / "r"),
    ):
        assert run(*words).exit_code == 0
    assert run("move", TINY, plan.parent, "T02", "T04").exit_code == 4
    empty = run("verify", TINY, TINY)
    assert empty.exit_code == 3
    assert "There is no such plan" in empty.output


def test_a_post_for_the_public_and_for_the_panel(plan: Path) -> None:
    code = _plan(plan).clusters[0].organisations[0]
    public = run("explain", TINY, plan, "--post", f"{code}:chair")
    assert public.exit_code == 0, public.output
    assert "BRD-2, law" in public.stdout
    assert "Ring-fenced" not in public.stdout
    ned = run("explain", TINY, plan, "--post", f"{code}:ned").stdout
    assert " seat" not in ned.partition("Ring-fenced")[2].partition("\n")[0]
    assert named(public.stdout) == []
    panel = run("explain", TINY, plan, "--post", f"{code}:chair", "--audience", "panel")
    assert panel.exit_code == 0, panel.output
    assert panel.stdout.startswith("CONFIDENTIAL")
    assert named(panel.stdout)
    assert "Decision release," in panel.stdout
    person = named(panel.stdout)[0]
    one = run("explain", TINY, plan, "--post", f"{code}:chair:{person}", "--audience", "panel", "--json")
    assert [p["id"] for p in json.loads(one.stdout)["people"]] == [person]


@pytest.mark.parametrize("words", [("--prices",), ("--organisation", "{a}"), ("--cluster", "{a}")])
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_the_public_reads_no_id(decided: tuple[Path, Path], words, form) -> None:
    """Neither decisions about people nor a reason that names one."""
    instance, path = decided
    a = sorted(read_instance(instance).by_code)[0]
    result = run("explain", instance, path, *(w.format(a=a) for w in words), *form)
    assert result.exit_code == 0, result.output
    assert named(result.output) == []


def test_the_panel_reads_prices_of_decisions_about_people(decided: tuple[Path, Path]) -> None:
    instance, path = decided
    result = run("explain", instance, path, "--prices", "--audience", "panel", "--json")
    rows = [r for r in json.loads(result.stdout)["prices"] if r["kind"] == "decision"]
    assert sorted(r["subject"].partition(",")[0] for r in rows) == ["keep_in_post", "keep_together"]
    words = run("explain", instance, path, "--prices", "--audience", "panel").stdout
    assert words.startswith("CONFIDENTIAL")
    assert "BRD-LOAD" in words


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--prices", "--cluster", "X"), "--cluster and --prices were given"),
        (("--organisation", "XX"), 'no organisation "XX"'),
        (("--organisation", "Northmor PCT"), 'Did you mean "Northmoor PCT"?'),
        (("--cluster", "T0"), 'no cluster or organisation "T0". Did you mean "T0'),
        (("--post", "XX"), "5QL:chair"),
        (("--post", "XX:king"), "5QL:chair"),
        (("--post", "XX:ned"), "no organisation XX"),
        (("--post", "XX:ned:P1"), "--audience panel"),
    ],
)
def test_wrong_options_are_told(plan: Path, words, said) -> None:
    result = run("explain", TINY, plan, *words)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


def test_a_plan_of_another_instance_is_a_fault(plan: Path) -> None:
    result = run("explain", TINY.parent / "ckw-2011", plan, "--prices")
    assert result.exit_code == 3
    assert "don't belong together" in result.output


def test_other_inputs_are_said(plan: Path, decided: tuple[Path, Path]) -> None:
    """The plan was made before the decisions; everything is counted on the inputs as they are now."""
    instance, _ = decided
    result = run("explain", instance, plan, "--prices", "--json")
    notes = json.loads(result.stdout)["notes"]
    assert "decisions have changed" in notes[0]


def test_a_plan_under_a_scenario_is_asked_under_it(tmp_path: Path) -> None:
    """Its rules, decisions, aims and models of single clusters hold for every question."""
    folder = tmp_path / "tiny"
    shutil.copytree(TINY, folder)
    (folder / "scenarios.toml").write_text(
        '[scenario.later]\ngovernance = "model-2"\nclusters = "2..3"\n'
        'governance_of = { T04 = "model-1" }\n'
        "[scenario.later.rules.GEO-SIZE]\nparameters = { max = 4 }\n"
        '[[scenario.later.add]]\nkind = "keep_together"\nsubject = "T04"\nobject = "T05"\n'
        'reason = "one hospital"\nowner = "SHA"\n',
        encoding="utf-8",
    )
    assert run("solve", folder, "--scenario", "later", "-o", tmp_path / "out").exit_code == 0
    result = run("explain", folder, tmp_path / "out" / "plan.json", "--prices", "--json")
    assert result.exit_code == 0, result.output
    document = json.loads(result.stdout)
    assert document["notes"] == []
    words = {(r["subject"], r["words"]) for r in document["prices"]}
    assert ("GEO-SIZE", "at most 5 organisations instead of 4") in words
    assert ("keep_together, T04, T05", "dropped") in words
    assert ("number of clusters", "1 to 3 instead of 2 to 3") in words


@pytest.mark.parametrize("words", [("--prices",), ("--organisation", "T01")])
def test_it_says_whom_the_answer_is_for(plan: Path, words: tuple[str, ...]) -> None:
    """Exact counts and decisions are for the planner alone."""
    assert FOR_YOU in run("explain", TINY, plan, *words).stdout
