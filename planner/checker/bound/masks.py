"""Many sets of organisations of one part: a bit for each member, sixteen organisations to a word.

A sum over members is looked up word by word, in whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]

WORD = 16
SAFE = 2**61
"""Sums stay below this in 64 bits; beyond, Python's integers are used or nothing is computed."""


@dataclass(frozen=True, eq=False)
class Sets:
    """Sets as words of 16 bits; member i is bit i % 16 of word i // 16."""

    members: int
    """How many organisations there are to choose members from."""
    words: tuple[npt.NDArray[np.uint16], ...]
    """One array of shape (sets,) for each word."""

    @classmethod
    def of(cls, masks: Sequence[int], members: int) -> Sets:
        """The sets with these bit masks."""
        count = max(1, -(-members // WORD))
        data = b"".join(mask.to_bytes(2 * count, "little") for mask in masks)
        table = np.frombuffer(data, dtype="<u2").astype(np.uint16).reshape(len(masks), count)
        return cls(members, tuple(np.ascontiguousarray(table[:, j]) for j in range(count)))

    @classmethod
    def joined(cls, parts: Iterable[Sets], members: int) -> Sets:
        """All sets of several, in order."""
        every = [cls.of((), members), *parts]
        count = len(every[0].words)
        return cls(members, tuple(np.concatenate([p.words[j] for p in every]) for j in range(count)))

    def __len__(self) -> int:
        return len(self.words[0])

    def take(self, rows: Rows | Flags) -> Sets:
        """Some of the sets."""
        return Sets(self.members, tuple(word[rows] for word in self.words))

    def masks(self) -> list[int]:
        """Each set as a bit mask."""
        table = np.stack(self.words, axis=1).astype("<u2")
        width, data = 2 * len(self.words), table.tobytes()
        return [int.from_bytes(data[i : i + width], "little") for i in range(0, len(data), width)]

    def sums(self, weights: Sequence[int]) -> npt.NDArray[Any]:
        """Sum over members, shape (sets,), exact: 64 bits where they suffice, else Python's integers."""
        kind: Any = np.int64 if sum(map(abs, weights)) < SAFE else object
        total = np.zeros(len(self), dtype=kind)
        for j, word in enumerate(self.words):
            table = np.zeros(1, dtype=kind)
            for weight in weights[j * WORD : (j + 1) * WORD]:
                table = np.concatenate([table, table + weight])
            if len(table) > 1:
                total += table[word]
        return total

    def size(self) -> Array:
        """Members of each."""
        return self.sums([1] * self.members)

    def has(self, member: int) -> Flags:
        """Whether each has one member."""
        bit = np.uint16(1 << member % WORD)
        result: Flags = (self.words[member // WORD] & bit) != 0
        return result

    def meets(self, mask: int) -> Flags:
        """Whether each has some member of a set."""
        result = np.zeros(len(self), dtype=np.bool_)
        for word, part in zip(self.words, self._split(mask), strict=True):
            if part:
                result |= (word & part) != 0
        return result

    def within(self, mask: int) -> Flags:
        """Whether each has no member but those of a set."""
        return ~self.meets(((1 << self.members) - 1) & ~mask)

    def equal(self, mask: int) -> Flags:
        """Whether each is exactly one set."""
        result = np.ones(len(self), dtype=np.bool_)
        for word, part in zip(self.words, self._split(mask), strict=True):
            result &= word == part
        return result

    def union(self) -> int:
        """Everybody who is in some set, as a mask."""
        return sum(int(np.bitwise_or.reduce(word)) << WORD * j for j, word in enumerate(self.words))

    def _split(self, mask: int) -> list[np.uint16]:
        return [np.uint16(mask >> WORD * j & (1 << WORD) - 1) for j in range(len(self.words))]
