"""Setting up questions where people come first, for tests that look inside."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from planner.core.instance import Instance
from planner.core.progress import Silent
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.engine.joint import PeopleFirst
from planner.engine.run import Run

PATIENT = 600.0
"""Seconds that a slow machine may take; proofs end runs long before."""


class Told:
    """Remembers the stages it is told of."""

    def __init__(self) -> None:
        self.stages: list[str] = []

    def stage(self, name: str, detail: str = "") -> None:
        """Remember."""
        self.stages.append(f"{name} {detail}")

    def best(self, text: str) -> None:
        """Ignore."""


def question(
    given: Instance,
    rulebook: Rulebook,
    model: GovernanceModel | str,
    clusters: tuple[int, int] | None = None,
    *,
    by_pay: bool = False,
) -> PeopleFirst:
    """A question not answered yet; ``by_pay`` as if sums of its first rows had said too little."""
    engine = open_engine(given, rulebook)
    settings = Settings(clusters=clusters, seconds=PATIENT, profile="people-first")
    run = Run(engine, given, model, settings, Silent(), threading.Event())
    maps = engine.maps(run)
    maps.resume(run.budget, Silent(), run.in_force)
    boards = engine.boards(run, run.models[0])
    totals = range(run.low, run.high + 1)
    asked = PeopleFirst(maps, boards, run.aims, run.in_force, totals, run.budget, Silent())
    if by_pay:
        asked.sides = asked._sides(by_pay=True)
    return asked


def added(vectors: Sequence[tuple[int, ...]]) -> tuple[int, ...]:
    """Sum of vectors."""
    return tuple(map(sum, zip(*vectors, strict=True)))
