"""How long boards last: exact chances given yearly departures, and one- and two-departure tests. No solver."""

from planner.boards.resilience.chance import TooEntangledError
from planner.boards.resilience.figures import (
    BoardLasting,
    Chances,
    ClusterLasting,
    Departures,
    RegionLasting,
    Resilience,
)
from planner.boards.resilience.reckon import ResilienceError, resilience

__all__ = [
    "BoardLasting",
    "Chances",
    "ClusterLasting",
    "Departures",
    "RegionLasting",
    "Resilience",
    "ResilienceError",
    "TooEntangledError",
    "resilience",
]
