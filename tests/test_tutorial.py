"""The tutorial does what it says: its commands run in their order, and print the lines that it shows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "tutorial.md").read_text("utf-8")
BLOCKS = re.findall(r"```(sh|text)\n(.*?)```", PAGE, re.DOTALL)


def plain(text: str) -> str:
    """Text whose columns may be wider or narrower."""
    return " ".join(text.split())


@pytest.mark.no_cover
def test_commands_of_the_tutorial_print_what_it_shows(tmp_path):
    """Each block of commands, then every line shown for it."""
    (tmp_path / "instances").symlink_to(ROOT / "instances")
    planner = f'planner() {{ "{sys.executable}" -m planner "$@"; }}\n'
    shown = 0
    said = ""
    for kind, text in BLOCKS:
        if kind == "sh":
            done = subprocess.run(
                ["bash", "-c", planner + text],
                cwd=tmp_path,
                env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "HOME": str(tmp_path)},
                capture_output=True,
                text=True,
                check=False,
            )
            assert "Traceback" not in done.stderr
            assert done.returncode in ((4,) if "--clusters 1" in text else (0,)), done.stderr
            said = plain(done.stdout)
            continue
        for line in text.strip().splitlines():
            assert plain(line) in said, line
            shown += 1
    assert shown >= 12
    assert {"plan.json", "report.html", "plan.xlsx", "certificate.json"} <= {
        p.name for p in (tmp_path / "out").iterdir()
    }
