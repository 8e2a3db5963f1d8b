"""A comparison as a page and the terminal show it: texts in rows, the same columns throughout."""

from __future__ import annotations

from dataclasses import dataclass

from planner.boards.resilience.words import day
from planner.core.comparison import Claim, Column, Comparison, Figure, Principle, Standing, Verdict
from planner.core.instance import Instance
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.io.comparison_data import load_principles
from planner.io.rulebook import governance_ids, load_governance
from planner.report.views.deciders import (
    NO_VIEWS,
    NOT_RECORDED,
    PRINTED,
    Deciders,
    ViewRow,
    decider_rows,
    view_row,
)
from planner.report.views.figures import NONE, basis_word, long, short, short_unit
from planner.report.views.words import AUTHORITY, DRAFT, INVENTED, count, mark
from planner.rules.words import SIGN_OFF
from planner.study.compare.figures import GROUPS

VERDICTS: dict[Verdict, str] = {
    "borne_out": "borne out",
    "not_borne_out": "not borne out",
    "in_part": "in part",
    "open": "open",
    "not_known": "not known",
    "no_figure": "no figure can tell",
}
STANDINGS: dict[Standing, str] = {
    "met": "met",
    "not_met": "not met",
    "needs_agreement": "needs the SHA's agreement to a date",
    "not_applicable": "does not apply",
}
TONES = {"met": "good", "not_met": "mixed", "needs_agreement": "bad", "not_applicable": "plain"}
CLAIMS_ASSUMED = (
    "Which figure stands for which statement, and that half is the mark between not and in part, is ASSUMED; "
    "the guidance names neither. Today and the plans shown here are compared with each other, so a verdict "
    "may change with what is beside it."
)


@dataclass(frozen=True)
class FigureRow:
    """One figure of all columns."""

    id: str
    title: str
    short_title: str
    unit: str
    definition: str
    basis: str
    word: str
    """ASSUMED, RECALLED or DERIVED PROXY; empty where all is given or found."""
    cells: tuple[str, ...]
    short_cells: tuple[str, ...]


@dataclass(frozen=True)
class GroupRows:
    """Figures of one group."""

    title: str
    rows: tuple[FigureRow, ...]
    shown: tuple[int, ...]
    """Positions of columns that have any of these figures."""


@dataclass(frozen=True)
class ClaimRow:
    """One advantage or risk with what it is held against."""

    model: str
    kind: str
    text: str
    verdict: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class PrincipleRow:
    """One principle of all columns, each in words and with a tone."""

    short: str
    title: str
    marks: str
    cells: tuple[str, ...]
    tones: tuple[str, ...]
    details: tuple[str, ...]


@dataclass(frozen=True)
class DepartureRow:
    """A rule that some column departs from."""

    rule: str
    sentence: str
    authority: str
    marks: str
    sign_off: str
    """Who would have to agree, where it is guidance or a letter; else empty."""
    cells: tuple[str, ...]


@dataclass(frozen=True)
class CompareView:
    """Everything that is said."""

    title: str
    period: str
    notices: tuple[str, ...]
    columns: tuple[Column, ...]
    missing: tuple[str, ...]
    """Models and runs without a plan, each with its reason."""
    flags: tuple[str, ...]
    """In what inputs or settings differ, and what is said of single columns."""
    groups: tuple[GroupRows, ...]
    claims: tuple[ClaimRow, ...]
    claims_note: str
    principles: tuple[PrincipleRow, ...]
    principles_note: str
    departures: tuple[DepartureRow, ...]
    deciders: Deciders
    bases: tuple[str, ...]
    """What is ASSUMED, RECALLED or a DERIVED PROXY, each once."""
    facts: tuple[tuple[str, str], ...]


def compare_view(made: Comparison, rulebook: Rulebook, instance: Instance) -> CompareView:
    """The view of a comparison.

    Args:
        made: the comparison.
        rulebook: gives the words of rules.
        instance: what was given, whole or narrowed to the regions compared.
    """
    rows = {group: tuple(_row(made, f) for f in made.figures if f.group == group) for group in GROUPS}
    return CompareView(
        title=instance.title,
        period=f"{day(instance.as_at)} to {day(instance.horizon_end)}",
        notices=(DRAFT, *((INVENTED,) if "office_holders.csv" in instance.synthetic else ())),
        columns=made.columns,
        missing=tuple(f"{c.title}: no plan. {c.reason}" for c in made.columns if c.kind == "none"),
        flags=(
            *made.differences,
            *(f"{c.title}: {n}" for c in made.columns for n in c.notes),
            *made.notes,
        ),
        groups=tuple(GroupRows(GROUPS[g], found, _shown(found)) for g, found in rows.items() if found),
        claims=tuple(_claim(made, claim) for claim in made.claims),
        claims_note=CLAIMS_ASSUMED,
        principles=_principles(made),
        principles_note=_by_when(),
        departures=_departures(made, rulebook),
        deciders=Deciders(
            decider_rows(made.deciders, _shapes(made)),
            _views(made, instance),
            PRINTED if made.views else NO_VIEWS,
        ),
        bases=tuple(dict.fromkeys(f"{f.title}: {f.basis}." for f in made.figures if f.basis)),
        facts=_facts(made),
    )


