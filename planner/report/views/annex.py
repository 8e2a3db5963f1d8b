"""Technical annex: what ran, on what, how to run it again, and what the checker says."""

from __future__ import annotations

import json
import shlex
from dataclasses import dataclass
from typing import Any

from planner.core.instance import Instance
from planner.core.people import about_people
from planner.core.plan import Plan
from planner.core.ranges import range_text
from planner.report.views.privacy import Discretion
from planner.report.views.words import NONE


@dataclass(frozen=True)
class Fact:
    """A name and a value as text; ``origin`` for settings."""

    name: str
    value: str
    origin: str = NONE


@dataclass(frozen=True)
class DecisionRow:
    """A recorded decision that names no person."""

    kind: str
    subject: str
    object: str
    reason: str
    owner: str
    when: str
    reference: str


@dataclass(frozen=True)
class Annex:
    """All facts of the annex."""

    facts: tuple[Fact, ...]
    settings: tuple[Fact, ...]
    command: str
    verdict: str
    disagreements: tuple[str, ...]


OPTIONS = {
    "governance": "-g",
    "clusters": "--clusters",
    "geography": "--geography",
    "only": "--only",
    "profile": "--profile",
    "scenario": "--scenario",
    "era": "--era",
    "seconds": "--time-limit",
    "time_limit": "--time-limit",
    "work": "--work-limit",
    "work_limit": "--work-limit",
    "seed": "--seed",
    "workers": "--workers",
}
"""Option of each setting that can be asked for."""


def annex(
    instance: Instance, plan: Plan, discretion: Discretion, verdict: str, disagreements: tuple[str, ...]
) -> Annex:
    """Facts of the run; a machine's paths and names are never among them."""
    facts = [
        Fact("Instance", instance.name),
        Fact("Instance fingerprint (sha256)", plan.instance.sha256),
        Fact("Rulebook", plan.rulebook.id),
        Fact("Rulebook fingerprint (sha256)", plan.rulebook.sha256),
        Fact("Plan schema version", str(plan.schema_version)),
        Fact("planner version", plan.planner_version),
        Fact("Status in the file", plan.status),
    ]
    versions = plan.run.get("versions")
    if isinstance(versions, dict):
        facts += [Fact(f"Version of {k}", str(v)) for k, v in sorted(versions.items()) if k != "planner"]
    for key, name in (("created", "Created"), ("seconds", "Seconds taken"), ("workers", "Threads allowed")):
        if key in plan.run:
            facts.append(Fact(name, _text(plan.run[key])))
    if isinstance(plan.run.get("possible_clusters"), int):
        facts.append(Fact("Possible clusters listed", f"{plan.run['possible_clusters']:,}"))
    unlisted = plan.run.get("not_listed")
    for place, how in sorted(unlisted.items()) if isinstance(unlisted, dict) else ():
        facts.append(Fact(f"Not listed: {place}", str(how)))
    facts = [Fact(f.name, discretion.open_text(f.value)) for f in facts]
    settings = tuple(
        Fact(k, discretion.open_text(_text(_open(k, s.value, discretion))), s.origin)
        for k, s in plan.settings.items()
    )
    return Annex(tuple(facts), settings, _command(instance, plan), verdict, disagreements)


def decision_rows(instance: Instance, discretion: Discretion) -> tuple[DecisionRow, ...]:
    """Decisions about organisations; those about people are not for everyone."""
    rows = []
    for d in instance.decisions:
        if discretion.decision_shown(d):
            cells = (
                d.subject,
                d.object or NONE,
                d.reason,
                d.owner,
                str(d.date or "not given"),
                d.reference or "not given",
            )
            rows.append(DecisionRow(d.kind.replace("_", " "), *map(discretion.open_text, cells)))
    return tuple(rows)


def _open(key: str, value: Any, discretion: Discretion) -> Any:
    """A setting's value; of a scenario's decisions about people a panel alone reads more than that."""
    if not key.startswith("decisions_") or discretion.names or not isinstance(value, list):
        return value
    told = [row for row in value if not about_people(row[0], row[1] if len(row) > 1 else "")]
    return told if len(told) == len(value) else [*told, f"about people: {discretion.withheld}"]


def _text(value: Any) -> str:
    """A setting's value as text; long ones cut."""
    if value is None:
        return "not set"
    if isinstance(value, (list, tuple)) and all(isinstance(v, str) for v in value):
        return ", ".join(value) or "not set"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 200 else text[:200] + " …"


def _command(instance: Instance, plan: Plan) -> str:
    """The command that gives this plan again, as far as settings tell.

    Where the instance lies is no part of it: papers go to others, and the same plan gives the same papers.
    """
    words = ["planner", "solve", "INSTANCE", "-o", "DIR"]
    for region in instance.regions_kept:
        words += ["--region", shlex.quote(region)]
    for key, setting in plan.settings.items():
        if setting.origin != "option" or setting.value is None:
            continue
        value = setting.value
        if key == "caps" and isinstance(value, dict):
            words += [f"--cap {name}={most}" for name, most in value.items()]
        elif key == "tolerances" and isinstance(value, dict):
            words += [f"--tolerance {name}={most}" for name, most in value.items()]
        elif key in OPTIONS:
            words += [OPTIONS[key], shlex.quote(_argument(value))]
    return " ".join(words)


def _argument(value: Any) -> str:
    """An option's argument."""
    if isinstance(value, (list, tuple)):
        if len(value) == 2 and all(isinstance(v, int) for v in value):
            return range_text(*value)
        return "FILE"
    return str(value)
