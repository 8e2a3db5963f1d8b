"""The reference says what the code does: it is made from it, and made anew when the code changes."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from planner.cli.main import VERBS
from planner.objectives.registry import LEVELS

DOCS = Path(__file__).resolve().parents[1] / "docs"


@pytest.fixture(scope="module")
def made() -> dict[str, str]:
    """Pages as the code gives them now."""
    spec = importlib.util.spec_from_file_location("make_reference", DOCS / "make_reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.pages()


def test_the_pages_are_fresh(made):
    """Otherwise: python docs/make_reference.py."""
    there = {p.name: p.read_text("utf-8") for p in (DOCS / "reference").glob("*.md")}
    assert sorted(there) == sorted(made)
    stale = [name for name, text in made.items() if there[name] != text]
    assert stale == [], "run: python docs/make_reference.py"


def test_nothing_is_left_out(made):
    """Every command, file and aim has its place."""
    assert [v for v in VERBS if f"## planner {v}\n" not in made["commands.md"]] == []
    assert [k for k in LEVELS if f"| `{k}` |" not in made["aims.md"]] == []
    for name in ("organisations.csv", "decisions.csv (confidential)", "stances.csv (confidential)"):
        assert f"## {name}" in made["files.md"]
    assert "| `BRD-3` |" in made["rules.md"]
