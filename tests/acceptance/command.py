"""The command as a user runs it, instances to be changed, and plans as plain data."""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from planner.cli.main import main

ROOT = Path(__file__).parents[2]
INSTANCES = ROOT / "instances"
ENGLAND = INSTANCES / "england-2011"
SOUTH_WEST = ("--region", "South West")
MODELS = ("model-1", "model-2", "model-3", "model-4")

Data = dict[str, Any]
Cells = list[dict[str, str]]


def process(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, which must not show a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", "planner", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done


def run(*words: str | Path) -> Result:
    """Run the command in this process, and ``solve`` without others beside it, which is quicker."""
    alone = ("--workers", "1") if words[0] == "solve" and "--workers" not in words else ()
    result = CliRunner().invoke(main, [str(w) for w in (*words, *alone)])
    assert "Traceback" not in result.output
    return result


def load(path: Path) -> Data:
    """A plan as plain data; ``path`` is its file or the folder it lies in."""
    path = path / "plan.json" if path.is_dir() else path
    data: Data = json.loads(path.read_text(encoding="utf-8"))
    return data


def store(data: Data, path: Path) -> Path:
    """Write data as a plan file of the same layout."""
    path.write_text(json.dumps(data, indent=1, ensure_ascii=False), encoding="utf-8")
    return path


def copied(instance: Path, folder: Path) -> Path:
    """A copy of an instance under its own name, free to be changed."""
    return Path(shutil.copytree(instance, folder / instance.name))


def edit(instance: Path, table: str, change: Callable[[Cells], Cells | None]) -> None:
    """Change the rows of one table; ``change`` gives back other rows, or changes those it gets."""
    path = instance / f"{table}.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        columns, rows = list(reader.fieldnames or ()), list(reader)
    rows = change(rows) or rows
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        writer.writerows(rows)


def decide(instance: Path, *decisions: tuple[str, str, str]) -> None:
    """Add decisions (kind, subject, object), each with a reason and an owner."""
    more = [
        {"kind": kind, "subject": subject, "object": about, "reason": "a reason on file", "owner": "the SHA"}
        for kind, subject, about in decisions
    ]
    edit(instance, "decisions", lambda rows: rows + more)


def failed(data: Data) -> set[str]:
    """Ids of the rules that a plan records as broken."""
    return {r["id"] for r in data["rules"] if r["status"] == "fail"}
