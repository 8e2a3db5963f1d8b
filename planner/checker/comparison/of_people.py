"""Figures about the map and office holders, counted again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from planner.checker.comparison.count import FEWEST, Count, one
from planner.checker.comparison.facts import Facts


def _clusters(f: Facts) -> Count:
    return one(len(f.groups))


def _alone(f: Facts) -> Count:
    return one(sum(len(g) == 1 for g in f.groups))


def _population(f: Facts) -> Count:
    people = sorted(sum(f.instance.by_code[c].population for c in g) for g in f.groups)
    return (people[0], people[-1], None)


def _divided(f: Facts) -> Count:
    wholes = [
        {r.organisation for r in f.instance.coverage if r.local_authority == la}
        for la in {r.local_authority for r in f.instance.coverage}
    ]
    wholes += [
        {o.code for o in f.instance.organisations if o.arrangement == name}
        for name in {o.arrangement for o in f.instance.organisations if o.arrangement}
    ]
    return one(sum(sum(not w.isdisjoint(g) for g in f.groups) - 1 for w in wholes))


def _reference_kept(f: Facts) -> Count:
    place = {o.code: o.cluster_reference or "" for o in f.instance.organisations}
    place.update(f.instance.reference or ())
    if "" in place.values():
        return None
    ours = {tuple(sorted(g)) for g in f.groups}
    theirs = {tuple(sorted(c for c in place if place[c] == name)) for name in place.values()}
    return one(len(ours & theirs), len(theirs))


def _places_end(f: Facts) -> Count:
    worst = 0
    for person in f.plan.people if f.plan else ():
        worst += person.outcome == "place_ends"
    return (0, worst, None)


def _chairs_kept(f: Facts) -> Count:
    chairs = {p for p, rows in f.posts.items() if "chair" in [r.role for r in rows]}
    return one(sum(any(p == s.chair for s in f.boards.values()) for p in chairs), len(chairs))


def _neds_kept(f: Facts) -> Count:
    neds = [p for p, rows in f.posts.items() if "chair" not in [r.role for r in rows]]
    return one(len(f.sitting.intersection(neds)), len(neds))


def _people_kept(f: Facts) -> Count:
    return one(len(f.sitting.intersection(f.posts)), len(f.posts))


def _offers_used(f: Facts) -> Count:
    outcomes = Counter(p.outcome for p in f.plan.people) if f.plan else Counter[str]()
    n = outcomes["stands_down"] + outcomes["alternative_role"]
    return None if 0 < n < FEWEST else one(n)


def _recruits(f: Facts) -> Count:
    return one(len(f.sitting.difference(f.posts)))


def _competitions(f: Facts) -> Count:
    if f.plan is None:
        return one(0)
    if {p.certainty for p in f.plan.people} & {"not_computed"}:
        return None
    return one(len(f.plan.ring_fences))


COUNTS: dict[str, Callable[[Facts], Count]] = {
    f.__name__[1:]: f
    for f in (
        _clusters,
        _alone,
        _population,
        _divided,
        _reference_kept,
        _places_end,
        _chairs_kept,
        _neds_kept,
        _people_kept,
        _offers_used,
        _recruits,
        _competitions,
    )
}
"""By figure."""
