"""Figures about local voice, nominees and skills, counted again."""

from __future__ import annotations

from collections.abc import Callable

from planner.checker.comparison.count import FEWEST, Count, one
from planner.checker.comparison.facts import Facts, Seats
from planner.core.instance import Instance


def _own(f: Facts, code: str, people: set[str]) -> int:
    return sum(any(r.organisation == code for r in f.posts.get(p, ())) for p in people)


def _own_people(f: Facts) -> Count:
    enough = 0
    for group in f.groups:
        wished = 2 if len(group) <= 3 else 1
        enough += sum(_own(f, c, f.boards[c].people) >= wished for c in group)
    return one(enough, len(f.boards))


def _own_voice(f: Facts) -> Count:
    def apart(seats: Seats) -> bool:
        others = [s.people for s in f.boards.values() if s is not seats]
        return any(not any(p in o for o in others) for p in seats.people)

    return one(sum(apart(s) for s in f.boards.values()), len(f.boards))


def _cluster_voice(f: Facts) -> Count:
    pairs = [(k, c) for k in f.several for c in f.groups[k]]
    heard = 0
    for k, code in pairs:
        body = f.meeting(k)
        heard += _own(f, code, f.boards[code].people if body is None else body) > 0
    return one(heard, len(pairs))


def _nominees(f: Facts) -> Count:
    asked = nominating(f.instance)
    if not asked:
        return None
    met = sum(
        any(
            says == council or any(r.nominated_by == council and r.la_member for r in f.posts.get(p, ()))
            for p, says in f.boards[code].neds.items()
        )
        for code, council in asked
    )
    return one(met, len(asked))


def nominating(instance: Instance) -> list[tuple[str, str]]:
    """Care Trusts with each council that nominates to them."""
    return [
        (r.organisation, r.local_authority)
        for r in instance.coverage
        if r.relevant and instance.by_code[r.organisation].kind in ("care_trust", "care_trust_plus")
    ]


def _skills_missing(f: Facts) -> Count:
    lacking = 0
    for seats in f.boards.values():
        there = {s for p in seats.people for r in f.posts.get(p, ()) for s in r.skills}
        lacking += sum(skill not in there for skill in set(f.rulebook.skills))
    return None if 0 < lacking < FEWEST else one(lacking)


COUNTS: dict[str, Callable[[Facts], Count]] = {
    f.__name__[1:]: f for f in (_own_people, _own_voice, _cluster_voice, _nominees, _skills_missing)
}
"""By figure."""
