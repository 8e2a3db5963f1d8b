"""``planner solve``: options, files, one JSON document, and Ctrl-C."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from planner.cli.console import PlainProgress
from planner.cli.main import main
from planner.cli.solve import FILES, exit_code
from planner.core.result import Refusal
from planner.core.result import Result as Answer
from tests.io.folder import content, write_csv

INSTANCES = Path(__file__).parents[2] / "instances"
TINY = INSTANCES / "tiny"
WRITTEN = (*FILES, "certificate.json")
REGION = "Invented Lowlands"


def solve(out: Path | str, *words: str, instance: Path = TINY) -> Result:
    """Run ``planner solve`` in this process."""
    result = CliRunner().invoke(main, ["solve", str(instance), "-o", str(out), "--workers", "1", *words])
    assert "Traceback" not in result.output
    return result


def files(folder: Path) -> set[str]:
    """Names in a folder, hidden ones too."""
    return {p.name for p in folder.iterdir()}


# ---- options


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "-g model-1 to model-4"),
        (("-g", "model-9"), "did you mean model-"),
        (("-g", "model2"), "did you mean model-2?"),
        (("-g", "any", "--profile", "people-first"), "leave out one of them"),
        (("-g", "model-2", "--profile", "people-first", "--cap", "cost=1"), "leave out one of them"),
        (("-g", "model-2", "--cap", "costs=1"), "cost"),
        (("-g", "model-2", "--clusters", "0"), "3..5"),
        (("-g", "model-2", "--clusters", "5..3"), '"5..3" is no number of clusters'),
        (("-g", "model-2", "--clusters", "2.."), '"2.." is no number of clusters'),
        (("-g", "model-2", "--clusters", "two"), '"two" is no number of clusters'),
        (("-g", "model-2", "--clusters", "1.5"), '"1.5" is no number of clusters'),
        (("-g", "model-2", "--region", "Invented Lowland"), f"there are: {REGION}, Invented Uplands"),
        (("-g", "model-2", "--region", ""), REGION),
        (("-g", "model-2", "--only", "boards"), "'boards' is not 'geography'"),
        (("-g", "model-2", "--time-limit", "0"), '"0" is no number above 0'),
        (("-g", "model-2", "--time-limit", "soon"), '"soon" is no number above 0'),
        (("-g", "model-2", "--time-limit", "nan"), '"nan" is no number above 0'),
        (("-g", "model-2", "--time-limit", "inf"), '"inf" is no number above 0'),
        (("-g", "model-2", "--work-limit", "-1"), '"-1" is no number above 0'),
        (("-g", "model-2", "--work-limit", "nan"), '"nan" is no number above 0'),
        (("-g", "model-2", "--work-limit", "1e400"), '"1e400" is no number above 0'),
        (("-g", "model-2", "--seed", "-1"), "not in the range"),
        (("-g", "model-2", "--workers", "0"), "not in the range"),
        (("-g", "model-2", "--polish"), "No such option"),
        (("-g", ""), "model-1"),
        (("-g", "standalone"), "model-1"),
    ],
)
def test_wrong_options_end_with_2_and_write_nothing(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    """The text says what would be right; no folder is made."""
    result = solve(tmp_path / "out", *words)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert result.stdout == ""
    assert files(tmp_path) == set()


def test_no_output_folder() -> None:
    """``-o`` is needed."""
    result = CliRunner().invoke(main, ["solve", str(TINY), "-g", "model-2"])
    assert result.exit_code == 2
    assert "--output" in result.stderr


def test_only_geography_needs_no_model(tmp_path: Path) -> None:
    """A map alone: clusters, geography's five levels, no boards, nobody named; verified."""
    result = solve(tmp_path, "--only", "geography")
    assert result.exit_code == 0, result.output
    data = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert (data["boards"], data["people"], data["to_recruit"]) == ([], [], [])
    assert len(data["clusters"]) == 2
    assert len(data["levels"]) == 5
    assert data["settings"]["only"] == {"value": "geography", "origin": "option"}
    assert CliRunner().invoke(main, ["verify", str(TINY), str(tmp_path / "plan.json")]).exit_code == 0


