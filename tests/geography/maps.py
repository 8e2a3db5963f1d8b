"""Random small maps and tables, and plain enumeration of every way to choose clusters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from random import Random
from typing import Any

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.geography.candidates import Table
from planner.geography.sums import Mask
from tests.rules.builder import instance

Rows = tuple[int, ...]
Vector = tuple[int, ...]
Choices = dict[int, dict[Vector, set[Rows]]]
"""By number of clusters and vector of levels: the choices (sorted rows) that have it."""


def random_edges(rng: Random, n: int, density: float) -> list[tuple[int, int]]:
    """Mostly connected: a random tree with a few branches missing, and more edges at random."""
    edges = {(rng.randrange(i), i) for i in range(1, n) if rng.random() < 0.93}
    return sorted(edges | {pair for pair in combinations(range(n), 2) if rng.random() < density})


def neighbours(n: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """Bit masks."""
    masks = [0] * n
    for a, b in edges:
        masks[a] |= 1 << b
        masks[b] |= 1 << a
    return masks


def is_connected(mask: int, edges: Sequence[tuple[int, int]]) -> bool:
    """Whether the nodes of a mask hang together, by merging the ends of edges."""
    piece = {i: i for i in range(mask.bit_length()) if mask >> i & 1}

    def top(i: int) -> int:
        while piece[i] != i:
            i = piece[i]
        return i

    for a, b in edges:
        if a in piece and b in piece:
            piece[top(a)] = top(b)
    return len({top(i) for i in piece}) == 1


def connected_sets(n: int, edges: Sequence[tuple[int, int]]) -> list[int]:
    """Every connected set as a mask."""
    return [mask for mask in range(1, 1 << n) if is_connected(mask, edges)]


def masks_of(masks: Sequence[int]) -> Mask:
    """Masks as the engine holds them."""
    return np.array(masks, dtype=np.uint64)


def bits(mask: int) -> tuple[int, ...]:
    """Numbers of the bits that are set."""
    return tuple(i for i in range(64) if mask >> i & 1)


def covers(masks: Sequence[int], n: int) -> Iterator[Rows]:
    """Every set of rows that holds each of n organisations exactly once, rows sorted."""
    by_first: dict[int, list[int]] = defaultdict(list)
    for row, mask in enumerate(masks):
        by_first[bits(mask)[0]].append(row)

    def grow(done: int, rows: Rows) -> Iterator[Rows]:
        if done == (1 << n) - 1:
            yield tuple(sorted(rows))
            return
        first = next(i for i in range(n) if not done >> i & 1)
        for row in by_first[first]:
            if not masks[row] & done:
                yield from grow(done | masks[row], (*rows, row))

    yield from grow(0, ())


def choices(masks: Sequence[int], n: int, costs: Sequence[npt.NDArray[np.int64]]) -> Choices:
    """Every choice, by number of clusters and vector of levels."""
    prices = [cost.tolist() for cost in costs]
    found: Choices = defaultdict(lambda: defaultdict(set))
    for rows in covers(masks, n):
        found[len(rows)][tuple(sum(price[row] for row in rows) for price in prices)].add(rows)
    return found


def canonical(masks: Sequence[int], rows: Sequence[int]) -> list[tuple[int, ...]]:
    """A choice as the sorted list of its clusters, each a sorted list of organisations."""
    return sorted(bits(masks[row]) for row in rows)


def random_masks(rng: Random, n: int) -> list[int]:
    """Connected sets of a random map, rising, sometimes with a limit of size or some of them missing."""
    masks = connected_sets(n, random_edges(rng, n, rng.choice([0.1, 0.25, 0.5])))
    largest = rng.choice([2, 3, 4, n])
    keep = rng.choice([1.0, 1.0, 0.8, 0.5])
    alone = rng.random() < 0.7
    some = [
        m for m in masks if m.bit_count() <= largest and (rng.random() < keep or (alone and m.bit_count() == 1))
    ]
    return some or masks


KINDS: list[tuple[int, int]] = [(0, 1), (0, 3), (0, 0), (1, 4), (0, 60), (0, 10**7), (9_999_000, 10**7)]


def random_costs(rng: Random, count: int, levels: int) -> list[npt.NDArray[np.int64]]:
    """Levels: many ties, small steps, up to ten thousand kilometres."""
    drawn = [rng.choice(KINDS[:4] * 2 + KINDS[4:]) for _ in range(levels)]
    return [np.array([rng.randint(*kind) for _ in range(count)], dtype=np.int64) for kind in drawn]


def table_of(
    masks: Sequence[int],
    n: int,
    columns: Mapping[str, npt.NDArray[np.int64]] | None = None,
    edges: Sequence[tuple[int, int]] = (),
) -> Table:
    """A table over organisations without any further facts; masks rise."""
    codes = tuple(f"N{i:02}" for i in range(n))
    links = [f"{codes[a]} {codes[b]} land" for a, b in edges]
    given = instance({"organisations": {code: {} for code in codes}, "links": links})
    return Table(given, codes, masks_of(masks), dict(columns or {}))


def regions_map(rng: Random, n: int, regions: int, **facts: Any) -> Instance:
    """A map of several regions with everything the levels of the map look at."""
    codes = [f"N{i}" for i in range(n)]
    organisations = {
        code: {
            "region": f"R{rng.randrange(regions)}",
            "population": rng.choice([120_000, 300_000, 520_000, 700_000]),
        }
        for code in codes
    }
    links = [
        f"{codes[a]} {codes[b]} {rng.choice(['land', 'land', 'bridge'])}" for a, b in random_edges(rng, n, 0.25)
    ]
    coverage = [f"{code} {rng.choice('XYZ')}" for code in codes]
    given = instance({"organisations": organisations, "links": links, "coverage": coverage, **facts})
    metres = [x.model_copy(update={"length_m": rng.choice([None, 1_000, 2_500])}) for x in given.links]
    return Instance.model_validate({**given.model_dump(), "links": [x.model_dump() for x in metres]})
