"""Choosing clusters of one group of regions, against every choice there is."""

from __future__ import annotations

import numpy as np
import pytest

from planner import cpsat
from planner.geography import partition
from planner.geography.partition import Problem
from planner.rules.base import PartitionRule
from tests.geography.maps import Choices, choices, random_costs, random_members, rows_of, table_of
from tests.rules.builder import rule, seeded

SIZES = [(2500, 400), (0, 1), (3, 2), (12, 4), (60, 20)]
"""SMALL and TAIL: as shipped, everything narrowed first, and steps between."""


def problem(members, costs, **budget) -> Problem:
    geo_2 = rule("GEO-2")
    assert isinstance(geo_2, PartitionRule)
    return Problem(table_of(members), costs, [geo_2], cpsat.Budget(**({"seconds": 60.0} | budget)))


def drawn(seed: int, n: int | None = None):
    """Candidates and levels; large values come anywhere, but last where the search narrows first."""
    rng = seeded(f"partition {seed}")
    members = random_members(rng, n or rng.choice([2, 3, 4, 5, 5, 6, 6, 7]))
    return members, random_costs(rng, len(members), metres_last=len(members) > partition.SMALL)


def equals_brute_force(asked: Problem, want: Choices, where: object) -> None:
    """Every number of clusters: status, values, bounds, rows and what is left over."""
    for k in range(1, asked.table.members.shape[1] + 2):
        got = asked.settle(k)
        if k not in want:
            assert (got.status, got.values, got.rows) == ("infeasible", (), ()), (where, k)
            continue
        best = min(want[k])
        assert (got.status, got.values, got.bounds) == ("optimal", best, best), (where, k)
        assert got.rows in want[k][best], (where, k)
        usable = {row for rows in want[k][best] for row in rows}
        assert all(got.left[row] for row in usable), (where, k)


@pytest.mark.parametrize(("small", "tail"), SIZES)
def test_settle_is_the_best_in_order(small: int, tail: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition, "SMALL", small)
    monkeypatch.setattr(partition, "TAIL", tail)
    for seed in range(16):
        members, costs = drawn(seed * 10 + SIZES.index((small, tail)))
        equals_brute_force(problem(members, costs), choices(members, costs), seed)


@pytest.mark.parametrize(("seed", "small", "tail"), [(1, 2500, 400), (2, 40, 10), (3, 5, 3)])
def test_nine_organisations(seed: int, small: int, tail: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition, "SMALL", small)
    monkeypatch.setattr(partition, "TAIL", tail)
    members, costs = drawn(500 + seed, 9)
    equals_brute_force(problem(members, costs), choices(members, costs), seed)


