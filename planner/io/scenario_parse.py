"""One scenario from what its table says: every key known, every value of its kind; all faults collected."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, get_args

from planner.core.rows import DecisionKind
from planner.core.scenario import PlacedDecision, Removal, RuleChange, Scenario
from planner.io.catalogue import BY_NAME
from planner.io.coerce import Wrong, coerce
from planner.io.collect import Collector, did_you_mean
from planner.io.columns import Column
from planner.io.parse import parse
from planner.io.scenario_keys import KEYS, TABLES, NotThatError
from planner.io.tables import RawTable, Record

_STRENGTHS = ("must", "should", "prefer")
_REMOVE = ("kind", "subject", "object")


def parse_scenario(blank: Scenario, raw: Mapping[str, Any], out: Collector) -> Scenario:
    """A scenario whose name, file and places are known, filled with what its table says.

    Args:
        blank: name, origin, file, folder and rows.
        raw: the table as read.
        out: takes the faults.
    """
    values: dict[str, Any] = {"options": {}, "aims": {}}
    for key, value in raw.items():
        if key in TABLES:
            continue
        if key not in KEYS:
            known = [*KEYS, *TABLES]
            why = "Known keys: " + ", ".join(known) + "."
            fault(
                blank,
                key,
                "P-803",
                "The key is not known",
                None,
                why,
                did_you_mean(key, known, "Delete it."),
                out,
            )
            continue
        home = KEYS[key].home
        try:
            found = KEYS[key].understand(value)
        except NotThatError:
            why = f"Needed is {KEYS[key].wanted}."
            fix = f"Write for example {key} = {KEYS[key].example}."
            fault(blank, key, "P-804", f"{key} can't be used", value, why, fix, out)
            continue
        (values if home == "fields" else values[home])[key] = found
    for key in ("as_at", "horizon_end"):
        if key in values:
            values[key] = _date(blank, key, values[key], out)
    values["rules"] = tuple(_rules(blank, raw.get("rules", {}), out))
    values["added"] = tuple(_added(blank, raw.get("add", []), out))
    values["removed"] = tuple(_removed(blank, raw.get("remove", []), out))
    return blank.model_copy(update=values)


def fault(
    scenario: Scenario, key: str, code: str, what: str, value: object, why: str, fix: str, out: Collector
) -> None:
    """A fault at a key of a scenario."""
    column, row = scenario.path(key), scenario.row(key)
    out.add(code, what, scenario.file, row=row, column=column, value=value, why=why, fix=fix)


def _date(scenario: Scenario, key: str, value: Any, out: Collector) -> Any:
    try:
        return coerce(value if isinstance(value, str | dt.date) else str(value), Column(key, "date", False, ""))
    except Wrong as wrong:
        fault(scenario, key, wrong.code, wrong.what, value, wrong.why, wrong.fix, out)
        return None


def _rules(scenario: Scenario, raw: Any, out: Collector) -> Iterable[RuleChange]:
    if not isinstance(raw, dict):
        _no_table(scenario, "rules", raw, "[scenario.NAME.rules.GEO-POP]", out)
        return
    for id_, change in raw.items():
        key = f"rules.{id_}"
        if not isinstance(change, dict):
            _no_table(scenario, key, change, f"rules.{id_} = {{ on = false }}", out)
            continue
        known = ("on", "strength", "parameters")
        good = True
        for name, value in change.items():
            right = {
                "on": isinstance(value, bool),
                "strength": value in _STRENGTHS,
                "parameters": isinstance(value, dict),
            }.get(name)
            if right:
                continue
            good = False
            if right is None:
                fix = did_you_mean(
                    name, known, f"A number of the rule goes into parameters = {{ {name} = … }}."
                )
                why = "Of a rule can be changed: " + ", ".join(known) + "."
                fault(scenario, f"{key}.{name}", "P-803", "The key is not known", value, why, fix, out)
            else:
                wanted = {
                    "on": "true or false, without quotation marks",
                    "strength": "must, should or prefer, in quotation marks",
                    "parameters": "a table, for example { max = 8 }",
                }[name]
                fix = f"Write {name} = … with that."
                fault(
                    scenario,
                    f"{key}.{name}",
                    "P-804",
                    f"{name} can't be used",
                    value,
                    f"Needed is {wanted}.",
                    fix,
                    out,
                )
        if good:
            yield RuleChange(id=id_, **change)


def _added(scenario: Scenario, raw: Any, out: Collector) -> Iterable[PlacedDecision]:
    spec = BY_NAME["decisions"]
    for number, (key, item) in enumerate(_items(scenario, "add", raw, out), 1):
        unknown = [k for k in item if k not in spec.columns]
        for name in unknown:
            why = "A decision has: " + ", ".join(spec.columns) + "."
            fix = did_you_mean(name, spec.columns, "Delete it.")
            fault(scenario, f"{key}.{name}", "P-803", "The key is not known", item[name], why, fix, out)
        if unknown:
            continue
        cells = tuple(item.get(c) for c in spec.columns)
        line = scenario.row(f"add.{number}") or 0
        here = Collector()
        table = RawTable(scenario.file, spec.columns, (Record(line, cells),), typed=True)
        for placed in parse(table, spec, here):
            yield PlacedDecision(row=placed.row, line=line)
        for found in here.faults:
            name = f"{key}.{found.column}"
            out.extend([found.model_copy(update={"row": scenario.row(name), "column": scenario.path(name)})])


def _removed(scenario: Scenario, raw: Any, out: Collector) -> Iterable[Removal]:
    for number, (key, item) in enumerate(_items(scenario, "remove", raw, out), 1):
        wrong = [k for k in item if k not in _REMOVE]
        for name in wrong:
            why = "A decision is found by: " + ", ".join(_REMOVE) + "."
            fix = did_you_mean(name, _REMOVE, "Delete it.")
            fault(scenario, f"{key}.{name}", "P-803", "The key is not known", item[name], why, fix, out)
        kinds = get_args(DecisionKind)
        if item.get("kind") not in kinds:
            why = "A decision is found by its kind: " + ", ".join(kinds) + "."
            fix = did_you_mean(str(item.get("kind", "")), kinds, 'Write for example kind = "keep_together".')
            fault(scenario, f"{key}.kind", "P-804", "The kind is not known", item.get("kind"), why, fix, out)
            wrong.append("kind")
        for name in ("subject", "object"):
            if name in item and not isinstance(item[name], str):
                why, fix = "Needed is text in quotation marks.", f'Write for example {name} = "5QL".'
                fault(scenario, f"{key}.{name}", "P-804", f"{name} can't be used", item[name], why, fix, out)
                wrong.append(name)
        if not wrong:
            yield Removal(**item, line=scenario.row(f"remove.{number}") or 0)


def _items(scenario: Scenario, key: str, raw: Any, out: Collector) -> Iterable[tuple[str, dict[str, Any]]]:
    """Tables of a list, each with its path."""
    if not isinstance(raw, list) or any(not isinstance(item, dict) for item in raw):
        _no_table(scenario, key, raw, f"[[scenario.NAME.{key}]]", out)
        return
    for number, item in enumerate(raw, 1):
        yield f"{key}.{number}", item


def _no_table(scenario: Scenario, key: str, value: Any, example: str, out: Collector) -> None:
    why = "It is made of tables of keys and values."
    fault(scenario, key, "P-804", f"{key} can't be used", value, why, f"Write for example {example}.", out)
