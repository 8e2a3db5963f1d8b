"""Scenarios: named overrides of one instance, in ``scenarios.toml`` in its folder or beside its workbook."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from planner.core.faults import InputFaultsError
from planner.core.scenario import Scenario
from planner.io.catalogue import BY_NAME, MAX_BYTES
from planner.io.collect import Collector, did_you_mean
from planner.io.csv_folder import CsvFolder
from planner.io.parse import parse
from planner.io.rulebook import models_dir
from planner.io.scenario_parse import fault, parse_scenario
from planner.io.tables import Source
from planner.io.toml_places import toml_places
from planner.io.workbook import Workbook

FILE = "scenarios.toml"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}\Z")
_EXAMPLE = "[scenario.four-clusters], then clusters = 4"


def read_scenarios(path: str | Path) -> dict[str, Scenario]:
    """Scenarios of an instance by name, in the order of the file; none where there is no file.

    Args:
        path: the instance's folder, or its workbook, beside which ``scenarios.toml`` lies.

    Raises:
        InputFaultsError: every fault of the file: unknown keys, values of another kind, files it names that are
            not there. Whether its names are those of the instance is told by :func:`apply_scenario`.
    """
    out = Collector()
    found = read_partly(path, out)
    out.stop_if_faulty()
    return found


def read_partly(path: str | Path, out: Collector) -> dict[str, Scenario]:
    """The same, as far as the file can be understood; its faults are added to ``out``."""
    place = Path(path)
    folder = place if place.is_dir() else place.parent
    if not (folder / FILE).exists():
        return {}
    text = _text(folder / FILE, out)
    raw = _toml(text, FILE, out)
    source: Source = CsvFolder(place, out) if place.is_dir() else Workbook(place, out)
    try:
        return _scenarios(raw, toml_places(text) if raw else {}, folder, source, out)
    finally:
        source.close()


def scenario_named(path: str | Path, name: str) -> Scenario:
    """One scenario of an instance.

    Raises:
        InputFaultsError: there is none of that name (the nearest is suggested), or the file has faults.
    """
    known = read_scenarios(path)
    if name in known:
        return known[name]
    out = Collector()
    there = f"There are: {', '.join(known)}." if known else f"The instance has no {FILE}, or it is empty."
    fix = did_you_mean(name, known, f"Write for example {_EXAMPLE}.")
    out.add("P-802", "There is no scenario of that name", FILE, value=name, why=there, fix=fix)
    raise InputFaultsError(out.faults)


def era_ids() -> tuple[str, ...]:
    """Shipped readings of the documents: ``jan-2011`` (the guidance) and ``sep-2011`` (with the letter)."""
    return tuple(sorted(p.stem for p in (models_dir() / "eras").glob("*.toml")))


def load_era(name: str) -> Scenario:
    """What the documents ask for at a time, as overrides.

    Raises:
        KeyError: there is no such era.
        InputFaultsError: its file is damaged.
    """
    if name not in era_ids():
        raise KeyError(f"there is no era {name}; there are: {', '.join(era_ids())}")
    path = models_dir() / "eras" / f"{name}.toml"
    out = Collector()
    text = _text(path, out)
    raw = _toml(text, path.name, out)
    places = toml_places(text) if raw else {}
    blank = Scenario(name=name, origin="era", file=path.name, folder=str(path.parent), rows=places)
    era = parse_scenario(blank, raw, out)
    out.stop_if_faulty()
    return era


def _scenarios(
    raw: dict[str, Any], places: dict[str, int], folder: Path, source: Source, out: Collector
) -> dict[str, Scenario]:
    found: dict[str, Scenario] = {}
    for key, tables in raw.items():
        if key != "scenario" or not isinstance(tables, dict):
            why = "The file holds tables [scenario.NAME] and nothing else."
            fix = did_you_mean(key, ["scenario"], f"Write for example {_EXAMPLE}.")
            out.add("P-803", "The key is not known", FILE, row=places.get(key), column=key, why=why, fix=fix)
            continue
        for name, table in tables.items():
            prefix = f"scenario.{name}"
            rows = {
                k[len(prefix) :].lstrip("."): v for k, v in places.items() if f"{k}.".startswith(f"{prefix}.")
            }
            blank = Scenario(name=name, file=FILE, folder=str(folder), rows=rows)
            if not _NAME.match(name) or not isinstance(table, dict):
                why = "A scenario is a table; its name is made of letters, digits, - and _, at most 40."
                fault(
                    blank,
                    "",
                    "P-801",
                    "The scenario can't be used",
                    None,
                    why,
                    f"Write for example {_EXAMPLE}.",
                    out,
                )
                continue
            found[name] = _with_tables(parse_scenario(blank, table, out), source, out)
    return found


def _with_tables(scenario: Scenario, source: Source, out: Collector) -> Scenario:
    """The scenario with the rows of the tables that it names."""
    rows: dict[str, object] = {}
    for name in ("footprints", "consortia"):
        file = getattr(scenario, f"{name}_file")
        if file is None:
            continue
        given = file.removesuffix(".csv")
        if not source.has(given):
            why = "It is read in place of the instance's own table."
            fix = did_you_mean(given, source.names(), f"Put {source.label(given)} there, or correct the name.")
            fault(scenario, f"{name}_file", "P-805", f"{source.label(given)} is missing", file, why, fix, out)
            continue
        table = source.table(given)
        placed = parse(table, BY_NAME[name], out) if table is not None else []
        rows[name] = tuple((p.row, p.file, p.line) for p in placed)
    return scenario.model_copy(update=rows)


def _text(path: Path, out: Collector) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        out.add("P-103", "The file can't be read", path.name, why=error.strerror or "", fix="Check the file.")
        return ""
    if len(data) > MAX_BYTES:
        out.add("P-104", "The file is too large", path.name, why="64 MB are read at most.", fix="Shorten it.")
        return ""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        fix = "Save it again with the encoding UTF-8."
        out.add("P-105", "The file is not in UTF-8", path.name, why="A TOML file is UTF-8 text.", fix=fix)
        return ""


def _toml(text: str, file: str, out: Collector) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        _, _, tail = str(error).partition("(at line ")
        line = tail.partition(",")[0]
        out.add(
            "P-110",
            "This line can't be understood" if line.isdigit() else "The file can't be understood",
            file,
            row=int(line) if line.isdigit() else None,
            why="Each line is a key, an equals sign and a value; text stands in quotation marks.",
            fix=f"Write for example {_EXAMPLE}.",
        )
        return {}
