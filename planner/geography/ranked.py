"""The best choices of one part, in order: not one of them left out, none told twice.

At each stage choices are counted by their sum. Sums below the one that fills the list are taken whole; at that
sum the next stage decides among equals, and so on; what is equal at every stage comes in canonical order.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice

import numpy as np

from planner import cpsat
from planner.geography.bounds import SCALE, Bound
from planner.geography.layers import Cover, least
from planner.geography.part import TAIL, Part
from planner.geography.sums import Ints
from planner.geography.ties import Ways, choices

Ranked = tuple[tuple[int, ...], tuple[int, ...]]
"""Sums by stage, and rows of the part's table."""


@dataclass(frozen=True)
class _Level:
    """Where a list is being filled: stages fixed so far, and the candidates they leave."""

    k: int
    values: tuple[int, ...]
    left: Ints
    sums: tuple[Ints, ...]
    gaps: tuple[int, ...]
    known: tuple[int, ...]
    """Rows of a choice that keeps them."""


def ranked(part: Part, k: int, most: int, budget: cpsat.Budget) -> list[Ranked]:
    """The best ``most`` choices of ``k`` clusters (all, where there are fewer), best first.

    Args:
        part: with its stages in use, no rules of its own about the choice and nothing refused.
        k: number of clusters.
        most: length of the list.
        budget: a limit ends the work.

    Raises:
        TooWideError: too many choices to look at, or the budget is spent.
        ValueError: the part has rules of its own about the choice, or something is refused.
    """
    if part.special:
        raise ValueError("choices under rules of their own can't be ranked")
    if k not in part.numbers or not len(part.table):
        return []
    start = _Level(k, (), np.arange(len(part.table)), (), (), ())
    found = _fill(part, start, most, budget)
    rank = [(tuple(int(c[list(rows)].sum()) for c in part.costs), rows) for rows in found]
    return sorted(rank, key=lambda r: (r[0], sorted(part.table.organisations(row) for row in r[1])))


def _fill(part: Part, at: _Level, need: int, budget: cpsat.Budget) -> list[tuple[int, ...]]:
    """The best choices among those that keep the stages fixed so far, in no order."""
    stage = len(at.values)
    bound = part.bound(at.k, at.values, at.left, at.known, budget)
    if not bound.possible:
        return []
    ordered = np.sort(bound.reduced)
    size = TAIL
    while True:
        everything = size >= len(ordered)
        gap = part.most(stage) * SCALE - bound.base if everything else int(ordered[size])
        keep = np.flatnonzero(bound.reduced <= gap)
        question = _question(part, at, bound, keep, gap)
        counts = Ways(question, budget).histogram()
        if everything or sum(counts.values()) >= need:
            break
        size *= 2
    taken, last = 0, None
    for excess, count in counts.items():
        if taken + count >= need or excess == max(counts):
            last = excess
            break
        taken += count
    if last is None:
        return []
    found = _told(part, at, bound, keep, last - 1, budget) if taken else []
    value = (bound.base + last) // SCALE
    inside = bound.reduced <= last
    then = _Level(
        at.k,
        (*at.values, value),
        at.left[inside],
        (*(s[inside] for s in at.sums), bound.reduced[inside]),
        (*at.gaps, last),
        (),
    )
    # the last sum of a question is an upper limit, so it stands there twice: once to be met exactly
    exact, limit = (*then.sums, then.sums[-1]), (*then.gaps, then.gaps[-1])
    equal = Cover(part.layered(then.left), part.n, at.k, exact, limit)
    if stage + 1 < len(part.stages):
        one = least(equal, budget)
        if one is None:
            raise RuntimeError("choices that were counted are not there")
        then = replace(then, known=tuple(then.left[list(one[1])].tolist()))
        return found + _fill(part, then, need - taken, budget)
    _, told = choices(equal, part.order, budget)
    return found + [tuple(sorted(then.left[list(c)].tolist())) for c in islice(told, need - taken)]


def _told(
    part: Part, at: _Level, bound: Bound, keep: Ints, gap: int, budget: cpsat.Budget
) -> list[tuple[int, ...]]:
    """Every choice up to a sum."""
    question = replace(_question(part, at, bound, keep, gap), gaps=(*at.gaps, gap))
    rows = at.left[keep]
    return [tuple(sorted(rows[path].tolist())) for path in Ways(question, budget).walk()]


def _question(part: Part, at: _Level, bound: Bound, keep: Ints, gap: int) -> Cover:
    sums = (*(s[keep] for s in at.sums), bound.reduced[keep])
    return Cover(part.layered(at.left[keep]), part.n, at.k, sums, (*at.gaps, gap))
