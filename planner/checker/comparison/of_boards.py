"""Figures about boards and what serves them, counted again."""

from __future__ import annotations

from collections.abc import Callable

from planner.checker.comparison.count import Count, one
from planner.checker.comparison.facts import Facts


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


def _short(f: Facts, leave: int) -> Count:
    rule = f.rulebook.by_id.get("BRD-3")
    five = rule.parameters.get("min", 5) if rule is not None else 5
    return one(sum(len(s.neds) - leave >= five for s in f.boards.values()), len(f.boards))


def _survive_one(f: Facts) -> Count:
    return _short(f, 1)


def _survive_two(f: Facts) -> Count:
    return _short(f, 2)


COUNTS: dict[str, Callable[[Facts], Count]] = {
    f.__name__[1:]: f
    for f in (
        _board_size,
        _body_size,
        _bodies_large,
        _single_meeting,
        _one_chair,
        _audit_own,
        _meetings,
        _complexity,
        _survive_one,
        _survive_two,
    )
}
"""By figure."""
