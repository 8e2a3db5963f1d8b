"""Other plans and trade-offs in a board paper, where the report was given any."""

from __future__ import annotations

from planner.report.papers.document import Block, Table, Text
from planner.report.views import ReportView
from planner.report.views.fronts import Front
from planner.report.views.others import Others


def beside(view: ReportView) -> list[Block]:
    """What is known of other plans for the same question; nothing where nothing was given."""
    return [
        *(block for one in view.others for block in _plans(one)),
        *(block for one in view.fronts for block in _front(one)),
    ]


def _plans(one: Others) -> list[Block]:
    rows = tuple((r.name, str(r.clusters), r.proved, str(r.moves), "\n".join(r.differences)) for r in one.rows)
    head = ("Plan", "Clusters", "Proved best", "Organisations that would move", "What differs from this plan")
    blocks: list[Block] = [Text(" ".join(one.sentences))] if one.sentences else []
    if rows:
        blocks.append(Table(f"Other good plans: {one.title[:1].lower()}{one.title[1:]}", head, rows))
    for block in one.blocks if one.aims else ():
        names = tuple(one.rows[k].name for k in block)
        cells = tuple((a.title, a.unit, a.mine, *(a.values[k] for k in block)) for a in one.aims)
        caption = f"Aims that come out differently, {names[0]} to {names[-1]}; less is better"
        blocks.append(Table(caption, ("Aim", "Counted in", "This plan", *names), cells))
    return [*blocks, Text(one.note)] if one.note else blocks


def _front(one: Front) -> list[Block]:
    blocks: list[Block] = [Text(" ".join((*one.sentences, *one.marks)))]
    if one.page:
        rows = tuple((r.number or "beside", *r.values, r.clusters, r.marks) for r in one.page)
        blocks.append(Table(f"Trade-off: {one.title}", ("Number", *one.aims, "Clusters", "Which"), rows))
    return blocks
