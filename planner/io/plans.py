"""Plans as files: canonical text, and a reader that collects faults."""

from __future__ import annotations

import json
from pathlib import Path

from planner.core.plan import Plan
from planner.io.documents import Kind, read_document
from planner.io.write import atomic_write

_KIND = Kind("plan", "plan.json", Plan)


def plan_json(plan: Plan) -> str:
    """The plan as text, the same for equal plans: keys in the order of the model, one space of indent."""
    return json.dumps(plan.model_dump(mode="json", by_alias=True), indent=1, ensure_ascii=False) + "\n"


def write_plan(plan: Plan, path: str | Path) -> None:
    """Write a plan, readable by its owner only, for it is confidential.

    Raises:
        OutputError: the file can't be written.
    """
    atomic_write(path, plan_json(plan), private=True)


def plan_file(path: str | Path) -> Path:
    """The file of a plan that is named by its path or by the folder that it lies in."""
    path = Path(path)
    return path / _KIND.file if path.is_dir() else path


def read_plan(path: str | Path) -> Plan:
    """Read a plan from a file of schema version 1, or from the plan.json of a folder.

    Raises:
        InputFaultsError: it is missing, too large, no JSON, of another version, or not complete.
    """
    return read_document(plan_file(path), _KIND)
