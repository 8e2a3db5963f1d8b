"""The whole map: regions joined exactly, refusals, and going on after a limit."""

from __future__ import annotations

from itertools import product

import pytest
from planner.geography.partition import Problem, Settled

from planner import cpsat
from planner.core.instance import Instance
from planner.core.progress import Silent
from planner.core.settings import Settings
from planner.geography import partition
from planner.geography.national import Joined, NationalMap, groups_of, join
from planner.objectives.base import GeographyLevel
from planner.objectives.geography.cluster_target import target
from planner.objectives.registry import geography_levels
from planner.rules.registry import build
from tests.geography.maps import regions_map
from tests.oracle.geography import lawful_maps
from tests.rules.builder import instance, seeded
from tests.strategies import _shipped, tiny_case

BOOK = _shipped()[0]


def national(given: Instance, book=BOOK, **budget) -> NationalMap:
    levels = [level for level in geography_levels(book) if isinstance(level, GeographyLevel)]
    budget = cpsat.Budget(**({"seconds": 60.0} | budget))
    return NationalMap(given, book, build(book), levels, budget, Silent())


def asked(given: Instance, clusters, book=BOOK) -> tuple[int, int, int | None]:
    """Limits and target as the engine asks for them."""
    if clusters is None:
        return 1, len(given.organisations), target(given, book)
    return (*clusters, None)


def maps_of(known: NationalMap, joined: Joined) -> list[frozenset[frozenset[str]]]:
    """Every equally good map."""
    return list(known.maps(joined, 1_000))


# ---- groups of regions -------------------------------------------------------------------------


def three_regions(*decisions: str) -> list[tuple[str, ...]]:
    facts = {"organisations": {"A": {"region": "R1"}, "B": {"region": "R2"}, "C": {"region": "R3"}}}
    return groups_of(instance(facts | {"decisions": list(decisions)}))


def test_regions_are_apart_unless_a_decision_joins_them() -> None:
    assert three_regions() == [("R1",), ("R2",), ("R3",)]
    assert three_regions("cross_region A R3") == [("R1", "R3"), ("R2",)]
    assert three_regions("cross_region A R2", "cross_region C R2") == [("R1", "R2", "R3")]
    assert three_regions("cross_region A R1") == [("R1",), ("R2",), ("R3",)]
    assert three_regions("cross_region A ELSEWHERE") == [("R1",), ("R2",), ("R3",)]
    assert three_regions("keep_together B C") == [("R1",), ("R2", "R3")]
    assert three_regions("keep_apart B C") == [("R1",), ("R2",), ("R3",)]
    assert three_regions("exempt GEO-CON A;C") == [("R1", "R3"), ("R2",)]
    assert three_regions("exempt GEO-CON A;B;C") == [("R1", "R2", "R3")]
    assert three_regions("exempt GEO-SIZE A") == [("R1",), ("R2",), ("R3",)]


# ---- join --------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", range(8))
def test_join_is_the_best_of_all_sums(block: int) -> None:
    nothing = 0
    for seed in range(block * 60, block * 60 + 60):
        rng = seeded(f"join {seed}")
        width, size = rng.choice([1, 2, 4]), rng.choice([1, 3, 10**12])
        tables = [
            {
                k: tuple(rng.randint(0, size) for _ in range(width))
                for k in rng.sample(range(1, 7), rng.randint(0 if rng.random() < 0.1 else 1, 5))
            }
            for _ in range(rng.randint(1, 4))
        ]
        low, high = rng.choice([(1, 30), (3, 6), (3, 6), (5, 5), (4, 9), (9, 4), (20, 30)])
        goal = rng.choice([None, 1, 4, 8, 20])
        sums: dict[tuple[int, tuple[int, ...]], list[tuple[int, ...]]] = {}
        for parts in product(*tables):
            if low <= sum(parts) <= high:
                distance = abs(sum(parts) - goal) if goal is not None else 0
                vectors = [table[k] for table, k in zip(tables, parts, strict=True)]
                total = tuple(map(sum, zip(*vectors, strict=True)))
                sums.setdefault((distance, total), []).append(parts)
        got = join(tables, low, high, goal)
        if not sums:
            assert got is None
            nothing += 1
            continue
        assert got is not None
        assert got[0] == min(sums)
        assert len(got[1]) == len(set(got[1]))
        assert set(got[1]) == set(sums[min(sums)])
    assert 0 < nothing < 40


