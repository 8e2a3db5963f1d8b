"""Sheets about which model where: caps, and trade-offs between places that end and pay."""

from __future__ import annotations

from planner.report.sheet import Cell, Sheet, figure, sheet
from planner.report.views.choice import Choice


def choice_sheets(choice: Choice | None) -> tuple[Sheet, ...]:
    """Two sheets where models were left open or caps were set, else none."""
    if choice is None:
        return ()
    caps = sheet(
        "Caps",
        "Limits that were set, and what this plan has",
        [
            ("Cap", "What is limited", 60),
            ("This plan", "What the plan has of it", 14),
            ("At most", "The limit", 14),
            ("Unit", "What is counted", 46),
        ],
        [(c.title, figure(c.value), figure(c.most), c.unit) for c in choice.caps],
    )
    rows: list[tuple[Cell, ...]] = [
        (
            figure(t.places_end),
            figure(t.cost),
            figure(t.meetings),
            t.models,
            t.mark or "best compromise",
        )
        for t in choice.tradeoffs
    ]
    trades = sheet(
        "Trade-offs",
        " ".join([*choice.sentences, choice.note]),
        [
            ("Places that end", "People whose place ends without their offer", 16),
            ("Pay", choice.pay, 16),
            ("Meetings a year", "Board meetings of the executive teams; ASSUMED numbers of each model", 16),
            ("Clusters by model", "How many clusters under each model", 40),
            ("Which", "This plan, or another best compromise between places that end and pay", 20),
        ],
        rows,
    )
    return caps, trades
