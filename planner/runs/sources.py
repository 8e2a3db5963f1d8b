"""Where an instance of a batch comes from: a folder or workbook, or invented by size and seed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.io.fingerprint import canonical
from planner.io.read import read_instance
from planner.io.rulebook import rulebook_of
from planner.io.synthetic import synthetic_instance


class ChangedError(Exception):
    """An instance is no longer what it was when the batch began."""


@dataclass(frozen=True)
class Source:
    """One instance of a batch, before it is narrowed."""

    label: str
    """As the table shows it: the path as written, or ``invented 60, seed 2``."""
    path: str = ""
    """Absolute path; empty when it is invented."""
    size: int = 0
    seed: int = 0
    sha256: str = ""
    """Fingerprint of the content and of the rulebook it asks for; empty when it is invented, for size and seed
    say it all."""

    def as_json(self) -> dict[str, Any]:
        """What a worker needs to find it."""
        return {"path": self.path, "size": self.size, "seed": self.seed, "sha256": self.sha256}


@dataclass(frozen=True)
class Loaded:
    """An instance with its rulebook."""

    instance: Instance
    rulebook: Rulebook
    sha256: str


def load(path: str, size: int = 0, seed: int = 0) -> Loaded:
    """Read or invent an instance.

    Raises:
        InputFaultsError: it has faults.
    """
    if path:
        instance = read_instance(path)
    else:
        instance = canonical(synthetic_instance(size, seed, f"invented-{size}-{seed}"))
    book = rulebook_of(instance, path or Path())
    both = hashlib.sha256(f"{instance.sha256} {book.sha256}".encode()).hexdigest()
    return Loaded(instance, book, both)


def load_again(source: dict[str, Any]) -> Loaded:
    """Load what :meth:`Source.as_json` tells, and see that it is still the same.

    Raises:
        ChangedError: its content is another.
        InputFaultsError: it has faults by now.
    """
    found = load(source["path"], source["size"], source["seed"])
    if source["sha256"] and found.sha256 != source["sha256"]:
        raise ChangedError("the instance is not what it was when the batch began")
    return found
