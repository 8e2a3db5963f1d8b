"""Who proposes, who is consulted and who decides, and what partners said (¶7, ¶8, A¶2.2, A¶3.5)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from planner.boards.resilience.words import day
from planner.core.comparison import Decider, Voice
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import GovernanceModel
from planner.io.comparison_data import load_deciders
from planner.report.views.privacy import Discretion
from planner.report.views.words import mark

NOT_RECORDED = "not recorded"
NO_VIEWS = "Views of partners (¶8, A¶3.4): not recorded; views.csv is empty."
PRINTED = "Views are printed as views.csv has them, and not recorded where it has none; no plan weighs them."


@dataclass(frozen=True)
class DeciderRow:
    """One kind of recommendation."""

    recommendation: str
    proposes: str
    consulted: str
    decides: str
    marks: str
    """Paragraphs, as people write them."""


@dataclass(frozen=True)
class ViewRow:
    """What a partner said, or that nothing is recorded."""

    about: str
    stakeholder: str
    view: str
    when: str
    evidence: str


@dataclass(frozen=True)
class Deciders:
    """The table and the views beside it."""

    rows: tuple[DeciderRow, ...]
    views: tuple[ViewRow, ...]
    note: str


def deciders(instance: Instance, plan: Plan, discretion: Discretion) -> Deciders:
    """Of one plan: recommendations it makes, and views by cluster, ``not recorded`` where there are none."""
    shapes = [plan.governance[g] for g in {c.governance for c in plan.clusters} if g in plan.governance]
    voices = [
        Voice(
            stakeholder=v.stakeholder,
            subject=v.subject,
            view=v.view,
            date=v.date.isoformat() if v.date else "",
            evidence=v.evidence or "",
        )
        for v in instance.views
    ]
    if not voices:
        return Deciders(decider_rows(load_deciders(), shapes), (), NO_VIEWS)
    rows: list[ViewRow] = []
    told: set[int] = set()
    for cluster in plan.clusters:
        about = {cluster.id, cluster.name, *cluster.organisations}
        about |= {instance.by_code[o].name for o in cluster.organisations}
        here = [n for n, v in enumerate(voices) if v.subject in about]
        told.update(here)
        rows += [view_row(cluster.name, voices[n], discretion) for n in here]
        if not here:
            rows.append(ViewRow(cluster.name, NOT_RECORDED, NOT_RECORDED, NOT_RECORDED, NOT_RECORDED))
    rows += [view_row(v.subject, v, discretion) for n, v in enumerate(voices) if n not in told]
    return Deciders(decider_rows(load_deciders(), shapes), tuple(rows), PRINTED)


def decider_rows(every: Iterable[Decider], shapes: Sequence[GovernanceModel]) -> tuple[DeciderRow, ...]:
    """Recommendations that boards of these shapes need; all where no shape is known."""
    has = {
        "moves": any(not s.keeps_boards for s in shapes),
        "nominates": any(s.nominated_cluster_board for s in shapes),
    }
    rows = []
    for d in every:
        if not shapes or not d.models or any(has[m] for m in d.models):
            marks = ", ".join(dict.fromkeys(_place(mark(c)) for c in d.citation))
            rows.append(DeciderRow(d.recommendation, d.proposes, d.consulted, d.decides, marks))
    return tuple(rows)


def _place(text: str) -> str:
    """A paragraph without the word that tells two quotations of it apart."""
    if text.startswith("passage"):
        return "letter of 29 September 2011"
    return text.split(" (", 1)[0]


def view_row(about: str, voice: Voice, discretion: Discretion | None = None) -> ViewRow:
    """One view in words; a text that holds somebody's id is not shown."""
    texts = (about, *(t or NOT_RECORDED for t in (voice.stakeholder, voice.view, voice.evidence)))
    of, who, view, evidence = texts if discretion is None else map(discretion.open_text, texts)
    when = day(date.fromisoformat(voice.date)) if voice.date else NOT_RECORDED
    return ViewRow(of, who, view, when, evidence)
