"""Every connected set of organisations, each once, as 64-bit masks: grown level by level by one neighbour.

The sets are listed by numpy; a level is the sorted, de-duplicated union of all sets of one size. Universes
hold at most 63 organisations and lists at most :data:`LIST_LIMIT` sets; beyond that a part is settled without
a list (:mod:`planner.geography.compact`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.geography.sums import Mask

UNIVERSE_LIMIT = 63
LIST_LIMIT = 2_000_000
"""Sets listed for one part (about 400 MB with their costs) before the large mode takes over."""


class TooManyCandidatesError(Exception):
    """A part has too many possible clusters to list; the text says how many and what to do."""


def adjacency(instance: Instance, codes: Sequence[str]) -> list[int]:
    """Bit mask of connecting neighbours of each organisation."""
    position = {c: i for i, c in enumerate(codes)}
    masks = [0] * len(codes)
    for link in instance.links:
        if link.kind != "patient_flow" and link.a in position and link.b in position:
            masks[position[link.a]] |= 1 << position[link.b]
            masks[position[link.b]] |= 1 << position[link.a]
    return masks


def connected_masks(
    neighbours: Sequence[int],
    weights: Sequence[int],
    largest: int,
    heaviest: int,
    limit: int | None = None,
) -> Mask:
    """Every connected set of at most ``largest`` organisations that weigh at most ``heaviest``.

    Args:
        neighbours: bit mask of neighbours of each organisation.
        weights: population of each; growth stops above ``heaviest`` (supersets are heavier still).
        largest: most organisations in a set.
        heaviest: most people in a set.
        limit: most sets, :data:`LIST_LIMIT` when not given.

    Returns:
        Sorted masks, each once.

    Raises:
        TooManyCandidatesError: beyond :data:`UNIVERSE_LIMIT` organisations or ``limit`` sets.
    """
    limit = LIST_LIMIT if limit is None else limit
    n = len(neighbours)
    if n > UNIVERSE_LIMIT:
        raise TooManyCandidatesError(f"{n} organisations in one part; lists hold at most {UNIVERSE_LIMIT}")
    bits = np.uint64(1) << np.arange(n, dtype=np.uint64)
    near = np.array([int(m) for m in neighbours], dtype=np.uint64)
    weight = np.array([int(w) for w in weights], dtype=np.int64)
    level: Mask = bits[weight <= heaviest]
    reach: Mask = near[weight <= heaviest]
    mass = weight[weight <= heaviest]
    found = [level]
    total = len(level)
    for _ in range(1, largest):
        grown, reached, heavier = [], [], []
        outside = reach & ~level
        for i in range(n):
            ok = np.flatnonzero(((outside & bits[i]) != 0) & (mass + weight[i] <= heaviest))
            grown.append(level[ok] | bits[i])
            reached.append(reach[ok] | near[i])
            heavier.append(mass[ok] + weight[i])
        if sum(map(len, grown)) > 12 * limit:
            raise TooManyCandidatesError(f"more than {limit:,} possible clusters in one part")
        level, first = np.unique(np.concatenate(grown), return_index=True)
        if not len(level):
            break
        reach, mass = np.concatenate(reached)[first], np.concatenate(heavier)[first]
        total += len(level)
        if total > limit:
            raise TooManyCandidatesError(f"more than {limit:,} possible clusters in one part")
        found.append(level)
    return np.sort(np.concatenate(found))


def to_members(masks: Mask, n: int) -> npt.NDArray[np.bool_]:
    """Bit masks as a 0/1 table of shape (sets, n)."""
    inside = np.empty((len(masks), n), dtype=np.bool_)
    for i in range(n):
        inside[:, i] = (masks >> np.uint64(i)) & np.uint64(1)
    return inside


def to_mask(codes: Sequence[str], cluster: frozenset[str]) -> int:
    """Bit mask of a cluster among codes; the caller knows that it lies within them."""
    return sum(1 << i for i, c in enumerate(codes) if c in cluster)
