"""A scenario held against its instance and rulebook: both with what it changes, every fault collected."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planner.core.faults import Fault
from planner.core.instance import Instance
from planner.core.rows import Decision
from planner.core.rulebook import Rulebook
from planner.core.scenario import Removal, Scenario
from planner.io.catalogue import FILES
from planner.io.check_contradictions import check_contradictions
from planner.io.check_decisions import check_decisions
from planner.io.collect import Collector, did_you_mean
from planner.io.crosscheck import check_map
from planner.io.draft import HOMES, Draft
from planner.io.fingerprint import canonical
from planner.io.rulebook import FULL, load_rulebook, stamped
from planner.io.rulebook_checks import rulebook_faults
from planner.io.scenario_parse import fault
from planner.io.tables import Placed

_NO_FILE = ""


def apply_scenario(instance: Instance, rulebook: Rulebook, scenario: Scenario) -> tuple[Instance, Rulebook]:
    """The instance and the rulebook with what a scenario changes of them.

    What it says of the run itself (model, number of clusters, caps) is for
    :func:`planner.io.effective.effective`.

    Args:
        instance: whole, as read.
        rulebook: the one that the instance asks for, or another.
        scenario: of :func:`planner.io.scenarios.read_scenarios`.

    Returns:
        Both; the same objects where nothing of them is changed. A changed rulebook has the scenario in its id.

    Raises:
        InputFaultsError: every fault: unknown rules, aims, organisations or people, numbers a rule can't take,
            decisions that contradict each other or are not there to be removed, dates in the wrong order.
    """
    out = Collector()
    book = _rulebook(rulebook, scenario, out)
    given = _instance(instance, book, scenario, out)
    out.stop_if_faulty()
    return given, book


def _rulebook(rulebook: Rulebook, scenario: Scenario, out: Collector) -> Rulebook:
    before = len(out.faults)
    data = rulebook.model_dump()
    data.update({k: list(v) if isinstance(v, tuple) else v for k, v in scenario.aims.items()})
    by_id = {rule["id"]: rule for rule in data["rules"]}
    for change in scenario.rules:
        rule = by_id.get(change.id)
        if rule is None:
            why = f"The rulebook {rulebook.id} has no such rule; planner rules lists them."
            fix = did_you_mean(change.id, by_id, "Write the id of a rule, for example GEO-SIZE.")
            fault(scenario, f"rules.{change.id}", "P-806", "The rule is not known", change.id, why, fix, out)
            continue
        rule["on"] = rule["on"] if change.on is None else change.on
        rule["strength"] = change.strength or rule["strength"]
        rule["parameters"] = {**rule["parameters"], **change.parameters}
    book = Rulebook.model_validate(data)
    if book == rulebook:
        return rulebook
    for found in rulebook_faults(scenario.file, book, load_rulebook(FULL)):
        out.extend([_placed_fault(found, scenario)])
    if len(out.faults) > before:
        return rulebook
    return stamped(book.model_copy(update={"id": f"{rulebook.id}+{scenario.name}"}))


def _placed_fault(found: Fault, scenario: Scenario) -> Fault:
    """A fault of the rulebook at the place in the scenario that it comes from."""
    column = found.column or ""
    if column.startswith("rule "):
        key = f"rules.{column.removeprefix('rule ')}"
        exact = (f"{key}.parameters.{word}" for word in found.what.split())
        key = next((e for e in exact if e in scenario.rows), key)
    else:
        key = next((k for k in scenario.aims if k in column.split(", ")), column)
    return found.model_copy(update={"column": scenario.path(key), "row": scenario.row(key)})


def _instance(instance: Instance, rulebook: Rulebook, scenario: Scenario, out: Collector) -> Instance:
    changed: dict[str, object] = {}
    for key in ("as_at", "horizon_end", "renewals"):
        value = getattr(scenario, key)
        if value is not None and value != getattr(instance, key):
            changed[key] = value
    as_at, horizon = changed.get("as_at", instance.as_at), changed.get("horizon_end", instance.horizon_end)
    if as_at > horizon:  # type: ignore[operator]
        key = "as_at" if scenario.as_at else "horizon_end"
        why = f"The plan would take effect on {as_at} and end on {horizon}."
        fault(
            scenario,
            key,
            "P-402",
            "as_at is after horizon_end",
            None,
            why,
            "Correct one of the two dates.",
            out,
        )
    for code in scenario.governance_of:
        if code not in instance.by_code:
            why, fix = (
                "organisations has no row for it.",
                did_you_mean(code, instance.by_code, "Correct the code."),
            )
            key = f"governance_of.{code}"
            fault(scenario, key, "P-410", "The organisation is not known", code, why, fix, out)
    if scenario.assumptions:
        changed["assumptions"] = (*instance.assumptions, *scenario.assumptions)
    for name in ("footprints", "consortia"):
        rows = getattr(scenario, name)
        if rows is not None:
            changed[name] = tuple(row for row, _, _ in rows)
    kept = _kept(instance.decisions, scenario, out)
    if scenario.added or scenario.removed:
        changed["decisions"] = (*kept, *(d.row for d in scenario.added))
    if not changed:
        return instance
    if {"decisions", "footprints", "consortia"} & set(changed):
        _check(instance, rulebook, scenario, kept, out)
    return canonical(instance.replaced(**changed))


def _kept(decisions: Sequence[Decision], scenario: Scenario, out: Collector) -> tuple[Decision, ...]:
    """Decisions that no removal is about; a removal that is about none is a fault."""
    for number, removal in enumerate(scenario.removed, 1):
        if not any(_meant(d, removal) for d in decisions):
            alike = [f"{d.subject}, {d.object or ''}".rstrip(", ") for d in decisions if d.kind == removal.kind]
            there = (
                f"Decisions of that kind: {'; '.join(alike[:5])}." if alike else "There is none of that kind."
            )
            what = ", ".join(x for x in (removal.kind, removal.subject, removal.object) if x)
            fix = "Name a decision of the instance as it stands there, or delete this one."
            key = f"remove.{number}"
            fault(scenario, key, "P-807", "There is no such decision to remove", what, there, fix, out)
    kept = tuple(d for d in decisions if not any(_meant(d, r) for r in scenario.removed))
    for number, added in enumerate(scenario.added, 1):
        if added.row in kept:
            why, fix = "The instance holds the same decision.", "Delete it here."
            fault(scenario, f"add.{number}", "P-401", "The decision is given twice", None, why, fix, out)
    return kept


def _meant(decision: Decision, removal: Removal) -> bool:
    """Whether a removal is about a decision; a pair counts in either order, codes of an exemption as a set."""
    if decision.kind != removal.kind:
        return False
    if removal.kind in ("keep_together", "keep_apart") and removal.subject and removal.object:
        return {decision.subject, decision.object} == {removal.subject, removal.object}
    if removal.subject is not None and decision.subject != removal.subject:
        return False
    return removal.object is None or _codes(decision.object) == _codes(removal.object)


def _codes(text: str | None) -> frozenset[str]:
    return frozenset(c.strip() for c in (text or "").split(";")) - {""}


def _check(
    instance: Instance, rulebook: Rulebook, scenario: Scenario, kept: Sequence[Decision], out: Collector
) -> None:
    """The checks of an instance's own tables, on those that the scenario brings."""
    tables: dict[str, list[Placed[Any]]] = {
        f.name: [Placed(row, _NO_FILE, 0) for row in getattr(instance, f.field, ())] for f in FILES
    }
    tables["arrangements"] = []
    for name in ("footprints", "consortia"):
        rows = getattr(scenario, name)
        if rows is not None:
            tables[name] = [Placed(row, file, line) for row, file, line in rows]
    tables["decisions"] = [Placed(d, _NO_FILE, 0) for d in kept]
    tables["decisions"] += [Placed(d.row, scenario.file, d.line) for d in scenario.added]
    mentioned: dict[tuple[str, str], frozenset[str] | None] = {
        (table, column): frozenset(
            str(getattr(p.row, column)) for p in tables[table] if getattr(p.row, column) is not None
        )
        for table, column in HOMES.values()
    }
    draft = Draft(None, tables, rulebook, mentioned)
    here = Collector()
    check_map(draft, here)
    check_decisions(draft, here)
    check_contradictions(draft, here)
    out.extend(_in_words(f, scenario) for f in here.faults)


def _in_words(found: Fault, scenario: Scenario) -> Fault:
    """A fault between the scenario and the instance, whose rows have no number here."""
    update: dict[str, object] = {"why": found.why.replace("Row 0", "A decision of the instance")}
    if found.file == _NO_FILE:
        update |= {"file": scenario.file, "row": scenario.row("add"), "column": scenario.path("add")}
    elif found.file == scenario.file:
        number = next((n for n, d in enumerate(scenario.added, 1) if d.line == found.row), 0)
        key = f"add.{number}.{found.column}"
        update |= {"row": scenario.row(key), "column": scenario.path(key)}
    return found.model_copy(update=update)
