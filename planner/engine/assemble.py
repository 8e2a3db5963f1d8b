"""Puts a plan together from a map and its boards, and judges it."""

from __future__ import annotations

import datetime as dt
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import metadata
from typing import Any

from planner.boards.extract import Parts
from planner.checker import judge
from planner.core.instance import Instance
from planner.core.plan import (
    Cluster,
    InstanceStamp,
    Level,
    Phase,
    Plan,
    RulebookStamp,
    Setting,
    Status,
)
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.objectives.base import Level as Aim


@cache
def version() -> str:
    """Version of this package."""
    try:
        return metadata.version("planner")
    except metadata.PackageNotFoundError:
        return "0+unknown"


@cache
def _versions() -> dict[str, str]:
    """Versions of Python and of the packages that plans depend on."""
    packages = {name: metadata.version(name) for name in ("ortools", "pydantic", "numpy")}
    return {"python": platform.python_version(), **packages}


@dataclass(frozen=True)
class Frame:
    """All of a plan but its map, boards and levels."""

    instance: Instance
    rulebook: Rulebook
    """The effective one."""
    settings: Mapping[str, Setting]
    governance: str
    models: Sequence[GovernanceModel]
    assumptions: tuple[str, ...]
    chosen: Mapping[str, str] = field(default_factory=dict)
    """Governance model by cluster id, where each has its own."""


def lead_region(instance: Instance, organisations: Sequence[str]) -> str:
    """Region of which the fewest members are strangers; ties by most members, then by name (GEO-4)."""
    home = [instance.by_code[o].region for o in organisations]
    joins = {(d.subject, d.object) for d in instance.decisions if d.kind == "cross_region"}

    def rank(region: str) -> tuple[int, int, str]:
        strangers = sum(
            r != region and (o, region) not in joins for o, r in zip(organisations, home, strict=True)
        )
        return strangers, -home.count(region), region

    return min(sorted(set(home)), key=rank)


def cluster_name(instance: Instance, organisations: Sequence[str]) -> str:
    """Name given in clusters.csv, else of the arrangement it equals, else of its organisations."""
    given = {c.organisation: c.name for c in instance.cluster_names}
    for code in organisations:
        if code in given:
            return given[code]
    rows = [instance.by_code[o] for o in organisations]
    arrangements = {o.arrangement for o in rows}
    if len(arrangements) == 1 and len(rows) > 1:
        only = arrangements.pop()
        if only and sum(o.arrangement == only for o in instance.organisations) == len(rows):
            return only
    rows.sort(key=lambda o: (-o.population, o.code))
    names = [o.name for o in rows]
    if len(names) == 1:
        return names[0]
    if len(names) <= 3:
        return ", ".join(names[:-1]) + " and " + names[-1]
    return f"{names[0]}, {names[1]} and {len(names) - 2} others"


def clusters_of(frame: Frame, grouping: frozenset[frozenset[str]], parts: Parts | None) -> tuple[Cluster, ...]:
    """Clusters of a map, sorted by id."""
    made = []
    for members in grouping:
        organisations = tuple(sorted(members))
        made.append(
            Cluster(
                id=organisations[0],
                name=cluster_name(frame.instance, organisations),
                region=lead_region(frame.instance, organisations),
                organisations=organisations,
                governance=frame.chosen.get(organisations[0], frame.governance)
                if len(organisations) > 1
                else "standalone",
                population=sum(frame.instance.by_code[o].population for o in organisations),
                cluster_board=parts.cluster_boards.get(organisations[0]) if parts else None,
            )
        )
    return tuple(sorted(made, key=lambda c: c.id))


def levels_of(aims: Sequence[Aim], values: Sequence[int], bounds: Sequence[int]) -> tuple[Level, ...]:
    """Levels with their values and bounds, in order of importance."""
    return tuple(
        Level(id=a.id, title=a.title, unit=a.unit, personal=a.personal, value=v, bound=b)
        for a, v, b in zip(aims, values, bounds, strict=True)
    )


def draft(
    frame: Frame, grouping: frozenset[frozenset[str]], parts: Parts | None, run: Mapping[str, Any]
) -> Plan:
    """The plan before levels are counted on it and rules judge it."""
    instance, rulebook = frame.instance, frame.rulebook
    clusters = clusters_of(frame, grouping, parts)
    used = {c.governance for c in clusters} if parts else set()
    return Plan(
        planner_version=version(),
        instance=InstanceStamp(name=instance.name, sha256=instance.sha256),
        rulebook=RulebookStamp(
            id=rulebook.id,
            sha256=rulebook.sha256,
            effective=rulebook.rules,
            governance=tuple(sorted((m for m in frame.models if m.id in used), key=lambda m: m.id)),
        ),
        decisions=tuple(d.model_dump(mode="json") for d in instance.decisions),
        settings=dict(frame.settings),
        status="feasible",
        levels=(),
        phases=(Phase.model_validate({"id": "1", "from": instance.as_at, "until": instance.horizon_end}),),
        clusters=clusters,
        boards=tuple(parts.boards) if parts else (),
        people=tuple(parts.people) if parts else (),
        to_recruit=tuple(parts.recruits) if parts else (),
        ring_fences=tuple(parts.ring_fences) if parts else (),
        rules=(),
        assumptions=frame.assumptions,
        run=dict(run),
    )


def assemble(frame: Frame, plan: Plan, levels: tuple[Level, ...], status: Status) -> Plan:
    """A draft with its levels, judged by the checking half of each rule.

    It is ``infeasible`` when a rule that must hold is broken.
    """
    fields = {name: getattr(plan, name) for name in Plan.model_fields}
    blank = Plan.model_construct(**{**fields, "levels": levels, "status": status})
    rules = judge(frame.instance, blank, frame.rulebook)
    broken = any(r.status == "fail" and r.strength == "must" for r in rules)
    return Plan.model_construct(
        **{**fields, "levels": levels, "rules": rules, "status": "infeasible" if broken else status}
    )


def run_facts(seconds: float, workers: int, ended_by: str, statistics: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that may differ between two equal runs."""
    return {
        "created": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 3),
        "workers": workers,
        "ended_by": ended_by or "proof",
        "versions": dict(_versions()),
        **statistics,
    }
