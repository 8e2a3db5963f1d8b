"""Combining alternatives of blocks: always what trying every combination gives, ties included."""

from __future__ import annotations

from itertools import product

import pytest

from planner.boards import combine
from planner.boards.combine import Item, Ladder, best_choice, front_choices, weighed
from tests.rules.builder import seeded


def drawn(seed: int, amounts: int, aims: int) -> list[list[Item]]:
    """Groups of alternatives; ranks of a group are apart from those of the others."""
    rng = seeded(f"combine {seed}")
    return [
        [
            Item(
                tuple(rng.randrange(12) for _ in range(amounts)),
                tuple(rng.randrange(4) for _ in range(aims)),
                rng.randrange(4) * 4**group,
            )
            for _ in range(rng.randint(1, 5))
        ]
        for group in range(rng.randint(1, 5))
    ]


def sums(chosen: list[Item] | tuple[Item, ...]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Amounts and aims of a choice."""
    return (
        tuple(map(sum, zip(*(i.amounts for i in chosen), strict=True))),
        tuple(map(sum, zip(*(i.aims for i in chosen), strict=True))),
    )


def order(chosen: list[Item] | tuple[Item, ...]) -> tuple[object, ...]:
    """What decides between two choices."""
    return sums(chosen)[1], sum(i.rank for i in chosen), tuple(i.aims for i in chosen)


@pytest.mark.parametrize("amounts", [0, 1, 2, 3])
def test_the_best_choice_is_that_of_all_combinations(amounts: int) -> None:
    met = {True: 0, False: 0}
    for seed in range(400):
        rng = seeded(f"caps {seed}")
        groups = drawn(seed, amounts, rng.choice([1, 2, 3]))
        caps = tuple(rng.randrange(40) for _ in range(amounts))
        fitting = [
            some
            for some in product(*groups)
            if all(sum(i.amounts[j] for i in some) <= cap for j, cap in enumerate(caps))
        ]
        got = best_choice(groups, caps)
        assert (got is None) == (not fitting), seed
        met[got is None] += 1
        if got is not None:
            assert order(got) == min(map(order, fitting)), seed
            assert all(x <= y for x, y in zip(sums(got)[0], caps, strict=False)), seed
    assert met[False] > 50
    assert amounts == 0 or met[True] > 50


@pytest.mark.parametrize("width", [1, 2, 10**6])
def test_a_narrow_first_search_changes_nothing(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = [best_choice(drawn(seed, 2, 2), (14, 14)) for seed in range(300)]
    monkeypatch.setattr(combine, "WIDTH", width)
    again = [best_choice(drawn(seed, 2, 2), (14, 14)) for seed in range(300)]
    assert [w and order(w) for w in wanted] == [a and order(a) for a in again]


def test_among_equal_sums_and_ranks_the_first_block_decides() -> None:
    """One aim, and an amount that a cap holds at its mean: many choices share the least sum."""
    decided = 0
    for seed in range(60):
        rng = seeded(f"ties {seed}")
        groups = [[Item((6 - n,), (n,), 0) for n in rng.sample(range(7), 5)] for _ in range(3)]
        cap = 9 + seed % 3
        fitting = sorted(order(some) for some in product(*groups) if sums(some)[0][0] <= cap)
        for got in (best_choice(groups, (cap,)), Ladder(weighed(groups)[0]).best(cap)):
            assert got is not None
            assert order(got) == fitting[0], seed
        decided += fitting[0][:2] == fitting[1][:2]
    assert decided > 40


def test_fronts_are_those_of_all_combinations() -> None:
    for seed in range(400):
        groups = drawn(seed, 1, 1 + seed % 3)
        reached = {sums(some) for some in product(*groups)}
        best = sorted(p for p in reached if not any(q != p and q[0] <= p[0] and q[1] <= p[1] for q in reached))
        assert [sums(some) for some in front_choices(groups)] == best, seed


def test_a_table_for_all_caps_says_what_each_cap_alone_says() -> None:
    met = {True: 0, False: 0}
    for seed in range(200):
        groups = drawn(seed, 1, 1 + seed % 3)
        rows, _ = weighed(groups)
        table = Ladder(rows)
        assert table.complete
        assert not Ladder(rows, most=0).complete
        for cap in range(45):
            alone, looked_up = best_choice(groups, (cap,), rows), table.best(cap)
            assert (alone and order(alone)) == (looked_up and order(looked_up)), (seed, cap)
            met[alone is None] += 1
    assert min(met.values()) > 500


def test_weights_compare_like_aims_then_ranks_then_blocks() -> None:
    for seed in range(100):
        groups = drawn(seed, 0, 2)
        rows = [list(g) for g in weighed([[i] for g in groups for i in g])[0]]
        assert all(len(r) == 1 for r in rows)
        kept, _ = weighed(groups)
        best = min(product(*kept), key=lambda some: sum(r.weight for r in some))
        assert order([r.item for r in best]) == min(map(order, product(*groups)))


def test_nothing_to_choose() -> None:
    assert best_choice([], ()) == []
    assert front_choices([]) == [[]]
