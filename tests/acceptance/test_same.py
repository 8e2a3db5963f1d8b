"""Same input and settings, same plan: byte for byte in all but what is said about the run."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from tests.acceptance.command import ENGLAND, ROOT, SOUTH_WEST, copied, edit, run

LIMITS = tuple(f"{0.008 * 1.12**n:.4f}" for n in range(60))
"""Work allowed, in small steps: between no plan at all and the proof lies little."""
NORTH_EAST = ("-g", "model-3", "--region", "North East")


def text(folder: Path) -> str:
    """The plan as written, up to the run, which is its last part."""
    whole = (folder / "plan.json").read_text(encoding="utf-8")
    same, key, rest = whole.partition('\n "run": {')
    assert key
    assert rest.endswith("}\n}\n")
    return same


def twice(folder: Path, *words: str) -> tuple[int, list[Path]]:
    """Solve in two fresh processes in which sets are walked in different orders; exit code and folders."""
    outs = [folder / "first", folder / "second"]
    codes = []
    for seed, out in zip(("1", "2"), outs, strict=True):
        done = subprocess.run(
            [sys.executable, "-m", "planner", "solve", str(ENGLAND), "-o", str(out), *words],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=False,
        )
        codes.append(done.returncode)
    assert codes[0] == codes[1]
    return codes[0], outs


@pytest.mark.parametrize("model", ["model-2", "model-3"])
def test_runs_that_end_by_proof(model: str, tmp_path: Path) -> None:
    """Two processes write the same plan."""
    code, (first, second) = twice(tmp_path, "-g", model, *SOUTH_WEST)
    assert code == 0
    assert text(first) == text(second)


@pytest.fixture(scope="module")
def early(tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str, Path]:
    """The most work with which a run still ends early, its exit code (5 where there is one) and its folder."""
    folder = tmp_path_factory.mktemp("early")
    found: dict[int, str] = {}
    for limit in LIMITS:
        code = run("solve", ENGLAND, "-o", folder / limit, *NORTH_EAST, "--work-limit", limit).exit_code
        found[code] = limit
        if code == 0:
            break
    assert found.pop(0, None)
    code = max(found, key=lambda c: c == 5)
    return code, found[code], folder / found[code]


def test_runs_that_end_by_the_work_limit(early: tuple[int, str, Path], tmp_path: Path) -> None:
    """They end so in every process, with the same plan, which stands; or, without a plan, write none."""
    code, limit, before = early
    again, outs = twice(tmp_path, *NORTH_EAST, "--work-limit", limit)
    assert again == code
    if code == 5:
        assert {text(out) for out in outs} == {text(before)}
        assert '"status": "feasible"' in text(before)
        assert run("verify", ENGLAND, before / "plan.json").exit_code == 0
    else:
        assert code == 6
        assert [list(out.iterdir()) for out in outs] == [[], []]


def test_what_ended_the_run_is_recorded(early: tuple[int, str, Path]) -> None:
    """A plan that is not proved best did not end by proof."""
    code, _, folder = early
    assert code == 5
    assert '"ended_by": "work"' in (folder / "plan.json").read_text(encoding="utf-8")


def test_so_little_work_that_nothing_is_known(tmp_path: Path) -> None:
    """Exit 6, and no plan is written."""
    result = run("solve", ENGLAND, "-o", tmp_path, "-g", "model-2", *SOUTH_WEST, "--work-limit", "0.0005")
    assert result.exit_code == 6
    assert "The work limit was reached" in result.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_number_of_processes_changes_nothing(tmp_path: Path) -> None:
    """The maps of two regions settled side by side or one after the other."""
    words = ("solve", ENGLAND, "--only", "geography", *SOUTH_WEST, "--region", "South Central")
    for workers in ("1", "2"):
        result = run(*words, "-o", tmp_path / workers, "--workers", workers)
        assert result.exit_code == 0, result.output
    assert text(tmp_path / "1") == text(tmp_path / "2")


def test_the_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    """Shuffled tables are the same instance, with the same fingerprint, and give the same plan."""
    instance = copied(ENGLAND, tmp_path)
    shuffle = random.Random(7).sample  # noqa: S311 - nothing secret
    for table in ("organisations", "links", "coverage", "consortia", "footprints", "office_holders", "stances"):
        edit(instance, table, lambda rows: shuffle(rows, len(rows)))
    assert (instance / "links.csv").read_text() != (ENGLAND / "links.csv").read_text()
    for given, name in ((ENGLAND, "first"), (instance, "second")):
        result = run("solve", given, "-g", "model-3", *SOUTH_WEST, "-o", tmp_path / name)
        assert result.exit_code == 0, result.output
    assert text(tmp_path / "first") == text(tmp_path / "second")
