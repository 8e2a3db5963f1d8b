"""Sheets beside the core tables: posts and example, models, time, saving, what is divided, decisions, pages."""

from __future__ import annotations

from planner.report.sheet import Cell, Sheet, day, figure, sheet
from planner.report.views import ReportView

Row = tuple[Cell, ...]


def more_sheets(view: ReportView) -> tuple[Sheet, ...]:
    """All of them that the view has something for."""
    found = [_posts(view), _example(view)] if view.posts else []
    found += [
        _regions(view),
        _models(view),
        _time(view),
        _saving(view),
        _divided(view),
        _decisions(view),
        _pages(view),
    ]
    return tuple(s for s in found if s is not None)


def _regions(view: ReportView) -> Sheet:
    return sheet(
        "Regions",
        "What each region leads, as beside the map",
        [
            ("Region", "Name", 32),
            ("Clusters", "How many it leads", 10),
            ("First number", "Of its clusters in this report", 10),
            ("Last number", "Of its clusters in this report", 10),
            ("Organisations", "In these clusters", 14),
            ("Population", "People in these clusters", 14),
        ],
        [(r.name, r.clusters, r.first, r.last, r.organisations, r.population) for r in view.regions],
    )


def _posts(view: ReportView) -> Sheet:
    rows: list[Row] = [
        (
            p.cluster,
            p.organisation,
            p.name,
            p.post,
            p.today,
            p.proposed,
            p.filled,
            p.decided_by,
            *((", ".join(p.holders) or "nobody", ", ".join(p.example) or "nobody") if view.people else ()),
        )
        for p in view.posts
    ]
    columns = [
        ("Cluster number", "See Clusters", 10),
        ("Code", "Organisation code, as text", 10),
        ("Organisation", "Name", 32),
        ("Post", "Kind of post", 24),
        ("Today", "How many hold it", 24),
        ("Proposed", "How many the plan has", 30),
        ("How filled", "By what", 50),
        ("What decided", "Rule or paragraph", 50),
    ]
    if view.people:
        columns += [("Holders today", "Ids", 40), ("Example", "Ids; one of many assignments as good", 40)]
    return sheet("Posts", "Boards by post: today, proposed, how filled, what decided", columns, rows)


def _example(view: ReportView) -> Sheet | None:
    if not view.people:
        return None
    return sheet(
        "Example",
        "CONFIDENTIAL: one of many assignments as good; it decides nothing",
        [
            ("Id", "Of the office holder, as text", 20),
            ("Today", "Posts", 40),
            ("Example", "Seats in the example", 50),
            ("Certainty", "Whether every plan as good agrees", 30),
            ("Reason", "Why, with its paragraph", 80),
            ("Competition", "Id of the ring-fence", 20),
        ],
        [(p.id, p.today, p.example, p.certainty, p.reason, p.competition) for p in view.people],
    )


def _models(view: ReportView) -> Sheet | None:
    if view.side_by_side is None:
        return None
    table = view.side_by_side
    rows: list[Row] = [
        (row, *("\n".join(m.cells[n]) or "none" for m in table.columns)) for n, row in enumerate(table.rows)
    ]
    return sheet(
        "Models",
        f"Models 1 to 4 on this plan's map, with the guidance's advantages and risks. {table.note}",
        [
            ("What", "Row of the table", 30),
            *((m.title, f"Appendix A: {m.paragraph}", 44) for m in table.columns),
        ],
        rows,
    )


def _time(view: ReportView) -> Sheet | None:
    if view.timeline is None:
        return None
    rows: list[Row] = [
        (day(r.day), figure(r.terms), figure(r.filled), figure(r.below), figure(r.unrenewed))
        for r in view.timeline.rows
    ]
    return sheet(
        "Time",
        view.timeline.note,
        [
            ("Day", "End of this day", 20),
            ("Terms ended", "Of posts of today, renewed or not", 14),
            ("Seats filled", "Chairs and directors, every board's", 14),
            ("Below five", "Boards with fewer than five directors", 14),
            ("Below five unrenewed", "The same, were no term renewed", 14),
        ],
        rows,
    )


def _saving(view: ReportView) -> Sheet | None:
    if view.saving is None:
        return None
    rows: list[Row] = [(r.what, figure(r.today), figure(r.plan), r.change) for r in view.saving.rows]
    return sheet(
        "Saving",
        f"{view.saving.sentence} {view.saving.rates}",
        [
            ("Counted", "How vacant seats are counted", 60),
            ("Today", "Pounds a year at seat rates", 14),
            ("This plan", "Pounds a year at seat rates", 14),
            ("Change", "In words", 20),
        ],
        rows,
    )


def _divided(view: ReportView) -> Sheet:
    return sheet(
        "Divided",
        "Arrangements and councils in more than one cluster",
        [
            ("Kind", "Arrangement or council", 14),
            ("Name", "Its name", 40),
            ("Organisations", "How many", 14),
            ("Pieces", "One a line", 80),
        ],
        [(d.kind, d.name, d.organisations, "\n".join(d.pieces)) for d in view.divided],
    )


def _decisions(view: ReportView) -> Sheet:
    return sheet(
        "Decisions",
        "Recorded decisions, as far as this audience reads them",
        [
            ("Decision", "Kind", 18),
            ("About", "Organisation, rule or person", 16),
            ("With", "Second organisation, region or codes", 20),
            ("Reason", "As recorded", 60),
            ("Owner", "Body or post", 24),
            ("Date", "As recorded", 14),
            ("Reference", "Minute or letter", 24),
        ],
        [(d.kind, d.subject, d.object, d.reason, d.owner, day(d.when), d.reference) for d in view.decisions],
    )


def _pages(view: ReportView) -> Sheet:
    return sheet(
        "Pages",
        "What the plan means for each organisation and each council",
        [
            ("Kind", "Organisation or council", 14),
            ("Code", "As text", 10),
            ("Name", "Its name", 36),
            ("Question", "What is answered", 30),
            ("Answer", "In words", 100),
        ],
        [(p.kind, p.code, p.name, x.question, x.answer) for p in view.pages for x in p.lines],
    )
