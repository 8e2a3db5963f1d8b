"""One ``[[grid]]`` of a batch file: its instances, and the choices of every dimension, held against them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from planner.core.faults import InputFaultsError
from planner.io.collect import did_you_mean
from planner.io.rulebook import ModelFaultsError, UnknownModelError, governance_ids, load_governance
from planner.io.synthetic.country import MOST
from planner.io.toml_places import Path as Place
from planner.runs import scenarios
from planner.runs.dimensions import (
    AS_GIVEN,
    DEFAULTS,
    DIMENSIONS,
    EACH,
    MAP_ALONE,
    SIMPLE,
    WHOLE,
    Choice,
    NotThatError,
)
from planner.runs.sources import Loaded, Source, load
from planner.runs.spec import Grid, Reader

ANY, NO_MODEL = "any", "of the scenario"


def read_grid(table: dict[str, Any], place: Place, reader: Reader) -> Grid | None:
    """A grid, or None when nothing can be made of it; faults go to the reader."""
    shared: dict[str, tuple[Choice, ...]] = {}
    for name in DIMENSIONS:
        if name in SIMPLE:
            shared[name] = tuple(_simple(name, table, place, reader))
    shared["models"] = tuple(_models(table, place, reader))
    shared["eras"] = tuple(scenarios.eras(items(table, "eras", place, reader), reader))
    _together(shared, place, reader)
    choices = {"": shared}
    sources = []
    for source, loaded, at in _sources(table, place, reader):
        regions = tuple(_regions(table, loaded, source, place, reader))
        _reference(shared, loaded, source, at, reader)
        named: tuple[Choice, ...] = (Choice(AS_GIVEN, None),)
        if loaded is not None:
            named = tuple(scenarios.named(items(table, "scenarios", place, reader), source, loaded, reader))
        _some_model(shared["models"], named, place, reader)
        choices[source.label] = {"regions": regions, "scenarios": named}
        sources.append(source)
    return Grid(int(place[-1]), tuple(sources), choices) if sources else None


def items(table: dict[str, Any], name: str, place: Place, reader: Reader) -> Iterator[tuple[Place, Any]]:
    """Items of a dimension with their places; a single value is a list of one."""
    given = table.get(name, DEFAULTS.get(name, []))
    if not isinstance(given, list):
        yield (*place, name), given
        return
    if not given:
        reader.fault(
            (*place, name), "P-905", f"{name} is an empty list", None, "There would be no run.", "Fill it."
        )
    for number, item in enumerate(given):
        if item in given[:number]:
            reader.fault(
                (*place, name, number), "P-906", "This is given twice", item, "", "Delete one of them."
            )
            continue
        yield (*place, name, number), item


def _simple(name: str, table: dict[str, Any], place: Place, reader: Reader) -> Iterator[Choice]:
    for at, item in items(table, name, place, reader):
        try:
            yield replace(SIMPLE[name](item), given=name in table)
        except NotThatError as error:
            reader.fault(
                at, "P-907", f"This can't be one of {name}", item, f"Needed is {error}.", "Correct it."
            )


def _models(table: dict[str, Any], place: Place, reader: Reader) -> Iterator[Choice]:
    known = [*(i for i in governance_ids() if i != "standalone"), ANY, MAP_ALONE]
    if "models" not in table:
        yield Choice(NO_MODEL, None, given=False)
        return
    for at, item in items(table, "models", place, reader):
        if not isinstance(item, str) or (item not in known and not item.lower().endswith(".toml")):
            fix = did_you_mean(str(item), known, "Write one of these, or the path of a .toml file.")
            reader.fault(
                at, "P-908", "The governance model is not known", item, f"There are: {', '.join(known)}.", fix
            )
        elif item == MAP_ALONE:
            yield Choice(item, None)
        elif item == ANY:
            yield Choice(item, item, scenarios.model_mark(item))
        else:
            yield from _model(item, at, reader)


def _model(item: str, at: Place, reader: Reader) -> Iterator[Choice]:
    name = item if item in governance_ids() else str((reader.path.parent / item).resolve())
    try:
        model = load_governance(name)
    except ModelFaultsError as error:
        reader.out.extend(error.faults)
        return
    except UnknownModelError as error:
        reader.fault(at, "P-908", "The governance model is not known", item, str(error), "Correct it.")
        return
    if model.id == "standalone":
        why = "It is for one organisation by itself."
        reader.fault(at, "P-908", "standalone can't be a batch's model", item, why, "Take model-1 to model-4.")
        return
    yield Choice(item, name, scenarios.model_mark(model))


def _some_model(models: tuple[Choice, ...], named: tuple[Choice, ...], place: Place, reader: Reader) -> None:
    """Either the grid names models, or every scenario does."""
    silent = [c.label for c in named if not {"governance", "only"} & set(c.options)]
    if any(not c.given for c in models) and silent:
        why = f"Nor does the scenario {silent[0]} name one."
        fix = 'Write for example models = ["model-1", "model-2"].'
        reader.fault((*place, "models"), "P-905", "models is missing", None, why, fix)


def _together(shared: dict[str, tuple[Choice, ...]], place: Place, reader: Reader) -> None:
    """Choices that can't be one run, told once for each pair of dimensions."""
    labels = {name: {c.label for c in found} for name, found in shared.items()}
    capped = [c for c in shared["caps"] if c.value]
    wrong = []
    if "people-first" in labels["profiles"]:
        if capped:
            wrong.append(("profiles", "people-first takes no caps"))
        wrong += [
            ("profiles", f"people-first can't be with {m}") for m in (ANY, MAP_ALONE) if m in labels["models"]
        ]
    if capped and MAP_ALONE in labels["models"]:
        wrong.append(("caps", "caps are about boards, and map-alone has none"))
    if any("cluster_board" in c.value for c in capped):
        for choice in shared["models"]:
            if choice.value not in (None, ANY) and not load_governance(choice.value).has_clear_body:
                wrong.append(("caps", f"cluster_board can't be capped under {choice.label}"))
    for name, what in wrong:
        why = "Every combination of a grid's choices is a run."
        reader.fault(
            (*place, name), "P-909", f"Not every run is possible: {what}", None, why, "Use two [[grid]]s."
        )


