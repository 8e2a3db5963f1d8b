"""Explanations of a plan as plain data for ``--json``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from planner.cli.explain_words import held_back

if TYPE_CHECKING:
    from planner.study.prices import Delta, Prices
    from planner.study.why import Audience, GroupingWhy, PostWhy


_PRICE = (
    "kind",
    "subject",
    "authority",
    "title",
    "words",
    "way",
    "status",
    "reason",
    "certainty",
    "cited",
)


def _deltas(deltas: Iterable[Delta], audience: Audience) -> list[dict[str, Any]]:
    """Aims that differ; small counts of people are null for the public."""
    found = []
    for d in deltas:
        if not d.change:
            continue
        figures: dict[str, int | None] = {"before": d.before, "after": d.after, "change": d.change}
        if held_back(d, audience):
            figures = dict.fromkeys(figures)
        found.append({"level": d.level, "title": d.title, "unit": d.unit, **figures, "proved": d.proved})
    return found


def prices_json(found: Prices, audience: Audience) -> dict[str, Any]:
    """The price list."""
    rows = []
    for r in found.rows:
        plain = {name: getattr(r, name) for name in _PRICE}
        rows.append({**plain, "deltas": _deltas(r.deltas, audience), "better": r.better})
    return {
        "audience": audience,
        "prices": rows,
        "slack": [{**asdict(s), "almost": s.almost} for s in found.slack],
        "notes": found.notes,
        "plans_worked_out": found.asked,
        "crossings_asked": found.crossings,
        "crossings_left": found.crossings_left,
    }


def grouping_json(found: GroupingWhy, audience: Audience) -> dict[str, Any]:
    """Why a grouping is as it is."""
    rows = []
    for a in found.alternatives:
        row = asdict(a)
        row["deltas"] = _deltas(a.deltas, audience)
        row["route_deltas"] = _deltas(a.route_deltas, audience)
        row["decides"] = a.decides.level if a.decides is not None else None
        rows.append(row)
    return {**asdict(found), "alternatives": rows}


def post_json(found: PostWhy) -> dict[str, Any]:
    """What decides a post; people only where the panel asked."""
    document = asdict(found)
    for person, row in zip(found.people, document["people"], strict=True):
        for effect, cell in zip(person.effects, row["effects"], strict=True):
            cell["deltas"] = _deltas(effect.deltas, "panel")
    return document
