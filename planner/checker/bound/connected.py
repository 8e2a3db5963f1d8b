"""Lists connected sets, each once.

A set grows from its first member by members that come later and that touch it only now, so that no set is met
twice and none has to be remembered (Wernicke 2006, ESU).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

BATCH = 1 << 16


def connected_sets(
    beside: Sequence[int],
    weight: Sequence[int],
    apart: Sequence[int],
    inside: int,
    *,
    most: int,
    heaviest: int,
) -> Iterator[list[int]]:
    """Connected sets as bit masks, in batches.

    Args:
        beside: neighbours of each vertex as a mask.
        weight: weight of each vertex, not negative.
        apart: vertices that each vertex never shares a set with, as a mask.
        inside: vertices that may be members.
        most: largest number of members.
        heaviest: largest sum of weights.
    """
    found: list[int] = []
    first = inside
    while first and most >= 1:
        bit = first & -first
        first ^= bit  # first now holds the later vertices only
        v = bit.bit_length() - 1
        if weight[v] > heaviest:
            continue
        around = beside[v] & first
        # set, ways to grow, vertices that may still become one, what is out of the question, weight, size
        waiting = [(bit, around, first & ~around, apart[v], weight[v], 1)]
        while waiting:
            group, grows, fresh, never, heavy, size = waiting.pop()
            found.append(group)
            if size == most:
                continue
            grows &= ~never
            while grows:
                new = grows & -grows
                grows ^= new
                w = new.bit_length() - 1
                total = heavy + weight[w]
                if total <= heaviest:
                    reached = beside[w] & fresh
                    waiting.append(
                        (group | new, grows | reached, fresh ^ reached, never | apart[w], total, size + 1)
                    )
            if len(found) >= BATCH:
                yield found
                found = []
    if found:
        yield found