def _sources(
    table: dict[str, Any], place: Place, reader: Reader
) -> Iterator[tuple[Source, Loaded | None, Place]]:
    """Instances one after another, read or not; only one is held at a time."""
    if "instances" not in table and "synthetic" not in table:
        fix = 'Write instances = ["FOLDER"] or synthetic = { sizes = [40], seeds = [1] }.'
        reader.fault(place, "P-905", "The grid has no instances", None, "There would be no run.", fix)
    for at, item in items(table, "instances", place, reader) if "instances" in table else ():
        if not isinstance(item, str) or not item.strip():
            reader.fault(
                at, "P-910", "This is no path of an instance", item, "", "Write a folder or a workbook."
            )
            continue
        path = (reader.path.parent / item).resolve()
        try:
            loaded = load(str(path))
        except (InputFaultsError, UnknownModelError) as error:
            reader.fault(
                at, "P-910", "The instance can't be used", item, _why(error), f"Run planner check {item}."
            )
            if isinstance(error, InputFaultsError):
                reader.told(error.faults, item)
            continue
        yield Source(item, str(path), sha256=loaded.sha256), loaded, at
    if "synthetic" in table:
        yield from _synthetic(table, place, reader)


def _why(error: Exception) -> str:
    text = str(error).rstrip(".")
    return f"{text[:1].upper()}{text[1:]}." if text else ""


def _synthetic(
    table: dict[str, Any], place: Place, reader: Reader
) -> Iterator[tuple[Source, Loaded | None, Place]]:
    raw, place = table["synthetic"], (*place, "synthetic")
    if not isinstance(raw, dict) or "sizes" not in raw:
        fix = "Write synthetic = { sizes = [40, 60], seeds = [1, 2] }."
        reader.fault(place, "P-911", "synthetic can't be used", raw, "It is a table of sizes and seeds.", fix)
        return
    reader.unknown_keys(raw, place, ("sizes", "seeds"))
    most = {"sizes": (1, MOST), "seeds": (0, 2**31 - 1)}
    found: dict[str, list[int]] = {"sizes": [], "seeds": []}
    for name, (low, high) in most.items():
        for at, item in items({"seeds": [1], **raw}, name, place, reader):
            if type(item) is not int or not low <= item <= high:
                why = f"Needed is a whole number from {low} to {high:,}."
                reader.fault(at, "P-907", f"This can't be one of {name}", item, why, "Correct it.")
                continue
            found[name].append(item)
    # regions have to be known only where they are named, and inventing takes time
    build = table.get("regions", WHOLE) not in (WHOLE, [WHOLE]) or "scenarios" in table
    for size in found["sizes"]:
        for number in found["seeds"]:
            loaded = load("", size, number) if build else None
            yield Source(f"invented {size}, seed {number}", size=size, seed=number), loaded, place


def _regions(
    table: dict[str, Any], loaded: Loaded | None, source: Source, place: Place, reader: Reader
) -> Iterator[Choice]:
    known = loaded.instance.regions if loaded is not None else ()
    for at, item in items(table, "regions", place, reader):
        if item == WHOLE:
            yield Choice(WHOLE, [], given="regions" in table)
        elif item == EACH:
            yield from (Choice(name, [name]) for name in known)
        else:
            group = item if isinstance(item, list) else [item]
            wrong = [name for name in group if name not in known] if group else [item]
            for name in wrong:
                fix = did_you_mean(
                    str(name), known, f'Or write "{EACH}" for every region, "{WHOLE}" for all in one.'
                )
                why = f"{source.label} has: {', '.join(known)}."
                reader.fault(at, "P-912", "There is no such region", name, why, fix)
            if not wrong:
                yield Choice("; ".join(sorted(group)), sorted(group))


def _reference(
    shared: dict[str, tuple[Choice, ...]], loaded: Loaded | None, source: Source, at: Place, reader: Reader
) -> None:
    if loaded is None or all(c.value != "reference" for c in shared["geography"]):
        return
    without = [o.code for o in loaded.instance.organisations if not o.cluster_reference]
    if without:
        what = f"{len(without)} organisations have no cluster_reference, the first is {without[0]}"
        fix = 'Fill the column, or leave geography = "reference" out.'
        reader.fault(at, "P-913", what, source.label, "The grid asks for the reference grouping.", fix)