# ---- the best map ------------------------------------------------------------------------------


def check_against_oracle(given: Instance, book, clusters, where: object) -> bool:
    low, high, goal = asked(given, clusters, book)
    known = national(given, book)
    joined = known.best(low, high, goal)
    lawful = lawful_maps(given, book, clusters)
    if not lawful:
        assert joined is None, where
        assert not known.budget.exhausted
        return False
    assert joined is not None, where
    assert joined.proved
    assert joined.bounds == joined.values
    best = lawful[0][0]
    assert joined.distance == (best[0] if clusters is None else 0), where
    maps = maps_of(known, joined)
    assert len(maps) == len(set(maps)), where
    assert set(maps) == {frozenset(m) for v, m in lawful if v == best}, where
    return True


@pytest.mark.parametrize("block", range(4))
def test_generated_instances(block: int) -> None:
    """Every equally good map of tiny instances with all kinds of decisions is listed, and no other."""
    found = sum(
        check_against_oracle(case.instance, case.rulebook, case.clusters, seed)
        for seed in range(2_000 + block * 12, 2_012 + block * 12)
        for case in [tiny_case(seed)]
    )
    assert found


@pytest.mark.parametrize("seed", range(8))
def test_maps_of_several_regions(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    if seed % 2:
        monkeypatch.setattr(partition, "SMALL", 3)
        monkeypatch.setattr(partition, "TAIL", 2)
    rng = seeded(f"regions {seed}")
    n = rng.choice([5, 6, 7])
    crossing = [f"cross_region N{rng.randrange(n)} R{rng.randrange(3)}" for _ in range(rng.choice([0, 0, 1]))]
    given = regions_map(rng, n, rng.choice([2, 3]), decisions=crossing)
    for clusters in (None, (1, n), (2, 3), (n, n)):
        check_against_oracle(given, BOOK, clusters, (seed, clusters))


PAIRS = {
    "organisations": {"A1": {"region": "R1"}, "A2": {"region": "R1"}, "B1": {"region": "R2"}},
    "links": ["A1 A2 land", "A1 B1 land", "A2 B1 land"],
}


def test_by_hand_two_regions() -> None:
    known = national(instance(PAIRS))
    joined = known.best(1, 3, None)
    assert joined is not None
    assert joined.allocations == ((1, 1),)
    assert maps_of(known, joined) == [frozenset({frozenset({"A1", "A2"}), frozenset({"B1"})})]
    assert known.possible() == 4


# ---- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(6))
def test_refusing_map_after_map_goes_through_all_in_order(seed: int) -> None:
    """Refuse each best map as a whole, also across groups of regions: the next is the best of the rest."""
    rng = seeded(f"refuse {seed}")
    given = regions_map(rng, 4 if seed % 2 else 5, 1 + seed % 3)
    low, high, goal = asked(given, None)
    lawful = lawful_maps(given, BOOK)[:25]
    known = national(given)
    seen = []
    while len(seen) < len(lawful):
        joined = known.best(low, high, goal)
        assert joined is not None
        best = lawful[len(seen)][0]
        tied = {frozenset(m) for v, m in lawful_maps(given, BOOK) if v == best} - set(seen)
        listed = maps_of(known, joined)
        assert set(listed) == tied, (seed, len(seen))
        assert joined.distance == best[0]
        known.refuse(sorted(listed[0], key=sorted))
        seen.append(listed[0])
    if len(lawful) < 25:
        assert known.best(low, high, goal) is None
        assert not known.budget.exhausted


def test_refusing_one_cluster_takes_it_out_of_every_map() -> None:
    ring = {"organisations": {c: {} for c in "ABCD"}, "links": ["A B land", "B C land", "C D land", "A D land"]}
    known = national(instance(ring))
    joined = known.best(2, 2, None)
    assert joined is not None
    assert len(maps_of(known, joined)) == 2
    known.refuse([frozenset("AB")])
    joined = known.best(2, 2, None)
    assert joined is not None
    assert maps_of(known, joined) == [frozenset({frozenset("BC"), frozenset("AD")})]


def test_refusing_what_is_no_possible_cluster() -> None:
    with pytest.raises(ValueError, match="no possible cluster"):
        national(instance(PAIRS)).refuse([frozenset({"A1", "NOBODY"})])


def test_a_fork_refuses_for_itself() -> None:
    """Boards that are impossible under one governance model may be possible under another."""
    known = national(instance(PAIRS))
    one, two = known.fork(), known.fork()
    assert one.best(1, 3, None) == two.best(1, 3, None)
    one.refuse([frozenset({"A1", "A2"})])
    first, second = one.best(1, 3, None), two.best(1, 3, None)
    assert first is not None
    assert second is not None
    assert len(next(iter(maps_of(one, first)))) == 3
    assert len(next(iter(maps_of(two, second)))) == 2
    third = known.fork().best(1, 3, None)
    assert third == second


def test_merging_keeps_earlier_refusals() -> None:
    known = national(instance(PAIRS))
    known.refuse([frozenset({"A1", "A2"})])
    known.refuse([frozenset({"A1"}), frozenset({"B1"})])
    assert len(known.groups) == 1
    assert known.best(1, 3, None) is None
    assert not known.budget.exhausted


def test_merging_never_refuses_more_than_was_refused() -> None:
    known = national(instance(PAIRS))
    asked_for = [[{"A1"}, {"A2"}], [{"A1", "A2"}, {"B1"}]]
    for clusters in asked_for:
        known.refuse([frozenset(c) for c in clusters])
    (group,) = known.groups
    table = group.problem.table
    refused = [sorted(table.organisations(row) for row in rows) for rows in group.problem.refused]
    assert refused == [[("A1",), ("A2",)], [("A1", "A2"), ("B1",)]]


def test_a_consortium_over_a_border_counts_in_every_group() -> None:
    """K is A1 and one hundredth of B1: A1 alone is on its footprint, though B1 is in another group."""
    assert national(instance(PAIRS)).possible() == 4
    assert national(instance(PAIRS | {"footprints": ["K A1 1", "K B1 0.01"]})).possible() == 3


# ---- limits ------------------------------------------------------------------------------------


def test_going_on_under_another_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    given = regions_map(seeded("resume"), 6, 2)
    want = national(given).best(1, 6, 2)
    assert want is not None
    assert want.proved
    known = national(given)
    settle, calls = Problem.settle, []

    def spy(self, k):
        calls.append(k)
        if len(calls) == 3:
            self.budget.stop.set()
        return settle(self, k)

    monkeypatch.setattr(Problem, "settle", spy)
    cut = known.best(1, 6, 2)
    assert known.budget.exhausted
    assert cut is None or not cut.proved
    if cut is not None:
        assert len(maps_of(known, cut)) == 1
        assert cut.bounds <= want.values
    first = len(calls)
    known.resume(cpsat.Budget(60.0), Silent())
    assert known.best(1, 6, 2) == want
    assert len(calls) == 2 * first - 2  # the two that were proved are not settled again
    calls.clear()
    assert known.best(1, 6, 2) == want
    assert not calls


def test_nothing_to_spend_is_no_refusal() -> None:
    known = national(regions_map(seeded("none"), 5, 2))
    known.budget.stop.set()
    assert known.best(1, 5, 2) is None
    assert known.budget.exhausted


def test_an_unknown_nearer_the_target_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the target number stays unknown, the best of the next number is not the best of all."""
    given = regions_map(seeded("wave"), 5, 1)
    settle = Problem.settle

    def at_target_unknown(self, k):
        found = settle(self, k)
        return found if k != 2 else Settled("unknown", (), (), (), found.left)

    monkeypatch.setattr(Problem, "settle", at_target_unknown)
    joined = national(given).best(1, 5, 2)
    assert joined is not None
    assert joined.distance == 1
    assert not joined.proved


def test_side_by_side_gives_the_same() -> None:
    given = regions_map(seeded("workers"), 7, 2)
    want = national(given)
    best = want.best(1, 7, 3)
    assert best is not None
    known = national(given)
    known.resume(cpsat.Budget(60.0), Silent(), Settings(workers=2).workers)
    assert known.best(1, 7, 3) == best
    assert maps_of(known, best) == maps_of(want, best)
