"""What ``planner options`` saves, as a report reads it back (schema version 1)."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from planner.core.plan import InstanceStamp, Part, Status


class MadeFrom(Part):
    """The question of a trade-off, so that nothing sets it beside a plan of another one."""

    instance: InstanceStamp
    rulebook_sha256: str
    settings: dict[str, Any]
    """Value by name of the setting."""
    decisions: tuple[dict[str, Any], ...]


class SavedOption(Part):
    """One plan of a list; the plan itself lies in a file of its own."""

    option: str
    """``option-01``, ``4-clusters``, ``model-2``."""
    status: Status
    levels: dict[str, int]
    clusters: tuple[tuple[str, ...], ...]
    governance: tuple[str, ...]
    distances: tuple[int, ...]
    differences: tuple[str, ...]
    plan: str
    """Path of the plan, from the folder of the list."""


class WithoutPlan(Part):
    """A number of clusters or a model for which there is none, and why."""

    option: str
    status: str
    why: str


class SavedOptions(Part):
    """``options.json``: a list of plans. What the search itself tells is there once it has ended."""

    schema_version: Literal[1]
    kind: Literal["options", "by clusters", "by models"]
    instance: str
    asked: int | None = None
    distance: int | None = None
    best: dict[str, int] = Field(default_factory=dict)
    limits: dict[str, int] = Field(default_factory=dict)
    ended: str = ""
    proved: bool = False
    maps_passed_over: int = 0
    text: str = ""
    without: tuple[WithoutPlan, ...] = ()
    options: tuple[SavedOption, ...]


class SavedPoint(Part):
    """One best compromise."""

    point: int
    values: tuple[int, ...]
    clusters: tuple[tuple[str, ...], ...]
    governance: dict[str, str]


class SavedMark(Part):
    """Today, the reference, or the plan that was named for the question."""

    name: str
    values: tuple[int | None, ...]
    lawful: bool
    point: int | None
    bettered_by: tuple[int, ...]
    clusters: int | None


class SavedTradeoff(Part):
    """``tradeoff.json``: every best compromise between two or three aims."""

    schema_version: Literal[1]
    made_from: MadeFrom
    levels: tuple[str, ...]
    titles: tuple[str, ...]
    units: tuple[str, ...]
    about: Literal["maps", "boards"]
    clusters: tuple[int, ...]
    points: tuple[SavedPoint, ...]
    marks: tuple[SavedMark, ...]
