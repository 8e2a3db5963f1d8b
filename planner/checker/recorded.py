"""Checks of what a plan records beside the settings of its run: dates, aims, rules and decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from planner.checker.case import Case, Problems
from planner.checker.verdict import Problem

_AIMS = (
    "geography_levels",
    "board_levels",
    "target_clusters",
    "population_band",
    "population_step",
    "load_limit",
    "ned_aim",
    "cluster_board_limit",
)


def _date(key: str) -> Callable[[Case], Any]:
    return lambda case: getattr(case.instance, key).isoformat()


def _aim(key: str) -> Callable[[Case], Any]:
    return lambda case: getattr(case.rulebook, key)


_TRUE: dict[str, Callable[[Case], Any]] = {
    "as_at": _date("as_at"),
    "horizon_end": _date("horizon_end"),
    "renewals": lambda case: case.instance.renewals,
    **{key: _aim(key) for key in _AIMS},
}
"""What a setting says must be so, counted from instance and rulebook."""

RECORDED = (
    *_TRUE,
    "rulebook",
    "scenario",
    "era",
    "rules",
    "models",
    "governance_of",
    "decisions_added",
    "decisions_removed",
    "footprints_file",
    "consortia_file",
)
"""Settings that a plan may hold beside those that every plan has."""


def check_recorded(case: Case) -> Problems:
    """Dates, aims, rules and decisions that the settings name are those of the instance and the rulebook."""
    for key, true in _TRUE.items():
        found = case.plan.settings.get(key)
        if found is not None and _plain(found.value) != _plain(true(case)):
            yield _wrong(key, "is not that of the instance and its rulebook")
    rules = case.plan.settings.get("rules")
    if rules is not None and not (
        isinstance(rules.value, dict) and all(_kept(case, *x) for x in rules.value.items())
    ):
        yield _wrong("rules", "names a change that the rules in force don't show")
    there: set[Any] = {(d.kind, d.subject, d.object) for d in case.instance.decisions}
    for key, wanted in (("decisions_added", True), ("decisions_removed", False)):
        found = case.plan.settings.get(key)
        if found is None:
            continue
        rows = found.value if isinstance(found.value, list | tuple) else [None]
        for row in rows:
            if not isinstance(row, list | tuple) or not row:
                yield _wrong(key, "is not a list of decisions")
            elif _among(tuple(row), there) != wanted:
                yield _wrong(key, "is not what the instance under the scenario holds")


def _kept(case: Case, id_: Any, change: Any) -> bool:
    """Whether a rule is as the settings say that a scenario made it."""
    spec = case.rulebook.by_id.get(id_)
    if spec is None or not isinstance(change, dict):
        return False
    parameters = change.get("parameters", {})
    return (
        change.get("on", spec.on) == spec.on
        and change.get("strength", spec.strength) == spec.strength
        and isinstance(parameters, dict)
        and all(_plain(spec.parameters.get(k)) == _plain(v) for k, v in parameters.items())
    )


def _among(row: tuple[Any, ...], there: set[Any]) -> bool:
    """Whether a decision named by kind, subject and object (as far as given) is there."""
    padded = (*row, None, None)[:3]
    return any(all(a is None or a == b for a, b in zip(padded, decision, strict=True)) for decision in there)


def _plain(value: Any) -> Any:
    """Lists and tuples alike."""
    return [_plain(v) for v in value] if isinstance(value, list | tuple) else value


def _wrong(key: str, text: str) -> Problem:
    return Problem(check="SETTINGS-RECORDED", text=f"the setting {key} {text}", subject=(key,))
