"""Bounds never exceed the true optimum, whatever the prices, and never drop what a choice could use."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
import numpy.typing as npt
import pytest

from planner.geography import bounds
from planner.geography.bounds import SCALE, Bound, Prices, Programme, Side, certify
from planner.geography.sums import MemberSums
from tests.geography.maps import bits, covers, masks_of, random_masks
from tests.rules.builder import seeded

Cover = tuple[int, ...]


class Puzzle:
    """An exact-cover problem and every choice that solves it."""

    def __init__(self, rng: Random, n: int | None = None, largest: int = 10**13) -> None:
        self.n = n or rng.randint(2, 7)
        self.masks = random_masks(rng, self.n)
        count = len(self.masks)
        most = min(largest, rng.choice([0, 1, 5, 400, 10**7, 10**13]))
        self.cost = np.array([rng.randint(0, most) for _ in range(count)], dtype=np.int64)
        found = list(covers(self.masks, self.n))
        self.k = len(rng.choice(found)) if found and rng.random() < 0.8 else rng.randint(1, self.n)
        self.fitting = [rows for rows in found if len(rows) == self.k]
        self.sides: list[Side] = []
        for _ in range(rng.choice([0, 0, 1, 2])):
            column = np.array([rng.randint(0, rng.choice([1, 3])) for _ in range(count)], dtype=np.int64)
            some = rng.choice(self.fitting) if self.fitting else ()
            value = int(column[list(some)].sum()) if rng.random() < 0.8 else rng.randint(0, 2 * self.k)
            self.sides.append(Side(column, value))
        self.sums = MemberSums(masks_of(self.masks), self.n)

    @property
    def choices(self) -> dict[Cover, int]:
        return {
            rows: int(self.cost[list(rows)].sum())
            for rows in self.fitting
            if all(int(s.column[list(rows)].sum()) == s.value for s in self.sides)
        }

    @property
    def best(self) -> int | None:
        return min(self.choices.values(), default=None)

    @property
    def ceiling(self) -> int:
        return int(self.cost.max(initial=0)) * self.n

    def programme(self) -> Programme:
        # as where earlier stages are settled: they have a choice, and it is among the first
        first = np.array(sorted(next(iter(self.choices))) if self.choices else [], dtype=np.int64)
        return Programme(masks_of(self.masks), self.sums, self.cost, self.sides, self.ceiling, first)

    def solve(self) -> Bound:
        return self.programme().bound(self.k, 10.0)

    def certified(self, prices: npt.NDArray[np.float64]) -> Bound:
        return certify(self.sums, self.cost, self.k, self.sides, prices, self.ceiling)

    def holds(self, bound: Bound) -> None:
        """All that a bound promises, against every choice there is, and recomputed by plain integers."""
        p = bound.prices
        for row, mask in enumerate(self.masks):
            reduced = int(self.cost[row]) * SCALE - sum(p.organisations[i] for i in bits(mask)) - p.count
            reduced -= sum(a * int(s.column[row]) for a, s in zip(p.sides, self.sides, strict=True))
            assert int(bound.reduced[row]) == reduced >= 0
        fixed = sum(a * s.value for a, s in zip(p.sides, self.sides, strict=True))
        assert bound.base == sum(p.organisations) + self.k * p.count + fixed
        if self.best is not None:
            assert bound.possible
            assert bound.value <= self.best
        for rows, cost in self.choices.items():
            assert cost * SCALE == bound.base + sum(int(bound.reduced[row]) for row in rows)
        for value in {c + d for c in self.choices.values() for d in (-1, 0, 1)}:
            kept = bound.within(value)
            assert all(kept[row] for rows, cost in self.choices.items() if cost <= value for row in rows)


@pytest.mark.parametrize("block", range(10))
def test_bounds_hold(block: int) -> None:
    for seed in range(block * 15, block * 15 + 15):
        puzzle = Puzzle(seeded(seed))
        puzzle.holds(puzzle.solve())


def test_bounds_are_of_use() -> None:
    """Most bounds equal the optimum, and impossible problems are mostly seen to be so."""
    equal = solvable = seen = impossible = 0
    for seed in range(200):
        puzzle = Puzzle(seeded(seed))
        bound = puzzle.solve()
        if puzzle.best is not None:
            solvable += 1
            equal += bound.value == puzzle.best
        elif not puzzle.sides:
            impossible += 1
            seen += not bound.possible
    assert equal > 0.8 * solvable > 20
    assert seen > 0.5 * impossible > 2


@pytest.mark.parametrize("seed", range(30))
def test_a_programme_goes_from_number_to_number(seed: int) -> None:
    """One programme asked for every number, forth and back: each bound holds, and a line holds for all."""
    puzzle = Puzzle(seeded(500 + seed))
    puzzle.sides = []
    by_number: dict[int, int] = {}
    for rows in covers(puzzle.masks, puzzle.n):
        total = int(puzzle.cost[list(rows)].sum())
        by_number[len(rows)] = min(total, by_number.get(len(rows), total))
    programme = puzzle.programme()
    for k in [*range(1, puzzle.n + 2), *range(puzzle.n, 0, -1)]:
        bound = programme.bound(k, 10.0)
        assert bound.possible or k not in by_number
        for number, best in by_number.items():
            assert bound.prices.base(number) <= best * SCALE


@pytest.mark.parametrize("seed", range(30))
def test_pricing_in_reaches_the_same_bound(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a few columns, five at a time, to the bound that all columns give."""
    puzzle = Puzzle(seeded(1_000 + seed), 7, 10**7)
    whole = puzzle.solve()
    rounds: list[int] = []
    add = Programme._add

    def spy(self, rows):
        add(self, rows)
        rounds.append(int(self.inside.sum()))

    monkeypatch.setattr(bounds, "FIRST_EACH", 1)
    monkeypatch.setattr(bounds, "FIRST_IN_ALL", 10)
    monkeypatch.setattr(bounds, "PRICED_COLUMNS", 5)
    monkeypatch.setattr(Programme, "_add", spy)
    priced = puzzle.solve()
    puzzle.holds(priced)
    if puzzle.best is not None:
        assert (priced.value, priced.possible) == (whole.value, whole.possible)
    assert len(puzzle.masks) <= 7 or rounds[0] < len(puzzle.masks) or rounds == [len(puzzle.masks)]
    assert all(0 < b - a <= 5 for a, b in pairwise(rounds))


