"""One run after another of a batch file, never all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from planner.core.settings import Settings
from planner.runs.dimensions import COLUMNS, DIMENSIONS, Choice
from planner.runs.key import digest, run_key
from planner.runs.sources import Source
from planner.runs.spec import Grid, Limits, Spec


@dataclass(frozen=True)
class Cell:
    """One run: where it stands in the grid, and what a worker is told."""

    cell: str
    """Identity in the grid: the same while labels stay, whatever lies behind them."""
    key: str
    """Identity of the answer: another when anything changes that it depends on."""
    share: str
    """Equal for runs that share possible clusters."""
    labels: dict[str, str]
    """As the table shows it: ``instance`` and each dimension's column."""
    task: dict[str, Any]
    """What a worker needs, plain data."""


def size(spec: Spec) -> int:
    """How many runs a batch file makes, doubles included."""
    total = 0
    for grid in spec.grids:
        shared = prod(len(found) for found in grid.choices[""].values())
        for source in grid.sources:
            total += shared * prod(len(found) for found in grid.choices[source.label].values())
    return total


def expand(spec: Spec, versions: Mapping[str, str]) -> Iterator[Cell]:
    """Runs in the order of the file; those that share possible clusters follow each other.

    Two grids may hold the same run: it is given each time, with the same key.
    """
    for grid in spec.grids:
        for source in grid.sources:
            for combination in product(*(_found(grid, source, name) for name in DIMENSIONS)):
                yield _cell(source, dict(zip(DIMENSIONS, combination, strict=True)), spec.limits, versions)


def _found(grid: Grid, source: Source, name: str) -> tuple[Choice, ...]:
    own = grid.choices[source.label]
    return own[name] if name in own else grid.choices[""][name]


def _cell(source: Source, chosen: Mapping[str, Choice], limits: Limits, versions: Mapping[str, str]) -> Cell:
    value = {name: choice.value for name, choice in chosen.items()}
    model = value["models"]
    settings = settings_of(value, limits)
    labels = {"instance": source.label, **{COLUMNS[n]: c.label for n, c in chosen.items()}}
    inputs = {
        "source": [source.sha256, source.size, source.seed],
        "regions": value["regions"],
        "scenario": chosen["scenarios"].mark,
        "model": chosen["models"].mark,
        "settings": settings,
    }
    # limits that end a run from outside change no answer, so they are not part of the key
    key = run_key(inputs, versions)
    task = {
        "key": key,
        "source": source.as_json(),
        "regions": value["regions"],
        "scenario": value["scenarios"],
        "model": model,
        "model_mark": chosen["models"].mark,
        "settings": settings,
        "memory": limits.memory,
        "stop_after": limits.stop_after,
        "versions": dict(versions),
    }
    share = digest([source.label, source.sha256, value["regions"], chosen["scenarios"].mark])[:16]
    return Cell(digest(labels)[:16], key, share, labels, task)


def settings_of(value: Mapping[str, Any], limits: Limits) -> dict[str, Any]:
    """The settings in force, as plain data."""
    settings = Settings(
        seconds=limits.seconds,
        work=limits.work,
        seed=value["seeds"],
        clusters=value["clusters"],
        geography=value["geography"],
        only_geography=value["models"] is None,
        profile=value["profiles"],
        caps=value["caps"],
    )
    return settings.model_dump(mode="json")
