"""Puts a comparison together: columns, figures, statements of the guidance, principles, departures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.checker import judge, pseudo
from planner.core.comparison import (
    Column,
    Comparison,
    Departure,
    Figure,
    Stamp,
    Voice,
)
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.engine.assemble import version
from planner.io.comparison_data import load_claims, load_deciders
from planner.io.comparisons import plan_sha256
from planner.io.rulebook import governance_ids, load_governance
from planner.study.compare.claims import claims
from planner.study.compare.figures import FIGURES
from planner.study.compare.figures.told import told
from planner.study.compare.principles import principles
from planner.study.compare.subject import Subject, nothing

ABOUT_MAPS, ABOUT_BOARDS = ("candidate", "partition"), ("board", "plan")
NOT_SHOWN = "not shown: it names an office holder"
TODAY, REFERENCE = "today", "reference"


@dataclass(frozen=True)
class Entry:
    """A plan to be compared, or a model or run without one."""

    id: str
    title: str
    instance: Instance
    plan: Plan | None
    governance: str = ""
    status: str = ""
    reason: str = ""
    notes: tuple[str, ...] = ()
    rulebook: Rulebook | None = None
    """The rules it was made under, where a scenario changed them."""


def comparison(
    instance: Instance,
    rulebook: Rulebook,
    entries: Sequence[Entry],
    differences: Sequence[str] = (),
) -> Comparison:
    """Count every figure of today, of the reference and of each plan.

    Args:
        instance: what was given, narrowed as it was solved.
        rulebook: the rules of all plans.
        entries: plans and models without one, in the order of the columns.
        differences: in what the plans' inputs and settings differ.
    """
    columns, subjects = [], {}
    for column, subject in _given(instance, rulebook):
        columns.append(column)
        subjects[column.id] = subject
    for entry in entries:
        columns.append(_column(entry))
        if entry.plan is not None:
            subjects[entry.id] = Subject(entry.instance, entry.plan, entry.rulebook or rulebook)
    figures = tuple(
        Figure(
            id=spec.id,
            group=spec.group,
            title=spec.title,
            unit=spec.unit,
            definition=spec.definition,
            basis=spec.basis(rulebook),
            personal=spec.personal,
            amounts={
                c.id: told(spec.id, spec.of(subjects[c.id]), subjects[c.id])
                if c.id in subjects
                else nothing("no plan")
                for c in columns
            },
        )
        for spec in FIGURES.values()
    )
    by_id = {f.id: f for f in figures}
    held_against = [c.id for c in columns if c.kind in ("plan", "today")]
    return Comparison(
        planner_version=version(),
        made_from=Stamp(
            instance=instance.name,
            instance_sha256=instance.sha256,
            regions=instance.regions_kept,
            rulebook=rulebook.id,
            rulebook_sha256=rulebook.sha256,
        ),
        differences=tuple(differences),
        columns=tuple(columns),
        figures=figures,
        claims=tuple(
            claim
            for entry in entries
            if entry.plan is not None
            for model in _models(entry.plan)
            for claim in claims(entry.id, model, by_id, held_against, load_claims())
        ),
        principles=tuple(p for c in columns if c.id in subjects for p in principles(c.id, subjects[c.id])),
        departures=tuple(d for c in columns if c.id in subjects for d in _departures(c.id, subjects[c.id])),
        deciders=load_deciders(),
        views=_voices(instance),
    )


def _voices(instance: Instance) -> tuple[Voice, ...]:
    """Views as they are recorded; a text that holds the id of an office holder is not shown."""
    ids = {h.id for h in instance.office_holders if h.id}

    def shown(text: str | None) -> str:
        return NOT_SHOWN if text and any(i in text for i in ids) else text or ""

    return tuple(
        Voice(
            stakeholder=shown(v.stakeholder),
            subject=shown(v.subject),
            view=shown(v.view),
            date=v.date.isoformat() if v.date else "",
            evidence=shown(v.evidence),
        )
        for v in instance.views
    )


def _given(instance: Instance, rulebook: Rulebook) -> list[tuple[Column, Subject]]:
    """Today, and the reference if the instance gives one."""
    now = _judged(instance, pseudo.today(instance, rulebook), rulebook, ABOUT_BOARDS)
    found = [
        (
            Column(
                id=TODAY,
                title="Today",
                kind="today",
                notes=("Boards as they are; only established arrangements are grouped.",),
            ),
            Subject(instance, now, rulebook),
        )
    ]
    given = pseudo.reference(instance, rulebook)
    if given is not None:
        judged = _judged(instance, given, rulebook, ABOUT_MAPS)
        column = Column(
            id=REFERENCE,
            title="Reference",
            kind="reference",
            notes=("A grouping given to compare with, without boards; --geography reference settles them.",),
        )
        found.append((column, Subject(instance, judged, rulebook)))
    return found


def _judged(instance: Instance, plan: Plan, rulebook: Rulebook, scopes: tuple[str, ...]) -> Plan:
    """The plan with the rules of some scopes judged."""
    # what makes a governance model what it is says nothing of boards that have none yet
    of_models = {rule for model in governance_ids() for rule in load_governance(model).rules}
    wanted = {s.id for s in rulebook.rules if s.scope in scopes} - of_models
    found = judge(instance, plan, rulebook, damaged=True)
    return plan.model_copy(update={"rules": tuple(r for r in found if r.id in wanted)})


def _column(entry: Entry) -> Column:
    """A plan's column, or that of a model without one."""
    plan = entry.plan
    return Column(
        id=entry.id,
        title=entry.title,
        kind="none" if plan is None else "plan",
        governance=entry.governance,
        status=entry.status if plan is None else plan.status,
        plan_sha256="" if plan is None else plan_sha256(plan),
        reason=entry.reason,
        notes=entry.notes,
    )


def _models(plan: Plan) -> tuple[GovernanceModel, ...]:
    """The governance models of clusters of several that a plan uses, those of the guidance first."""
    used = {c.governance for c in plan.clusters if len(c.organisations) > 1}
    shipped = governance_ids()
    found = [plan.governance[g] for g in used if g in plan.governance]
    return tuple(sorted(found, key=lambda m: (m.id not in shipped, m.id)))


def _departures(column: str, subject: Subject) -> list[Departure]:
    """Rules that are broken or lifted."""
    return [
        Departure(column=column, rule=r.id, authority=r.authority, lifted=r.status == "exempt")
        for r in subject.plan.rules
        if r.status in ("fail", "exempt")
    ]


def title_of(governance: str | GovernanceModel | None) -> str:
    """What a column of this model is called: ``Model 2``; a model of one's own by its title."""
    if governance is None:
        return "Map alone"
    if governance == "any":
        return "A model each"
    model = load_governance(governance) if isinstance(governance, str) else governance
    return model.title.split(":", 1)[0].strip()