def test_narrowing_raising_and_growing_all_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ways through the search that large maps take: each is taken here, with the right answer."""
    monkeypatch.setattr(partition, "SMALL", 2)
    monkeypatch.setattr(partition, "TAIL", 1)
    seen: set[str] = set()
    searched: list[tuple[int, tuple[int, ...], str]] = []
    tried: list[int | None] = []
    search, tail = Problem._search, Problem._tail

    def spy_search(self, left, k, level, sides):
        tried.clear()
        found = search(self, left, k, level, sides)
        searched.append((level, tuple(s.value for s in sides), found.status))
        return found

    def spy_tail(self, rows, k, level, sides, at_most):
        if tried and at_most is not None and tried[-1] is not None and at_most > tried[-1]:
            seen.add("growing")
        tried.append(at_most)
        return tail(self, rows, k, level, sides, at_most)

    def note() -> None:
        for level, values, status in searched:
            above = [v for lv, v, s in searched if lv == level and v[:-1] == values[:-1] and v != values]
            if status == "infeasible" and values and any(v[-1] == values[-1] + 1 for v in above):
                seen.add("raising")
        if any(level == 2 for level, _, _ in searched):
            seen.add("narrowing")

    monkeypatch.setattr(Problem, "_search", spy_search)
    monkeypatch.setattr(Problem, "_tail", spy_tail)
    for seed in range(30, 36):
        members, costs = drawn(seed, 6)
        asked, want = problem(members, costs), choices(members, costs)
        for k in want:
            searched.clear()
            assert asked.settle(k).values == min(want[k])
            note()
    assert seen == {"narrowing", "raising", "growing"}


@pytest.mark.parametrize(("small", "tail"), [(2500, 400), (3, 2)])
def test_equals_lists_every_equally_good_choice(small: int, tail: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partition, "SMALL", small)
    monkeypatch.setattr(partition, "TAIL", tail)
    several = 0
    for seed in range(60, 72):
        rng = seeded(seed)
        members = random_members(rng, rng.randint(4, 6))
        costs = [np.array([rng.choice([0, 0, 0, 1]) for _ in members], dtype=np.int64) for _ in range(2)]
        asked, want = problem(members, costs), choices(members, costs)
        for k in want:
            settled = asked.settle(k)
            best = want[k][min(want[k])]
            listed = list(asked.equals(k, settled, 10_000))
            assert listed[0] == settled.rows
            assert len(listed) == len(set(listed))
            assert set(listed) == best, (seed, k)
            assert asked.refused == []
            several += len(best) > 1
            assert len(list(asked.equals(k, settled, 2))) == min(2, len(best))
    assert several > 6


def test_equals_forgets_what_it_has_listed() -> None:
    """Also when nobody reads on to the end."""
    members = rows_of([0b0011, 0b1100, 0b0110, 0b1001], 4)
    asked = problem(members, [np.zeros(4, dtype=np.int64)])
    asked.refused.append(frozenset({0, 3}))
    settled = asked.settle(2)
    some = asked.equals(2, settled, 10)
    assert next(some) == settled.rows
    next(some)
    some.close()
    assert asked.refused == [frozenset({0, 3})]
    assert {*asked.equals(2, settled, 10)} == {(0, 1), (2, 3)}


@pytest.mark.parametrize("seed", range(12))
def test_refused_choices_are_passed_over(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse the best, or a part of it, again and again: always the best of the rest."""
    if seed % 2:
        monkeypatch.setattr(partition, "SMALL", 3)
        monkeypatch.setattr(partition, "TAIL", 2)
    rng = seeded(f"refused {seed}")
    members = random_members(rng, rng.randint(3, 5))
    costs = random_costs(rng, len(members), metres_last=True)
    asked = problem(members, costs)
    everything = choices(members, costs)
    k = rng.choice(sorted(everything))
    want = {rows: vector for vector, some in everything[k].items() for rows in some}
    for _ in range(6):
        got = asked.settle(k)
        if not want:
            assert got.status == "infeasible"
            break
        assert (got.status, got.values) == ("optimal", min(want.values()))
        equally = {rows for rows, vector in want.items() if vector == got.values}
        assert set(asked.equals(k, got, 1_000)) == equally
        refused = frozenset(rng.sample(got.rows, rng.randint(1, len(got.rows))))
        asked.refused.append(refused)
        want = {rows: vector for rows, vector in want.items() if not refused <= set(rows)}


def test_an_organisation_in_no_candidate() -> None:
    members = rows_of([0b001, 0b010, 0b011], 3)
    for k in (1, 2, 3):
        assert problem(members, [np.zeros(3, dtype=np.int64)]).settle(k).status == "infeasible"
    assert problem(np.zeros((0, 2), dtype=np.bool_), [np.zeros(0, dtype=np.int64)]).settle(1).rows == ()


def test_nothing_left_to_spend() -> None:
    members, costs = drawn(7)
    asked = problem(members, costs, work=1e-9)
    asked.budget.spent_work = 1.0
    got = asked.settle(1)
    assert (got.status, got.values, got.rows) == ("unknown", (), ())
    assert asked.budget.ended_by == "work"


def test_cut_short_after_some_levels(monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop between two levels: what is known is a lawful choice, never called best."""
    ended = 0
    for seed in range(80, 100):
        members, costs = drawn(seed)
        want = choices(members, costs)
        if not want:
            continue
        k = max(want, key=lambda number: len(want[number]))
        asked = problem(members, costs)
        tail = Problem._tail

        def once(self, *given, tail=tail):
            out = tail(self, *given)
            self.budget.stop.set()
            return out

        monkeypatch.setattr(Problem, "_tail", once)
        got = asked.settle(k)
        monkeypatch.setattr(Problem, "_tail", tail)
        if got.rows:
            assert got.values in want[k]
            assert got.rows in want[k][got.values]
            assert got.values[0] == min(want[k])[0]
        if got.status == "optimal":
            assert got.values == min(want[k])
        else:
            assert got.status == "feasible"
            assert all(b <= v for b, v in zip(got.bounds, min(want[k]), strict=True))
            ended += 1
    assert ended > 10


def test_narrowing_by_a_level_of_metres_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """A large level before the last, many candidates, and an optimum well above the bound (or none at all).

    Six organisations in two rings of three, pairs and one of three: three pairs cover everybody by halves,
    never in whole numbers.
    """
    monkeypatch.setattr(partition, "SMALL", 2)
    members = rows_of([0b000011, 0b000110, 0b000101, 0b011000, 0b110000, 0b101000, 0b000111], 6)
    metres = np.array([10**6] * 6 + [10**7], dtype=np.int64)
    asked = problem(members, [metres, np.zeros(7, dtype=np.int64)], seconds=3.0)
    assert not choices(members, asked.costs)
    assert asked.settle(3).status == "infeasible"
