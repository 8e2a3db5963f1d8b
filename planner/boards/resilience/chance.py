"""The exact chance that enough people stay, under several conditions at once that share people.

Each person stays or leaves independently of all others. A condition asks that the weights of those who
stay add up to its need. Conditions that share nobody are independent, so each *piece* (conditions linked by
people) is worked out by itself. Within a piece, people who count alike in the same conditions are one *class*,
of which only the number who stay matters. Classes of one condition alone factorise once the shared classes'
numbers are known; those are swept one after another, and what is left to need is kept as a vector with its
probability. All vectors that occur are kept, so nothing is approximated.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

MOST_STATES = 100_000
"""Vectors of what is left to need that are kept at once, at most."""

Crew = tuple[tuple[int, float], ...]
"""Weight and probability of staying of each person."""
Needs = tuple[int, ...]


@dataclass(frozen=True)
class Condition:
    """Enough people stay: the weights of those who do add up to ``need`` or more."""

    weights: tuple[tuple[str, int], ...]
    """Person and weight above 0; each person once."""
    need: int


class TooEntangledError(ValueError):
    """People sit on so many boards in so many ways that the exact chance can't be worked out in memory."""

    def __init__(self, conditions: int) -> None:
        self.conditions = conditions
        super().__init__(
            f"boards are linked by people who serve in so many ways that more than {MOST_STATES:,} cases would "
            f"have to be told apart at once ({conditions} linked conditions)"
        )

    def __reduce__(self) -> tuple[type[TooEntangledError], tuple[int]]:
        return (TooEntangledError, (self.conditions,))


class Reckoner:
    """Chances of sets of conditions; pieces that occur in several sets are worked out once."""

    def __init__(self, staying: Mapping[str, float]) -> None:
        """With the probability that each person stays, 0 to 1."""
        self._staying = staying
        self._sure = {p for p, stays in staying.items() if stays in (0.0, 1.0)}
        self._numbers: dict[Condition, int] = {}
        self._conditions: list[Condition] = []
        self._values: dict[tuple[int, ...], float] = {}

    def numbers(self, conditions: Iterable[Condition]) -> tuple[int, ...]:
        """Numbers to ask by; conditions that are met for certain get none, equal ones the same.

        People whose staying or leaving is certain are taken out first.
        """
        found: dict[int, None] = {}
        for condition in conditions:
            reduced = self._reduced(condition) if self._sure else condition
            if reduced.need > 0:
                number = self._numbers.setdefault(reduced, len(self._conditions))
                if number == len(self._conditions):
                    self._conditions.append(reduced)
                found[number] = None
        return tuple(found)

    def pieces(self, numbers: Iterable[int]) -> list[tuple[int, ...]]:
        """Conditions parted into those linked by people; each part, and the list, in rising order."""
        parent: dict[int, int] = {i: i for i in sorted(set(numbers))}

        def root(i: int) -> int:
            while parent[i] != i:
                parent[i] = parent[parent[i]]
                i = parent[i]
            return i

        first: dict[str, int] = {}
        for i in parent:
            for person, _ in self._conditions[i].weights:
                j = first.setdefault(person, i)
                if j != i:
                    parent[root(i)] = root(j)
        parts: dict[int, list[int]] = defaultdict(list)
        for i in parent:
            parts[root(i)].append(i)
        return [tuple(part) for part in parts.values()]

    def chance(self, pieces: Iterable[tuple[int, ...]]) -> float:
        """Probability that all conditions of these pieces hold.

        Returns:
            1.0 only if that is certain, 0.0 only if it is impossible.

        Raises:
            TooEntangledError: a piece needs more than ``MOST_STATES`` vectors at once.
        """
        product, certain = 1.0, True
        for piece in pieces:
            certain = False
            value = self._values.get(piece)
            if value is None:
                value = self._values[piece] = self._of(tuple(self._conditions[i] for i in piece))
            if value == 0.0:
                return 0.0
            product *= value
        # a chance that rounds to 0 or 1 in floating point is still neither
        return 1.0 if certain else min(max(product, math.ulp(0.0)), math.nextafter(1.0, 0.0))

    def _reduced(self, condition: Condition) -> Condition:
        """The condition without people whose staying or leaving is certain."""
        need = condition.need - sum(w for p, w in condition.weights if self._staying[p] == 1.0)
        return Condition(tuple((p, w) for p, w in condition.weights if p not in self._sure), need)

    def _of(self, piece: tuple[Condition, ...]) -> float:
        for condition in piece:
            if condition.need > sum([w for _, w in condition.weights]):
                return 0.0
        if len(piece) == 1:
            crew = tuple(sorted((w, self._staying[p]) for p, w in piece[0].weights))
            return max(_tail(crew, piece[0].need), math.ulp(0.0))
        return max(_Sweep(piece, self._staying).chance(), math.ulp(0.0))