@pytest.mark.parametrize(("asked", "low", "high"), [("3", 3, 3), ("3..4", 3, 4), ("1..2", 2, 2)])
def test_a_number_of_clusters_binds(asked: str, low: int, high: int, tmp_path: Path) -> None:
    """As many clusters as asked for, GEO-10 judged, the wish written down; no target any more."""
    result = solve(tmp_path, "--only", "geography", "--clusters", asked)
    assert result.exit_code == 0, result.output
    data = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert low <= len(data["clusters"]) <= high
    assert next(r["status"] for r in data["rules"] if r["id"] == "GEO-10") == "pass"
    assert data["settings"]["clusters"]["origin"] == "option"
    assert data["settings"]["cluster_target"]["value"] is None
    assert CliRunner().invoke(main, ["verify", str(TINY), str(tmp_path / "plan.json")]).exit_code == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("1", f"{REGION}: 1 "),
        ("5..6", f"{REGION}: 1 "),
        ("99", "At least 99 clusters were asked for, and there are 6 organisations."),
    ],
)
def test_a_number_that_can_not_be(asked: str, said: str, tmp_path: Path) -> None:
    """Exit 4 with what each region allows and the rule; no plan is written."""
    result = solve(tmp_path, "-g", "model-2", "--clusters", asked)
    assert result.exit_code == 4
    assert result.stdout.startswith("No plan meets the law, the guidance and your decisions.\n")
    assert said in result.stdout
    assert "GEO-10 (guidance; " in result.stdout
    assert f"--clusters {asked} says what clashes and which changes work." in result.stdout
    assert files(tmp_path) == set()


def test_the_chance_that_boards_last_is_said_with_what_is_assumed(tmp_path: Path) -> None:
    """One line on the terminal; chances and assumptions in the JSON document; nothing for a map alone."""
    words = ("-g", "model-2", "--region", REGION)
    lines = [x for x in solve(tmp_path / "a", *words).stdout.splitlines() if x.startswith("Chance")]
    assert len(lines) == 1
    assert re.fullmatch(
        r"Chance that every board stays within the law to 31 March 2013: (less than )?\d+ per cent; "
        r"on average [\d.]+ of \d would not "
        r"\(ASSUMED: in a year 100 of 1,000 chairs and 100 of 1,000 directors leave, "
        r"and nobody is replaced\)\.",
        lines[0],
    )
    found = json.loads(solve(tmp_path / "b", *words, "--json").stdout)["lasting"]
    assert 0 < found["all_within_the_law"] < found["all_quorate"] <= 1
    assert found["assumptions"][0].startswith("ASSUMED")
    alone = solve(tmp_path / "c", "--only", "geography", "--json")
    assert json.loads(alone.stdout)["lasting"] is None
    assert "Chance" not in solve(tmp_path / "d", "--only", "geography").stdout


def test_regions_narrow(tmp_path: Path) -> None:
    """Only that region's organisations, named twice or once; its share of the target is an assumption."""
    result = solve(tmp_path, "-g", "model-4", "--region", REGION, "--region", REGION)
    assert result.exit_code == 0, result.output
    data = json.loads((tmp_path / "plan.json").read_text(encoding="utf-8"))
    assert {c["region"] for c in data["clusters"]} == {REGION}
    assert data["settings"]["regions"] == {"value": [REGION], "origin": "option"}
    assert data["settings"]["cluster_target"] == {"value": 1, "origin": "assumption"}
    assert any("aims at 1" in text for text in data["assumptions"])


# ---- files


def test_four_files_the_plan_for_its_owner_only(tmp_path: Path) -> None:
    """Files of an earlier run are replaced whole, and nothing else lies about."""
    out = tmp_path / "new" / "folder"
    assert solve(out, "-g", "model-2").exit_code == 0
    assert files(out) == set(WRITTEN)
    for name in WRITTEN:
        (out / name).write_text("of yesterday")
        (out / name).chmod(0o644)
    result = solve(out, "-g", "model-2")
    assert files(out) == set(WRITTEN)
    assert stat.S_IMODE((out / "plan.json").stat().st_mode) == 0o600
    assert json.loads((out / "plan.json").read_text(encoding="utf-8"))["status"] == "optimal"
    assert (out / "report.html").read_text(encoding="utf-8").lower().startswith("<!doctype html>")
    assert (out / "plan.xlsx").read_bytes().startswith(b"PK")
    assert f"Next: planner verify {TINY} {out / 'plan.json'} --bound" in result.stdout
    assert result.stdout.endswith(f"Report: {out / 'report.html'}\n")
    assert "Draft for discussion. No decision has been taken about any person." in result.stdout


def test_what_an_earlier_run_left_is_removed_once_the_new_plan_is_there(tmp_path: Path) -> None:
    """A certificate and a list of maps would speak of another plan than the one beside them."""
    assert solve(tmp_path, "-g", "model-2", "--best", "2").exit_code == 0
    assert files(tmp_path) == {*WRITTEN, "maps.csv"}
    refused = solve(tmp_path, "-g", "model-2", "--clusters", "99")
    assert refused.exit_code == 4
    assert files(tmp_path) == {*WRITTEN, "maps.csv"}  # still those of the plan that is there
    again = solve(tmp_path, "-g", "model-2")
    assert files(tmp_path) == set(WRITTEN)
    assert "Removed, for it was of an earlier plan: maps.csv." in again.stdout
    given = solve(tmp_path, "-g", "model-2", "--geography", "reference")
    assert "Removed, for it was of an earlier plan: certificate.json." in given.stdout
    assert files(tmp_path) == set(FILES)
    assert "Removed" not in solve(tmp_path, "-g", "model-2", "--geography", "reference").stdout


