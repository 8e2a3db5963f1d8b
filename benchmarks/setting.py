"""Instances, rulebooks and levels that are measured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import planner
from benchmarks.combined import Combined, target_people
from planner import cpsat
from planner.core.instance import Instance
from planner.core.progress import Silent
from planner.core.rulebook import Rulebook
from planner.engine.asked import with_rules
from planner.geography.candidates import Summed
from planner.geography.national import NationalMap
from planner.geography.shelf import Shelf
from planner.objectives.base import Level
from planner.objectives.registry import geography_levels
from planner.rules.registry import build

ENGLAND = "england-2011"
Levels = Literal["combined", "default"]
SECONDS = 600.0
"""Limit of every measurement of ours; none is expected to come near it."""
FEWEST, MOST, WISHED = 44, 56, 50


@dataclass(frozen=True)
class Setting:
    """A rulebook: that of 2011 with other limits.

    Without ``size`` nothing is changed but HR-2.
    """

    hr2: bool = False
    size: int | None = 8
    low: int = 250_000
    high: int = 2_600_000

    @property
    def words(self) -> str:
        """As printed."""
        limits = f", size ≤ {self.size}" if self.size else ", default rulebook"
        return f"HR-2 {'on' if self.hr2 else 'off'}{limits}"

    def rulebook(self) -> Rulebook:
        """The rulebook."""
        book = planner.load_rulebook("pct-2011")
        rules = []
        for r in book.rules:
            if r.id == "HR-2" and not self.hr2:
                continue
            changed = {}
            if r.id == "GEO-SIZE" and self.size:
                changed = {"max": self.size}
            elif r.id == "GEO-POP" and self.size:
                changed = {"windows": [[self.low, self.high]]}
            rules.append(r.model_copy(update={"parameters": {**r.parameters, **changed}}) if changed else r)
        return with_rules(book, tuple(rules))

    def json(self) -> dict[str, Any]:
        """Arguments of a job."""
        return asdict(self)


TARGETED = Setting()
"""What the targets are for."""


def england() -> Instance:
    """England in 2011, read anew."""
    return planner.read_instance(planner.example(ENGLAND))


def levels_of(kind: Levels, instance: Instance, book: Rulebook) -> tuple[Level, ...]:
    """The combined level, aimed at an average cluster of the whole instance, or the rulebook's own levels."""
    return (Combined(target_people(instance)),) if kind == "combined" else geography_levels(book)


def cold_map(
    instance: Instance, book: Rulebook, levels: Sequence[Level], seconds: float = SECONDS
) -> NationalMap:
    """Possible clusters listed from nothing."""
    shelf = Shelf(book, build(book), [level for level in levels if isinstance(level, Summed)])
    return NationalMap(shelf, instance, levels, book, cpsat.Budget(seconds), Silent())
