"""The reference grouping beside the proposal: the same measures, the same rules."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from planner.checker import judge
from planner.core.instance import Instance
from planner.core.plan import Cluster, Plan, Setting
from planner.core.rulebook import Rulebook
from planner.objectives.registry import geography_levels
from planner.report.views.clusters import numbering
from planner.report.views.levels import unit
from planner.report.views.privacy import Discretion
from planner.report.views.words import AUTHORITY, count, listed, number


@dataclass(frozen=True)
class MeasureRow:
    """One aim of the map, for both groupings; ``better`` says which, in words."""

    title: str
    unit: str
    proposal: str
    reference: str
    better: str


@dataclass(frozen=True)
class BreachRow:
    """A rule that the reference breaks, with what breaks it."""

    rule: str
    authority: str
    sentence: str
    findings: tuple[str, ...]


@dataclass(frozen=True)
class FateRow:
    """What becomes of one cluster of the reference."""

    name: str
    organisations: int
    becomes: str


@dataclass(frozen=True)
class Reference:
    """The comparison; ``same`` when both groupings are equal."""

    clusters: int
    kept: int
    """Clusters of the reference that are clusters of the proposal, exactly."""
    same: bool
    measures: tuple[MeasureRow, ...]
    breaches: tuple[BreachRow, ...]
    fates: tuple[FateRow, ...]
    given: bool
    """Whether the plan took this or another grouping as given, rather than seek one."""
    decided_by: str
    """The first aim on which the two differ, in words; empty when none does."""


def reference(instance: Instance, plan: Plan, rulebook: Rulebook, discretion: Discretion) -> Reference | None:
    """Compare with the grouping in ``cluster_reference``; None unless every organisation has one."""
    groups: dict[str, list[str]] = defaultdict(list)
    for o in instance.organisations:
        groups[o.cluster_reference or ""].append(o.code)
    if not groups or "" in groups:
        return None
    other = _as_plan(instance, plan, groups)
    book = rulebook.model_copy(update={"rules": plan.rulebook.effective})
    proposed = {frozenset(c.organisations) for c in plan.clusters}
    kept = sum(frozenset(codes) in proposed for codes in groups.values())
    geography = plan.settings.get("geography")
    measures, decided_by = _measures(instance, plan, other, rulebook)
    return Reference(
        clusters=len(groups),
        kept=kept,
        same=kept == len(groups) == len(plan.clusters),
        measures=measures,
        breaches=_breaches(instance, other, book, discretion),
        fates=tuple(_fate(instance, plan, name, codes) for name, codes in sorted(groups.items())),
        given=geography is not None and geography.value not in (None, "free"),
        decided_by=decided_by,
    )


def _as_plan(instance: Instance, plan: Plan, groups: dict[str, list[str]]) -> Plan:
    """The reference as a plan with a map and no boards, so that the same measures read it."""
    clusters = []
    for name, codes in groups.items():
        members = sorted(codes)
        regions = [instance.by_code[c].region for c in members]
        lead = min(sorted(set(regions)), key=lambda r: -regions.count(r))
        clusters.append(
            Cluster(
                id=members[0],
                name=name,
                region=lead,
                organisations=tuple(members),
                governance="standalone" if len(members) == 1 else _common(plan),
                population=sum(instance.by_code[c].population for c in members),
            )
        )
    clusters.sort(key=lambda c: c.id)
    nothing: dict[str, object] = dict.fromkeys(("boards", "people", "to_recruit", "levels", "rules"), ())
    map_only = {"settings": {**plan.settings, "only": Setting(value="geography", origin="assumption")}}
    return plan.model_copy(update={"clusters": tuple(clusters), **nothing, **map_only})


def _common(plan: Plan) -> str:
    """The governance model that the proposal uses for clusters of several."""
    return next((c.governance for c in plan.clusters if len(c.organisations) > 1), "standalone")


def _measures(
    instance: Instance, plan: Plan, other: Plan, rulebook: Rulebook
) -> tuple[tuple[MeasureRow, ...], str]:
    """Both groupings on every aim of the map, and the first aim that tells them apart."""
    given = {x.id: x.value for x in plan.levels}
    rows = []
    decided_by = ""
    for level in geography_levels(rulebook):
        mine = given.get(level.id, level.value(instance, plan, rulebook))
        theirs = level.value(instance, other, rulebook)
        units = unit(plan, level.id, level.unit, rulebook)
        better = "equal" if mine == theirs else "this plan" if mine < theirs else "the reference"
        rows.append(MeasureRow(level.title, units, number(mine), number(theirs), better))
        if not decided_by and mine != theirs:
            decided_by = f"{level.title}, in {units}: {number(mine)} here, {number(theirs)} in the reference"
    return tuple(rows), decided_by


def _breaches(
    instance: Instance, other: Plan, rulebook: Rulebook, discretion: Discretion
) -> tuple[BreachRow, ...]:
    """Rules about the map that the reference breaks, with the recorded decisions taken into account."""
    specs = {s.id: s for s in rulebook.rules}
    rows = []
    for result in judge(instance, other, rulebook):
        spec = specs[result.id]
        if result.status == "fail" and spec.scope in ("candidate", "partition"):
            texts = discretion.open_texts((f.text for f in result.findings), "findings")
            rows.append(BreachRow(result.id, AUTHORITY[result.authority], spec.title, texts))
    return tuple(rows)


def _fate(instance: Instance, plan: Plan, name: str, codes: list[str]) -> FateRow:
    """What becomes of one cluster of the reference."""
    numbers = numbering(plan)
    pieces: dict[str, list[str]] = defaultdict(list)
    for code in codes:
        pieces[plan.cluster_of[code].id].append(code)
    ordered = sorted(pieces.items(), key=lambda item: numbers[item[0]])
    if len(ordered) == 1:
        cluster = plan.cluster_of[codes[0]]
        extra = len(cluster.organisations) - len(codes)
        text = f"kept as cluster {numbers[cluster.id]}"
        if extra:
            text = f"whole in cluster {numbers[cluster.id]}, with {count(extra, 'other organisation')}"
        return FateRow(name, len(codes), text)
    texts = [
        f"cluster {numbers[c]} ({listed(instance.by_code[m].name for m in members)})" for c, members in ordered
    ]
    return FateRow(name, len(codes), f"divided: {listed(texts)}")
