"""Refuses a question whose aims can't be counted on the instance, before anything is solved."""

from __future__ import annotations

from planner.core.faults import Fault, InputFaultsError
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.objectives.registry import geography_levels


class NeedsError(InputFaultsError):
    """The instance lacks what an aim of the rulebook counts; its text shows every lack."""

    def __str__(self) -> str:
        return "\n".join(f.text() for f in self.faults)

    def __reduce__(self) -> tuple[type[NeedsError], tuple[tuple[Fault, ...]]]:
        return (NeedsError, (self.faults,))


def require(instance: Instance, rulebook: Rulebook) -> None:
    """See that every aim about the map can be counted.

    Raises:
        NeedsError: the instance lacks something that an aim needs; all lacks at once.
    """
    faults = [
        Fault(
            code="P-720",
            what=f"The aim {level.id} can't be counted",
            file=f"rulebook {rulebook.id}",
            column="geography_levels",
            value=level.id,
            why=f"{lack[0].upper()}{lack[1:]}.",
            fix=f"Add what is missing to the instance, or take {level.id} out of geography_levels.",
        )
        for level in geography_levels(rulebook)
        for lack in level.needs(instance)
    ]
    if faults:
        raise NeedsError(faults)
