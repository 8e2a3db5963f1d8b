"""The whole report as one frozen view: HTML, workbook and tests read the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.boards.resilience.words import day
from planner.core.comparison import Comparison
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Document, GovernanceModel, Rulebook
from planner.core.saved import SavedOptions, SavedTradeoff
from planner.report.map import Maps, maps
from planner.report.views.annex import Annex, DecisionRow, annex, decision_rows
from planner.report.views.answers import Answer, answers, not_examined
from planner.report.views.boards import BoardRow, Recruits, board_rows, recruits
from planner.report.views.choice import Choice, choice
from planner.report.views.clusters import (
    ClusterRow,
    DividedRow,
    RegionRow,
    cluster_rows,
    divided_rows,
    numbering,
    region_rows,
)
from planner.report.views.deciders import Deciders, deciders
from planner.report.views.fences import Fences, fences
from planner.report.views.fronts import Front, front
from planner.report.views.headline import Headline, headline
from planner.report.views.lasting import Lasting, lasting
from planner.report.views.levels import LevelRow, level_rows
from planner.report.views.models import Models, models
from planner.report.views.others import Others, others
from planner.report.views.pages import Page, pages
from planner.report.views.pay import pay_words
from planner.report.views.posts import PersonRow, PostRow, people_rows, post_rows
from planner.report.views.privacy import AUDIENCES, Audience, Discretion
from planner.report.views.reference import Reference, reference
from planner.report.views.rules import RuleRow, rule_rows
from planner.report.views.saving import Saving, saving
from planner.report.views.timeline import Timeline, timeline
from planner.report.views.words import CONFIDENTIAL, DRAFT, INVENTED, count, listed
from planner.study.tradeoffs import TradeOff


@dataclass(frozen=True)
class ReportView:
    """Everything that a report says, in plain values."""

    audience: Audience
    title: str
    warning: str
    """What must be read before all else: the checker disagrees; empty when it doesn't."""
    headline: Headline
    notices: tuple[str, ...]
    period: str
    answers: tuple[Answer, ...]
    maps: Maps
    regions: tuple[RegionRow, ...]
    clusters: tuple[ClusterRow, ...]
    models: tuple[str, ...]
    """Governance models that the plan uses, each in words."""
    boards: tuple[BoardRow, ...]
    posts: tuple[PostRow, ...]
    """Boards by post; empty in public."""
    people: tuple[PersonRow, ...]
    """The example, person by person; for a panel alone."""
    recruits: Recruits
    fences: Fences
    lasting: Lasting | None
    """How likely boards last; None where it was not worked out."""
    levels: tuple[LevelRow, ...]
    choice: Choice | None
    """Caps and trade-offs; None where one governance model was asked for without a cap."""
    others: tuple[Others, ...]
    """Lists of other plans for the same question."""
    fronts: tuple[Front, ...]
    """Trade-offs that were worked out for the same question."""
    pay: str
    """Cost beside today's, in one sentence; empty where there is none."""
    saving: Saving | None
    """The same as a range; None without boards or posts."""
    timeline: Timeline | None
    side_by_side: Models | None
    """Models 1 to 4 on this plan's map."""
    pages: tuple[Page, ...]
    """One for each organisation, one for each council."""
    rules: tuple[RuleRow, ...]
    documents: tuple[str, ...]
    """Documents that the rules quote, in words."""
    reference: Reference | None
    divided: tuple[DividedRow, ...]
    decisions: tuple[DecisionRow, ...]
    deciders: Deciders
    """Who proposes, is consulted and decides, and what partners said."""
    assumptions: tuple[str, ...]
    not_examined: tuple[str, ...]
    annex: Annex


