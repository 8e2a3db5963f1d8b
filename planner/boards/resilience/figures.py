"""What is known of how long boards last: frozen figures, chances as numbers from 0 to 1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from planner.core.rulebook import DepartureRates


@dataclass(frozen=True)
class Chances:
    """Chances of some boards together, to the horizon. 1.0 only if certain, 0.0 only if impossible."""

    lawful: float
    """That every one of them stays within the law."""
    quorate: float
    """That every one of them can be quorate."""
    fallen: float
    """How many of them are outside the law at the end, on average."""


@dataclass(frozen=True)
class Departures:
    """What so many departures can do, whoever leaves; boards that are short to begin with count too."""

    people: int
    """One or two."""
    below: tuple[str, ...]
    """Organisations whose board can fall below the fewest NEDs, sorted."""
    not_quorate: tuple[str, ...]
    """Organisations whose board can lose its quorum, sorted."""
    most: int
    """Most boards that one choice of people brings below the fewest NEDs or out of quorum."""


@dataclass(frozen=True)
class BoardLasting:
    """One board."""

    organisation: str
    cluster: str
    neds: int
    """NEDs in office to the horizon unless they depart."""
    chances: Chances


@dataclass(frozen=True)
class ClusterLasting:
    """All boards of a cluster."""

    id: str
    region: str
    boards: int
    chances: Chances
    one: Departures
    two: Departures


@dataclass(frozen=True)
class RegionLasting:
    """All boards of the clusters that a region leads."""

    region: str
    boards: int
    chances: Chances


@dataclass(frozen=True)
class Resilience:
    """How likely the boards of a plan last if nobody who leaves is replaced."""

    start: date
    end: date
    rates: DepartureRates
    boards: tuple[BoardLasting, ...]
    """In the plan's order."""
    clusters: tuple[ClusterLasting, ...]
    """In the plan's order."""
    regions: tuple[RegionLasting, ...]
    """By name."""
    whole: Chances
    one: Departures
    two: Departures
    terms_ended: int
    """Seats of the plan that are lost as a term ends, where terms are not renewed."""
    assumptions: tuple[str, ...]
    """What the chances rest on, in plain sentences."""

    @property
    def lawful(self) -> float:
        """Chance that every board of the plan stays within the law."""
        return self.whole.lawful

    @property
    def quorate(self) -> float:
        """Chance that every board of the plan can be quorate."""
        return self.whole.quorate
