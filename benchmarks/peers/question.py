"""What a peer is asked, and the value that its plans are compared by. Needs only Python itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

THOUSANDTHS = 1000


@dataclass(frozen=True)
class Question:
    """One region as plain numbers; organisations are positions."""

    people: list[int]
    places: list[tuple[float, float]]
    """Metres east and north."""
    arrangements: list[str]
    """Empty for none."""
    links: list[tuple[int, int, int]]
    """Two positions and the metres of land boundary they share, 0 for bridges and ferries."""
    k: int
    target: int
    """People of an average cluster of the country."""
    low: int
    high: int
    """Population window."""
    size: int
    seed: int
    tries: int

    @cached_property
    def neighbours(self) -> dict[int, list[int]]:
        """Positions joined to each."""
        near: dict[int, set[int]] = {i: set() for i in range(len(self.people))}
        for a, b, _ in self.links:
            near[a].add(b)
            near[b].add(a)
        return {i: sorted(n) for i, n in near.items()}

    def value(self, labels: Sequence[object]) -> int:
        """The combined level (see ``benchmarks/combined.py``) inside the region."""
        sums: dict[object, int] = {}
        for label, people in zip(labels, self.people, strict=True):
            sums[label] = sums.get(label, 0) + people
        metres = sum(m for a, b, m in self.links if labels[a] != labels[b])
        n = len(labels)
        pairs = sum(
            bool(self.arrangements[i])
            and self.arrangements[i] == self.arrangements[j]
            and labels[i] != labels[j]
            for i in range(n)
            for j in range(i)
        )
        return THOUSANDTHS * pairs + sum(abs(p - self.target) for p in sums.values()) + metres

    def fits(self, labels: Sequence[object]) -> bool:
        """Whether sizes and populations are within the limits."""
        groups: dict[object, list[int]] = {}
        for i, label in enumerate(labels):
            groups.setdefault(label, []).append(i)
        return all(
            len(g) <= self.size and self.low <= sum(self.people[i] for i in g) <= self.high
            for g in groups.values()
        )
