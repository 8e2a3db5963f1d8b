"""The best choices of one part, in order: not one of them left out, none told twice.

At each stage choices are counted by their sum. Sums below the one that fills the list are taken whole; at that
sum the next stage decides among equals, and so on; what is equal at every stage comes in canonical order.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np

from planner import cpsat
from planner.geography.bounds import SCALE, Bound
from planner.geography.entry import Entry, LimitError, fix
from planner.geography.layers import Cover, TooWideError, least
from planner.geography.part import TAIL, Part
from planner.geography.sums import Ints
from planner.geography.ties import Ways, choices

Ranked = tuple[tuple[int, ...], tuple[int, ...]]
"""Sums by stage, and rows of the part's table."""


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
    try:
        found = _fill(part, Entry(k, np.arange(len(part.table))), most, budget)
    except LimitError:
        raise TooWideError from None
    rank = [(tuple(int(c[list(rows)].sum()) for c in part.costs), rows) for rows in found]
    return sorted(rank, key=lambda r: (r[0], sorted(part.table.organisations(row) for row in r[1])))


def _fill(part: Part, at: Entry, need: int, budget: cpsat.Budget) -> list[tuple[int, ...]]:
    """The best choices among those that keep the stages fixed so far, in no order."""
    bound = part.bound(at.k, at.values, at.left, at.rows, budget)
    best = part.search(at, bound, budget) if bound.possible else None
    if best is None:
        return []
    then = _fixed(at, bound, *best)
    if len(then.values) < len(part.stages) and _enough(part, then, need, budget):
        return _fill(part, then, need, budget)
    counts, keep = _counted(part, at, bound, best[0], need, budget)
    taken, last = 0, best[0]
    for excess, count in counts.items():
        last = excess
        if taken + count >= need or excess == max(counts):
            break
        taken += count
    found = _told(part, at, bound, keep, last - 1, budget) if taken else []
    then = _fixed(at, bound, last, ())
    if len(then.values) < len(part.stages):
        one = least(_exactly(part, then, np.arange(len(then.left))), budget)
        if one is None:
            raise RuntimeError("choices that were counted are not there")
        then.rows = tuple(then.left[list(one[1])].tolist())
        return found + _fill(part, then, need - taken, budget)
    _, told = choices(_exactly(part, then, np.arange(len(then.left))), part.order, budget)
    return found + [tuple(sorted(then.left[list(c)].tolist())) for c in islice(told, need - taken)]


def _fixed(at: Entry, bound: Bound, excess: int, rows: tuple[int, ...]) -> Entry:
    """The next stage fixed at what lies so much above its bound."""
    then = replace(at, rows=rows)
    fix(then, bound, excess)
    return then


def _enough(part: Part, then: Entry, need: int, budget: cpsat.Budget) -> bool:
    """Whether some of the candidates left already make as many choices as are needed."""
    even = np.argsort(np.abs(part.size[then.left] * np.int16(then.k) - part.n), kind="stable")
    for size in (TAIL, 4 * TAIL):
        some = np.union1d(even[:size], np.flatnonzero(np.isin(then.left, then.rows)))
        if Ways(_exactly(part, then, some), budget).count() >= need:
            return True
    return False


def _counted(
    part: Part, at: Entry, bound: Bound, excess: int, need: int, budget: cpsat.Budget
) -> tuple[dict[int, int], Ints]:
    """Choices by what they lie above the bound, the first ``need`` of them at least; candidates looked at."""
    ordered = np.sort(bound.reduced)
    whole = part.most(len(at.values)) * SCALE - bound.base
    size = TAIL
    while True:
        everything = size >= len(ordered)
        gap = whole if everything else max(excess, int(ordered[size]))
        keep = np.flatnonzero(bound.reduced <= gap)
        counts = Ways(_upto(part, at, bound, keep, gap), budget).histogram()
        if everything or sum(counts.values()) >= need:
            return counts, keep
        size = max(2 * size, len(keep))


def _exactly(part: Part, then: Entry, some: Ints) -> Cover:
    """Choices that keep every stage fixed so far, of some of the candidates left.

    The last sum of a question is an upper limit, so the last stage stands there twice: once to be met exactly.
    """
    sums = tuple(s[some] for s in (*then.sums, then.sums[-1]))
    return Cover(part.layered(then.left[some]), part.n, then.k, sums, (*then.gaps, then.gaps[-1]))


def _told(
    part: Part, at: Entry, bound: Bound, keep: Ints, gap: int, budget: cpsat.Budget
) -> list[tuple[int, ...]]:
    """Every choice up to a sum."""
    rows = at.left[keep]
    ways = Ways(_upto(part, at, bound, keep, gap), budget)
    return [tuple(sorted(rows[path].tolist())) for path in ways.walk()]


def _upto(part: Part, at: Entry, bound: Bound, keep: Ints, gap: int) -> Cover:
    """Choices that keep the stages fixed so far and lie at most so much above the bound of the next."""
    sums = (*(s[keep] for s in at.sums), bound.reduced[keep])
    return Cover(part.layered(at.left[keep]), part.n, at.k, sums, (*at.gaps, gap))
