"""``planner report --options`` and ``--tradeoff``: read back what was saved, and refuse another question's."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from planner.cli.main import main
from tests.report.test_numbers import Text, numbers

TINY = Path(__file__).parents[2] / "instances" / "tiny"
WIDE = ("cluster_target=3", "standalones=9", "splits=9", "boundary_cut=1000000", "population_steps=99")


def run(*words: str | Path) -> Result:
    result = CliRunner().invoke(main, [str(w) for w in words])
    assert "Traceback" not in result.output
    return result


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of plans, and trade-offs about maps and boards, each in a folder."""
    home = tmp_path_factory.mktemp("saved")
    wide = [word for w in WIDE for word in ("--tolerance", w)]
    asked = (
        ("-g", "model-2", "-n", "3", "--distance", "1", *wide, "-o", home / "options"),
        ("--tradeoff", "splits,boundary_cut", "-o", home / "maps"),
        ("--tradeoff", "cost,places_end", "--plan", home / "options" / "option-02", "-o", home / "boards"),
    )
    for words in asked:
        done = run("options", TINY, *words)
        assert done.exit_code == 0, done.output
    return home


def words_of(saved: Path) -> tuple[str | Path, ...]:
    """The plan and everything that was saved beside it."""
    beside = ("--options", saved / "options", "--tradeoff", saved / "maps", "--tradeoff", saved / "boards")
    return (TINY, saved / "options" / "option-02", *beside)


@pytest.mark.parametrize("audience", ["public", "board", "panel"])
def test_page_workbook_and_tables_tell_the_same(saved: Path, tmp_path: Path, audience: str) -> None:
    formats = ("--format", "html", "--format", "xlsx", "--format", "csv")
    done = run("report", *words_of(saved), "--audience", audience, *formats, "-o", tmp_path)
    assert done.exit_code == 0, done.output
    reader = Text()
    reader.feed((tmp_path / "report.html").read_text("utf-8"))
    shown = " ".join(" ".join(reader.parts).split())
    book = openpyxl.load_workbook(io.BytesIO((tmp_path / "plan.xlsx").read_bytes()))
    cells = " ".join(str(c.value) for sheet in book for row in sheet.iter_rows() for c in row)
    plan = (saved / "options" / "option-02" / "plan.json").read_text("utf-8")
    assert numbers(shown) - numbers(cells) - numbers(plan) == set()
    for word in ("Other good plans", "This plan itself.", "Trade-offs", "The diamond is this plan"):
        assert word in shown
    people = [p["id"] for p in json.loads(plan)["people"]]
    assert any(p in shown + cells for p in people) == (audience == "panel")
    index = json.loads((saved / "options" / "options.json").read_text("utf-8"))
    first, _, third = index["options"]
    moves = [index["options"][1]["distances"][0], 0, third["distances"][1]]
    rows = list(csv.DictReader((tmp_path / "tables" / "other-plans.csv").open(encoding="utf-8-sig")))
    assert [int(r["Moves from this plan"]) for r in rows if r["Clusters"].isdigit()] == moves
    assert f"Plan 1 {len(first['clusters'])} yes {moves[0]} " in shown.replace("\u00a0", " ")
    lines = list(csv.DictReader((tmp_path / "tables" / "other-plans-aims.csv").open(encoding="utf-8-sig")))
    for n, option in enumerate(index["options"], start=1):
        found = [r["Value"] for r in lines if r["Plan"] == f"Plan {n}" and r["Aim"].startswith("Shared bound")]
        assert found == [str(option["levels"]["boundary_cut"])]
    points = list(csv.DictReader((tmp_path / "tables" / "best-compromises.csv").open(encoding="utf-8-sig")))
    assert {"today", "the reference", "this plan"} <= {w for r in points for w in r["Which"].split(" and ")}
    pay = [r["First aim"] for r in points if r["Trade-off"].startswith("Pay")]
    assert bool(pay) == (audience != "public")  # fewer than five offers here


def damaged(saved: Path, folder: Path, which: str, change) -> Path:
    """A copy of what was saved with one of its files changed."""
    copy = Path(shutil.copytree(saved, folder / "copy"))
    path = copy / which
    data = json.loads(path.read_text("utf-8"))
    change(data)
    path.write_text(json.dumps(data), "utf-8")
    return copy


CHANGES = {
    "another instance": ("maps/tradeoff.json", lambda d: d["made_from"]["instance"].update(sha256="0" * 64)),
    "other regions": ("maps/tradeoff.json", lambda d: d["made_from"]["settings"].update(regions=["Elsewhere"])),
    "other decisions": ("maps/tradeoff.json", lambda d: d["made_from"].update(decisions=[{"kind": "exempt"}])),
    "figures changed": ("maps/tradeoff.json", lambda d: d["points"][0]["values"].__setitem__(1, 9_801)),
    "an organisation lost": ("maps/tradeoff.json", lambda d: d["points"][0]["clusters"][0].pop()),
    "another map": ("boards/tradeoff.json", lambda d: [p["clusters"][0].pop() for p in d["points"]]),
    "too few values": ("boards/tradeoff.json", lambda d: d["points"][0]["values"].pop()),
    "unknown aim": ("maps/tradeoff.json", lambda d: d["levels"].__setitem__(0, "beauty")),
    "aims of another kind": ("maps/tradeoff.json", lambda d: d.update(about="boards")),
    "one aim twice": ("maps/tradeoff.json", lambda d: d["levels"].__setitem__(0, "boundary_cut")),
    "no list": ("options/options.json", lambda d: d.update(options=None)),
    "no stamp": ("maps/tradeoff.json", lambda d: d.pop("made_from")),
    "another rulebook": ("options/option-03/plan.json", lambda d: d["rulebook"].update(sha256="0" * 64)),
    "other models": ("options/option-03/plan.json", lambda d: d["settings"]["governance"].update(value="any")),
    "untrue": ("options/option-03/plan.json", lambda d: d["levels"][4].update(value=1)),
    "outside": ("options/options.json", lambda d: d["options"][0].update(plan="../../plan.json")),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_answers_another_question_is_refused(saved: Path, tmp_path: Path, what: str) -> None:
    """Exit code 3 with place, reason and remedy; nothing is written."""
    copy = damaged(saved, tmp_path, *CHANGES[what])
    done = run("report", *words_of(copy), "-o", tmp_path / "out")
    assert done.exit_code == 3, done.output
    for line in ("where ", "why ", "fix "):
        assert line in done.output
    assert "Solve again" not in done.output
    assert not (tmp_path / "out").exists()


def test_a_plan_of_another_model_is_not_beside_a_list(saved: Path, tmp_path: Path) -> None:
    """Its best plans by number of clusters or by model would be; so is a trade-off about maps."""
    assert run("solve", TINY, "-g", "model-4", "--workers", "1", "-o", tmp_path).exit_code == 0
    done = run("report", TINY, tmp_path, "--options", saved / "options", "-o", tmp_path / "out")
    assert done.exit_code == 3
    assert "the governance model (-g) differs" in done.output
    assert run("options", TINY, "--by", "models", "-o", tmp_path / "by").exit_code == 0
    beside = ("--options", tmp_path / "by", "--tradeoff", saved / "maps")
    done = run("report", TINY, tmp_path, *beside, "-o", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "The best plan under each governance model" in (tmp_path / "out" / "report.html").read_text("utf-8")
