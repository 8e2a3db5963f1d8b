"""Instances that come with the package."""

from __future__ import annotations

from pathlib import Path

from planner.io.rulebook import models_dir


def examples_dir() -> Path:
    """The folder ``instances``, beside ``models`` in a checkout and in an installed wheel."""
    return models_dir().parent / "instances"


def example(name: str) -> Path:
    """Folder of a shipped instance.

    Raises:
        LookupError: there is none of that name; the message lists those there are.
    """
    known = sorted(p.name for p in examples_dir().iterdir() if (p / "instance.toml").is_file())
    if name not in known:
        raise LookupError(f"no example {name!r}; there are: {', '.join(known)}")
    return examples_dir() / name
