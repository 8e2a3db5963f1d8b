"""Decisions that reach outside the regions asked for are told, not only left out."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from click.testing import CliRunner

from planner.cli.main import main

TINY = Path(__file__).parents[2] / "instances" / "tiny"
UPLANDS = ("--region", "Invented Uplands")
MAP = ("--only", "geography")


def test_solve_and_explain_tell_decisions_left_out_with_their_rows(tmp_path: Path) -> None:
    own = tmp_path / "own"
    shutil.copytree(TINY, own)

    def run(*words: str | Path) -> str:
        result = CliRunner().invoke(main, [str(w) for w in words])
        assert result.exit_code == 0, result.output
        return result.output

    assert "left out" not in run("solve", own, *UPLANDS, *MAP, "-o", tmp_path / "a")
    with (own / "decisions.csv").open("a", encoding="utf-8") as file:
        file.write("keep_apart,T03,T04,,Far apart,Both boards,,2011-05-16,minute 8\n")
        file.write("keep_apart,T05,T06,,Another region,Both boards,,2011-05-16,minute 9\n")
        file.write("keep_apart,T02,T06,,Too far,Both boards,,2011-05-16,minute 10\n")
    said = "2 decisions were left out, for they reach outside the regions asked for (decisions.csv, rows 3, 5)."
    lines = run("solve", own, *UPLANDS, *MAP, "-o", tmp_path / "a").splitlines()
    answer = next(n for n, line in enumerate(lines) if "Proved best" in line)
    assert lines.index(f"Note: {said}") < answer
    assert said in run("explain", own, *UPLANDS, *MAP).splitlines()
    for words in (("solve", own, "-o", tmp_path / "a"), ("explain", own)):
        assert json.loads(run(*words, *UPLANDS, *MAP, "--json"))["decisions_left_out"] == said
    assert "left out" not in run("solve", own, *MAP, "-o", tmp_path / "a")
    assert "decisions_left_out" not in json.loads(run("explain", own, *MAP, "--json"))
