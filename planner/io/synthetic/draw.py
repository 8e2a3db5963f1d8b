"""Draws that give the same answer on every machine and in every version of Python."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draw:
    """A stream of draws, fixed by one whole number.

    Only ``random.Random.random()`` is used, the one method whose sequence Python promises to keep; whole
    numbers, choices and orders are made from it here.
    """

    def __init__(self, seed: int) -> None:
        self._stream = random.Random(seed)  # noqa: S311 - invented data, nothing is kept secret by it

    def below(self, limit: int) -> int:
        """A whole number from 0 to ``limit`` - 1; ``limit`` is at least 1 and far below 2**53."""
        return int(self._stream.random() * limit)

    def chance(self, per_mille: int) -> bool:
        """True ``per_mille`` times in a thousand."""
        return self.below(1000) < per_mille

    def weighted(self, table: Sequence[tuple[T, int]]) -> T:
        """One of the values of ``(value, weight)`` pairs, weights whole and not all zero."""
        point = self.below(sum(weight for _, weight in table))
        for value, weight in table:
            point -= weight
            if point < 0:
                return value
        return table[-1][0]

    def choice(self, values: Sequence[T]) -> T:
        """One of ``values``, which is not empty."""
        return values[self.below(len(values))]

    def shuffled(self, values: Sequence[T]) -> list[T]:
        """The values in a drawn order."""
        order = list(values)
        for i in range(len(order) - 1, 0, -1):
            j = self.below(i + 1)
            order[i], order[j] = order[j], order[i]
        return order
