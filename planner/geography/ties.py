"""Every choice within given sums: counted, and told one by one in canonical order.

Canonical order compares maps as sorted lists of clusters, and clusters as sorted lists of organisations. It
depends on codes alone, so the same map comes first however it was found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from planner import cpsat
from planner.geography.layers import Cover, Layers, moved
from planner.geography.sums import Ints

Choice = tuple[int, ...]
"""Candidates by row, in the order of their smallest organisation."""
SORTED_AT_ONCE = 2_000
"""Choices that are listed and sorted; more are told by a walk in canonical order."""


class Ways:
    """Ways from the empty set to a whole map, without dead ends."""

    def __init__(self, question: Cover, budget: cpsat.Budget) -> None:
        layers = Layers(question, budget, keep_ties=True)
        self.first_final = layers.first_final
        final = layers.final
        self.last = final.sums[:, -1] if final is not None else np.zeros(0, dtype=np.int64)
        self.root = 0
        source = np.concatenate([m[0] for m in layers.moves])
        target = np.concatenate([m[1] for m in layers.moves])
        column = np.concatenate([m[2] for m in layers.moves])
        states = int(target.max(initial=0)) + 1
        alive = np.zeros(states, dtype=np.bool_)
        if layers.final is not None:
            alive[self.first_final :] = True
        for moves in reversed(layers.moves):  # layers come in order, so one sweep back is enough
            begun = moves[0][alive[moves[1]] & (moves[0] >= 0)]
            alive[begun] = True
        useful = (source >= 0) & alive[target]
        source, target, column = source[useful], target[useful], column[useful]
        order = np.lexsort((column, source))
        self.source, self.target, self.column = source[order], target[order], column[order]
        self.starts = np.searchsorted(self.source, np.arange(states + 1))
        self.alive = alive

    def count(self) -> int:
        """How many choices there are."""
        return sum(self.histogram().values())

    def histogram(self) -> dict[int, int]:
        """How many choices there are by their last sum, rising."""
        if not self.alive[self.root]:
            return {}
        ways = [0] * len(self.starts)
        ways[self.root] = 1
        for a, b in zip(self.source.tolist(), self.target.tolist(), strict=True):
            ways[b] += ways[a]  # moves go from lower to higher numbers, and come sorted by their source
        found: dict[int, int] = {}
        for row, last in enumerate(self.last.tolist()):
            found[last] = found.get(last, 0) + ways[self.first_final + row]
        return dict(sorted(found.items()))

    def walk(self, rank: Ints | None = None) -> Iterator[list[int]]:
        """Every choice as candidates in the order they were added; moves go in the order of ``rank``."""
        if not self.alive[self.root]:
            return
        path: list[int] = []
        stack = [iter(self._moves(self.root, rank))]
        while stack:
            step = next(stack[-1], None)
            if step is None:
                stack.pop()
                if path:
                    path.pop()
                continue
            state, column = step
            path.append(column)
            if state >= self.first_final:
                yield list(path)
                path.pop()
            else:
                stack.append(iter(self._moves(state, rank)))

    def _moves(self, state: int, rank: Ints | None) -> list[tuple[int, int]]:
        part = slice(int(self.starts[state]), int(self.starts[state + 1]))
        moves = list(zip(self.target[part].tolist(), self.column[part].tolist(), strict=True))
        return moves if rank is None else sorted(moves, key=lambda m: int(rank[m[1]]))


def choices(question: Cover, order: Sequence[int], budget: cpsat.Budget) -> tuple[int, Iterator[Choice]]:
    """How many choices answer a question, and the choices in canonical order.

    Args:
        question: masks in the order of layers.
        order: the organisation (in order of codes) at each place of the masks.
        budget: charged.

    Raises:
        TooWideError: too many states, or the budget is spent.
    """
    ways = Ways(question, budget)
    count = ways.count()
    if not count:
        return 0, iter(())
    used = np.unique(ways.column)
    back = np.argsort(np.array(order))
    plain = moved(question.masks, back.tolist())  # bit i is the organisation i in order of codes
    clusters = {int(c): _bits(int(plain[c])) for c in used}
    if count <= SORTED_AT_ONCE:
        listed = [sorted(path, key=clusters.__getitem__) for path in ways.walk()]
        listed.sort(key=lambda path: [clusters[c] for c in path])
        return count, iter([tuple(path) for path in listed])
    rank = np.zeros(len(question.masks), dtype=np.int64)
    rank[sorted(clusters, key=clusters.__getitem__)] = np.arange(len(clusters))
    narrow = replace(question, masks=plain[used], sums=tuple(s[used] for s in question.sums))
    again = Ways(narrow, budget)
    return count, (tuple(int(used[c]) for c in path) for path in again.walk(rank[used]))


def _bits(mask: int) -> tuple[int, ...]:
    """Numbers of the bits that are set."""
    return tuple(i for i in range(mask.bit_length()) if mask >> i & 1)
