"""Who holds which posts today, for checking halves; solver halves are given ``model.posts``."""

from __future__ import annotations

from collections import defaultdict

from planner.core.instance import Instance
from planner.core.rows import OfficeHolder


def posts_by_person(instance: Instance) -> dict[str, list[OfficeHolder]]:
    """Posts of today by person.

    A row without id is a person of its own, ``post:ORGANISATION:ROLE:n``, with n from 1 over the rows without
    id of that organisation and role, in the order of term_end, audit_chair, nominated_by.

    Returns:
        Rows by person id, in the order of the instance.
    """
    people: dict[str, list[OfficeHolder]] = defaultdict(list)
    nameless: dict[tuple[str, str], list[OfficeHolder]] = defaultdict(list)
    for row in instance.office_holders:
        if row.id:
            people[row.id].append(row)
        else:
            nameless[row.organisation, row.role].append(row)
    for (organisation, role), rows in nameless.items():
        rows.sort(key=lambda row: (row.term_end, row.audit_chair, row.nominated_by or ""))
        for n, row in enumerate(rows, 1):
            people[f"post:{organisation}:{role}:{n}"].append(row)
    return dict(people)