def _spread(crew: Crew) -> list[float]:
    """Probability of each total weight of those who stay, from 0 to the sum of all weights."""
    spread = [1.0]
    for weight, stays in crew:
        after = [p * (1.0 - stays) for p in spread] + [0.0] * weight
        for total, p in enumerate(spread):
            after[total + weight] += p * stays
        spread = after
    return spread


@lru_cache(maxsize=4096)
def _tails(crew: Crew) -> tuple[float, ...]:
    """Probability that the total weight of those who stay reaches each number from 0 on."""
    sums, above = [], 0.0
    for p in reversed(_spread(crew)):
        above += p
        sums.append(above)
    return tuple(reversed(sums))


def _tail(crew: Crew, need: int) -> float:
    if need <= 0:
        return 1.0
    tails = _tails(crew)
    return tails[need] if need < len(tails) else 0.0


class _Sweep:
    """One piece with several conditions."""

    def __init__(self, piece: tuple[Condition, ...], staying: Mapping[str, float]) -> None:
        self.needs: Needs = tuple(c.need for c in piece)
        signatures: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for j, condition in enumerate(piece):
            for person, weight in condition.weights:
                signatures[person].append((j, weight))
        local: dict[int, list[tuple[int, float]]] = defaultdict(list)
        shared: dict[tuple[tuple[int, int], ...], list[float]] = defaultdict(list)
        for person, where in signatures.items():
            if len(where) == 1:
                j, weight = where[0]
                local[j].append((weight, staying[person]))
            else:
                shared[tuple(where)].append(staying[person])
        self.local: dict[int, Crew] = {j: tuple(sorted(crew)) for j, crew in local.items()}
        self.shared = [
            (where, _spread(tuple((1, s) for s in sorted(stays)))) for where, stays in shared.items()
        ]
        self.left = [sum(w for _, w in c.weights) for c in piece]
        """Weight that can still come to each condition."""

    def chance(self) -> float:
        """Sum over all vectors; conditions are closed one by one, the least entangled first."""
        states: dict[Needs, float] = {self.needs: 1.0}
        touching: dict[int, list[int]] = {j: [] for j in range(len(self.needs))}
        for k, (where, _) in enumerate(self.shared):
            for j, _weight in where:
                touching[j].append(k)
        done: set[int] = set()
        open_: set[int] = set()

        def opens(j: int) -> int:
            """How many further conditions would be open at once if this were the next to be closed."""
            touched = {i for k in touching[j] if k not in done for i, _ in self.shared[k][0]}
            return len(touched - open_ - {j})

        while touching:
            j = min(touching, key=lambda i: (opens(i), i))
            for k in touching.pop(j):
                if k not in done:
                    where, spread = self.shared[k]
                    done.add(k)
                    open_ |= {i for i, _ in where}
                    states = self._apply(states, where, spread)
            open_.discard(j)
            states = self._close(states, j)
        return math.fsum(states.values())

    def _apply(
        self, states: Mapping[Needs, float], where: Sequence[tuple[int, int]], spread: Sequence[float]
    ) -> dict[Needs, float]:
        """What is left to need after one shared class, for every number of it that stays."""
        after: dict[Needs, float] = {}
        for j, weight in where:
            self.left[j] -= weight * (len(spread) - 1)
        for needs, p in states.items():
            for stay, chance in enumerate(spread):
                now = list(needs)
                for j, weight in where:
                    now[j] = max(0, now[j] - weight * stay)
                if all(now[j] <= self.left[j] for j, _ in where):
                    key = tuple(now)
                    after[key] = after.get(key, 0.0) + p * chance
        if len(after) > MOST_STATES:
            raise TooEntangledError(len(self.needs))
        return after

    def _close(self, states: Mapping[Needs, float], j: int) -> dict[Needs, float]:
        """Fold in the people who count for one condition alone, once all its shared classes are in."""
        crew = self.local.get(j, ())
        after: dict[Needs, float] = {}
        for needs, p in states.items():
            chance = _tail(crew, needs[j])
            if chance:
                key = (*needs[:j], 0, *needs[j + 1 :])
                after[key] = after.get(key, 0.0) + p * chance
        return after
