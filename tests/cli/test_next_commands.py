"""The commands that answers print: those of the question asked, and they run as they are printed."""

from __future__ import annotations

import html
import re
import shlex
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planner.cli.main import main

TINY = Path(__file__).parents[2] / "instances" / "tiny"
UPLANDS = ("--region", "Invented Uplands")
MAP = ("--only", "geography")


def run(*words: Path | str) -> Result:
    """Run ``planner`` in this process."""
    result = CliRunner().invoke(main, [str(w) for w in words])
    assert "Traceback" not in result.output
    return result


def printed(result: Result) -> list[str]:
    """Words of the command that an answer ends with; what follows ``-o DIR`` tells what it does."""
    line = next(x for x in result.output.splitlines() if x.startswith("Next: planner "))
    words = shlex.split(line.removeprefix("Next: planner "))
    return words[: words.index("DIR") + 1] if "DIR" in words else words


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny instance in a folder with a space in its name."""
    folder = tmp_path_factory.mktemp("own") / "my instance"
    shutil.copytree(TINY, folder)
    return folder


def test_commands_about_options_repeat_the_question_and_run(own: Path, tmp_path: Path) -> None:
    aims = ("--tradeoff", "splits,boundary_cut")
    maps = run("options", own, *UPLANDS, "--clusters", "1..2", "--era", "jan-2011", *aims, "-o", tmp_path / "m")
    words = printed(maps)
    for said in (str(own), *UPLANDS, "1..2", "jan-2011"):
        assert said in words, maps.output
    groups = tmp_path / "groups.csv"
    groups.write_text("organisation,cluster\nT01,1\nT02,1\nT03,1\n", encoding="utf-8")
    real = {"MODEL": "model-2", "FILE": str(groups), "DIR": str(tmp_path / "a")}
    assert run(*(real.get(w, w) for w in words)).exit_code == 0
    boards = run("options", own, *UPLANDS, "-g", "model-3", "--tradeoff", "cost,places_end")
    words = printed(boards)
    assert [str(own), "-g", "model-3", *UPLANDS] == words[1:6], boards.output
    real = {"LEVEL=N": "cost=9999999", "DIR": str(tmp_path / "b")}
    assert run(*(real.get(w, w) for w in words)).exit_code == 0


def test_the_context_of_a_plan_takes_its_regions(own: Path, tmp_path: Path) -> None:
    assert run("solve", own, *UPLANDS, *MAP, "-o", tmp_path).exit_code == 0
    found = run("options", own, "--context", tmp_path / "plan.json")
    assert found.exit_code == 0, found.output
    assert "Invented Lowlands" not in found.output
    words = printed(found)
    assert [str(own), *MAP, *UPLANDS] == words[1:6]
    assert run(*(str(tmp_path / "more") if w == "DIR" else w for w in words)).exit_code == 0
    wrong = run("options", own, "--context", tmp_path / "plan.json", "--region", "Invented Lowlands")
    assert wrong.exit_code == 2


def test_commands_about_a_plan_are_quoted_and_name_its_rulebook(own: Path, tmp_path: Path) -> None:
    solved = run("solve", own, *UPLANDS, "-g", "model-2", "--rulebook", "pct-2011", "-o", tmp_path / "my out")
    words = printed(solved)
    plan = str(tmp_path / "my out" / "plan.json")
    assert words == ["verify", str(own), plan, "--bound", "--rulebook", "pct-2011"]
    assert run(*words).exit_code == 0
    rules = ("--rulebook", "pct-2011")
    for answer in (
        run("report", own, plan, "-o", tmp_path / "r", *rules),
        run("explain", own, plan, "--organisation", "T01", *rules),
        run("move", own, plan, "T01", "new", "-o", tmp_path / "moved", *rules),
    ):
        words = printed(answer)
        assert words[1] == str(own)
        assert "--rulebook" in words, answer.output


def test_papers_never_name_an_instance_that_was_not_used(own: Path, tmp_path: Path) -> None:
    assert run("solve", own, *UPLANDS, "-g", "model-2", "-o", tmp_path).exit_code == 0
    assert run("report", own, tmp_path / "plan.json", "--format", "md", "-o", tmp_path / "p").exit_code == 0
    again = "planner solve INSTANCE -o DIR --region 'Invented Uplands' -g model-2"
    for file in (tmp_path / "report.html", *(tmp_path / "p").glob("*board*.md")):
        text = html.unescape(file.read_text(encoding="utf-8")).replace("\\", "")
        assert again in text, file
        assert "instances/tiny" not in text
    assert list((tmp_path / "p").glob("*board*.md"))


def test_paths_are_printed_as_they_were_given(own: Path, tmp_path: Path) -> None:
    spec = tmp_path / "batch files" / "s.toml"
    spec.parent.mkdir()
    grid = f'[[grid]]\ninstances = ["{own}"]\nmodels = ["model-2"]\n'
    spec.write_text(grid, encoding="utf-8")
    dry = run("batch", spec, "-o", tmp_path / "d", "--dry-run")
    assert dry.exit_code == 0, dry.output
    assert printed(dry) == ["batch", str(spec), "-o", "DIR"]
    spec.write_text(grid + 'colour = "red"\n', encoding="utf-8")
    wrong = run("batch", spec, "-o", tmp_path / "d", "--dry-run")
    assert f"where  {spec}, row 4" in wrong.output
    assert f"Written: {tmp_path / 'f' / 'faults.csv'}." in run("check", own, "--faults", tmp_path / "f").output


def test_a_map_alone_holds_no_example_of_who_sits_where(own: Path, tmp_path: Path) -> None:
    for words in (("solve", own, *MAP, "-o", tmp_path / "a"), ("options", own, *MAP, "-o", tmp_path / "b")):
        said = run(*words).output
        assert "No decision has been taken about any person." in said
        assert "who sits where" not in said.replace("\n", " ")


def test_after_caps_out_of_reach_the_next_command_shows_what_is_in_reach(own: Path, tmp_path: Path) -> None:
    question = ("solve", own, "-g", "model-3", *UPLANDS, "-o", tmp_path, "--cap")
    refused = run(*question, "cost=1000")
    assert refused.exit_code == 4
    words = printed(refused)
    words = words[: words.index("shows")]
    assert words == ["options", str(own), "-g", "model-3", *UPLANDS, "--tradeoff", "cost,places_end"]
    shown = run(*words)
    assert shown.exit_code == 0
    least = re.search(r"the least that is possible is ([0-9,]+)", refused.output)
    assert least is not None
    assert re.search(rf"^ *1  +{least[1]} ", shown.output, re.MULTILINE), shown.output
    assert "Next: the same with a larger --cap" in run(*question, "cluster_board=1").output
