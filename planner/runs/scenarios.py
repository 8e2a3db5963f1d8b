"""Named overrides of an instance in a batch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.runs.dimensions import AS_GIVEN, Choice

if TYPE_CHECKING:
    from planner.runs.sources import Loaded, Source
    from planner.runs.spec import Reader
    from planner.runs.where import Path as Place


def choices(
    table: dict[str, Any], loaded: Loaded | None, source: Source, place: Place, reader: Reader
) -> Iterator[Choice]:
    """Scenarios of a grid, held against an instance."""
    del table, loaded, source, place, reader
    yield Choice(AS_GIVEN, None)


def applied(
    scenario: Mapping[str, Any] | None, instance: Instance, rulebook: Rulebook
) -> tuple[Instance, Rulebook]:
    """The instance and rulebook under a scenario."""
    del scenario
    return instance, rulebook
