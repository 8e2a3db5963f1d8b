"""Sheets about who decides, and what partners said."""

from __future__ import annotations

from planner.report.sheet import Cell, Sheet, day, sheet
from planner.report.views.deciders import NOT_RECORDED, Deciders


def decider_sheets(found: Deciders) -> tuple[Sheet, ...]:
    """Who proposes, is consulted and decides; and views by cluster, ``not recorded`` where there are none."""
    rows: list[tuple[Cell, ...]] = [
        (d.recommendation, d.proposes, d.consulted, d.decides, d.marks) for d in found.rows
    ]
    who = sheet(
        "Deciders",
        "Who proposes, who is consulted and who decides, for each kind of recommendation",
        [
            ("Recommendation", "What it is about", 40),
            ("Proposes", "Who proposes it", 40),
            ("Consulted", "Who is consulted", 40),
            ("Decides", "Deciders", 40),
            ("Paragraphs", "Where it is written", 22),
        ],
        rows,
    )
    views: list[tuple[Cell, ...]] = [
        (v.about, v.stakeholder, v.view, day(v.when), v.evidence) for v in found.views
    ]
    said = sheet(
        "Views",
        found.note,
        [
            ("About", "Cluster, or what the view names", 36),
            ("Partner", "Who was asked", 30),
            ("View", "As views.csv has it", 50),
            ("Date", "Of the view", 18),
            ("Evidence", "Letter or minute", 30),
        ],
        views or [(NOT_RECORDED,) * 5],
    )
    return who, said
