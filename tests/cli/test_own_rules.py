"""``--rulebook``, ``--reference``, a rulebook beside the data, and an instance of three files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from planner.cli.main import main
from planner.io.rulebook import models_dir
from tests.io.folder import Content, content, write_csv

TINY = Path(__file__).parents[2] / "instances" / "tiny"
SHIPPED = (models_dir() / "rulebooks" / "pct-2011.toml").read_text(encoding="utf-8")
DEFAULT = '"cluster_target", "standalones", "splits", "population_steps", "boundary_cut"'


def run(*words: Path | str) -> Result:
    """Run ``planner`` in this process."""
    result = CliRunner().invoke(main, [str(w) for w in words])
    assert "Traceback" not in result.output
    return result


def solve(instance: Path, out: Path, *words: Path | str) -> Result:
    """A map alone."""
    return run("solve", instance, "-o", out, "--only", "geography", *words)


def plan_of(out: Path) -> dict[str, Any]:
    """What was written."""
    found: dict[str, Any] = json.loads((out / "plan.json").read_text(encoding="utf-8"))
    return found


def rules(path: Path, *levels: str, name: str = "mine") -> Path:
    """A rulebook of one's own with these aims."""
    aims = ", ".join(f'"{x}"' for x in levels)
    assert DEFAULT in SHIPPED
    text = SHIPPED.replace('id = "pct-2011"', f'id = "{name}"', 1).replace(DEFAULT, aims, 1)
    path.write_text(text, encoding="utf-8")
    return path


def three_files(folder: Path) -> Path:
    """Organisations and links alone."""
    whole = content()
    only = Content(whole.settings, {k: whole.tables[k] for k in ("organisations", "links")})
    return write_csv(only, folder)


# ---- a map without anything about people


def test_three_files_are_enough_for_a_map(tmp_path: Path) -> None:
    """Check has no fault and no warning, and names the option; the map is proved and verified."""
    folder = three_files(tmp_path / "small")
    checked = run("check", folder)
    assert checked.exit_code == 0, checked.output
    assert "Warnings" not in checked.stdout
    assert "No office holders are given: a map can be made (--only geography), boards can't." in checked.stdout
    assert f"planner solve {folder} -o planner-out --only geography" in checked.stdout
    solved = solve(folder, tmp_path / "out")
    assert solved.exit_code == 0, solved.output
    assert "Proved best." in solved.stdout
    assert run("verify", folder, tmp_path / "out" / "plan.json").exit_code == 0


# ---- rules


def test_a_rulebook_for_one_run_must_be_named_to_the_checker_too(tmp_path: Path) -> None:
    """With the file the plan stands; without it, or with another, it doesn't, and the reason is said."""
    mine = rules(tmp_path / "mine.toml", "cluster_target", "links_cut", "inertia")
    out = tmp_path / "out"
    solved = solve(TINY, out, "--rulebook", mine)
    assert solved.exit_code == 0, solved.output
    assert f"Next: planner verify {TINY} {out / 'plan.json'} --bound --rulebook {mine}" in solved.stdout
    plan = plan_of(out)
    assert plan["rulebook"]["id"] == "mine"
    assert [x["id"] for x in plan["levels"]] == ["cluster_target", "links_cut", "inertia"]

    right = run("verify", TINY, out / "plan.json", "--rulebook", mine)
    assert right.exit_code == 0, right.output
    assert "Held to the rulebook mine that was named" in right.stdout

    without = run("verify", TINY, out / "plan.json")
    assert without.exit_code == 4
    assert "RULEBOOK-ID" in without.stdout
    assert "the plan uses rulebook mine, the instance asks for pct-2011" in without.stdout
    assert "name its file (--rulebook)" in without.stdout

    shipped = run("verify", TINY, out / "plan.json", "--rulebook", "pct-2011")
    assert shipped.exit_code == 4
    assert "the plan uses rulebook mine, checked with pct-2011" in shipped.stdout

    mine.write_text(mine.read_text(encoding="utf-8").replace("max = 10,", "max = 9,"), encoding="utf-8")
    edited = run("verify", TINY, out / "plan.json", "--rulebook", mine)
    assert edited.exit_code == 4
    assert "RULEBOOK-CONTENT" in edited.stdout


def test_a_plan_of_the_shipped_rules_does_not_stand_under_ones_own(tmp_path: Path) -> None:
    """Nor the other way round."""
    assert solve(TINY, tmp_path / "out").exit_code == 0
    mine = rules(tmp_path / "mine.toml", "cluster_target", "links_cut")
    result = run("verify", TINY, tmp_path / "out" / "plan.json", "--rulebook", mine)
    assert result.exit_code == 4
    assert "RULEBOOK-ID" in result.stdout
    assert "LEVEL-ORDER" in result.stdout


