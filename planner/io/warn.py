"""Warnings: what stands in the input, may be meant, and a planner would want to know."""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal

from planner.io.baseline import board_problems
from planner.io.check_people import people_by_board
from planner.io.collect import Collector
from planner.io.draft import CARE_TRUSTS, Draft
from planner.io.warn_words import warn_of_words

_CONNECTING = ("land", "bridge", "ferry")


def warn(draft: Draft, out: Collector) -> None:
    """Add all warnings."""
    _unconnected(draft, out)
    _shares(draft, out)
    warn_of_words(draft, out)
    if draft.tables["office_holders"]:
        _boards(draft, out)
        _terms(draft, out)
        _nominees(draft, out)
        _skills(draft, out)


def _unconnected(draft: Draft, out: Collector) -> None:
    joined = {c for p in draft.tables["links"] if p.row.kind in _CONNECTING for c in (p.row.a, p.row.b)}
    size = Counter(o.region for o in draft.organisations.values())
    for placed in draft.tables["organisations"]:
        row = placed.row
        if row.code not in joined and size[row.region] > 1:
            out.add(
                "W-601",
                "The organisation has no connection",
                placed.file,
                row=placed.line,
                column="code",
                value=row.code,
                why="Without a link by land, bridge or ferry it can only stand alone (GEO-CON).",
                fix="Add its links, or record the reason: exempt,GEO-SIZE.",
                warning=True,
            )
        if row.population == 0:
            out.add(
                "W-602",
                "The population is 0",
                placed.file,
                row=placed.line,
                column="population",
                value=0,
                why="The population of clusters decides whether they are allowed (GEO-POP).",
                fix="Enter the residents.",
                warning=True,
            )


def _shares(draft: Draft, out: Collector) -> None:
    for table, by, share in (
        ("coverage", "local_authority", "share"),
        ("footprints", "organisation", "share_of_organisation"),
    ):
        total: dict[str, Decimal] = defaultdict(Decimal)
        for placed in draft.tables[table]:
            total[getattr(placed.row, by)] += getattr(placed.row, share) or 0
        for placed in draft.tables[table]:
            code = getattr(placed.row, by)
            if total.get(code, 0) > Decimal("1.005"):
                out.add(
                    "W-603",
                    f"The shares of {code} add up to {total.pop(code)}",
                    placed.file,
                    row=placed.line,
                    column=share,
                    why="Shares of one whole should not exceed 1.",
                    fix="Check them; they are used as they stand.",
                    warning=True,
                )


def _boards(draft: Draft, out: Collector) -> None:
    boards = people_by_board(draft)
    for placed in draft.tables["organisations"]:
        posts = [p.row for p in boards.get(placed.row.code, ())]
        problems = board_problems(posts)
        if problems:
            out.add(
                "W-610",
                f"The board of {placed.row.code} is unlawful today: {'; '.join(problems)}",
                placed.file,
                row=placed.line,
                column="code",
                value=placed.row.code,
                why="A board has one chair and five to seven NEDs (A3.3).",
                fix="Check office_holders; if it is so today, every plan repairs it.",
                warning=True,
            )


def _terms(draft: Draft, out: Collector) -> None:
    if draft.head is None:
        return
    for placed in draft.tables["office_holders"]:
        if placed.row.term_end < draft.head.as_at:
            out.add(
                "W-611",
                "The term is over before the plan takes effect",
                placed.file,
                row=placed.line,
                column="term_end",
                value=placed.row.term_end,
                why=f"The plan takes effect on {draft.head.as_at.isoformat()}.",
                fix="Check the date; delete the row if the post is vacant.",
                warning=True,
            )


def _nominees(draft: Draft, out: Collector) -> None:
    boards = people_by_board(draft)
    rule = draft.rulebook.by_id.get("BRD-7") if draft.rulebook is not None else None
    member = rule is None or rule.parameters.get("member_required", True)
    nominating = {p.row.organisation for p in draft.tables["coverage"] if p.row.relevant}
    for placed in draft.tables["organisations"]:
        if placed.row.kind in CARE_TRUSTS and placed.row.code not in nominating:
            out.add(
                "W-616",
                f"{placed.row.code} is a Care Trust, and no authority is marked as relevant for it",
                placed.file,
                row=placed.line,
                column="kind",
                value=placed.row.kind,
                why="Whether its board has the nominees the law asks for (A3.3, BRD-7) is not checked then.",
                fix="Write relevant = yes in coverage for every authority that nominates to its board.",
                warning=True,
            )
    for placed in draft.tables["coverage"]:
        row = placed.row
        if not row.relevant:
            continue
        present = any(
            p.row.role == "ned"
            and p.row.nominated_by == row.local_authority
            and (p.row.la_member or not member)
            for p in boards.get(row.organisation, ())
        )
        if not present:
            out.add(
                "W-612",
                f"{row.organisation} has no nominee of {row.local_authority} today",
                placed.file,
                row=placed.line,
                column="relevant",
                value="yes",
                why="A Care Trust's board has a NED nominated from each relevant authority (A3.3, BRD-7).",
                fix="Check nominated_by and la_member in office_holders; if it is so, every plan repairs it.",
                warning=True,
            )
    for placed in draft.tables["office_holders"]:
        if placed.row.la_member and placed.row.nominated_by is None:
            out.add(
                "W-613",
                "la_member is yes, but nominated_by is empty",
                placed.file,
                row=placed.line,
                column="nominated_by",
                why="Such a person does not count as a nominee.",
                fix="Enter the authority that nominated, or write no.",
                warning=True,
            )


def _skills(draft: Draft, out: Collector) -> None:
    if draft.rulebook is None:
        return
    listed = set(draft.rulebook.skills)
    odd = [p for p in draft.tables["office_holders"] if set(p.row.skills) - listed]
    if odd:
        out.add(
            "W-614",
            f"{len(odd)} row(s) have skills that the rulebook does not list",
            odd[0].file,
            row=odd[0].line,
            column="skills",
            why="Only listed skills are counted: " + ", ".join(sorted(listed)) + ".",
            fix="Use the words of the list where they are meant.",
            warning=True,
        )
