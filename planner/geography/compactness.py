"""A choice where thousands of candidates cost the same: sought among compact clusters, which fit together.

Where an aim is nothing for almost every cluster, its reduced costs say nothing of which to try first. Clusters
that cut few links do: a linear programme over the links they cut ranks them, and a few hundred of the best
hold a choice as a rule.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from planner import cpsat
from planner.geography.bounds import SCALE, Programme
from planner.geography.candidates import Table
from planner.geography.layers import Cover, TooWideError, least, moved
from planner.geography.listing import adjacency
from planner.geography.sums import Ints, Mask

FIRST = 300
"""Candidates of the first try."""
GROWTH = 4
MOST = 20_000
ONE = np.uint64(1)


def links_out(masks: Mask, near: Sequence[int]) -> Ints:
    """Pairs of neighbours of which one is inside, shape (candidates,).

    >>> links_out(np.array([0b001, 0b011, 0b111], dtype=np.uint64), [0b010, 0b101, 0b010])
    array([1, 1, 0])
    """
    count = np.zeros(len(masks), dtype=np.int64)
    for i, beside in enumerate(near):
        inside = (masks >> np.uint64(i)) & ONE
        count += np.bitwise_count(~masks & np.uint64(beside)) * inside.astype(np.int64)
    return count


def compact_choice(
    table: Table,
    order: Sequence[int],
    rows: Ints,
    k: int,
    sums: tuple[Ints, ...],
    exact: tuple[int, ...],
    budget: cpsat.Budget,
) -> tuple[int, ...] | None:
    """A choice of ``k`` candidates whose sums are exact; None when none was found, which proves nothing.

    Args:
        table: all candidates.
        order: of organisations, for the layers.
        rows: candidates that may be chosen (rows of the table).
        k: number of clusters.
        sums: over ``rows``, never negative.
        exact: what each must add up to.
        budget: charged.

    Returns:
        Rows of the table, rising.
    """
    keep = np.flatnonzero(sums[-1] <= exact[-1])
    if not len(keep):
        return None
    masks, near = table.masks[rows[keep]], adjacency(table.instance, table.codes)
    budget.spent_work += 1e-3 + 1e-7 * len(keep)
    most = sum(beside.bit_count() for beside in near)
    programme = Programme(masks, table.sums.rows(rows[keep]), links_out(masks, near), (), most)
    bound = programme.bound(k, budget.seconds_left)
    ranked = np.argsort(bound.reduced, kind="stable")
    size = FIRST
    while bound.possible and size < MOST * GROWTH:
        some = np.sort(ranked[:size])
        gap = int(bound.reduced[some].max()) if size < len(ranked) else most * SCALE - bound.base
        question = Cover(
            moved(masks[some], order),
            len(table.codes),
            k,
            (*(s[keep[some]] for s in sums), bound.reduced[some]),
            (*exact, gap),
        )
        try:
            found = least(question, budget)
        except TooWideError:
            return None
        if found is not None:
            return tuple(sorted(rows[keep[some[list(found[1])]]].tolist()))
        if size >= len(ranked):
            return None
        size *= GROWTH
    return None
