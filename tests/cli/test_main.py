"""The command itself: quick help, lazy verbs, one place for failures."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner, Result

from planner.cli import console
from planner.cli import main as module
from planner.cli.main import VERBS, main
from planner.core.faults import Fault, InputFaultsError, OutputError

HEAVY = {"ortools", "pandas", "numpy", "pydantic", "shapely", "rich", "openpyxl", "networkx", "jinja2"}


def run(*words: str) -> Result:
    """Run the command in this process."""
    return CliRunner().invoke(main, list(words))


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["no-such-verb"], []])
def test_nothing_heavy_is_imported(words: list[str]) -> None:
    """Help, version and a wrong word load none of the large libraries."""
    code = (
        "import sys\nfrom planner.cli.main import main\n"
        f"try:\n    main({words!r})\nexcept SystemExit:\n    pass\n"
        "print(' '.join(sorted(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[0] for name in done.stderr.splitlines()[-1].split()}
    assert "click" in loaded
    assert not loaded & HEAVY


def test_help_is_quick() -> None:
    """The best of three calls takes 0.3 s of processor time at most (bare interpreter included)."""
    times = []
    for _ in range(3):
        before = os.times()
        subprocess.run([sys.executable, "-m", "planner", "--help"], capture_output=True, check=True)
        after = os.times()
        times.append(sum(after[2:4]) - sum(before[2:4]))  # user and system time of the child
    assert min(times) < 0.3


def test_help_names_every_verb() -> None:
    """Every verb stands in the help with a sentence."""
    text = run("--help").stdout
    for verb, (_, sentence) in VERBS.items():
        assert f"  {verb} " in text
        assert sentence[:30] in text


def test_version() -> None:
    """``planner 0.1.0``, or that it is not installed."""
    assert run("--version").stdout.startswith("planner ")


@pytest.mark.parametrize(
    ("word", "hint"), [("chekc", '"planner check"'), ("sovle", '"planner solve"'), ("qqq", "There are: demo")]
)
def test_unknown_verb(word: str, hint: str) -> None:
    """A wrong verb ends with 2 and the nearest one."""
    result = run(word)
    assert result.exit_code == 2
    assert hint in result.stderr
    assert result.stdout == ""


FAULT = Fault(
    code="P-1", what="Wrong", file="a.csv", row=3, column="b", value="x", why="Because", fix="Mend it."
)


@pytest.mark.parametrize(
    ("error", "code", "status", "words"),
    [
        (InputFaultsError([FAULT]), 3, "input_faults", 'where  a.csv, row 3, column b: "x"'),
        (OutputError("the disk is full"), 3, "output_error", "the disk is full"),
        (click.UsageError("no such option"), 2, "usage", "no such option"),
        (KeyboardInterrupt(), 130, "stopped", "Stopped."),
        (RuntimeError("inside"), 1, "bug", "This is a bug"),
        (click.exceptions.Exit(5), 5, None, ""),
    ],
)
def test_exit_codes(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, status: str | None, words: str
) -> None:
    """Each exception ends in its exit code, in words or as one document, never as a traceback."""

    @click.command()
    @click.option("--json", "as_json", is_flag=True)
    def command(as_json: bool) -> None:
        raise error

    monkeypatch.delenv("PLANNER_DEBUG", raising=False)
    monkeypatch.setattr(module.PlannerGroup, "get_command", lambda *_: command)
    plain, document = run("check"), run("check", "--json")
    assert plain.exit_code == document.exit_code == code
    assert words in plain.stderr
    assert plain.stdout == ""
    assert "Traceback" not in plain.output + document.output
    if status:
        found = json.loads(document.stdout)
        assert (found["status"], found["exit_code"], found["schema_version"]) == (status, code, 1)


def test_debug_shows_the_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    """PLANNER_DEBUG=1 prints where a bug is."""

    @click.command()
    def command() -> None:
        raise RuntimeError("inside")

    monkeypatch.setenv("PLANNER_DEBUG", "1")
    monkeypatch.setattr(module.PlannerGroup, "get_command", lambda *_: command)
    result = run("check")
    assert result.exit_code == 1
    assert "Traceback" in result.stderr


def test_a_returned_number_is_the_exit_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """A verb may return its exit code."""
    monkeypatch.setattr(module.PlannerGroup, "get_command", lambda *_: click.Command("x", callback=lambda: 4))
    assert run("check").exit_code == 4


@pytest.mark.parametrize("what", ["plan", "instance", "certificate"])
def test_schema(what: str) -> None:
    """A JSON Schema on stdout; a plan's key is ``from``."""
    schema = json.loads(run("schema", what).stdout)
    assert schema["title"].lower() == what
    if what == "plan":
        assert "from" in schema["$defs"]["Phase"]["properties"]


def test_table() -> None:
    """Columns line up, numbers to the right with commas, no trailing spaces."""
    text = console.table(("name", "n"), [("a", 1200), ("bcd", 3)], right=(1,))
    assert text.splitlines() == ["name      n", "----  -----", "a     1,200", "bcd       3"]


def test_plain_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stages always, the best so far when it changed and a second has gone by; a closed stream is no harm."""
    clock = [0.0]
    monkeypatch.setattr(console.time, "monotonic", lambda: clock[0])
    stream = io.StringIO()
    shown = console.PlainProgress(stream)
    shown.stage("Choosing clusters", "South West")
    shown.best("31 places end")
    shown.best("30 places end")
    clock[0] = 2.0
    shown.best("31 places end")
    shown.best("29 places end")
    assert stream.getvalue().splitlines() == [
        "[   0.0 s] Choosing clusters: South West",
        "[   0.0 s] best so far: 31 places end",
        "[   2.0 s] best so far: 29 places end",
    ]
    stream.close()
    shown.stage("Checking")


def test_narrow_encodings() -> None:
    """A terminal that can't show a character gets a question mark, not an error."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="cp1252")
    console._write(stream, "Zoë ✓")
    stream.flush()
    assert raw.getvalue().decode("cp1252").strip() == "Zoë ?"