def test_files_of_others_stay(tmp_path: Path) -> None:
    """Of the same names, but not as planner writes them; and a folder."""
    (tmp_path / "maps.csv").write_text("rank,mine\n1,2\n")
    (tmp_path / "certificate.json").write_text('{"of": "swimming"}')
    (tmp_path / "notes.txt").write_text("mine")
    solve(tmp_path, "-g", "model-2", "--geography", "reference")
    assert files(tmp_path) == {*FILES, "maps.csv", "certificate.json", "notes.txt"}
    (tmp_path / "maps.csv").unlink()
    (tmp_path / "maps.csv").mkdir()
    solve(tmp_path, "-g", "model-2", "--geography", "reference")
    assert (tmp_path / "maps.csv").is_dir()


def test_people_first(tmp_path: Path) -> None:
    """Aims about boards lead, on the terminal and in the plan; no certificate is written of such a plan."""
    result = solve(tmp_path / "out", "-g", "model-2", "--profile", "people-first")
    assert result.exit_code == 0, result.output
    assert files(tmp_path / "out") == set(FILES)
    places, boundary = (result.output.index(x) for x in ("People whose place ends", "Shared boundary between"))
    assert places < boundary
    plan = json.loads((tmp_path / "out" / "plan.json").read_text(encoding="utf-8"))
    assert [x["id"] for x in plan["levels"]][:2] == ["own_people", "places_end"]
    checked = CliRunner().invoke(main, ["verify", str(TINY), str(tmp_path / "out" / "plan.json")])
    assert checked.exit_code == 0, checked.output
    assert "boards come before its map" in checked.output


@pytest.mark.parametrize("words", [("--only", "geography"), ("-g", "model-2", "--best", "3")])
def test_people_first_is_about_boards(words: tuple[str, ...], tmp_path: Path) -> None:
    result = solve(tmp_path / "out", "--profile", "people-first", *words)
    assert result.exit_code == 2
    assert "leave out one of them" in result.output
    assert not (tmp_path / "out").exists()


def test_an_output_folder_that_can_not_be_used(tmp_path: Path) -> None:
    """A file, a path through a file, a place that takes nothing: exit 3, told before anything is computed."""
    (tmp_path / "file").write_text("mine")
    for out in (tmp_path / "file", tmp_path / "file" / "deep", Path("/proc/planner/out")):
        result = solve(out, "-g", "model-2")
        assert result.exit_code == 3, result.output
        assert f"{out.name} can't be written: " in result.stderr
        assert "Listing possible clusters" not in result.stderr
        assert result.stdout == ""
    assert (tmp_path / "file").read_text() == "mine"


def test_a_file_that_can_not_be_replaced(tmp_path: Path) -> None:
    """A folder of the plan's name is in the way: exit 3, and no half-written file beside it."""
    (tmp_path / "plan.json").mkdir()
    result = solve(tmp_path, "-g", "model-2")
    assert result.exit_code == 3
    assert "plan.json can't be written: a folder of that name is in the way" in result.stderr
    assert files(tmp_path) == {"plan.json"}


def test_faults_of_the_input_write_nothing(tmp_path: Path) -> None:
    """Exit 3 with position and fix; the folder is not even made."""
    spoilt = content()
    spoilt.cell("organisations", 2, "population", "-1")
    instance = write_csv(spoilt, tmp_path / "bad")
    for given in (instance, tmp_path / "none"):
        result = solve(tmp_path / "out", "-g", "model-2", instance=given)
        assert result.exit_code == 3
        assert "  fix    " in result.stderr
        assert result.stdout == ""
    assert files(tmp_path) == {"bad"}


# ---- one document


