"""The paper that a planner takes to a board, filled from the views of the report and from nothing else.

What the tool can't know (what people were asked, what they answered, dates of meetings) is left to the owner in
so many words. A plan that does not stand is not recommended.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from planner.report.papers.beside import beside
from planner.report.papers.document import OWNER, Block, Bullets, Paper, Section, Table, Text
from planner.report.papers.words import (
    EQUALITY,
    FORECAST,
    NO_CHOICE,
    NOT_RECOMMENDED,
    RISKS_MEASURED,
    SEATS_ONLY,
    asked,
)
from planner.report.views import ReportView
from planner.report.views.answers import Answer
from planner.report.views.models import CLAIMS, STRUCTURE, ModelColumn
from planner.report.views.words import AUTHORITY, NONE, capital, count, number

_USED = STRUCTURE.index("Clusters of this plan")
_ADVANTAGES, _RISKS = -len(CLAIMS), -1


def board_paper(view: ReportView) -> Paper:
    """Purpose, recommendation, options, lawfulness, equality, risks, cost, next steps, and what it rests on."""
    return Paper(
        title=f"{title(view)}: grouping and boards",
        notices=view.notices,
        sections=(
            Section("Purpose", _purpose(view)),
            Section("Recommendation", _recommendation(view)),
            Section("Options considered", _options(view)),
            Section("Lawfulness and guidance", _lawfulness(view)),
            Section("Equality impact", _equality(view)),
            Section("Risks", _risks(view)),
            Section("Cost", _cost(view)),
            Section("Next steps and who signs off", _steps(view)),
            Section("What this paper rests on", _basis(view)),
        ),
    )


def title(view: ReportView) -> str:
    """The instance's title, with the region where there is one only."""
    one = len(view.regions) == 1 and view.regions[0].name not in view.title
    return f"{view.title}, {view.regions[0].name}" if one else view.title


def stands(view: ReportView) -> bool:
    """Whether the plan can be recommended: the checker agrees, and no rule that binds is broken."""
    broken = [r for r in view.rules if r.status == "fail" and r.strength_words == "must"]
    return not view.warning and not broken


def _answer(view: ReportView, name: str) -> Answer | None:
    return next((a for a in view.answers if a.id == name), None)


def _told(view: ReportView, *names: str) -> list[Block]:
    """Questions with their short answers and details, as the report has them."""
    blocks: list[Block] = []
    for name in names:
        found = _answer(view, name)
        if found is not None:
            blocks.append(Text(f"{found.question} {found.short}"))
            # what points to another part of the report is of no use here
            details = tuple(d for d in found.details if not d.startswith("See "))
            blocks += [Bullets(details)] if details else []
    return blocks


def _purpose(view: ReportView) -> tuple[Block, ...]:
    organisations = sum(len(c.organisations) for c in view.clusters)
    what = "which of them should share one executive team"
    boards = ", and how many seats each board should have under which governance model" if view.boards else ""
    bodies = count(organisations, "organisation")
    return (
        Text(f"This paper concerns {bodies} from {view.period}: {what}{boards}."),
        Text(SEATS_ONLY if view.boards else "Boards were not planned; the paper is about the grouping alone."),
    )


def _recommendation(view: ReportView) -> tuple[Block, ...]:
    blocks: list[Block] = [Text(view.headline.sentence)]
    if view.headline.more:
        blocks.append(Bullets(view.headline.more))
    if view.warning:
        blocks.append(Text(view.warning))
    if stands(view):
        blocks += [Text("The board is asked to:"), Bullets(asked(boards=bool(view.boards)))]
    else:
        blocks.append(Text(NOT_RECOMMENDED))
    blocks += _told(view, "best", "ends")
    rows = tuple(
        (
            str(c.number),
            c.name,
            c.region,
            ", ".join(o.name for o in c.organisations),
            number(c.population),
            c.governance,
        )
        for c in view.clusters
    )
    header = ("Number", "Cluster", "Region", "Organisations", "Population", "Governance")
    return (*blocks, Table("The clusters of the plan", header, rows))


def _options(view: ReportView) -> tuple[Block, ...]:
    return (*_groupings(view), *_models(view), *_tradeoffs(view), *beside(view))


def _groupings(view: ReportView) -> list[Block]:
    blocks = _told(view, "why")
    if view.reference is None or view.reference.same:
        return blocks
    rows = tuple((m.title, m.unit, m.proposal, m.reference, m.better) for m in view.reference.measures)
    header = ("Aim", "Counted in", "This plan", "Reference grouping", "Better")
    return [*blocks, Table("This plan beside the reference grouping", header, rows)]


def _models(view: ReportView) -> list[Block]:
    table = view.side_by_side
    if table is None:
        return []
    compared = range(len(table.rows) - len(CLAIMS))
    rows = tuple((table.rows[n], *("\n".join(c.cells[n]) or NONE for c in table.columns)) for n in compared)
    header = ("What", *(c.title for c in table.columns))
    blocks: list[Block] = [
        Table("The four governance models on this grouping", header, rows),
        Text(table.note),
    ]
    for column in table.columns:
        blocks.append(Text(f"Advantages of {column.title}, as the guidance has them ({column.paragraph})."))
        blocks.append(Bullets(column.cells[_ADVANTAGES]))
    return blocks