def build_view(
    instance: Instance,
    plan: Plan,
    rulebook: Rulebook,
    *,
    documents: Mapping[str, Document],
    verdict: str,
    faults: int = 0,
    disagreements: tuple[str, ...] = (),
    audience: Audience = "public",
    tradeoffs: Sequence[TradeOff] | None = None,
    governance: Mapping[str, GovernanceModel] | None = None,
    comparison: Comparison | None = None,
    lists: Sequence[tuple[SavedOptions, Sequence[Plan]]] = (),
    saved: Sequence[SavedTradeoff] = (),
) -> ReportView:
    """Compute the view.

    Args:
        instance: what was given, narrowed as it was solved.
        plan: the finished plan.
        rulebook: gives the aims by which the reference is measured.
        documents: quotations for citations, by document id.
        verdict: what the checker says, in one sentence.
        faults: how many checks failed.
        disagreements: what the checker found against the plan, fit for the audience.
        audience: whom the report is for.
        tradeoffs: best compromises between two amounts for the plan's map, if they were worked out.
        governance: Models 1 to 4 by id, to set them side by side.
        comparison: of those models, to fill in what they would cost.
        lists: other plans for the same question, as ``planner options`` saved them.
        saved: trade-offs for the same question, as it saved them.

    Raises:
        ValueError: another audience is asked for, or the plan speaks of other organisations than the instance.
    """
    if audience not in AUDIENCES:
        raise ValueError(f'no report for audience "{audience}"; there are: {listed(AUDIENCES)}')
    strangers = {o for c in plan.clusters for o in c.organisations} ^ set(instance.by_code)
    if strangers:
        raise ValueError(
            f"the plan is not for this instance: {', '.join(sorted(strangers)[:5])} in one of them only"
        )
    discretion = Discretion(instance, plan, audience)
    rows = rule_rows(plan, documents, discretion)
    beside = reference(instance, plan, rulebook, discretion)
    clusters = cluster_rows(instance, plan, discretion)
    lasts = lasting(instance, plan, rulebook, discretion)
    invented = (INVENTED,) if "office_holders.csv" in instance.synthetic else ()
    return ReportView(
        audience=audience,
        title=instance.title,
        warning=_warning(faults),
        headline=headline(
            instance, plan, rows, reticent=discretion.reticent, terms=not discretion.terms_hidden
        ),
        notices=(*([CONFIDENTIAL[audience]] if audience in CONFIDENTIAL else []), DRAFT, *invented),
        period=f"{day(instance.as_at)} to {day(instance.horizon_end)}",
        answers=answers(instance, plan, rows, beside, discretion, lasts),
        maps=maps(instance, plan, numbering(plan)),
        regions=region_rows(clusters),
        clusters=clusters,
        models=tuple(
            f"{plan.governance[g].title}. {plan.governance[g].summary}"
            for g in sorted({c.governance for c in plan.clusters} & set(plan.governance))
        ),
        boards=board_rows(instance, plan),
        posts=post_rows(instance, plan, discretion),
        people=people_rows(instance, plan, discretion),
        recruits=recruits(instance, plan, discretion),
        fences=fences(instance, plan, discretion),
        lasting=lasts,
        levels=level_rows(plan, rulebook, discretion),
        choice=choice(instance, plan, rulebook, tradeoffs, discretion),
        others=tuple(others(instance, plan, rulebook, one, plans, audience) for one, plans in lists),
        fronts=tuple(front(instance, plan, rulebook, one, audience, n) for n, one in enumerate(saved, start=1)),
        pay=pay_words(instance, plan, rulebook, discretion),
        saving=saving(instance, plan, rulebook, discretion),
        timeline=timeline(instance, plan, discretion),
        side_by_side=models(instance, plan, governance, comparison) if governance else None,
        pages=pages(instance, plan, discretion),
        rules=rows,
        documents=tuple(
            f"{d.reference}: {d.title}. {d.publisher}, {d.date}."
            for d in documents.values()
            if any(c.document == d.id for s in plan.rulebook.effective for c in s.citation)
        ),
        reference=beside,
        divided=divided_rows(instance, plan),
        decisions=decision_rows(instance, discretion),
        deciders=deciders(instance, plan, discretion),
        assumptions=discretion.open_texts(plan.assumptions, "assumptions"),
        not_examined=not_examined(plan, lasting=bool(lasts and (lasts.rows or lasts.hidden))),
        annex=annex(instance, plan, discretion, verdict, disagreements),
    )


def _warning(faults: int) -> str:
    """What stands above everything when the checker found the plan untrue."""
    if not faults:
        return ""
    failed = count(
        faults, "check of the independent checker failed", "checks of the independent checker failed"
    )
    return f"Do not use this plan: {failed}. The technical annex lists them."