def test_a_plan_never_names_a_file_to_read(tmp_path: Path) -> None:
    """The id in a plan is not taken as a path."""
    assert solve(TINY, tmp_path / "out").exit_code == 0
    path = tmp_path / "out" / "plan.json"
    plan = plan_of(tmp_path / "out")
    mine = rules(tmp_path / "mine.toml", "cluster_target")
    plan["rulebook"]["id"] = str(mine)
    path.write_text(json.dumps(plan), encoding="utf-8")
    result = run("verify", TINY, path)
    assert result.exit_code == 4
    assert "does not come with planner; name its file (--rulebook)" in result.stdout


def test_a_rulebook_beside_the_data_is_found_by_both(tmp_path: Path) -> None:
    """From whatever folder; and by solve and verify without an option."""
    what = content()
    what.settings["rulebook"] = "mine.toml"
    folder = write_csv(what, tmp_path / "small")
    mine = rules(folder / "mine.toml", "cluster_target", "population_spread", "patient_flow_cut")
    assert run("check", folder).exit_code == 0
    solved = solve(folder, tmp_path / "out")
    assert solved.exit_code == 0, solved.output
    assert "patients a year (flows, where no numbers are given)" in solved.stdout
    assert "--rulebook" not in solved.stdout
    verified = run("verify", folder, tmp_path / "out" / "plan.json")
    assert verified.exit_code == 0, verified.output
    rules(mine, "cluster_target", "patient_flow_cut")
    changed = run("verify", folder, tmp_path / "out" / "plan.json")
    assert changed.exit_code == 4
    assert "RULEBOOK-CONTENT" in changed.stdout


@pytest.mark.parametrize("verb", ["solve", "verify"])
def test_a_rulebook_that_can_not_be_used(verb: str, tmp_path: Path) -> None:
    """Unknown id: exit 2. A file with faults: exit 3, with the aims there are; nothing is written."""
    assert solve(TINY, tmp_path / "before").exit_code == 0
    rest = (
        ("-o", tmp_path / "out", "--only", "geography")
        if verb == "solve"
        else (tmp_path / "before" / "plan.json",)
    )
    unknown = run(verb, TINY, *rest, "--rulebook", "pct-2012")
    assert unknown.exit_code == 2
    assert "did you mean pct-2011?" in unknown.stderr
    broken = run(verb, TINY, *rest, "--rulebook", rules(tmp_path / "mine.toml", "cluster_target", "link_cut"))
    assert broken.exit_code == 3
    assert "There is no aim link_cut" in broken.stderr
    assert "clusters_fewest, clusters_most" in broken.stderr
    assert not (tmp_path / "out").exists()


# ---- what an aim needs


@pytest.mark.parametrize(
    ("level", "column", "said"),
    [
        ("inertia", "northing", "Without easting or northing: N01, N02, N03 and 3 more."),
        ("change_from_reference", "cluster_reference", "Without cluster_reference: N01, N02, N03 and 3 more;"),
    ],
)
def test_an_aim_that_can_not_be_counted(level: str, column: str, said: str, tmp_path: Path) -> None:
    """Exit 3 with a plain text, before a folder is made."""
    what = content()
    for row in range(2, 8):
        what.cell("organisations", row, column, "")
    folder = write_csv(what, tmp_path / "small")
    mine = rules(tmp_path / "mine.toml", "cluster_target", level)
    result = solve(folder, tmp_path / "out", "--rulebook", mine)
    assert result.exit_code == 3
    assert f"The aim {level} can't be counted" in result.stderr
    assert said in result.stderr
    assert result.stdout == ""
    assert not (tmp_path / "out").exists()
    as_json = solve(folder, tmp_path / "out", "--rulebook", mine, "--json")
    assert json.loads(as_json.stdout)["faults"][0]["code"] == "P-720"


# ---- reference


@pytest.fixture
def changing(tmp_path: Path) -> Path:
    """A rulebook that counts change first of all behind the number of clusters."""
    return rules(tmp_path / "changing.toml", "cluster_target", "change_from_reference", "links_cut")


