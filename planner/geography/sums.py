"""Exact sums over the members of many sets at once, by table look-up on 16 bits at a time.

A sum over members is a sum over pieces of the bit mask, and a piece has only 65,536 values (the "four Russians"
idea: Arlazarov, Dinic, Kronrod and Faradzhev, 1970). So pricing 100,000 possible clusters takes about a
millisecond, in whole numbers.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]

PIECE = 16
_LOW = np.uint64((1 << PIECE) - 1)


class MemberSums:
    """Sums over the members of sets.

    Args:
        masks: shape (sets,), bit i for organisation i.
        n: organisations, at most 63.
    """

    def __init__(self, masks: Mask, n: int) -> None:
        self.n = n
        self._pieces = [
            ((masks >> np.uint64(start)) & _LOW).astype(np.uint16) for start in range(0, max(n, 1), PIECE)
        ]

    def of(self, weights: Ints) -> Ints:
        """Sum of the weights of each set's members, shape (sets,).

        Args:
            weights: shape (n,); no sum of them may leave 64 bits.
        """
        total: Ints | None = None
        for number, piece in enumerate(self._pieces):
            part = weights[number * PIECE : (number + 1) * PIECE]
            table = np.zeros(1 << len(part), dtype=np.int64)
            for bit, weight in enumerate(part.tolist()):
                table[1 << bit : 2 << bit] = table[: 1 << bit] + weight
            found = table[piece]
            total = found if total is None else total + found
        return np.zeros(0, dtype=np.int64) if total is None else total

    def rows(self, keep: npt.NDArray[np.int64] | npt.NDArray[np.bool_]) -> MemberSums:
        """The same for some of the sets."""
        other = MemberSums.__new__(MemberSums)
        other.n = self.n
        other._pieces = [piece[keep] for piece in self._pieces]
        return other
