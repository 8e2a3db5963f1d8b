"""Figures about pay, counted again."""

from __future__ import annotations

from collections.abc import Callable

from planner.checker.comparison.count import Count, one
from planner.checker.comparison.facts import Facts


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


COUNTS: dict[str, Callable[[Facts], Count]] = {
    f.__name__[1:]: f for f in (_cost, _cost_change, _chair_pay, _paid_outside)
}
"""By figure."""
