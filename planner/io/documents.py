"""Files that hold one model as JSON: read strictly, with every fault collected."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from planner.core.faults import InputFaultsError
from planner.io.catalogue import MAX_BYTES
from planner.io.collect import Collector

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Kind(Generic[M]):
    """A kind of file: what it holds and what a planner calls it."""

    noun: str
    """For example ``plan``; ``planner schema`` knows it by this word."""
    file: str
    """Its usual name."""
    model: type[M]
    by: str = "planner solve"
    """The command that writes it."""
    schema: bool = True
    """Whether ``planner schema`` prints its form."""

    @property
    def fix(self) -> str:
        """What to do about a damaged one."""
        return f"Use {self.file} as {self.by} wrote it."

    @property
    def form(self) -> str:
        """Where one reads what may stand in it."""
        return f"; planner schema {self.noun} prints it" if self.schema else ""


def read_document(path: str | Path, kind: Kind[M]) -> M:
    """Read a file of schema version 1.

    Raises:
        InputFaultsError: it is missing, too large, no JSON, of another version, or not complete.
    """
    path = Path(path)
    out = Collector()
    text = _text(path, kind, out)
    if text is not None:
        _understand(text, path.name, kind, out)
    out.stop_if_faulty()
    try:
        return kind.model.model_validate_json(text or "", strict=True)
    except ValidationError as error:
        for item in error.errors(include_url=False, include_context=False, include_input=False):
            _add(item, path.name, kind, out)
    raise InputFaultsError(out.faults)


def _text(path: Path, kind: Kind[M], out: Collector) -> str | None:
    name = path.name or str(path)
    try:
        if not path.is_file():
            out.add(
                "P-101",
                f"There is no such {kind.noun}",
                name,
                fix=f"Give the path of a {kind.file} that {kind.by} wrote.",
            )
            return None
        if path.stat().st_size > MAX_BYTES:
            out.add(
                "P-104",
                f"The {kind.noun} has more than {MAX_BYTES // 1048576} MB",
                name,
                why="It is too large.",
                fix=kind.fix,
            )
            return None
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        out.add(
            "P-105",
            f"The {kind.noun} is not in UTF-8",
            name,
            why=f"Byte {error.start + 1} belongs to another encoding.",
            fix=kind.fix,
        )
    except (OSError, ValueError):
        out.add(
            "P-103",
            f"The {kind.noun} can't be read",
            name,
            fix="Check that it is there and that you may read it.",
        )
    return None


def _understand(text: str, name: str, kind: Kind[M], out: Collector) -> None:
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
            f"The {kind.noun} is not JSON",
            name,
            row=error.lineno,
            column=f"character {error.colno}",
            why="The text breaks off or has a character too many.",
            fix=kind.fix,
        )
        return
    except (ValueError, RecursionError):
        out.add(
            "P-701",
            f"The {kind.noun} is not JSON",
            name,
            why="It holds NaN, infinity, a number that is too long, or nests too deeply.",
            fix=kind.fix,
        )
        return
    if not isinstance(data, dict):
        out.add(
            "P-701",
            f"The {kind.noun} is not a JSON object",
            name,
            why=f"A {kind.noun} begins with a curly bracket.",
            fix=kind.fix,
        )
        return
    version = data.get("schema_version")
    if version != 1 or isinstance(version, bool):
        out.add(
            "P-702",
            f"The {kind.noun} has another version" if "schema_version" in data else "schema_version is missing",
            name,
            column="schema_version",
            value=version,
            why="This version of planner reads schema version 1.",
            fix=f"Solve again, or use the version of planner that wrote the {kind.noun}.",
        )
    for key in dict.fromkeys(doubles):
        out.add(
            "P-703",
            f"The key {key} is given twice in one place",
            name,
            column=key,
            why="It would not be clear which one counts.",
            fix=kind.fix,
        )


def _no_constant(text: str) -> Any:
    raise ValueError(text)


def _add(item: Any, name: str, kind: Kind[M], out: Collector) -> None:
    place = " > ".join(str(part + 1) if isinstance(part, int) else str(part) for part in item["loc"]) or None
    fault = item["type"]
    if fault == "missing":
        out.add(
            "P-704",
            f"Part of the {kind.noun} is missing",
            name,
            column=place,
            why=f"A {kind.noun} is complete or no {kind.noun}.",
            fix=kind.fix,
        )
    elif fault == "extra_forbidden":
        out.add(
            "P-705",
            f"Part of the {kind.noun} is not known",
            name,
            column=place,
            why=f"Schema version 1 has no such key{kind.form}.",
            fix=f"Delete it, or use {kind.file} as {kind.by} wrote it.",
        )
    else:
        out.add(
            "P-706",
            f"A value of the {kind.noun} does not fit",
            name,
            column=place,
            why=f"Another kind of value belongs there{kind.form}.",
            fix=kind.fix,
        )
