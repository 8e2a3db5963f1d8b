"""All scenarios of an instance, each held against it; every fault of all of them."""

from __future__ import annotations

from pathlib import Path

from planner.core.faults import InputFaultsError
from planner.core.instance import Instance
from planner.core.scenario import Scenario
from planner.io.collect import Collector
from planner.io.effective import effective
from planner.io.rulebook import rulebook_of
from planner.io.scenarios import read_partly


def sound_scenarios(instance: Instance, path: str | Path) -> tuple[Scenario, ...]:
    """Scenarios of an instance, in the order of their file; none where there is no file.

    Raises:
        InputFaultsError: every fault of the file and of each scenario against the instance.
    """
    out = Collector()
    found = read_partly(path, out)
    rulebook = rulebook_of(instance, path) if found else None
    for scenario in found.values():
        try:
            if rulebook is not None:
                effective(instance, rulebook, scenario)
        except InputFaultsError as error:
            out.extend(error.faults)
    out.stop_if_faulty()
    return tuple(found.values())
