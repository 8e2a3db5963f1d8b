"""Distances of many choices of one part from one of them, up to a number beyond which nobody asks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from planner.geography.sums import Ints, Mask

CHUNK = 4_000
BY_SETS = 10
"""Up to so many clusters on one side all their sets are gone through, for many choices at once."""
BATCH = 500


def capped(clusters: Mask, other: Sequence[int], n: int, most: int) -> Ints:
    """The fewest organisations to move from each choice to another map of the part, at most ``most``.

    Args:
        clusters: shape (choices, k), bit masks of each choice's clusters.
        other: masks of the clusters of the other map.
        n: organisations of the part.
        most: what counts as far enough.
    """
    found = np.zeros(len(clusters), dtype=np.int64)
    masks = np.array(list(other), dtype=np.uint64)
    for first in range(0, len(clusters), CHUNK):
        part = slice(first, first + CHUNK)
        shared = np.bitwise_count(clusters[part][:, :, None] & masks[None, None, :]).astype(np.int64)
        by_row, by_column = shared.max(axis=2), shared.max(axis=1)
        stay = np.minimum(by_row.sum(axis=1), by_column.sum(axis=1))  # no fewer must move than n - stay
        close = np.flatnonzero(n - stay < most)
        if min(shared.shape[1:]) <= BY_SETS:
            for some in np.array_split(close, 1 + len(close) // BATCH):
                stay[some] = _by_sets(shared[some])
        else:
            for row in close.tolist():
                stay[row] = matched(shared[row])
        found[part] = np.minimum(n - stay, most)
    return found


def _by_sets(shared: npt.NDArray[np.int64]) -> Ints:
    """As :func:`matched` for many tables, shape (tables, rows, columns): row by row over used columns."""
    if shared.shape[1] < shared.shape[2]:
        shared = shared.transpose(0, 2, 1)
    columns = shared.shape[2]
    sets = np.arange(1 << columns)
    best = np.zeros((len(sets), len(shared)), dtype=np.int64)
    for row in range(shared.shape[1]):
        grown = best.copy()
        for column in range(columns):
            with_it = sets[(sets >> column & 1) == 1]
            other = best[with_it ^ (1 << column)] + shared[:, row, column]
            grown[with_it] = np.maximum(grown[with_it], other)
        best = grown
    return best[-1] if len(shared) else np.zeros(0, dtype=np.int64)


def matched(shared: npt.NDArray[np.int64]) -> int:
    """The largest sum of cells of which no two share a row or column (Kuhn 1955, Munkres 1957)."""
    size = max(shared.shape)
    cost = np.zeros((size + 1, size + 1), dtype=np.int64)
    cost[1 : shared.shape[0] + 1, 1 : shared.shape[1] + 1] = -shared
    u, v = np.zeros(size + 1, dtype=np.int64), np.zeros(size + 1, dtype=np.int64)
    of = np.zeros(size + 1, dtype=np.int64)
    """Row that each column is given to."""
    for row in range(1, size + 1):
        of[0], column = row, 0
        least = np.full(size + 1, np.iinfo(np.int64).max // 4)
        way = np.zeros(size + 1, dtype=np.int64)
        used = np.zeros(size + 1, dtype=np.bool_)
        while True:
            used[column] = True
            reduced = cost[of[column]] - u[of[column]] - v
            nearer = ~used & (reduced < least)
            nearer[0] = False
            least[nearer], way[nearer] = reduced[nearer], column
            open_ = np.where(used, np.iinfo(np.int64).max, least)
            open_[0] = np.iinfo(np.int64).max
            following = int(open_.argmin())
            step = least[following]
            u[of[used]] += step
            v[used] -= step
            least[~used] -= step
            column = following
            if of[column] == 0:
                break
        while column:
            before = int(way[column])
            of[column] = of[before]
            column = before
    return int(-cost[of[1:], np.arange(1, size + 1)].sum())
