"""The least choice by layers against every choice there is, with and without a number of clusters."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import numpy as np
import pytest

from planner import cpsat
from planner.geography import layers
from planner.geography.layers import Cover, TooWideError, layer_order, least, moved
from tests.geography.maps import bits, covers, masks_of, neighbours, random_edges, random_masks
from tests.rules.builder import seeded

LARGE = 10**13 << 16
"""Scaled costs of ten thousand million kilometres."""


class Question:
    """An exact-cover question with sums, and its answers by enumeration."""

    def __init__(self, rng: Random, n: int, width: int | None = None) -> None:
        self.n = n
        self.masks = random_masks(rng, n)
        width = width or rng.choice([1, 2, 3])
        largest = [rng.choice([0, 1, 3, 50, LARGE]) for _ in range(width)]
        self.sums = [np.array([rng.randint(0, most) for _ in self.masks], dtype=np.int64) for most in largest]
        everything = list(covers(self.masks, n))
        some = rng.choice(everything) if everything and rng.random() < 0.85 else (0,)
        self.k = rng.choice([None, len(some), len(some), rng.randint(1, n)])
        self.gaps = tuple(int(s[list(some)].sum()) for s in self.sums)
        if rng.random() < 0.3:
            self.gaps = (*self.gaps[:-1], rng.choice([0, self.gaps[-1] + 1, sum(map(int, self.sums[-1]))]))
        self.answers = {rows: self.last(rows) for rows in everything if self.fits(rows)}

    def fits(self, rows: tuple[int, ...]) -> bool:
        totals = [int(s[list(rows)].sum()) for s in self.sums]
        exact = all(t == g for t, g in zip(totals[:-1], self.gaps[:-1], strict=True))
        return exact and totals[-1] <= self.gaps[-1] and self.k in (None, len(rows))

    def last(self, rows: tuple[int, ...]) -> int:
        return int(self.sums[-1][list(rows)].sum())

    def cover(self) -> Cover:
        return Cover(masks_of(self.masks), self.n, self.k, tuple(self.sums), self.gaps)


def check(question: Question, where: object) -> bool:
    got = least(question.cover(), cpsat.Budget(60.0))
    if not question.answers:
        assert got is None, where
        return False
    assert got is not None, where
    value, rows = got
    assert value == min(question.answers.values()), where
    assert question.answers.get(rows) == value, where
    return True


@pytest.mark.parametrize("block", range(10))
def test_the_least_choice(block: int) -> None:
    found = [check(Question(seeded(f"layers {s}"), 1 + s % 7), s) for s in range(block * 30, block * 30 + 30)]
    assert any(found)
    assert not all(found)


@pytest.mark.parametrize("n", range(8, 15))
def test_larger_maps(n: int) -> None:
    """Sparse maps of up to fourteen organisations, where enumeration still ends."""
    rng = seeded(f"larger {n}")
    question = Question(rng, 3, 2)
    edges = [(rng.randrange(max(0, i - 2), i), i) for i in range(1, n)]
    near = neighbours(n, [*edges, (0, n - 1)])
    grown = {1 << i for i in range(n)}
    for _ in range(3):
        grown |= {m | 1 << i for m in grown for j in bits(m) for i in bits(near[j])}
    question.n, question.masks = n, sorted(m for m in grown if m.bit_count() <= 4)
    for most in (2, 100):
        question.sums = [np.array([rng.randint(0, most) for _ in question.masks]) for _ in range(2)]
        everything = list(covers(question.masks, n))
        some = rng.choice(everything)
        for question.k in (None, len(some), len(some) + 1):
            question.gaps = (int(question.sums[0][list(some)].sum()), 10**6)
            question.answers = {rows: question.last(rows) for rows in everything if question.fits(rows)}
            check(question, (n, most, question.k))


@pytest.mark.parametrize("seed", range(12))
def test_looking_at_few_pairs_at_a_time_changes_nothing(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layers, "PAIRS", 1 + seed % 5)
    check(Question(seeded(f"pairs {seed}"), 6), seed)


def test_no_candidates_no_choice() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert least(Cover(masks_of([]), 3, None, (none,), (5,)), cpsat.Budget(1.0)) is None
    one = Cover(masks_of([0b011, 0b110]), 3, None, (np.array([0, 0]),), (5,))
    assert least(one, cpsat.Budget(1.0)) is None


def test_one_organisation() -> None:
    cover = Cover(masks_of([1]), 1, 1, (np.array([LARGE]),), (LARGE,))
    assert least(cover, cpsat.Budget(1.0)) == (LARGE, (0,))
    assert least(Cover(cover.masks, 1, 2, cover.sums, cover.gaps), cpsat.Budget(1.0)) is None
    assert least(Cover(cover.masks, 1, None, cover.sums, (LARGE - 1,)), cpsat.Budget(1.0)) is None


def test_sixty_three_organisations() -> None:
    """Pairs along a path of 63 and single ones: one single and 31 pairs, the dearest pair left out."""
    pairs, singles = [0b11 << i for i in range(62)], [1 << i for i in range(63)]
    cost = np.array([*range(62), *[0] * 63])
    cover = Cover(masks_of(pairs + singles), 63, 32, (cost,), (10**9,))
    got = least(cover, cpsat.Budget(60.0))
    assert got is not None
    assert got[0] == sum(range(0, 62, 2))
    assert len(got[1]) == 32


def test_too_many_states_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    cover = Cover(masks_of(range(1, 128)), 7, None, (np.zeros(127, dtype=np.int64),), (0,))
    for limit in (0, 3, 30):
        monkeypatch.setattr(layers, "STATES", limit)
        with pytest.raises(TooWideError):
            least(cover, cpsat.Budget(60.0))
    monkeypatch.setattr(layers, "STATES", 128)
    assert least(cover, cpsat.Budget(60.0)) == (0, (126,))


def test_a_spent_budget_is_no_answer() -> None:
    cover = Cover(masks_of(range(1, 128)), 7, None, (np.zeros(127, dtype=np.int64),), (0,))
    budget = cpsat.Budget(60.0)
    budget.stop.set()
    with pytest.raises(TooWideError):
        least(cover, budget)
    assert budget.exhausted
    assert least(cover, cpsat.Budget(60.0, work=1.0)) == (0, (126,))


def test_work_is_charged() -> None:
    cover = Cover(masks_of(range(1, 128)), 7, None, (np.zeros(127, dtype=np.int64),), (0,))
    budgets = [cpsat.Budget(60.0) for _ in range(2)]
    for budget in budgets:
        least(cover, budget)
    assert budgets[0].spent_work == budgets[1].spent_work > 0
    with pytest.raises(TooWideError):
        least(cover, cpsat.Budget(60.0, work=1e-9))


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_layers_is_an_order(seed: int) -> None:
    rng = seeded(f"order {seed}")
    n = rng.choice([1, 2, 5, 20, 63])
    order = layer_order(neighbours(n, random_edges(rng, n, 0.05)))
    assert sorted(order) == list(range(n))
    masks = [rng.getrandbits(n) for _ in range(50)]
    got = moved(masks_of(masks), order).tolist()
    assert got == [sum(1 << i for i, old in enumerate(order) if mask >> old & 1) for mask in masks]


def test_neighbours_stand_close_along_a_path() -> None:
    path = [3, 0, 5, 1, 4, 2]
    edges = list(pairwise(path))
    assert layer_order(neighbours(6, edges)) in (path, path[::-1])
