"""A scenario: named overrides of one instance, as data."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from planner.core.rows import Consortium, Decision, Footprint


class Part(BaseModel):
    """Base: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class RuleChange(Part):
    """What a scenario changes of one rule; what is None, or not among the parameters, stays."""

    id: str
    on: bool | None = None
    strength: Literal["must", "should", "prefer"] | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)


class PlacedDecision(Part):
    """A decision that a scenario adds, and the line of its file where it stands."""

    row: Decision
    line: int


class Removal(Part):
    """A decision of the instance that a scenario takes away: every one of which all that is named is so."""

    kind: str
    subject: str | None = None
    object: str | None = None
    line: int = 0


class Scenario(Part):
    """Named overrides of one instance. What is not named stays as it is.

    Made by :func:`planner.io.scenarios.read_scenarios`; nothing in it has been held against an instance yet.
    """

    name: str
    title: str = ""
    origin: Literal["scenario", "era"] = "scenario"
    """``era``: a shipped reading of the documents, under which a scenario may still change everything."""
    file: str = "scenarios.toml"
    folder: str = ""
    """Folder in which the files lie that it names."""
    era: str | None = None
    as_at: date | None = None
    horizon_end: date | None = None
    renewals: Literal["assumed", "none", "chosen"] | None = None
    assumptions: tuple[str, ...] = ()
    """Sentences printed with every plan made under it."""
    options: dict[str, Any] = Field(default_factory=dict)
    """Settings of a run by their key, for example ``clusters`` or ``caps``; as on the command line."""
    models: tuple[str, ...] = ()
    """Governance models that ``any`` may choose among; empty: those of the guidance."""
    governance_of: dict[str, str] = Field(default_factory=dict)
    """Governance model of the cluster that holds an organisation, by its code."""
    aims: dict[str, Any] = Field(default_factory=dict)
    """Fields of the rulebook: orders of aims, target, bands and limits."""
    rules: tuple[RuleChange, ...] = ()
    added: tuple[PlacedDecision, ...] = ()
    removed: tuple[Removal, ...] = ()
    footprints_file: str | None = None
    consortia_file: str | None = None
    footprints: tuple[tuple[Footprint, str, int], ...] | None = None
    """Rows of ``footprints_file`` with file and row."""
    consortia: tuple[tuple[Consortium, str, int], ...] | None = None
    rows: dict[str, int] = Field(default_factory=dict)
    """Line of the file in which a key stands, by its path below the scenario, for faults."""

    def path(self, key: str = "") -> str:
        """How faults name a place in it."""
        top = "" if self.origin == "era" else f"scenario.{self.name}"
        return ".".join(x for x in (top, key) if x)

    def row(self, key: str) -> int | None:
        """Line in which a key stands, or the first of what it holds, or that of the nearest table around it."""
        while key:
            if key in self.rows:
                return self.rows[key]
            below = [line for place, line in self.rows.items() if place.startswith(f"{key}.")]
            if below:
                return min(below)
            key = key.rpartition(".")[0]
        return self.rows.get("")
