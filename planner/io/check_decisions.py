"""Checks of decisions: what they name is there, due process is recorded, no two contradict."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from planner.core.rows import Decision
from planner.io.collect import Collector, did_you_mean, shown
from planner.io.crosscheck import refers
from planner.io.draft import Draft
from planner.io.tables import Placed

_NEEDS_OBJECT = {
    "keep_together": "the second organisation",
    "keep_apart": "the second organisation",
    "cross_region": "the region that the organisation may join",
    "exempt": "codes of organisations separated by ;",
    "keep_in_post": "the organisation",
    "place": "the organisation",
}

_NO_CODE = re.compile(r"[^A-Za-z0-9_-]+")
"""What stands between two codes that are not separated as they should be."""

SHAPE_RULES = frozenset({"M1-a", "M1-b", "M2-a", "M3-a", "M3-b", "M3-c"})
"""Rules that say what a governance model is; a plan without them would be of no model."""


def check_decisions(draft: Draft, out: Collector) -> None:
    """Faults in decisions."""
    for placed in draft.tables["decisions"]:
        row: Decision = placed.row
        wanted = _NEEDS_OBJECT.get(row.kind)
        if wanted and row.object is None:
            _add(
                "P-501",
                "object is empty",
                placed,
                "object",
                None,
                f"A decision {row.kind} needs {wanted} there.",
                f"Enter {wanted}.",
                out,
            )
            continue
        _SUBJECTS[row.kind](placed, draft, out)


def _add(
    code: str,
    what: str,
    placed: Placed[Any],
    column: str,
    value: object,
    why: str,
    fix: str,
    out: Collector,
) -> None:
    out.add(code, what, placed.file, row=placed.line, column=column, value=value, why=why, fix=fix)


def _organisation(placed: Placed[Any], column: str, draft: Draft, out: Collector) -> bool:
    return refers(placed, column, getattr(placed.row, column), "organisation", draft, out)


def _pair(placed: Placed[Any], draft: Draft, out: Collector) -> None:
    known = [_organisation(placed, c, draft, out) for c in ("subject", "object")]
    if all(known) and placed.row.subject == placed.row.object:
        _add(
            "P-502",
            "The decision names one organisation twice",
            placed,
            "object",
            placed.row.object,
            f"{placed.row.kind} is about two organisations.",
            "Correct one of the codes.",
            out,
        )


def _cross_region(placed: Placed[Any], draft: Draft, out: Collector) -> None:
    row = placed.row
    _organisation(placed, "subject", draft, out)
    body = draft.organisations.get(row.subject)
    regions = draft.known("region")
    if regions is not None and row.object not in regions:
        _add(
            "P-503",
            "The region is not known",
            placed,
            "object",
            row.object,
            "No organisation lies in it. Regions: " + ", ".join(sorted(regions)) + ".",
            did_you_mean(row.object, regions, "Write the region as in organisations."),
            out,
        )
    elif body is not None and body.region == row.object:
        _add(
            "P-504",
            "The organisation lies in that region already",
            placed,
            "object",
            row.object,
            "cross_region lets an organisation join a cluster led by another region.",
            "Name the other region, or delete the row.",
            out,
        )


def _exempt(placed: Placed[Any], draft: Draft, out: Collector) -> None:
    row = placed.row
    parts = (row.object or "").split(";")
    codes = [c for part in parts for c in _NO_CODE.split(part) if c and c.casefold() != "and"]
    if len(codes) > len(parts):
        _add(
            "P-512",
            "Several organisations must be separated by ;",
            placed,
            "object",
            row.object,
            "A space, a comma or another sign between them makes one code of two.",
            f"Write {shown(';'.join(codes))}.",
            out,
        )
    else:
        for code in parts:
            refers(placed, "object", code, "organisation", draft, out)
    if row.subject == "GEO-4":
        _add(
            "P-506",
            "GEO-4 can't be lifted by exempt",
            placed,
            "subject",
            row.subject,
            "There is no other exemption from GEO-4; use cross_region.",
            "Write cross_region, the organisation and the region it may join.",
            out,
        )
        return
    if draft.rulebook is None:
        return
    rules = draft.rulebook.by_id
    if row.subject not in rules:
        _add(
            "P-505",
            "The rule is not known",
            placed,
            "subject",
            row.subject,
            f"The rulebook {draft.rulebook.id} has no such rule; planner rules lists them.",
            did_you_mean(row.subject, rules, "Write the id of a rule, for example GEO-SIZE."),
            out,
        )
        return
    rule = rules[row.subject]
    if rule.authority == "statute":
        _add(
            "P-507",
            "A statute can't be lifted",
            placed,
            "subject",
            row.subject,
            f"{rule.title} That is law ({rule.cited}).",
            "Delete the row; only guidance and your own choices can be lifted.",
            out,
        )
    elif row.subject.startswith("DEC-"):
        _add(
            "P-508",
            "A decision can't be lifted by another",
            placed,
            "subject",
            row.subject,
            "Both are yours.",
            "Delete or change the decision itself.",
            out,
        )
    elif row.subject in SHAPE_RULES:
        _add(
            "P-509",
            "The shape of a governance model can't be lifted",
            placed,
            "subject",
            row.subject,
            f"{rule.title} It is what makes the model that model.",
            "Write a variant of the model as a file and give it with -g FILE (models/README.md).",
            out,
        )
    elif rule.scope == "partition":
        _add(
            "P-508",
            "The rule is about the whole map",
            placed,
            "subject",
            row.subject,
            f"{rule.title} It can't be lifted from one cluster.",
            "For the number of clusters use the option --clusters.",
            out,
        )


def _person(placed: Placed[Any], draft: Draft, out: Collector) -> bool:
    return refers(placed, "subject", placed.row.subject, "person", draft, out)


def _keep_in_post(placed: Placed[Any], draft: Draft, out: Collector) -> None:
    row = placed.row
    if not (_person(placed, draft, out) & _organisation(placed, "object", draft, out)):
        return
    posts = draft.people.get(row.subject)
    if posts is not None and row.object not in {p.row.organisation for p in posts}:
        _add(
            "P-509",
            "The person has no post there today",
            placed,
            "object",
            row.object,
            f"keep_in_post keeps a post of today; {row.subject} has none at {row.object}.",
            "Name the organisation of a post that office_holders has. A seat elsewhere is the outcome of due "
            "process: place, with role, route, date and reference.",
            out,
        )


def _due_process(placed: Placed[Any], out: Collector) -> None:
    for column in ("route", "date", "reference"):
        if getattr(placed.row, column) is None:
            _add(
                "P-511",
                f"{column} is empty",
                placed,
                column,
                None,
                f"{placed.row.kind} is the outcome of due process: it needs route, date and reference (A5.2).",
                "Enter the route (agreement, interview or paper), the date and the minute or letter.",
                out,
            )


def _place(placed: Placed[Any], draft: Draft, out: Collector) -> None:
    _person(placed, draft, out)
    _organisation(placed, "object", draft, out)
    if placed.row.role is None:
        _add(
            "P-510",
            "role is empty",
            placed,
            "role",
            None,
            "A place is as chair or as NED of a board.",
            "Enter chair or ned.",
            out,
        )
    _due_process(placed, out)


def _release(placed: Placed[Any], draft: Draft, out: Collector) -> None:
    _person(placed, draft, out)
    _due_process(placed, out)


_SUBJECTS: dict[str, Callable[[Placed[Any], Draft, Collector], None]] = {
    "keep_together": _pair,
    "keep_apart": _pair,
    "cross_region": _cross_region,
    "exempt": _exempt,
    "keep_in_post": _keep_in_post,
    "place": _place,
    "release": _release,
}
