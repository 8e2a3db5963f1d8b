"""Plans as files: canonical text, and a reader that collects faults."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from planner.core.faults import InputFaultsError
from planner.core.plan import Plan
from planner.io.catalogue import MAX_BYTES
from planner.io.collect import Collector
from planner.io.write import atomic_write

_FIX = "Use plan.json as planner solve wrote it."


def plan_json(plan: Plan) -> str:
    """The plan as text, the same for equal plans: keys in the order of the model, one space of indent."""
    return json.dumps(plan.model_dump(mode="json", by_alias=True), indent=1, ensure_ascii=False) + "\n"


def write_plan(plan: Plan, path: str | Path) -> None:
    """Write a plan, readable by its owner only, for it is confidential.

    Raises:
        OutputError: the file can't be written.
    """
    atomic_write(path, plan_json(plan), private=True)


def read_plan(path: str | Path) -> Plan:
    """Read a plan from a file of schema version 1.

    Raises:
        InputFaultsError: it is missing, too large, no JSON, of another version, or not complete.
    """
    path = Path(path)
    out = Collector()
    text = _text(path, out)
    if text is not None:
        _understand(text, path.name, out)
    out.stop_if_faulty()
    try:
        return Plan.model_validate_json(text or "", strict=True)
    except ValidationError as error:
        for item in error.errors(include_url=False, include_context=False, include_input=False):
            _add(item, path.name, out)
    raise InputFaultsError(out.faults)


def _text(path: Path, out: Collector) -> str | None:
    name = path.name or str(path)
    try:
        if not path.is_file():
            out.add(
                "P-101",
                "There is no such plan",
                name,
                fix="Give the path of a plan.json that planner solve wrote.",
            )
            return None
        if path.stat().st_size > MAX_BYTES:
            out.add(
                "P-104",
                f"The plan has more than {MAX_BYTES // 1048576} MB",
                name,
                why="It is too large.",
                fix=_FIX,
            )
            return None
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        out.add(
            "P-105",
            "The plan is not in UTF-8",
            name,
            why=f"Byte {error.start + 1} belongs to another encoding.",
            fix=_FIX,
        )
    except (OSError, ValueError):
        out.add("P-103", "The plan can't be read", name, fix="Check that it is there and that you may read it.")
    return None


def _understand(text: str, name: str, out: Collector) -> None:
    doubles: list[str] = []

    def pairs(items: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(items)
        if len(found) < len(items):
            keys = [k for k, _ in items]
            doubles.extend(k for k in found if keys.count(k) > 1)
        return found

    try:
        data = json.loads(text, object_pairs_hook=pairs, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        out.add(
            "P-701",
            "The plan is not JSON",
            name,
            row=error.lineno,
            column=f"character {error.colno}",
            why="The text breaks off or has a character too many.",
            fix=_FIX,
        )
        return
    except (ValueError, RecursionError):
        out.add(
            "P-701",
            "The plan is not JSON",
            name,
            why="It holds NaN, infinity, a number that is too long, or nests too deeply.",
            fix=_FIX,
        )
        return
    if not isinstance(data, dict):
        out.add(
            "P-701", "The plan is not a JSON object", name, why="A plan begins with a curly bracket.", fix=_FIX
        )
        return
    version = data.get("schema_version")
    if version != 1 or isinstance(version, bool):
        out.add(
            "P-702",
            "The plan has another version" if "schema_version" in data else "schema_version is missing",
            name,
            column="schema_version",
            value=version,
            why="This version of planner reads schema version 1.",
            fix="Solve again, or use the version of planner that wrote the plan.",
        )
    for key in dict.fromkeys(doubles):
        out.add(
            "P-703",
            f"The key {key} is given twice in one place",
            name,
            column=key,
            why="It would not be clear which one counts.",
            fix=_FIX,
        )


def _no_constant(text: str) -> Any:
    raise ValueError(text)


def _add(item: Any, name: str, out: Collector) -> None:
    place = " > ".join(str(part + 1) if isinstance(part, int) else str(part) for part in item["loc"]) or None
    kind = item["type"]
    if kind == "missing":
        out.add(
            "P-704",
            "Part of the plan is missing",
            name,
            column=place,
            why="A plan is complete or no plan.",
            fix=_FIX,
        )
    elif kind == "extra_forbidden":
        out.add(
            "P-705",
            "Part of the plan is not known",
            name,
            column=place,
            why="Schema version 1 has no such key; planner schema plan prints it.",
            fix="Delete it, or use plan.json as planner solve wrote it.",
        )
    else:
        out.add(
            "P-706",
            "A value of the plan does not fit",
            name,
            column=place,
            why="planner schema plan prints what may stand there.",
            fix=_FIX,
        )
