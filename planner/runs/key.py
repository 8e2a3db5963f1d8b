"""What tells one run from another: a hash of its inputs, the settings in force and the versions at work."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

from planner.io.rulebook import models_dir

_PACKAGE = Path(__file__).resolve().parents[1]
_DECIDING = (
    "core", "io", "rules", "objectives", "checker", "geography", "boards", "engine", "study",
    "cpsat.py", "runs/sources.py", "runs/scenarios.py", "runs/work.py",
)  # fmt: skip
"""Parts of the package that a result depends on; those that only show or keep it are left out."""
KEY_LENGTH = 32


@cache
def code_fingerprint() -> str:
    """Sixteen hexadecimal digits of the SHA-256 of the code and the shipped data that make results.

    A version number stays the same while code is worked on; this does not.
    """
    digest = hashlib.sha256()
    for part in _DECIDING:
        path = _PACKAGE / part
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path]:
            digest.update(f"{file.relative_to(_PACKAGE).as_posix()}\n".encode())
            digest.update(file.read_bytes())
    for file in sorted(models_dir().rglob("*.toml")):
        digest.update(file.relative_to(models_dir()).as_posix().encode() + b"\n" + file.read_bytes())
    return digest.hexdigest()[:16]


@cache
def _versions() -> tuple[tuple[str, str], ...]:
    packages = tuple((name, _version(name)) for name in ("planner", "ortools", "numpy", "pydantic"))
    return (*packages, ("python", ".".join(platform.python_version_tuple()[:2])), ("code", code_fingerprint()))


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "unknown"


def versions() -> dict[str, str]:
    """Versions that are at work here, and a fingerprint of the code."""
    return dict(_versions())


def digest(content: Any) -> str:
    """SHA-256 of plain data as canonical JSON, hexadecimal."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def run_key(inputs: Mapping[str, Any], at_work: Mapping[str, str]) -> str:
    """Key of a run: equal when everything that its result depends on is.

    Args:
        inputs: what goes in, as plain data.
        at_work: :func:`versions`.
    """
    return digest({"inputs": inputs, "versions": dict(at_work)})[:KEY_LENGTH]


def differences(made_by: Mapping[str, str], now: Mapping[str, str]) -> str:
    """What differs between two sets of versions, in words; empty when nothing does.

    >>> differences({"planner": "0.1.0", "code": "a"}, {"planner": "0.2.0", "code": "b"})
    'planner 0.1.0, now 0.2.0'
    """
    found = [
        f"{name} {made_by.get(name, 'unknown')}, now {now.get(name, 'unknown')}"
        for name in dict.fromkeys((*made_by, *now))
        if name != "code" and made_by.get(name) != now.get(name)
    ]
    if not found and made_by.get("code") != now.get("code"):
        return f"other code of planner {made_by.get('planner', '')}".rstrip()
    return "; ".join(found)
