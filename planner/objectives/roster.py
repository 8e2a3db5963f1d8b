"""Who holds which post today and who sits where in a plan: for values of board levels and for the checker.

The solver half never calls this.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from planner.core.instance import Instance
from planner.core.plan import Plan, Role
from planner.core.rows import OfficeHolder


def posts_today(instance: Instance) -> dict[str, tuple[OfficeHolder, ...]]:
    """Posts of today by person id.

    Rows of one id are one person. A row without id is a person of its own, ``post:ORG:role:n``, with n from 1
    in the order of term end, audit chair, nominating authority.
    """
    found: dict[str, list[OfficeHolder]] = defaultdict(list)
    nameless: list[OfficeHolder] = []
    for holder in instance.office_holders:
        if holder.id:
            found[holder.id].append(holder)
        else:
            nameless.append(holder)
    nameless.sort(key=lambda h: (h.term_end, h.audit_chair, h.nominated_by or ""))
    number: Counter[tuple[str, str]] = Counter()
    for holder in nameless:
        number[holder.organisation, holder.role] += 1
        n = number[holder.organisation, holder.role]
        found[f"post:{holder.organisation}:{holder.role}:{n}"].append(holder)
    return {person: tuple(rows) for person, rows in sorted(found.items())}


def seats(plan: Plan) -> dict[str, set[tuple[str, Role]]]:
    """Seats by person id as (organisation, role), of everyone who sits on a board of the plan."""
    found: dict[str, set[tuple[str, Role]]] = defaultdict(set)
    for board in plan.boards:
        if board.chair is not None:
            found[board.chair].add((board.organisation, "chair"))
        for ned in board.neds:
            found[ned.person].add((board.organisation, "ned"))
    return dict(found)