@pytest.mark.parametrize("seed", range(60))
def test_any_prices_bound(seed: int) -> None:
    puzzle = Puzzle(seeded(2_000 + seed))
    count = puzzle.n + 1 + len(puzzle.sides)
    draw = np.random.default_rng(seed)
    for size in (0.0, 1e-6, 1.0, 50.0, 1e4, 1e9, 1e13, 1e15, 1e30):
        puzzle.holds(puzzle.certified(draw.normal(size=count) * size))
    for single in range(count):
        prices = np.zeros(count)
        prices[single] = draw.choice([-1e14, -7.5, 7.5, 1e14])
        puzzle.holds(puzzle.certified(prices))


@pytest.mark.parametrize("largest", [10**7, 10**10, 10**13])
def test_large_costs_and_side_values(largest: int) -> None:
    """Levels of many metres, fixed and minimised, with prices of that size."""
    for seed in range(40):
        rng = seeded(3_000 + seed)
        puzzle = Puzzle(rng)
        metres = np.array([rng.randint(0, largest) for _ in puzzle.masks], dtype=np.int64)
        for rows in list(puzzle.choices)[:1]:
            puzzle.sides.append(Side(metres, int(metres[list(rows)].sum())))
        puzzle.holds(puzzle.solve())


def test_a_programme_cut_short_still_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    for rounds in (0, 1, 2):
        monkeypatch.setattr(bounds, "ROUNDS", rounds)
        monkeypatch.setattr(bounds, "FIRST_EACH", 1)
        for seed in range(30):
            puzzle = Puzzle(seeded(seed))
            puzzle.holds(puzzle.solve())
            puzzle.holds(puzzle.programme().bound(puzzle.k, 0.0))


def test_nothing_to_choose_from() -> None:
    sums, none = MemberSums(masks_of([]), 3), np.zeros(0, dtype=np.int64)
    bound = Programme(masks_of([]), sums, none, (), 0).bound(2, 1.0)
    assert bound.reduced.shape == (0,)


def test_too_many_clusters_is_impossible() -> None:
    """Three organisations can't be four clusters; the prices show it."""
    masks = [0b001, 0b010, 0b100, 0b011, 0b111]
    cost = np.array([3, 1, 4, 1, 5], dtype=np.int64)
    programme = Programme(masks_of(masks), MemberSums(masks_of(masks), 3), cost, (), 15)
    assert not programme.bound(4, 1.0).possible
    assert [programme.bound(k, 1.0).value for k in (1, 2, 3)] == [5, 5, 8]


def test_within_by_hand() -> None:
    """base 2.5, reduced costs 0, 0.5 and 1.5: three admits the first two, four all."""
    half = SCALE // 2
    bound = Bound(5 * half, np.array([0, half, 3 * half]), Prices((), 0), possible=True)
    assert bound.value == 3
    assert [bound.within(v).tolist() for v in (2, 3, 4)] == [
        [False, False, False],
        [True, True, False],
        [True, True, True],
    ]
    assert Bound(3 * SCALE, bound.reduced, bound.prices, possible=True).value == 3


def test_prices_by_hand() -> None:
    assert Prices((5, -2), 10, (3, 4)).base(2, [100, -1]) == 5 - 2 + 20 + 300 - 4
    with pytest.raises(ValueError, match="shorter"):
        Prices((5,), 1, (3,)).base(2)