@pytest.mark.parametrize(
    ("words", "code", "status", "keys"),
    [
        (
            ("-g", "model-2"),
            0,
            "optimal",
            {"levels", "clusters", "broken", "disagreements", "lasting", "maps", "files"},
        ),
        (("-g", "model-2", "--clusters", "99"), 4, "infeasible", {"message", "rules"}),
        (("-g", "model-2", "--work-limit", "0.000001"), 6, "unknown", {"message", "rules"}),
        (("-g", "model-2", "--clusters", "x"), 2, "usage", {"message", "faults"}),
        (("-g", "model-9"), 2, "usage", {"message", "faults"}),
        (("-g", "model-2", "--region", "x"), 2, "usage", {"message", "faults"}),
        (("-g", "model-2", "--geography", "none.csv"), 3, "input_faults", {"faults"}),
        (("-g", "model-2", "-o", "/proc/planner"), 3, "output_error", {"message", "faults"}),
    ],
)
def test_json_is_one_document(
    words: tuple[str, ...], code: int, status: str, keys: set[str], tmp_path: Path
) -> None:
    """Version, status and exit code first; nothing on stderr."""
    result = solve(tmp_path / "out", *words, "--json")
    assert result.exit_code == code, result.output
    document = json.loads(result.stdout)
    assert list(document)[:3] == ["schema_version", "status", "exit_code"]
    assert (document["schema_version"], document["status"], document["exit_code"]) == (1, status, code)
    assert set(document) - {"schema_version", "status", "exit_code"} == keys
    assert result.stderr == ""
    if code == 0:
        assert [Path(p).name for p in document["files"]] == list(WRITTEN)
        assert all(Path(p).is_file() for p in document["files"])
        assert (document["broken"], document["disagreements"]) == ([], [])


@pytest.mark.parametrize(
    ("answer", "stopped", "code"),
    [
        (Answer(plan=None, refusal=Refusal(status="infeasible", text="")), False, 4),
        (Answer(plan=None, refusal=Refusal(status="unknown", text="")), False, 6),
        (Answer(plan=None, refusal=Refusal(status="unknown", text="")), True, 130),
        (Answer(plan=None, disagreements=("LEVEL-VALUE: it is 3",)), False, 7),
        (Answer(plan=None, disagreements=("LEVEL-VALUE: it is 3",)), True, 7),
    ],
)
def test_exit_codes(answer: Answer, stopped: bool, code: int) -> None:
    """A disagreement is never hidden, not by a stop either."""
    assert exit_code(answer, stopped) == code


# ---- Ctrl-C


def test_a_stop_saves_the_best_plan_so_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C as soon as a plan is known: exit 130, the plan is written and stands; the old handler is back."""
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(PlainProgress, "best", lambda *_: os.kill(os.getpid(), signal.SIGINT))
    result = solve(tmp_path, "-g", "model-3")
    assert signal.getsignal(signal.SIGINT) is before
    assert result.exit_code == 130, result.output
    assert files(tmp_path) == set(WRITTEN)
    assert CliRunner().invoke(main, ["verify", str(TINY), str(tmp_path / "plan.json")]).exit_code == 0


def test_a_stop_before_any_plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C at the first stage: exit 130, said in a sentence, nothing written."""
    monkeypatch.setattr(PlainProgress, "stage", lambda *_: os.kill(os.getpid(), signal.SIGINT))
    result = solve(tmp_path, "-g", "model-3")
    assert result.exit_code == 130, result.output
    assert "before a plan was found" in result.stdout
    assert files(tmp_path) == set()


def ends(group: int) -> bool:
    """Whether no process of a group is left, or none soon."""
    for _ in range(50):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
@pytest.mark.parametrize(("whom", "seconds"), [("process", 0.4), ("group", 0.7), ("group", 0.1)])
def test_ctrl_c_of_a_real_run(whom: str, seconds: float, tmp_path: Path) -> None:
    """England, stopped while clusters are chosen: 130 soon, no traceback, no process and no half file left.

    A terminal sends the signal to the whole group, also to processes that are just starting; ``kill`` to one.
    """
    log = tmp_path / "stderr"
    out = tmp_path / "out"
    words = ("solve", INSTANCES / "england-2011", "-g", "model-2", "-o", out, "--time-limit", "110")
    with log.open("w", encoding="utf-8") as stream:
        run = subprocess.Popen(
            [sys.executable, "-m", "planner", *map(str, words)],
            stdout=subprocess.PIPE,
            stderr=stream,
            text=True,
            start_new_session=True,
        )
        try:
            give_up = time.monotonic() + 60
            while "Choosing clusters" not in log.read_text(encoding="utf-8") and time.monotonic() < give_up:
                time.sleep(0.1)
            time.sleep(seconds)
            if whom == "group":
                os.killpg(run.pid, signal.SIGINT)
            else:
                run.send_signal(signal.SIGINT)
            text, _ = run.communicate(timeout=60)
        finally:
            if run.poll() is None:
                os.killpg(run.pid, signal.SIGKILL)
                run.wait()
    errors = log.read_text(encoding="utf-8")
    assert run.returncode == 130, text + errors
    assert "Traceback" not in errors
    assert "This is a bug" not in errors
    assert ends(run.pid)
    written = files(out)
    assert written <= set(WRITTEN)
    if "plan.json" in written:
        json.loads((out / "plan.json").read_text(encoding="utf-8"))
    else:
        assert "before a plan was found" in text
