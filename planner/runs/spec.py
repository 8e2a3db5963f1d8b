"""Reads a batch file: what is asked, with every fault and its place."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import prod
from pathlib import Path
from typing import Any

from planner.core.faults import Fault, InputFaultsError
from planner.io.collect import Collector, did_you_mean
from planner.io.toml_places import Path as Place
from planner.io.toml_places import lines_of
from planner.runs.dimensions import DIMENSIONS, Choice
from planner.runs.sources import Source

MAX_BYTES = 4 * 1024 * 1024
_GRID_KEYS = ("instances", "synthetic", *DIMENSIONS)
_AMOUNTS = {
    "time_limit": "seconds that one run may take, a safety net",
    "work_limit": "work that one run may do: the same plan on any machine",
    "stop_after": "seconds after which a run that does not end by itself is ended",
    "memory_limit": "megabytes that a worker may hold",
}
_KEYS = ("title", *_AMOUNTS, "grid")
LARGEST = 1_000_000


@dataclass(frozen=True)
class Limits:
    """Limits of one run."""

    seconds: float | None = None
    """None: what the scenario says, else the usual."""
    work: float | None = None
    stop_after: float | None = None
    """Seconds after which it is ended from outside; None: twice its time and a minute."""
    memory: int | None = None
    """Megabytes of its worker."""


@dataclass(frozen=True)
class Grid:
    """Every combination of the choices is one run."""

    number: int
    sources: tuple[Source, ...]
    choices: dict[str, dict[str, tuple[Choice, ...]]]
    """By label of the source and name of the dimension: regions and scenarios are the instance's own."""


@dataclass(frozen=True)
class Spec:
    """What a batch asks."""

    file: str
    title: str
    limits: Limits
    grids: tuple[Grid, ...]
    text: str = field(repr=False, default="")


class Reader:
    """A batch file while it is understood: text, places, faults."""

    def __init__(self, path: Path, text: str, out: Collector) -> None:
        self.path, self.out = path, out
        self.file = path.name
        self.lines = lines_of(text)

    def fault(
        self, place: Place, code: str, what: str, value: object = None, why: str = "", fix: str = ""
    ) -> None:
        """Add a fault at a place of the file."""
        near = place
        while near and near not in self.lines:
            near = near[:-1]
        words = [str(p + 1) if isinstance(p, int) else p for p in place]
        column = " > ".join(words) or None
        self.out.add(
            code, what, self.file, row=self.lines.get(near), column=column, value=value, why=why, fix=fix
        )

    def told(self, faults: Iterable[Fault], folder: str) -> None:
        """Add faults of files that lie in an instance's folder, or of its sheets."""
        self.out.extend(f.model_copy(update={"file": f"{folder}/{f.file}"}) for f in faults)

    def unknown_keys(self, raw: dict[str, Any], place: Place, known: tuple[str, ...]) -> None:
        """A key that is not known would be passed over silently."""
        for key in raw:
            if key not in known:
                fix = did_you_mean(key, known, "Delete it.")
                self.fault(
                    (*place, key), "P-902", "The key is not known", None, f"Known: {', '.join(known)}.", fix
                )


def read_spec(path: str | Path) -> Spec:
    """Read a batch file and everything that it names.

    Raises:
        InputFaultsError: with every fault: of the file, and of the instances, models and scenarios it names.
    """
    path = Path(path)
    out = Collector()
    text = _text(path, out)
    raw: dict[str, Any] = {}
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        why, fix = "It can't be read past this place.", "Check quotation marks, brackets and commas there."
        out.add("P-901", "The batch file is not valid TOML", path.name, value=str(error), why=why, fix=fix)
    out.stop_if_faulty()
    reader = Reader(path, text, out)
    reader.unknown_keys(raw, (), _KEYS)
    limits = _limits(raw, reader)
    title = raw.get("title", path.stem)
    if not isinstance(title, str) or not title.strip():
        reader.fault(("title",), "P-903", "The title can't be used", title, "It is text.", 'Write title = "…".')
    grids = tuple(_grids(raw, reader))
    out.stop_if_faulty()
    found = Spec(path.name, str(title), limits, grids, text)
    if size(found) > LARGEST:
        what = f"The file makes {size(found):,} runs"
        reader.fault(("grid",), "P-915", what, None, f"A batch has at most {LARGEST:,}.", "Shorten its lists.")
        out.stop_if_faulty()
    return found


def size(spec: Spec) -> int:
    """How many runs a batch file makes, doubles included."""
    total = 0
    for grid in spec.grids:
        shared = prod(len(found) for found in grid.choices[""].values())
        for source in grid.sources:
            total += shared * prod(len(found) for found in grid.choices[source.label].values())
    return total


def _text(path: Path, out: Collector) -> str:
    name = path.name or str(path)
    try:
        if path.stat().st_size <= MAX_BYTES:
            return path.read_bytes().decode("utf-8-sig")
        out.add("P-901", "The batch file is too large", name, why="It may have 4 MB.", fix="Split it.")
    except UnicodeDecodeError:
        out.add(
            "P-901", "The batch file is not plain text in UTF-8", name, fix="Save it with the encoding UTF-8."
        )
    except (OSError, ValueError):
        fix = "Give the path of a .toml file; docs/batch-runs.md shows one."
        out.add("P-901", "There is no such batch file, or it can't be read", name, fix=fix)
    raise InputFaultsError(out.faults)


def _limits(raw: dict[str, Any], reader: Reader) -> Limits:
    found: dict[str, float] = {}
    for key, about in _AMOUNTS.items():
        value = raw.get(key)
        if value is None:
            continue
        if type(value) not in (int, float) or not 0 < value <= LARGEST:
            why, fix = (
                f"It is a number above 0 and up to a million: {about}.",
                f"Write for example {key} = 120.",
            )
            reader.fault((key,), "P-903", f"{key} can't be used", value, why, fix)
            continue
        found[key] = float(value)
    memory = found.get("memory_limit")
    return Limits(
        seconds=found.get("time_limit"),
        work=found.get("work_limit"),
        stop_after=found.get("stop_after"),
        memory=None if memory is None else round(memory),
    )


def _grids(raw: dict[str, Any], reader: Reader) -> list[Grid]:
    from planner.runs.grid import read_grid  # noqa: PLC0415 - it needs Reader from here

    tables = raw.get("grid")
    if not isinstance(tables, list) or not tables or any(not isinstance(t, dict) for t in tables):
        why, fix = "A batch is made of [[grid]] tables.", 'Write [[grid]], and below it instances = ["FOLDER"].'
        reader.fault(("grid",), "P-904", "There is no [[grid]]", None, why, fix)
        return []
    grids = []
    for number, table in enumerate(tables):
        reader.unknown_keys(table, ("grid", number), _GRID_KEYS)
        grid = read_grid(table, ("grid", number), reader)
        if grid is not None:
            grids.append(grid)
    return grids