def test_change_from_a_file(changing: Path, tmp_path: Path) -> None:
    """The grouping is written into the plan, which verifies with plan, instance and rulebook alone."""
    folder = write_csv(content(), tmp_path / "small")
    cut = ["N01,1", "N02,2", "N03,2", "S01,3", "S02,3", "S03,3"]
    grouping = tmp_path / "other.csv"
    grouping.write_text("\n".join(["organisation,cluster", *cut]), encoding="utf-8")
    out = tmp_path / "out"
    solved = solve(folder, out, "--rulebook", changing, "--reference", grouping)
    assert solved.exit_code == 0, solved.output
    plan = plan_of(out)
    assert plan["settings"]["reference"] == {"value": [x.split(",") for x in cut], "origin": "option"}
    assert any("counted from a grouping that was named for this run" in x for x in plan["assumptions"])
    verify = ("verify", folder, out / "plan.json", "--rulebook", changing)
    assert run(*verify).exit_code == 0
    plan["settings"]["reference"]["value"] = [[x.split(",")[0], x.split(",")[0]] for x in cut]
    (out / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    assert "LEVEL-VALUE" in run(*verify).stdout


def test_without_a_file_change_is_counted_from_the_column(changing: Path, tmp_path: Path) -> None:
    """And the setting says so by being empty."""
    folder = write_csv(content(), tmp_path / "small")
    solved = solve(folder, tmp_path / "out", "--rulebook", changing)
    assert solved.exit_code == 0, solved.output
    assert plan_of(tmp_path / "out")["settings"]["reference"] == {"value": None, "origin": "default"}


def test_change_from_another_plan(changing: Path, tmp_path: Path) -> None:
    """A plan compared with itself changes nothing; a plan of the whole serves one of its regions."""
    folder = write_csv(content(), tmp_path / "small")
    assert solve(folder, tmp_path / "first").exit_code == 0
    earlier = tmp_path / "first" / "plan.json"
    assert solve(folder, tmp_path / "again", "--rulebook", changing, "--reference", earlier).exit_code == 0
    assert plan_of(tmp_path / "again")["levels"][1]["value"] == 0
    words = ("--rulebook", changing, "--reference", earlier, "--region", "South")
    south = solve(folder, tmp_path / "south", *words)
    assert south.exit_code == 0, south.output
    named = plan_of(tmp_path / "south")["settings"]["reference"]["value"]
    assert [code for code, _ in named] == ["S01", "S02", "S03"]
    assert run("verify", folder, tmp_path / "south" / "plan.json", "--rulebook", changing).exit_code == 0

    only_south = tmp_path / "south" / "plan.json"
    missing = solve(folder, tmp_path / "none", "--rulebook", changing, "--reference", only_south)
    assert missing.exit_code == 3
    assert "Organisation N01 is in no cluster of the plan" in missing.stderr
    plan = plan_of(tmp_path / "first")
    plan["clusters"][0]["organisations"].append("S03")
    earlier.write_text(json.dumps(plan), encoding="utf-8")
    twice = solve(folder, tmp_path / "none", "--rulebook", changing, "--reference", earlier)
    assert twice.exit_code == 3
    assert "This organisation is in two clusters" in twice.stderr
    assert not (tmp_path / "none").exists()


def test_a_reference_that_nothing_counts_from_is_no_option(tmp_path: Path) -> None:
    """Exit 2: the shipped rulebook has no such aim."""
    result = solve(TINY, tmp_path / "out", "--reference", tmp_path / "none.csv")
    assert result.exit_code == 2
    assert "doesn't list change_from_reference among its aims" in result.stderr


@pytest.mark.parametrize("name", ["none.csv", "none.json", "none.xlsx"])
def test_a_reference_that_is_not_there(name: str, changing: Path, tmp_path: Path) -> None:
    """Exit 3."""
    result = solve(TINY, tmp_path / "out", "--rulebook", changing, "--reference", tmp_path / name)
    assert result.exit_code == 3
    assert name in result.stderr


def test_the_given_grouping_stays_that_of_the_column(changing: Path, tmp_path: Path) -> None:
    """``--geography reference`` takes cluster_reference, whatever change is counted from."""
    folder = write_csv(content(), tmp_path / "small")
    grouping = tmp_path / "other.csv"
    lines = [f"{c},{c}" for c in ("N01", "N02", "N03", "S01", "S02", "S03")]
    grouping.write_text("\n".join(["organisation,cluster", *lines]), encoding="utf-8")
    words = ("--rulebook", changing, "--reference", grouping, "--geography", "reference")
    result = solve(folder, tmp_path / "out", *words)
    assert result.exit_code == 4, result.output  # it breaks an established arrangement
    plan = plan_of(tmp_path / "out")
    assert [c["id"] for c in plan["clusters"]] == ["N01", "N03", "S01"]
    assert plan["levels"][1]["value"] == 3
