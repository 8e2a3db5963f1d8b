"""Decisions that are asked about instead of read from a file: the same checks, but for due process.

A "what if" comes before the interview or the agreement, so route, date and reference may be missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from planner.core.faults import Fault
from planner.core.instance import Instance
from planner.core.rows import Decision
from planner.core.rulebook import Rulebook
from planner.io.check_contradictions import check_contradictions
from planner.io.check_decisions import check_decisions
from planner.io.collect import Collector
from planner.io.draft import HOMES, Draft
from planner.io.tables import Placed

ASKED = "the decisions asked about"
"""Stands for the file in faults."""
_DUE_PROCESS = "P-511"


def faults_in(decisions: Sequence[Decision], instance: Instance, rulebook: Rulebook) -> tuple[Fault, ...]:
    """What is wrong with decisions about an instance: unknown or ineligible subjects, contradictions.

    Args:
        decisions: in the order asked; a fault's row is the position, from 1.
        instance: what they are about.
        rulebook: whose rules may be lifted.
    """
    given = {
        "organisations": _placed(instance.organisations),
        "office_holders": _placed(instance.office_holders),
        "local_authorities": _placed(instance.local_authorities),
        "consortia": _placed(instance.consortia),
        "coverage": _placed(instance.coverage),
        "decisions": [Placed(row, ASKED, n) for n, row in enumerate(decisions, 1)],
    }
    mentioned = {
        (table, column): frozenset(str(getattr(p.row, column)) for p in given[table] if getattr(p.row, column))
        for table, column in HOMES.values()
    }
    draft = Draft(None, given, rulebook, mentioned)
    out = Collector()
    check_decisions(draft, out)
    check_contradictions(draft, out)
    return tuple(f for f in out.faults if f.code != _DUE_PROCESS)


def _placed(rows: Sequence[Any]) -> list[Placed[Any]]:
    return [Placed(row, "", 0) for row in rows]
