"""The command as a new user meets it: from broken decisions to a plan by nothing but what is printed."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from tests.acceptance.command import INSTANCES, copied, decide, run


def broken(folder: Path) -> Path:
    """The tiny instance with decisions that can't all be met under Model 2."""
    tiny = copied(INSTANCES / "tiny", folder)
    decide(tiny, ("keep_together", "T04", "T05"), ("keep_together", "T02", "T05"))
    return tiny


def asked(text: str) -> list[str]:
    """The first command that a text names."""
    found = re.search(r"planner ((?:solve|explain|check) .+?)(?: says what clashes|\)\.|$)", text, re.MULTILINE)
    assert found
    return shlex.split(found[1])


def test_from_broken_decisions_to_a_plan(tmp_path: Path) -> None:
    tiny = broken(tmp_path)
    refused = run("solve", tiny, "-g", "model-2", "-o", tmp_path / "out")
    assert refused.exit_code == 4
    why = run(*asked(refused.stdout.split("Next:")[1]))
    assert why.exit_code == 4
    assert why.stdout.startswith("No plan meets the law, the guidance and your decisions.")
    file, row, text = re.search(r"(\w+\.csv), row (\d+): delete (\S+)", why.stdout).groups()  # type: ignore[union-attr]
    lines = (tiny / file).read_text(encoding="utf-8").splitlines()
    assert lines[int(row) - 1].startswith(text)
    del lines[int(row) - 1]
    (tiny / file).write_text("\n".join(lines) + "\n", encoding="utf-8")
    words = asked(why.stdout.split("Next:")[1])
    words[words.index("-o") + 1] = str(tmp_path / "out")
    assert run(*words).exit_code == 0
    assert (tmp_path / "out" / "plan.json").exists()


def test_every_member_has_its_authority_source_and_row(tmp_path: Path) -> None:
    tiny = broken(tmp_path)
    told = json.loads(run("explain", tiny, "-g", "model-2", "--json").stdout)
    assert (told["status"], told["exit_code"]) == ("impossible", 4)
    members = [m for c in told["conflicts"] for m in c["members"]]
    assert all(m["authority"] and m["citation"] and m["text"] for m in members)
    decision = next(m for m in members if m["rule"] == "DEC-TOGETHER")
    assert decision["places"] == [{"file": "decisions.csv", "row": 4}]
    assert next(m for m in members if m["rule"] == "GEO-4")["citation"].startswith("¶4; ¶6")
    assert all(c["plan"]["levels"] and c["agrees"] for c in told["changes"])


def test_exit_codes(tmp_path: Path) -> None:
    tiny = INSTANCES / "tiny"
    found = run("explain", tiny, "-g", "model-1")
    assert found.exit_code == 0
    assert f"planner explain {tiny} out/plan.json" in found.stdout
    unsettled = run("explain", tiny, "-g", "model-2", "--clusters", "1", "--time-limit", "0.000001")
    assert unsettled.exit_code == 6
    assert run("explain", tiny).exit_code == 2
    assert run("explain", tiny, "--prices").exit_code == 2
    assert run("explain", tiny, "-g", "model-9").exit_code == 2
    assert run("explain", tmp_path / "nowhere", "-g", "model-1").exit_code == 3


def test_numbers_are_options_of_the_next_command() -> None:
    told = run("explain", INSTANCES / "tiny", "--only", "geography", "--clusters", "7")
    assert told.exit_code == 4
    assert "You asked for exactly seven clusters." in told.stdout
    assert re.search(r"planner solve \S+tiny --clusters \d --only geography -o out", told.stdout)


@pytest.mark.parametrize("words", [("-g", "model-2"), ("--only", "geography")])
def test_the_same_twice(tmp_path: Path, words: tuple[str, str]) -> None:
    tiny = broken(tmp_path)
    assert run("explain", tiny, *words, "--json").stdout == run("explain", tiny, *words, "--json").stdout
