"""Checks of office holders: one board has one chair and one audit chair, one person has one set of facts."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from planner.io.collect import Collector
from planner.io.draft import Draft
from planner.io.tables import Placed


def check_people(draft: Draft, out: Collector) -> None:
    """Faults in office_holders."""
    _boards(draft, out)
    _since(draft, out)
    for posts in draft.people.values():
        _person(posts, out)


def _boards(draft: Draft, out: Collector) -> None:
    chairs: dict[str, Placed[Any]] = {}
    audit: dict[str, Placed[Any]] = {}
    for placed in draft.tables["office_holders"]:
        row = placed.row
        if row.role == "chair":
            first = chairs.setdefault(row.organisation, placed)
            if first is not placed:
                out.add(
                    "P-420",
                    f"{row.organisation} has two chairs",
                    placed.file,
                    row=placed.line,
                    column="role",
                    value=row.role,
                    why=f"Row {first.line} is its chair; a board has one (A3.3).",
                    fix="Correct the organisation or the role of one of them.",
                )
        if not row.audit_chair:
            continue
        if row.role == "chair":
            out.add(
                "P-422",
                "The chair of the board is given as audit chair",
                placed.file,
                row=placed.line,
                column="audit_chair",
                value="yes",
                why="The audit committee is chaired by a NED other than the chair of the board.",
                fix="Write no here, and yes for the right person.",
            )
            continue
        first = audit.setdefault(row.organisation, placed)
        if first is not placed:
            out.add(
                "P-421",
                f"{row.organisation} has two audit chairs",
                placed.file,
                row=placed.line,
                column="audit_chair",
                value="yes",
                why=f"Row {first.line} is its audit chair.",
                fix="Write no in one of the two rows.",
            )


def _since(draft: Draft, out: Collector) -> None:
    """A post that ends before it begins."""
    for placed in draft.tables["office_holders"]:
        row = placed.row
        if row.in_post_since is not None and row.in_post_since > row.term_end:
            out.add(
                "P-426",
                "The post begins after its term ends",
                placed.file,
                row=placed.line,
                column="in_post_since",
                value=row.in_post_since,
                why=f"term_end is {row.term_end.isoformat()}.",
                fix="Correct one of the two dates, or leave in_post_since empty.",
            )


def _person(posts: list[Placed[Any]], out: Collector) -> None:
    first_at: dict[str, Placed[Any]] = {}
    given: dict[str, Placed[Any]] = {}
    for placed in posts:
        row = placed.row
        before = first_at.setdefault(row.organisation, placed)
        if before is not placed:
            same = before.row.role == row.role
            out.add(
                "P-401" if same else "P-423",
                "The post is given twice" if same else "One person is chair and NED of one board",
                placed.file,
                row=placed.line,
                column="id",
                value=row.id,
                why=f"Row {before.line} is the same person on the same board.",
                fix="Delete one of the two rows."
                if same
                else "Correct the id or the role in one of the two rows.",
            )
        for column in ("max_boards", "nominated_by"):
            value = getattr(row, column)
            if value is None:
                continue
            other = given.setdefault(column, placed)
            if getattr(other.row, column) != value:
                out.add(
                    "P-424",
                    f"One person has two values of {column}",
                    placed.file,
                    row=placed.line,
                    column=column,
                    value=value,
                    why=f"Row {other.line}, the same person, says {getattr(other.row, column)}.",
                    fix="Give the same value in both rows.",
                )
    boards = len(first_at)
    capped = given.get("max_boards")
    if capped is not None and capped.row.max_boards < boards:
        out.add(
            "P-425",
            "max_boards is less than the boards held today",
            capped.file,
            row=capped.line,
            column="max_boards",
            value=capped.row.max_boards,
            why=f"{capped.row.id} sits on {boards} boards today.",
            fix=f"Enter {boards} or more, or leave the cell empty.",
        )


def people_by_board(draft: Draft) -> dict[str, list[Placed[Any]]]:
    """Posts of today by organisation."""
    found: dict[str, list[Placed[Any]]] = defaultdict(list)
    for placed in draft.tables["office_holders"]:
        found[placed.row.organisation].append(placed)
    return found