def _row(made: Comparison, figure: Figure) -> FigureRow:
    amounts = [figure.amounts[c.id] for c in made.columns]
    return FigureRow(
        id=figure.id,
        title=figure.title,
        short_title=short_unit(figure),
        unit=_UNITS.get(figure.unit, figure.unit),
        definition=figure.definition,
        basis=figure.basis,
        word=basis_word(figure),
        cells=tuple(long(figure, a) for a in amounts),
        short_cells=tuple(short(figure, a) for a in amounts),
    )


def _shown(rows: tuple[FigureRow, ...]) -> tuple[int, ...]:
    return tuple(n for n in range(len(rows[0].cells)) if any(r.short_cells[n] != NONE for r in rows))


_UNITS = {"millionths": "chance", "thousandths": "share", "thousandths of a board": "boards"}
"""Units that are shown otherwise than they are stored."""


def _claim(made: Comparison, claim: Claim) -> ClaimRow:
    title = next(c.title for c in made.columns if c.id == claim.column)
    found = [made.by_id[f] for f in claim.figures if f in made.by_id]
    return ClaimRow(
        model=title,
        kind=claim.kind,
        text=claim.text,
        verdict=VERDICTS[claim.verdict],
        figures=tuple(f"{f.title}: {long(f, f.amounts[claim.column])}" for f in found),
    )


def _principles(made: Comparison) -> tuple[PrincipleRow, ...]:
    rows = []
    for principle in load_principles().principles:
        found = {p.column: p for p in made.principles if p.id == principle.id}
        every = [found.get(c.id) for c in made.columns]
        marks = ", ".join(dict.fromkeys(mark(c) for c in principle.citation))
        rows.append(
            PrincipleRow(
                short=principle.short,
                title=principle.title,
                marks=marks,
                cells=tuple("no plan" if p is None else STANDINGS[p.standing] for p in every),
                tones=tuple("plain" if p is None else TONES[p.standing] for p in every),
                details=tuple(_detail(p) for p in every),
            )
        )
    return tuple(rows)


def _detail(p: Principle | None) -> str:
    """How many clusters, and what is lacking; empty where that says nothing more."""
    if p is None or p.standing == "not_applicable":
        return ""
    text = next(x for x in load_principles().principles if x.id == p.id)
    parts = []
    if p.met:
        parts.append(f"{p.met:,} of {p.clusters:,}: {text.met}")
    if p.can:
        parts.append(f"{p.can:,} of {p.clusters:,}: {text.can} by {load_principles().by}")
    if p.met + p.can < p.clusters:
        parts.append(f"{p.clusters - p.met - p.can:,} of {p.clusters:,}: {text.cannot}")
    return "; ".join(parts)


def _by_when() -> str:
    known = load_principles()
    return (
        f"All clusters of several organisations are to adopt them by {known.by}, or, {known.exception}. Which "
        "model can meet which is DERIVED from the letter's words."
    )


def _departures(made: Comparison, rulebook: Rulebook) -> tuple[DepartureRow, ...]:
    ids = dict.fromkeys(d.rule for d in made.departures)
    rows = []
    for spec in rulebook.rules:
        if spec.id not in ids:
            continue
        here = {d.column: d.lifted for d in made.departures if d.rule == spec.id}
        broken = "breaks it" if spec.authority == "statute" else "departs from it"
        rows.append(
            DepartureRow(
                rule=spec.id,
                sentence=spec.title,
                authority=AUTHORITY[spec.authority],
                marks=", ".join(mark(c) for c in spec.citation) or spec.source,
                sign_off=SIGN_OFF[spec.scope] if spec.authority in ("guidance", "letter") else "",
                cells=tuple(
                    "" if c.id not in here else "by recorded decision" if here[c.id] else broken
                    for c in made.columns
                ),
            )
        )
    return tuple(rows)


def _shapes(made: Comparison) -> list[GovernanceModel]:
    """Shipped governance models of the columns; none known if a model is another, so that all rows show."""
    asked = [c.governance for c in made.plans]
    return [load_governance(g) for g in asked] if set(asked) <= set(governance_ids()) else []


def _views(made: Comparison, instance: Instance) -> tuple[ViewRow, ...]:
    """Views that are recorded, and organisations about which none is; nothing where there are none at all."""
    if not made.views:
        return ()
    names = {o.code: o.name for o in instance.organisations}
    told = {v.subject for v in made.views}
    silent = [name for code, name in names.items() if code not in told and name not in told]
    rows = [view_row(names.get(v.subject, v.subject), v) for v in made.views]
    if silent:
        rows.append(ViewRow(count(len(silent), "other organisation"), *[NOT_RECORDED] * 4))
    return tuple(rows)


def _facts(made: Comparison) -> tuple[tuple[str, str], ...]:
    stamp = made.made_from
    facts = [
        ("Instance", f"{stamp.instance}, fingerprint {stamp.instance_sha256}"),
        ("Part of the country", ", ".join(stamp.regions) or "all regions"),
        ("Rulebook", f"{stamp.rulebook}, fingerprint {stamp.rulebook_sha256}"),
        ("planner", made.planner_version),
    ]
    facts += [(f"Plan of {c.title}", c.plan_sha256) for c in made.plans]
    return tuple(facts)
