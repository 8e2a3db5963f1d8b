"""Sheets about other plans: lists of good plans with their aims, and trade-offs with what is marked."""

from __future__ import annotations

from planner.report.sheet import Cell, Sheet, figure, sheet
from planner.report.views import ReportView

Row = tuple[Cell, ...]


def other_sheets(view: ReportView) -> tuple[Sheet, ...]:
    """Two sheets where lists of plans were given, two where trade-offs were."""
    found: list[Sheet] = []
    if view.others:
        found += [_plans(view), _aims(view)]
    if view.fronts:
        found += [_points(view), _words(view)]
    return tuple(found)


def _plans(view: ReportView) -> Sheet:
    rows: list[Row] = []
    for one in view.others:
        rows += [
            (
                one.title,
                r.name,
                r.clusters,
                r.proved,
                r.moves,
                "none" if r.nearest is None else r.nearest,
                "\n".join(r.differences),
            )
            for r in one.rows
        ]
        about = (*one.sentences, *([one.note] if one.note else []))
        rows += [(one.title, "about the list", *["not applicable"] * 4, text) for text in about]
    return sheet(
        "Other plans",
        "Other good plans for the same question, how far from this one, and what differs",
        [
            ("List", "Which list of plans", 30),
            ("Plan", "Its name in the list", 18),
            ("Clusters", "How many", 10),
            ("Proved best", "Best of its kind, proved", 10),
            ("Moves from this plan", "Fewest organisations that move to another cluster", 14),
            ("Moves from another", "The fewest from any other plan of the list", 14),
            ("What differs", "From this plan, one a line; or what was asked and what is certain", 90),
        ],
        rows,
    )


def _aims(view: ReportView) -> Sheet:
    rows: list[Row] = [
        (one.title, one.rows[n].name, a.title, a.unit, figure(value), figure(a.mine))
        for one in view.others
        for a in one.aims
        for n, value in enumerate(a.values)
    ]
    return sheet(
        "Other plans aims",
        "Aims that come out differently in other plans, beside this one; less is better",
        [
            ("List", "Which list of plans", 30),
            ("Plan", "Its name in the list", 18),
            ("Aim", "In words", 50),
            ("Unit", "What is counted", 30),
            ("Value", "In that plan", 14),
            ("This plan", "In the plan of this workbook", 14),
        ],
        rows,
    )


def _points(view: ReportView) -> Sheet:
    most = max(len(f.aims) for f in view.fronts)
    rows: list[Row] = []
    for f in view.fronts:
        missing = ["not applicable"] * (most - len(f.aims))
        for r in f.rows:
            values = (*(figure(v) for v in r.values), *missing)
            rows.append((f.title, figure(r.number or "beside"), *values, figure(r.clusters), r.marks))
    order = ("First", "Second", "Third")[:most]
    return sheet(
        "Best compromises",
        "Every best compromise of each trade-off, with today, the reference and this plan",
        [
            ("Trade-off", "Which aims; the sheet Trade-off words has their units", 40),
            ("Number", "Of the best compromise; beside: it is none of them", 10),
            *((f"{word} aim", f"Value of the {word.lower()} aim of the trade-off", 16) for word in order),
            ("Clusters", "How many, or how many under each model", 30),
            ("Which", "Best compromise, today, the reference, this plan", 24),
        ],
        rows,
    )


def _words(view: ReportView) -> Sheet:
    rows: list[Row] = []
    for f in view.fronts:
        rows += [(f.title, f"aim {n}", text) for n, text in enumerate(f.aims, start=1)]
        rows += [(f.title, "about", text) for text in f.sentences]
        rows += [(f.title, "mark", text) for text in f.marks]
    return sheet(
        "Trade-off words",
        "What each trade-off is over, and where today, the reference and this plan stand",
        [
            ("Trade-off", "Which aims", 40),
            ("What", "Aim with its unit, what it is over, or a mark", 12),
            ("Text", "In words", 100),
        ],
        rows,
    )