def _tradeoffs(view: ReportView) -> list[Block]:
    if view.choice is None or not view.choice.tradeoffs:
        return []
    header = ("Places that end", view.choice.pay, "Meetings a year (ASSUMED)", "Clusters by model", "Which")
    rows = tuple(
        (t.places_end, t.cost, t.meetings, t.models, t.mark or "best compromise") for t in view.choice.tradeoffs
    )
    return [Text(" ".join(view.choice.sentences)), Table("Trade-offs", header, rows)]


def _lawfulness(view: ReportView) -> tuple[Block, ...]:
    blocks = _told(view, "law", "guidance", "choices")
    tally = Counter((r.authority_words, r.status) for r in view.rules)
    states = ("pass", "fail", "exempt", "not_applicable", "not_checked")
    weighed = {r.authority_words for r in view.rules}
    authorities = [words for words in AUTHORITY.values() if words in weighed]
    rows = tuple((a, *(number(tally[a, s]) for s in states)) for a in authorities)
    header = ("Weight", "Met", "Broken", "Lifted by decision", "Does not apply", "Not checked or off")
    blocks.append(Table("Rules by weight", header, rows))
    away = [r for r in view.rules if r.findings_first]
    if away:
        rows = tuple(
            (
                f"{r.id}: {r.sentence}",
                r.authority_words,
                capital(r.verdict),
                ", ".join(r.marks) or r.source or NONE,
                r.sign_off or NONE,
                "\n".join(r.findings) or NONE,
            )
            for r in away
        )
        header = ("Rule", "Weight", "Verdict", "Paragraph", "Sign-off", "Where")
        blocks.append(Table("Rules that are broken or lifted", header, rows))
    return tuple(blocks)


def _equality(view: ReportView) -> tuple[Block, ...]:
    blocks: list[Block] = [Text(EQUALITY), Text(NO_CHOICE)]
    if view.fences.equality:
        header = ("Characteristic", "Office holders today", "Keep a place at least", "Keep a place at most")
        rows = tuple((r.characteristic, r.today, r.fewest, r.most) for r in view.fences.equality)
        blocks.append(Table("Representation, in totals; small numbers are not shown", header, rows))
    else:
        blocks.append(Text("No characteristics were given, so nothing can be said about representation."))
    blocks.append(Bullets(tuple(f"{what}: {OWNER}" for what in FORECAST)))
    return tuple(blocks)


def _risks(view: ReportView) -> tuple[Block, ...]:
    blocks: list[Block] = []
    for column in _used(view):
        blocks.append(Text(f"Risks of {column.title}, as the guidance has them ({column.paragraph})."))
        blocks.append(Bullets(column.cells[_RISKS]))
    lasting = _told(view, "lasting")
    if lasting:
        blocks += [Text(RISKS_MEASURED), *lasting]
    blocks += [Text("Not examined, and so not known:"), Bullets(view.not_examined)]
    blocks.append(Text(f"Other risks, with who holds them and what is done: {OWNER}"))
    return tuple(blocks)


def _used(view: ReportView) -> Sequence[ModelColumn]:
    """Models of at least one cluster of the plan."""
    table = view.side_by_side
    return [c for c in table.columns if c.cells[_USED] != ("0",)] if table else []


def _cost(view: ReportView) -> tuple[Block, ...]:
    if view.saving is None:
        return (Text("Not worked out: boards were not planned, or no office holders were given."),)
    header = ("How vacant seats are counted", "Today", "This plan", "Change")
    rows = tuple((r.what, r.today, r.plan, r.change) for r in view.saving.rows)
    caption = "Chairs and directors, pounds a year at seat rates"
    return (
        Text(view.saving.sentence),
        Text(f"Rates: {view.saving.rates.rstrip('.')}."),
        Table(caption, header, rows),
    )


def _steps(view: ReportView) -> tuple[Block, ...]:
    header = ("Recommendation", "Who proposes", "Who is consulted", "Who decides", "Paragraph", "By when")
    rows = tuple(
        (r.recommendation, r.proposes, r.consulted, r.decides, r.marks, OWNER) for r in view.deciders.rows
    )
    blocks: list[Block] = [Table("Decisions that are still to be taken", header, rows)]
    away = [r for r in view.rules if r.sign_off and r.strength_words == "must"]
    if away:
        blocks.append(Text("Departures from the guidance that need a sign-off:"))
        blocks.append(Bullets(tuple(f"{r.id}: {r.sign_off}" for r in away)))
    if view.deciders.views:
        head = ("About", "Who", "View", "Date", "Evidence")
        told = tuple((v.about, v.stakeholder, v.view, v.when, v.evidence) for v in view.deciders.views)
        blocks.append(Table("Views recorded; none is weighed", head, told))
    return (*blocks, Text(view.deciders.note), Text(f"Consultation, and what came of it: {OWNER}"))


def _basis(view: ReportView) -> tuple[Block, ...]:
    blocks: list[Block] = []
    if view.assumptions:
        blocks += [Text("Assumed:"), Bullets(view.assumptions)]
    facts = tuple(f"{f.name}: {f.value}" for f in view.annex.facts)
    blocks += [Text(view.annex.verdict), Bullets(facts), Text(f"To make this plan again: {view.annex.command}")]
    if view.documents:
        blocks += [Text("Documents that the rules quote:"), Bullets(view.documents)]
    return tuple(blocks)
