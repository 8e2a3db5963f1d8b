"""What a public report may say: seats and totals, never an id, nothing that tells one person's outcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Literal

from planner.core.instance import Instance
from planner.core.plan import Plan

Audience = Literal["public"]

FEWEST = 5
"""Personal counts below this are not given (1 to 4 are 'fewer than 5')."""

ABOUT_PEOPLE = frozenset({"DEC-KEEP", "DEC-PLACE", "DEC-RELEASE", "BRD-LOAD", "BRD-TERM", "BRD-TEN", "TRN-3"})
"""Rules whose measured values speak of persons."""

DECISIONS_SHOWN = frozenset({"keep_together", "keep_apart", "cross_region", "exempt"})
"""Kinds of decision that name no person."""

WITHHELD = "not shown in a public report"


class Discretion:
    """Judges whether a text or a count may be shown to everyone."""

    def __init__(self, instance: Instance, plan: Plan) -> None:
        self._instance = instance
        self._plan = plan

    @cached_property
    def _ids(self) -> tuple[str, ...]:
        """Every id of a person in the instance or the plan, longest first."""
        plan, found = self._plan, {p.id for p in self._plan.people}
        found |= {h.id for h in self._instance.office_holders if h.id}
        found |= {s.id for s in self._instance.stances} | {e.id for e in self._instance.equality}
        for board in plan.boards:
            found |= {board.chair or "", board.audit_chair or "", *(n.person for n in board.neds)}
        for cluster in plan.clusters:
            if cluster.cluster_board:
                found |= {cluster.cluster_board.chair, *(n.person for n in cluster.cluster_board.neds)}
        return tuple(sorted(found - {""}, key=lambda i: (-len(i), i)))

    def names_someone(self, text: str) -> bool:
        """Whether a text holds the id of a person, whole or inside other words."""
        return any(i in text for i in self._ids)

    def open_texts(self, texts: Iterable[str], kind: str) -> tuple[str, ...]:
        """Texts that name nobody, and one line that says so when some are left out."""
        return self.kept({t: self.names_someone(t) for t in texts}, kind)

    @staticmethod
    def kept(texts: Mapping[str, bool], kind: str) -> tuple[str, ...]:
        """Texts whose value is False (about nobody), and one line in place of all others."""
        shown = tuple(t for t, personal in texts.items() if not personal)
        return shown if len(shown) == len(texts) else (*shown, f"More {kind} about people: {WITHHELD}.")


def small(value: int) -> str | None:
    """Words in place of a small personal count, None when the count may be given.

    >>> small(3), small(0), small(12)
    ('fewer than 5', None, None)
    """
    return f"fewer than {FEWEST}" if 0 < value < FEWEST else None


def safe(*parts: int) -> bool:
    """Whether all parts of a whole may be given: none of them is a small number of people.

    >>> safe(12, 0), safe(12, 4)
    (True, False)
    """
    return all(small(part) is None for part in parts)
