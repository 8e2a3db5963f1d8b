"""Settings of a run."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from planner.core.caps import cap_fault, ordered
from planner.core.plan import Origin, Setting
from planner.core.tolerances import tolerance_fault


class Settings(BaseModel):
    """What a user may set. A plan ended by proof or by ``work`` is the same byte for byte each time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float = Field(default=90.0, gt=0)
    """Wall-clock limit, a safety net."""
    work: float | None = Field(default=None, gt=0)
    """Deterministic work limit (CP-SAT's deterministic time, about a second of work per unit)."""
    seed: int = Field(default=1, ge=0, le=2**31 - 1)
    workers: int = Field(default=1, ge=1, le=64)
    """Threads of the solver for regions too large to list; with more than one, equal runs may differ there."""
    clusters: tuple[int, int] | None = None
    """Fewest and most clusters, binding; None aims at the rulebook's target."""
    geography: Literal["free", "reference"] | tuple[tuple[str, str], ...] = "free"
    """``free``, ``reference`` or pairs of organisation and cluster."""
    only_geography: bool = False
    profile: Literal["geography-first", "people-first"] = "geography-first"
    """Which levels come first: those about the map, or those about boards and people."""
    confirm: bool = True
    """A second method confirms that there is no map before it is said; without, such an answer is quick and
    counts as unknown."""
    ring_fences: bool = True
    """Tell whose outcome is the same in every plan as good, and the competitions for the rest."""
    caps: dict[str, int] = Field(default_factory=dict)
    """Most of ``cost`` (pounds a year), ``meetings`` (a year), ``places_end`` (people), all summed over
    clusters, and of ``cluster_board`` (people in any one cluster)."""
    tolerances: dict[str, int] = Field(default_factory=dict)
    """By id of an aim, how far from the best possible it may be proved to be for the plan to be good enough;
    it changes no plan. An aim that is not named is allowed nothing."""

    models: tuple[str, ...] = ()
    """Shipped models that ``any`` may choose among; empty: all of the guidance's."""
    governance_of: dict[str, str] = Field(default_factory=dict)
    """Governance model (id of a shipped one) of the cluster that holds an organisation, by its code."""
    origins: dict[str, Origin] = Field(default_factory=dict)
    """Where a setting came from, by its key in the plan, where that can't be told by its value."""
    recorded: dict[str, Setting] = Field(default_factory=dict)
    """What was chosen beside these (scenario, dates, aims, rules), written into the plan as it stands."""

    @field_validator("caps")
    @classmethod
    def _known_caps(cls, caps: dict[str, int]) -> dict[str, int]:
        faults = [fault for name, value in caps.items() if (fault := cap_fault(name, value))]
        if faults:
            raise ValueError(" ".join(faults))
        return ordered(caps)

    @field_validator("tolerances")
    @classmethod
    def _known_tolerances(cls, tolerances: dict[str, int]) -> dict[str, int]:
        faults = [fault for name, value in tolerances.items() if (fault := tolerance_fault(name, value))]
        if faults:
            raise ValueError(" ".join(faults))
        return dict(sorted(tolerances.items()))
