"""One ``.toml`` file of ``models/`` into its pydantic model, with every fault told in plain words."""

from __future__ import annotations

import difflib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from planner.core.faults import Fault
from planner.core.rulebook import Data

_D = TypeVar("_D", bound=Data)
_README = "models/README.md describes the format."
_KINDS = {
    "int": "a whole number, without quotation marks",
    "bool": "true or false, without quotation marks",
    "string": "text in quotation marks",
    "tuple": "a list in square brackets",
    "dict": "a table of keys and values",
    "model": "a table of keys and values",
}
"""What pydantic's error types begin with, and what to write instead."""


def read_model(path: Path, model: type[_D]) -> tuple[_D | None, list[Fault]]:
    """The file as ``model``, or None and all its faults. ``sha256`` is computed, never read."""
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        return None, [_unreadable(path, error)]
    except UnicodeDecodeError:
        return None, [
            Fault(
                code="P-702",
                what="The file is not plain text in UTF-8",
                file=path.name,
                why="A TOML file is UTF-8 text.",
                fix="Save it again with the encoding UTF-8.",
            )
        ]
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return None, [
            Fault(
                code="P-702",
                what="The file is not valid TOML",
                file=path.name,
                value=str(error),
                why="It can't be read past this place.",
                fix=f"Check quotation marks, brackets and commas there. {_README}",
            )
        ]
    faults = []
    if "sha256" in raw:
        del raw["sha256"]
        faults.append(_unknown(path, "sha256", "sha256", ()))
    try:
        parsed = model.model_validate(raw)
    except ValidationError as error:
        found = error.errors(include_url=False)
        return None, faults + [_fault(path, raw, dict(e), model) for e in found]
    return (None if faults else parsed), faults


def read_partly(path: Path, like: _D) -> tuple[_D | None, frozenset[str]]:
    """What of a faulty file can be used: sound values at their keys, those of ``like`` at all others.

    Returns:
        The stand-in and the keys whose values are not the file's; None when no value can be read at all.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        return None, frozenset()
    model = type(like)
    fields = frozenset(model.model_fields) - {"sha256"}
    try:
        model.model_validate({k: v for k, v in raw.items() if k in fields})
        bad: frozenset[str] = frozenset()
    except ValidationError as error:
        bad = frozenset(str(e["loc"][0]) for e in error.errors(include_url=False))
    sound = {k: v for k, v in raw.items() if k in fields and k not in bad}
    return model.model_validate({**like.model_dump(), **sound}), bad


def _unreadable(path: Path, error: OSError) -> Fault:
    missing = isinstance(error, FileNotFoundError)
    return Fault(
        code="P-701",
        what="The file does not exist" if missing else "The file can't be read",
        file=path.name,
        why="It was named as a file of rules or of a governance model.",
        fix="Check the name and the folder."
        if missing
        else "Check that it is a file and that you may read it.",
    )


def _unknown(path: Path, where: str, key: str, known: tuple[str, ...]) -> Fault:
    near = difflib.get_close_matches(key, known, n=1)
    return Fault(
        code="P-703",
        what=f'The key "{key}" is not known',
        file=path.name,
        column=where,
        why="An unknown key would be ignored silently, for example a misspelt one.",
        fix=(f'Write "{near[0]}".' if near else "Delete it.") + f" {_README}",
    )


def _fault(path: Path, raw: Mapping[str, Any], error: Mapping[str, Any], model: type[Data]) -> Fault:
    """One of pydantic's errors as a fault in our words."""
    loc: tuple[str | int, ...] = tuple(error["loc"])
    kind: str = error["type"]
    where = _where(raw, loc)
    key = str(loc[-1]) if loc else ""
    if kind == "extra_forbidden":
        known = tuple(sorted(model.model_fields)) if len(loc) == 1 else ()
        return _unknown(path, where, key, known)
    if kind == "missing":
        return Fault(
            code="P-704",
            what=f'The key "{key}" is missing'
            if isinstance(loc[-1], str)
            else "A value of the list is missing",
            file=path.name,
            column=where,
            why="Nothing is assumed silently where it is left out.",
            fix=f"Add it. {_README}",
        )
    if kind == "literal_error":
        wanted = f"one of {error['ctx']['expected']}"
    elif kind == "too_long":
        wanted = f"a list of {error['ctx']['max_length']} values"
    else:
        wanted = next((w for k, w in _KINDS.items() if kind.startswith(k)), "a value as in the shipped files")
    return Fault(
        code="P-705",
        what="The value is not of the kind needed here",
        file=path.name,
        column=where,
        value=_short(error.get("input")),
        why=f"Needed is {wanted}.",
        fix=_README,
    )


def _where(raw: Mapping[str, Any], loc: tuple[str | int, ...]) -> str:
    """A path a person can follow: ``rules, GEO-7, strength``; a list's item goes by its id or number."""
    names: list[str] = []
    here: Any = raw
    for step in loc:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(step, int):
            own = here.get("id") if isinstance(here, dict) else None
            names.append(str(own) if own else f"number {step + 1}")
        else:
            names.append(step)
    return ", ".join(names)


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "..."
