"""Who stays on a board that keeps its people (Models 1 and 4, standalone), as rule M4-a has it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.boards.pool import Posts
from planner.core.instance import Instance

MOST = 7
"""NEDs up to which a board keeps everybody (A3.3)."""


@dataclass(frozen=True)
class Kept:
    """One board's staying people and how many NEDs it may have."""

    chairs: Sequence[str]
    neds: Sequence[str]
    least: int
    """So many of the staying NEDs keep their seat."""
    most: int
    """More NEDs the board may not have."""

    @property
    def all_stay(self) -> bool:
        """Whether every staying NED keeps the seat."""
        return self.least == len(self.neds)


def kept(instance: Instance, posts: Posts, organisation: str) -> Kept:
    """Staying people of one board: not released, in office to the end, not placed there in the other role."""
    released = {d.subject for d in instance.decisions if d.kind == "release"}
    placed = {(d.subject, d.role) for d in instance.decisions if d.kind == "place" and d.object == organisation}
    facts = instance.by_code[organisation]
    lacking = {
        c.local_authority
        for c in instance.coverage
        if c.relevant and c.organisation == organisation and facts.kind != "pct"
    }
    chairs, neds, renewable = [], [], 0
    for person, rows in posts.items():
        here = [r for r in rows if r.organisation == organisation]
        if not here or person in released:
            continue
        roles = {r.role for r in here}
        if instance.renewals != "assumed" and max(r.term_end for r in here) < instance.horizon_end:
            renewable += instance.renewals == "chosen" and "ned" in roles and (person, "chair") not in placed
            continue
        if "chair" in roles and (person, "ned") not in placed:
            chairs.append(person)
        if "ned" in roles and (person, "chair") not in placed:
            neds.append(person)
            lacking -= {r.nominated_by for r in rows if r.la_member}
    least = max(0, min(len(neds), MOST - len(lacking)))
    most = max(facts.ned_seats, min(MOST, len(neds) + renewable + len(lacking)))
    return Kept(tuple(chairs), tuple(neds), least, most)
