"""Scenarios and eras of a batch: which there are, whether they fit an instance, and what their content is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from planner.core.faults import InputFaultsError
from planner.core.instance import Instance
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.core.scenario import Scenario
from planner.io.collect import did_you_mean
from planner.io.effective import Effective, effective
from planner.io.rulebook import governance_ids, load_governance
from planner.io.scenario_apply import apply_scenario
from planner.io.scenarios import era_ids, load_era, read_scenarios, scenario_named
from planner.runs.dimensions import AS_GIVEN, Choice
from planner.runs.key import digest
from planner.runs.sources import Loaded, Source

if TYPE_CHECKING:
    from planner.io.toml_places import Path as Place
    from planner.runs.spec import Reader

_OVER_FILES = ("governance", "geography", "reference")
"""Options of a scenario that may name a file beside it."""


def mark(scenario: Scenario) -> str:
    """A hash of all that a scenario says, files that it names included; not of where it lies."""
    content = scenario.model_dump(mode="json", exclude={"rows", "folder", "file", "title"})
    for name in _OVER_FILES:
        path = Path(scenario.folder) / str(scenario.options.get(name, ""))
        if name in scenario.options and path.is_file():
            content[f"file of {name}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    return digest(content)


def model_mark(model: GovernanceModel | str | None) -> str:
    """A hash of a governance model; of all that there are for ``any``."""
    if model is None:
        return ""
    if isinstance(model, str):
        return digest([load_governance(i).model_dump(mode="json") for i in governance_ids()])
    return digest(model.model_dump(mode="json"))


def named(
    items: Iterator[tuple[Place, Any]], source: Source, loaded: Loaded, reader: Reader
) -> Iterator[Choice]:
    """Scenarios of a grid, held against an instance; ``as-given`` for none."""
    known: Mapping[str, Scenario] = {}
    try:
        known = read_scenarios(source.path) if source.path else {}
    except InputFaultsError as error:
        reader.told(error.faults, source.label)
    for at, item in items:
        if item == AS_GIVEN:
            yield Choice(AS_GIVEN, None)
            continue
        scenario = known.get(item) if isinstance(item, str) else None
        if scenario is None:
            there = ", ".join((*known, AS_GIVEN))
            fix = did_you_mean(str(item), (*known, AS_GIVEN), f"Add it to scenarios.toml of {source.label}.")
            reader.fault(at, "P-914", "There is no such scenario", item, f"{source.label} has: {there}.", fix)
        elif fits(scenario, loaded, source, reader):
            yield Choice(item, item, mark(scenario), options=scenario.options)


def eras(items: Iterator[tuple[Place, Any]], reader: Reader) -> Iterator[Choice]:
    """Eras of a grid; ``as-given`` for none."""
    for at, item in items:
        if item == AS_GIVEN:
            yield Choice(AS_GIVEN, None)
        elif item in era_ids():
            yield Choice(item, item, mark(load_era(item)))
        else:
            fix = did_you_mean(str(item), (*era_ids(), AS_GIVEN), "Write one of them.")
            reader.fault(at, "P-914", "There is no such era", item, f"There are: {', '.join(era_ids())}.", fix)


def fits(scenario: Scenario, loaded: Loaded, source: Source, reader: Reader) -> bool:
    """Whether a scenario can be applied to an instance; if not, all its faults are told."""
    try:
        effective(loaded.instance, loaded.rulebook, scenario)
    except InputFaultsError as error:
        reader.told(error.faults, source.label)
        return False
    return True


class Applied:
    """Scenarios applied to one instance, each worked out once."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str, str], tuple[Instance, Rulebook]] = {}

    def __call__(self, instance: Instance, rulebook: Rulebook, scenario: Scenario) -> tuple[Instance, Rulebook]:
        """As :func:`planner.io.scenario_apply.apply_scenario`."""
        key = (instance.sha256, rulebook.sha256, mark(scenario))
        if key not in self._kept:
            self._kept[key] = apply_scenario(instance, rulebook, scenario)
        return self._kept[key]


def asked(task: Mapping[str, Any], loaded: Loaded, apply: Applied) -> tuple[Effective, bool]:
    """What a run is asked once its scenario and era are applied; and whether these are still the same."""
    scenario = scenario_named(task["source"]["path"], task["scenario"]) if task["scenario"] else None
    era = load_era(task["era"]) if task["era"] else None
    marks = [mark(scenario) if scenario else "", mark(era) if era else ""]
    options = {k: tuple(v) if isinstance(v, list) else v for k, v in task["options"].items()}
    return effective(loaded.instance, loaded.rulebook, scenario, era, options, apply=apply), marks == task[
        "marks"
    ]
