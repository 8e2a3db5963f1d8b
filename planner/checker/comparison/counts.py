"""Figures about map, people, boards and pay, counted again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from planner.checker.comparison.facts import Facts, Seats
from planner.core.instance import Instance

Count = tuple[int, int, int | None] | None
"""Least, greatest, and how many at most; None where there is no figure."""
FEWEST = 5


def one(n: int, of: int | None = None) -> Count:
    """A number, perhaps of a whole."""
    return (n, n, of)


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
    return one(sum(any(p in s.people for s in f.boards.values()) for p in neds), len(neds))


def _people_kept(f: Facts) -> Count:
    there = {p for s in f.boards.values() for p in s.people}
    return one(len(there.intersection(f.posts)), len(f.posts))


def _offers_used(f: Facts) -> Count:
    outcomes = Counter(p.outcome for p in f.plan.people) if f.plan else Counter[str]()
    n = outcomes["stands_down"] + outcomes["alternative_role"]
    return None if 0 < n < FEWEST else one(n)


def _recruits(f: Facts) -> Count:
    return one(len({p for s in f.boards.values() for p in s.people}.difference(f.posts)))


def _competitions(f: Facts) -> Count:
    if f.plan is None:
        return one(0)
    if {p.certainty for p in f.plan.people} & {"not_computed"}:
        return None
    return one(len(f.plan.ring_fences))


def _board_size(f: Facts) -> Count:
    sizes = sorted(len(s.people) for s in f.boards.values())
    return (sizes[0], sizes[-1], None)


def _bodies(f: Facts) -> list[int]:
    return sorted(len(body) for k in f.several if (body := f.meeting(k)) is not None)


def _body_size(f: Facts) -> Count:
    sizes = _bodies(f)
    return (sizes[0], sizes[-1], None) if sizes else None


def _bodies_large(f: Facts) -> Count:
    sizes = _bodies(f)
    return one(len([s for s in sizes if s > f.rulebook.cluster_board_limit]), len(sizes)) if sizes else None


def _alike(f: Facts, k: int) -> tuple[bool, bool]:
    """Whether the boards of a cluster have one chair, and the same directors."""
    boards = [f.boards[c] for c in f.groups[k]]
    first = boards[0]
    return (
        bool(first.chair) and all(b.chair == first.chair for b in boards),
        all(set(b.neds) == set(first.neds) for b in boards),
    )


def _single_meeting(f: Facts) -> Count:
    return one(sum(all(_alike(f, k)) for k in f.several), len(f.several))


def _one_chair(f: Facts) -> Count:
    return one(sum(_alike(f, k)[0] or f.nominated[k] is not None for k in f.several), len(f.several))


def _audit_own(f: Facts) -> Count:
    chairs = [s.audit for s in f.boards.values()]
    return one(sum(a is not None and chairs.count(a) == 1 for a in chairs), len(chairs))


def _meetings(f: Facts) -> Count:
    total = 0
    for group, model in zip(f.groups, f.models, strict=True):
        fixed, each = model.yearly_meetings if model is not None else (0, 0)
        total += fixed + each * len(group)
    return one(total)


def _complexity(f: Facts) -> Count:
    total = 0
    for k, (group, model) in enumerate(zip(f.groups, f.models, strict=True)):
        as_one = model is not None and not model.keeps_boards and model.locality_neds == (0, 0)
        total += 1 if as_one else len(group)
        total += f.nominated[k] is not None
        total += len({f.boards[c].audit for c in group if f.boards[c].audit})
    return one(total)


def _rate(f: Facts, held: list[tuple[str, str]]) -> int:
    """Pounds a year for one person's seats or posts."""
    pay = f.rulebook.pay
    best = max([{"ned": pay.ned, "audit": pay.audit_chair}.get(role, 0) for role, _ in held], default=0)
    led = [code for role, code in held if role == "chair"]
    return max(best, _chair(f, led)) if led else best


def _chair(f: Facts, codes: list[str]) -> int:
    people = 0
    for code in codes:
        o = f.instance.by_code[code]
        people += o.population if o.weighted_population is None else o.weighted_population
    pounds = 0
    for band in f.rulebook.pay.chair:
        if band.above < people:
            pounds = band.pounds
    return pounds


def _bill(f: Facts) -> tuple[int, int]:
    """Pay of filled seats, and what vacant ones would add."""
    filled = sum(_rate(f, seats) for seats in f.held.values())
    more = 0
    for group, model in zip(f.groups, f.models, strict=True):
        empty = [f.boards[c].empty for c in group]
        same = model is not None and not model.keeps_boards and model.locality_neds == (0, 0)
        more += f.rulebook.pay.ned * (max(empty) if same else sum(empty))
        more += sum(_chair(f, [c]) for c in group if f.boards[c].chair is None)
    return filled, more


def _cost(f: Facts) -> Count:
    filled, more = _bill(f)
    return (filled, filled + more, None)


def _cost_change(f: Facts) -> Count:
    filled, more = _bill(f)
    before = 0
    for rows in f.posts.values():
        before += _rate(
            f, [("audit" if r.audit_chair and r.role == "ned" else r.role, r.organisation) for r in rows]
        )
    return (filled - before, filled + more - before, None)


def _chair_pay(f: Facts) -> Count:
    return one(sum(_rate(f, seats) for seats in f.held.values() if any(role == "chair" for role, _ in seats)))


def _paid_outside(f: Facts) -> Count:
    bodies = [(k, body) for k in f.several if (body := f.meeting(k)) is not None]
    inside = {p for _, body in bodies for p in body}
    beside = {p for k, _ in bodies for c in f.groups[k] for p in f.boards[c].people} - inside
    return one(sum(_rate(f, f.held[p]) for p in beside))


def _short(f: Facts, leave: int) -> Count:
    rule = f.rulebook.by_id.get("BRD-3")
    five = rule.parameters.get("min", 5) if rule is not None else 5
    return one(sum(len(s.neds) - leave >= five for s in f.boards.values()), len(f.boards))


def _survive_one(f: Facts) -> Count:
    return _short(f, 1)


def _survive_two(f: Facts) -> Count:
    return _short(f, 2)


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


ALWAYS: dict[str, Callable[[Facts], Count]] = {
    g.__name__[1:]: g for g in (_clusters, _alone, _population, _divided, _reference_kept)
}
"""Figures that a map without boards has too."""
WITH_BOARDS: dict[str, Callable[[Facts], Count]] = {
    g.__name__[1:]: g
    for g in (
        _places_end,
        _chairs_kept,
        _neds_kept,
        _people_kept,
        _offers_used,
        _recruits,
        _competitions,
        _board_size,
        _body_size,
        _bodies_large,
        _single_meeting,
        _one_chair,
        _audit_own,
        _meetings,
        _complexity,
        _cost,
        _cost_change,
        _chair_pay,
        _paid_outside,
        _survive_one,
        _survive_two,
        _own_people,
        _own_voice,
        _cluster_voice,
        _nominees,
        _skills_missing,
    )
}
"""Figures of boards, but for chances and characteristics."""
