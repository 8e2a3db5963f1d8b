"""What cross-checks work on: parsed rows with their places, before they become an instance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from planner.core.rows import Organisation
from planner.core.rulebook import Rulebook
from planner.io.head import Head
from planner.io.tables import Placed

CARE_TRUSTS = ("care_trust", "care_trust_plus")

HOMES = {
    "organisation": ("organisations", "code"),
    "region": ("organisations", "region"),
    "authority": ("local_authorities", "code"),
    "consortium": ("consortia", "code"),
    "person": ("office_holders", "id"),
}
"""Table and column in which what is referred to stands."""


@dataclass(frozen=True)
class Draft:
    """All tables of one input."""

    head: Head | None
    tables: Mapping[str, list[Placed[Any]]]
    rulebook: Rulebook | None = None
    mentioned: Mapping[tuple[str, str], frozenset[str] | None] = field(default_factory=dict)
    """By table and column: what stands there, also in rows with a fault; None when it can't be known.

    References are judged by it, so that one fault in a row doesn't make all that refer to it faulty.
    """

    @cached_property
    def organisations(self) -> dict[str, Organisation]:
        """Organisations by code; the first of doubles."""
        found: dict[str, Organisation] = {}
        for placed in self.tables["organisations"]:
            found.setdefault(placed.row.code, placed.row)
        return found

    def known(self, kind: str) -> frozenset[str] | None:
        """Codes of one kind (or ``region``) that may be referred to; None when that can't be known."""
        return self._people_known if kind == "person" else self.mentioned.get(HOMES[kind], frozenset())

    @cached_property
    def _people_known(self) -> frozenset[str] | None:
        """Ids that stand in the roster, and those of posts without one."""
        named = self.mentioned.get(HOMES["person"], frozenset())
        return None if named is None else named | frozenset(p for p in self.people if p.startswith("post:"))

    @cached_property
    def people(self) -> dict[str, list[Placed[Any]]]:
        """Posts by id of the person."""
        found: dict[str, list[Placed[Any]]] = {}
        unnamed: dict[tuple[str, str], list[Placed[Any]]] = {}
        for placed in self.tables["office_holders"]:
            if placed.row.id:
                found.setdefault(placed.row.id, []).append(placed)
            else:
                unnamed.setdefault((placed.row.organisation, placed.row.role), []).append(placed)
        for (organisation, role), rows in unnamed.items():
            rows.sort(key=lambda p: (p.row.term_end, p.row.audit_chair, p.row.nominated_by or ""))
            for number, placed in enumerate(rows, start=1):
                found[f"post:{organisation}:{role}:{number}"] = [placed]
        return found

    @cached_property
    def relevant(self) -> dict[str, set[str]]:
        """Authorities that nominate, by organisation."""
        found: dict[str, set[str]] = {}
        for placed in self.tables["coverage"]:
            if placed.row.relevant:
                found.setdefault(placed.row.organisation, set()).add(placed.row.local_authority)
        return found
