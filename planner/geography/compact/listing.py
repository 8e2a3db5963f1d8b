"""Every connected set of light weight, each once, for parts of any number of organisations.

Sets are bit masks of several 64-bit words. A set grows by one of its open neighbours; neighbours passed over
before it are closed for good, so that no set is met twice and none need be remembered.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

Words = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
BLOCK = 50_000


class TooManySetsError(Exception):
    """More sets than asked for."""


def light_sets(
    near: Sequence[set[int]], weights: Sequence[int], heaviest: int, most: int
) -> tuple[Words, Ints]:
    """Every connected set that weighs at most ``heaviest``.

    Args:
        near: neighbours of each position.
        weights: of each position, never negative.
        heaviest: greatest weight of a set.
        most: sets before giving up.

    Returns:
        Masks of shape (sets, words) and weights of shape (sets,).

    Raises:
        TooManySetsError: there are more.
    """
    n = len(near)
    words = max(1, -(-n // 64))
    bit = np.zeros((n, words), dtype=np.uint64)
    for i in range(n):
        bit[i, i // 64] = np.uint64(1) << np.uint64(i % 64)
    beside = np.zeros_like(bit)
    for i, others in enumerate(near):
        for j in others:
            beside[i] |= bit[j]
    before = np.zeros_like(bit)
    for i in range(1, n):
        before[i] = before[i - 1] | bit[i - 1]
    roots = [i for i in range(n) if weights[i] <= heaviest]
    sets = bit[roots]
    weight = np.array([weights[i] for i in roots], dtype=np.int64)
    closed = before[roots] | sets
    open_ = beside[roots] & ~closed
    found, weighed, count = [sets], [weight], len(sets)
    if count > most:
        raise TooManySetsError
    while len(sets):
        grown = []
        for i in range(n):
            rows = np.flatnonzero(open_[:, i // 64] & bit[i, i // 64])
            rows = rows[weight[rows] <= heaviest - weights[i]]
            if len(rows):
                shut = closed[rows] | (open_[rows] & before[i]) | bit[i]
                grown.append(
                    (sets[rows] | bit[i], weight[rows] + weights[i], shut, (open_[rows] | beside[i]) & ~shut)
                )
                count += len(rows)
                if count > most:
                    raise TooManySetsError
        if not grown:
            break
        sets, weight, closed, open_ = (np.concatenate(columns) for columns in zip(*grown, strict=True))
        found.append(sets)
        weighed.append(weight)
    return np.concatenate(found), np.concatenate(weighed)


def blocks(masks: Words, n: int) -> Iterator[tuple[slice, Bools]]:
    """Masks as 0/1 rows of shape (rows, n), some at a time."""
    for start in range(0, len(masks), BLOCK):
        part = slice(start, min(len(masks), start + BLOCK))
        words = masks[part]
        rows = np.zeros((len(words), n), dtype=np.bool_)
        for i in range(n):
            rows[:, i] = (words[:, i // 64] >> np.uint64(i % 64)) & np.uint64(1)
        yield part, rows
