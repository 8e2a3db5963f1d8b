"""Comparisons as files, and the fingerprint by which one names its plans."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from planner.core.comparison import Comparison
from planner.core.plan import Plan
from planner.io.documents import Kind, read_document
from planner.io.write import atomic_write

FILE = "comparison.json"
"""Its usual name."""
_KIND = Kind("comparison", FILE, Comparison)


def comparison_json(comparison: Comparison) -> str:
    """The comparison as text, the same for equal ones: keys in the order of the model, one space of indent."""
    return json.dumps(comparison.model_dump(mode="json"), indent=1, ensure_ascii=False) + "\n"


def write_comparison(comparison: Comparison, path: str | Path) -> None:
    """Write a comparison; it holds totals and no person.

    Raises:
        OutputError: the file can't be written.
    """
    atomic_write(path, comparison_json(comparison))


def read_comparison(path: str | Path) -> Comparison:
    """Read a comparison from a file of schema version 1.

    Raises:
        InputFaultsError: it is missing, too large, no JSON, of another version, or not complete.
    """
    return read_document(path, _KIND)


def plan_sha256(plan: Plan) -> str:
    """SHA-256 of a plan's content as canonical JSON, but for its part ``run``."""
    data = plan.model_dump(mode="json", by_alias=True, exclude={"run"})
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
