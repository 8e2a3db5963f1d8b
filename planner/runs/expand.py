"""One run after another of a batch file, never all at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

from planner.core.ranges import range_text
from planner.core.settings import Settings
from planner.runs.dimensions import COLUMNS, DIMENSIONS, MAP_ALONE, OPTIONS, Choice, caps_label
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
    """Equal for runs that share possible clusters or settled boards: one worker should have them."""
    labels: dict[str, str]
    """As the table shows it: ``instance`` and each dimension's column."""
    task: dict[str, Any]
    """What a worker needs, plain data."""


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
    options = _options(chosen, limits)
    said = chosen["scenarios"].options
    labels = {"instance": source.label, **{COLUMNS[n]: _label(n, c, said) for n, c in chosen.items()}}
    marks = [chosen["scenarios"].mark, chosen["eras"].mark]
    inputs = {
        "source": [source.sha256, source.size, source.seed],
        "marks": marks,
        "model": chosen["models"].mark,
        "options": {k: v for k, v in options.items() if k != "governance"},
    }
    # limits that end a run from outside change no answer, so they are not part of the key
    key = run_key(inputs, versions)
    seconds = options.get("time_limit", said.get("time_limit", Settings().seconds))
    task = {
        "key": key,
        "source": source.as_json(),
        "scenario": chosen["scenarios"].value,
        "era": chosen["eras"].value,
        "marks": marks,
        "options": options,
        "model_mark": chosen["models"].mark,
        "memory": limits.memory,
        "stop_after": limits.stop_after or 2 * seconds + 60,
        "versions": dict(versions),
    }
    # scenarios share an instance and, most of them, settled boards, so all of a region belong together
    parts = [source.label, source.sha256, options.get("regions"), options.get("seed")]
    share = digest(parts)[:16]
    return Cell(digest(labels)[:16], key, share, labels, task)


def _options(chosen: Mapping[str, Choice], limits: Limits) -> dict[str, Any]:
    """What the file asks, as the options of ``planner solve``; the rest is the scenario's, or usual."""
    options = {OPTIONS[n]: c.value for n, c in chosen.items() if n in OPTIONS and c.given}
    if chosen["models"].label == MAP_ALONE:
        options["only"] = "geography"
        del options["governance"]
    limited = {"time_limit": limits.seconds, "work_limit": limits.work}
    return options | {k: v for k, v in limited.items() if v is not None}


def _label(name: str, choice: Choice, said: Mapping[str, Any]) -> str:
    """How the table names a choice: where the batch file is silent, by what the scenario says."""
    option = OPTIONS.get(name, "")
    if choice.given or option not in said:
        return choice.label
    value = said[option]
    if name == "regions":
        return "; ".join(sorted(value))
    if name == "clusters":
        return range_text(*value)
    if name == "caps":
        return caps_label(value)
    return str(value)
