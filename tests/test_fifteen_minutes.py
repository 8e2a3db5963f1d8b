"""From nothing to a report of one's own: the page is followed to the letter, and its time is counted."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from planner.cli.main import main
from planner.io.read import read_instance
from tests.report.test_numbers import Text

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")
TUTORIAL = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
PAGE = (ROOT / "docs" / "own-data.md").read_text("utf-8").split("## 1. ")[0]
BLOCKS = re.findall(r"```(sh|csv|text)\n(.*?)```", PAGE, re.DOTALL)
READ, TYPED, CELL = 220, 200, 2
"""Words read in a minute, characters typed in a minute, seconds to get from one cell to the next."""


def words(text: str) -> int:
    """Words that somebody reads: what stands between spaces and holds a letter or digit, without addresses."""
    return sum(any(c.isalnum() for c in word) for word in re.sub(r"\]\([^)]*\)", "]", text).split())


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory):
    """What the page's commands printed, once the list held what the page types; the folder."""
    folder = tmp_path_factory.mktemp("own")
    said = []
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for kind, text in BLOCKS:
            if kind == "csv":
                first, _, rest = text.partition("\n")
                there = Path("list.csv").read_text("utf-8-sig")
                assert there.strip() == first, "the column names are there already"
                Path("list.csv").write_text(there + rest, "utf-8")
            for line in text.splitlines() if kind == "sh" else ():
                if line.startswith("planner "):
                    done = CliRunner().invoke(main, shlex.split(line)[1:])
                    assert done.exit_code == 0, done.output
                    said.append(done.stdout)
    return folder, said


def typed() -> tuple[list[str], list[str]]:
    """Commands, and cells that are not empty, without the column names."""
    commands = [line for kind, text in BLOCKS if kind == "sh" for line in text.splitlines()]
    rows = [line.split(",") for kind, text in BLOCKS if kind == "csv" for line in text.splitlines()[1:]]
    return commands, [cell for row in rows for cell in row if cell]


def test_the_page_gives_a_report_of_what_was_typed(followed) -> None:
    folder, said = followed
    everything = " ".join(" ".join(said).split())
    for kind, text in BLOCKS:
        for line in text.strip().splitlines() if kind == "text" else ():
            assert line in everything
    given = read_instance(folder / "my-region.xlsx")
    assert given.by_code["A1"].population == 210_000
    assert {(x.a, x.b) for x in given.links} == {
        ("A1", "B2"),
        ("A1", "C3"),
        ("B2", "C3"),
        ("B2", "D4"),
        ("C3", "D4"),
    }
    assert len(given.office_holders) == 4 + 5 + 6 + 5 + 6
    assert {h.id for h in given.office_holders} == {None}
    page = (folder / "out" / "report.html").read_text("utf-8")
    assert "Ashby" in page
    assert all(text in page for text in given.assumptions)
    checked = CliRunner().invoke(
        main, ["verify", str(folder / "my-region.xlsx"), str(folder / "out" / "plan.json")]
    )
    assert checked.exit_code == 0, checked.output


def test_it_takes_less_than_fifteen_minutes(followed) -> None:
    """README and tutorial, the page, everything printed, the first screen; and all keys struck."""
    folder, said = followed
    commands, cells = typed()
    assert f"that is {len(cells)} cells" in " ".join(PAGE.split())
    reader = Text()
    reader.feed((folder / "out" / "report.html").read_text("utf-8").split("</nav>")[0])
    reading = words(README) + words(TUTORIAL) + words(PAGE) + sum(map(words, said))
    reading += words(" ".join(reader.parts))
    keys = sum(len(x) + 1 for x in (*commands, *cells))
    minutes = reading / READ + keys / TYPED + len(cells) * CELL / 60
    print(f"{reading} words, {len(cells)} cells, {keys} characters: {minutes:.1f} minutes")
    assert minutes < 15
