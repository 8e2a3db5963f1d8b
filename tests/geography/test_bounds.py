"""Bounds never exceed the true optimum, whatever the prices, and never drop what a choice could use."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
import numpy.typing as npt
import pytest

from planner.geography import bounds
from planner.geography.bounds import SCALE, Bound, Side, certify, lp_bound
from tests.geography.maps import covers, random_members, rows_of
from tests.rules.builder import seeded

Cover = tuple[int, ...]
NOBODY = np.zeros(0, dtype=np.int64)


class Puzzle:
    """An exact-cover problem and every choice that solves it."""

    def __init__(self, rng: Random) -> None:
        n = rng.randint(2, 7)
        self.members = random_members(rng, n)
        count = len(self.members)
        most = rng.choice([0, 1, 5, 400, 10**7])
        self.cost = np.array([rng.randint(0, most) for _ in range(count)], dtype=np.int64)
        found = list(covers(self.members))
        self.k = len(rng.choice(found)) if found and rng.random() < 0.8 else rng.randint(1, n)
        fitting = [rows for rows in found if len(rows) == self.k]
        self.sides: list[Side] = []
        for _ in range(rng.choice([0, 0, 1, 2])):
            column = np.array([rng.randint(0, rng.choice([1, 3])) for _ in range(count)], dtype=np.int64)
            some = rng.choice(fitting) if fitting else ()
            value = int(column[list(some)].sum()) if rng.random() < 0.8 else rng.randint(0, 2 * self.k)
            self.sides.append(Side(column, value))
        self.choices: dict[Cover, int] = {
            rows: int(self.cost[list(rows)].sum())
            for rows in fitting
            if all(int(s.column[list(rows)].sum()) == s.value for s in self.sides)
        }

    @property
    def best(self) -> int | None:
        return min(self.choices.values(), default=None)

    @property
    def ceiling(self) -> int:
        return int(self.cost.max(initial=0)) * self.k + 1

    def solve(self, first: npt.NDArray[np.int64] = NOBODY) -> tuple[Bound, npt.NDArray[np.int64]]:
        return lp_bound(self.members, self.cost, self.k, self.sides, 10.0, first)

    def holds(self, bound: Bound) -> None:
        """All that a bound promises, against every choice there is."""
        assert (bound.reduced >= 0).all()
        if self.best is not None:
            assert bound.possible
            assert bound.value <= self.best
        for rows, cost in self.choices.items():
            assert cost * SCALE >= bound.base + sum(int(bound.reduced[row]) for row in rows)
        for value in {c + d for c in self.choices.values() for d in (-1, 0, 1)}:
            kept = bound.within(value)
            used = {row for rows, cost in self.choices.items() if cost <= value for row in rows}
            assert all(kept[row] for row in used)


@pytest.mark.parametrize("block", range(10))
def test_bounds_hold(block: int) -> None:
    for seed in range(block * 15, block * 15 + 15):
        puzzle = Puzzle(seeded(seed))
        puzzle.holds(puzzle.solve()[0])


def test_bounds_are_of_use() -> None:
    """Most bounds equal the optimum, and impossible problems are mostly seen to be so."""
    equal = solvable = seen = impossible = 0
    for seed in range(60):
        puzzle = Puzzle(seeded(seed))
        bound, used = puzzle.solve()
        if puzzle.best is None:
            impossible += 1
            seen += not bound.possible
        else:
            solvable += 1
            equal += bound.value == puzzle.best
            assert used.size
    assert equal > 0.8 * solvable > 20
    assert seen > 0.5 * impossible > 2


@pytest.mark.parametrize("seed", range(40))
def test_pricing_in_reaches_the_same_bound(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a few columns, five at a time, to the bound that all columns give."""
    puzzle = Puzzle(seeded(1_000 + seed))
    whole, _ = puzzle.solve()
    rounds: list[int] = []
    restricted = bounds._restricted

    def spy(matrix, *rest):
        rounds.append(len(matrix))
        return restricted(matrix, *rest)

    monkeypatch.setattr(bounds, "FIRST_COLUMNS", 1)
    monkeypatch.setattr(bounds, "PRICED_COLUMNS", 5)
    monkeypatch.setattr(bounds, "_restricted", spy)
    priced, used = puzzle.solve()
    puzzle.holds(priced)
    if puzzle.best is not None:
        assert (priced.value, priced.possible) == (whole.value, whole.possible)
    assert rounds == sorted(rounds)
    assert all(b - a <= 5 for a, b in pairwise(rounds))
    rounds.clear()
    again, _ = puzzle.solve(used)
    puzzle.holds(again)


@pytest.mark.parametrize("seed", range(60))
def test_any_prices_bound(seed: int) -> None:
    rng = seeded(2_000 + seed)
    puzzle = Puzzle(rng)
    count = puzzle.members.shape[1] + 1 + len(puzzle.sides)
    draw = np.random.default_rng(seed)
    for size in (0.0, 1e-6, 1.0, 50.0, 1e4, 1e9, 1e13, 1e15, 1e30):
        prices = draw.normal(size=count) * size
        puzzle.holds(certify(puzzle.members, puzzle.cost, puzzle.k, puzzle.sides, prices, puzzle.ceiling))


def test_large_costs_and_side_values() -> None:
    """Levels of ten million metres, fixed and minimised, with prices of that size."""
    for seed in range(40):
        rng = seeded(3_000 + seed)
        puzzle = Puzzle(rng)
        metres = np.array([rng.randint(0, 10**7) for _ in puzzle.members], dtype=np.int64)
        for rows in list(puzzle.choices)[:1]:
            puzzle.sides.append(Side(metres, int(metres[list(rows)].sum())))
            puzzle.choices = {
                r: c for r, c in puzzle.choices.items() if metres[list(r)].sum() == puzzle.sides[-1].value
            }
        puzzle.holds(puzzle.solve()[0])


def test_an_lp_cut_short_still_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    for seed in range(30):
        puzzle = Puzzle(seeded(seed))
        monkeypatch.setattr(bounds, "_restricted", lambda *_: None)
        puzzle.holds(puzzle.solve()[0])


def test_nothing_to_choose_from() -> None:
    bound, used = lp_bound(np.zeros((0, 3), dtype=np.bool_), NOBODY, 2, [], 1.0, NOBODY)
    assert bound.reduced.shape == (0,)
    assert not used.size


def test_too_many_clusters_is_impossible() -> None:
    """Three organisations can't be four clusters; the prices show it."""
    members = rows_of([0b001, 0b010, 0b100, 0b011, 0b111], 3)
    cost = np.array([3, 1, 4, 1, 5], dtype=np.int64)
    assert not lp_bound(members, cost, 4, [], 1.0, NOBODY)[0].possible
    values = [lp_bound(members, cost, k, [], 1.0, NOBODY)[0].value for k in (1, 2, 3)]
    assert values == [5, 5, 8]


def test_within_by_hand() -> None:
    """base 2.5, reduced costs 0, 0.5 and 1: three admits the first two, four all."""
    half = SCALE // 2
    bound = Bound(5 * half, np.array([0, half, 3 * half], dtype=np.int64), possible=True)
    assert bound.value == 3
    assert [bound.within(v).tolist() for v in (2, 3, 4)] == [
        [False, False, False],
        [True, True, False],
        [True, True, True],
    ]
    assert Bound(3 * SCALE, bound.reduced, possible=True).value == 3
