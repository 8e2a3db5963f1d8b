"""Labels that no other is at least as good as in everything."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from planner.geography.sums import Ints

BLOCK = 256


def thin(group: Ints, values: Ints, far: Ints) -> Ints:
    """Rows to keep: of a group, those that no other row matches or betters in every value and every distance.

    Of rows alike in everything the first is kept. Rows come back rising.

    Args:
        group: shape (rows,); only rows of the same group are compared.
        values: shape (rows, levels); less is better.
        far: shape (rows, maps); more is better.
    """
    order = np.lexsort((*(-far.T[::-1]), *values.T[::-1], group))
    table = np.concatenate([values, -far], axis=1)[order]
    groups = group[order]
    new = np.ones(len(order), dtype=np.bool_)
    new[1:] = (table[1:] != table[:-1]).any(axis=1) | (groups[1:] != groups[:-1])
    order, table, groups = order[new], table[new], groups[new]
    kept = [_culled(table[groups == g], np.flatnonzero(groups == g)) for g in np.unique(groups)]
    picked = order[np.concatenate(kept)] if kept else order
    return np.sort(picked)


def _culled(table: Ints, numbers: Ints) -> Ints:
    """Rows of one group, sorted and each once, that none before is no worse than: later ones can't be."""
    front = np.zeros((0, table.shape[1]), dtype=np.int64)
    kept = []
    for first in range(0, len(table), BLOCK):
        block, place = table[first : first + BLOCK], numbers[first : first + BLOCK]
        alive = np.ones(len(block), dtype=np.bool_)
        for start in range(0, len(front), BLOCK):
            some = front[start : start + BLOCK]
            alive &= ~_no_worse(some, block).any(axis=1)
        block, place = block[alive], place[alive]
        inside = _no_worse(block, block)
        np.fill_diagonal(inside, val=False)
        block, place = block[~inside.any(axis=1)], place[~inside.any(axis=1)]
        front = np.concatenate([front, block])
        kept.append(place)
    return np.concatenate(kept) if kept else numbers


def _no_worse(some: Ints, block: Ints) -> npt.NDArray[np.bool_]:
    """Shape (block, some): whether each of ``some`` is no worse in everything."""
    found: npt.NDArray[np.bool_] = np.ones((len(block), len(some)), dtype=np.bool_)
    for j in range(block.shape[1]):
        found &= some[None, :, j] <= block[:, None, j]
    return found
