"""Sets, the connected among them, and what may be a cluster, against brute force."""

from itertools import combinations

import numpy as np
import pytest

from planner.checker.bound.connected import connected_sets
from planner.checker.bound.listing import Lister, TooManyError
from planner.checker.bound.masks import Sets
from planner.checker.bound.rules import Lawful
from tests.checker.bound.worlds import copied, seeded, world
from tests.objectives.builder import partitions


def members(mask):
    return {i for i in range(mask.bit_length()) if mask >> i & 1}


@pytest.mark.parametrize("n", [1, 15, 16, 17, 40])
def test_sets_answer_as_sets_do(n):
    random = seeded(n)
    masks = [random.randrange(1, 1 << n) for _ in range(200)]
    sets = Sets.of(masks, n)
    assert sets.masks() == masks
    assert len(sets) == 200
    weights = [random.randint(-(10**6), 10**6) for _ in range(n)]
    assert sets.sums(weights).tolist() == [sum(weights[i] for i in members(m)) for m in masks]
    huge = [w * 10**15 for w in weights]
    assert sets.sums(huge).tolist() == [sum(huge[i] for i in members(m)) for m in masks]
    assert sets.size().tolist() == [m.bit_count() for m in masks]
    some = random.randrange(1, 1 << n)
    assert sets.meets(some).tolist() == [bool(m & some) for m in masks]
    assert sets.within(some).tolist() == [not m & ~some for m in masks]
    assert sets.equal(masks[3]).tolist() == [m == masks[3] for m in masks]
    assert sets.has(n - 1).tolist() == [bool(m >> n - 1 & 1) for m in masks]
    assert sets.take(np.array([5, 2])).masks() == [masks[5], masks[2]]
    assert Sets.joined([sets, sets.take(np.array([0]))], n).masks() == [*masks, masks[0]]
    assert sets.union() == np.bitwise_or.reduce(np.array(masks, dtype=object))


@pytest.mark.parametrize("seed", range(60))
def test_connected_sets_are_all_listed_and_each_once(seed):
    random = seeded(seed)
    n = random.randint(1, 9)
    beside, apart = [0] * n, [0] * n
    for i, j in combinations(range(n), 2):
        for relation, chance in ((beside, 0.35), (apart, 0.08)):
            if random.random() < chance:
                relation[i] |= 1 << j
                relation[j] |= 1 << i
    weight = [random.randint(0, 5) for _ in range(n)]
    inside = random.randrange(1 << n)
    most, heaviest = random.randint(1, n), random.randint(0, 5 * n)

    def connected(mask):
        reached, waiting = set(), [min(members(mask))]
        while waiting:
            i = waiting.pop()
            if i not in reached:
                reached.add(i)
                waiting += members(beside[i] & mask)
        return reached == members(mask)

    expected = [
        m
        for m in range(1, 1 << n)
        if not m & ~inside
        and m.bit_count() <= most
        and sum(weight[i] for i in members(m)) <= heaviest
        and not any(apart[i] & m for i in members(m))
        and connected(m)
    ]
    found = [
        m
        for batch in connected_sets(beside, weight, apart, inside, most=most, heaviest=heaviest)
        for m in batch
    ]
    assert sorted(found) == expected


@pytest.mark.parametrize("seed", range(80))
def test_every_lawful_cluster_is_listed_and_none_twice(seed):
    given = world(2000 + seed)
    plan = given.best
    lister = Lister(Lawful(given.instance, plan, given.rulebook))
    codes = given.codes
    found = [frozenset(codes[i] for i in members(m)) for m in lister.listed(codes).masks()]
    assert len(found) == len(set(found))
    lawful = {frozenset(c.organisations) for p in given.lawful for c in p.clusters}
    assert lawful <= set(found)
    known = {"GEO-CON", "GEO-SIZE", "GEO-POP", "GEO-4", "HR-2", "DEC-TOGETHER", "DEC-APART"}
    window = lister.lawful.spec("GEO-POP")
    late = window is not None and "multiples" in window.parameters
    if not late and not lister.lawful.rules.keys() - known:  # then listing leaves nothing to later
        subsets = [frozenset(g) for p in partitions(codes) for g in p]
        assert set(found) == {s for s in subsets if lister.lawful.allows(s)}


@pytest.mark.parametrize("seed", range(50))
def test_crossing_is_seen(seed):
    given = world(3000 + seed)
    lister = Lister(Lawful(given.instance, given.best, given.rulebook))
    random = seeded(seed)
    part_of = {code: random.randint(0, 1) for code in given.codes}
    crosses = any(
        len({part_of[code] for code in c.organisations}) > 1 for p in given.lawful for c in p.clusters
    )
    found = lister.crossing(part_of)
    assert found is not None or not crosses
    if found is not None:
        assert len({part_of[code] for code in found}) > 1


def test_too_many_possible_clusters_are_not_listed(monkeypatch):
    given = next(w for w in map(world, range(2000, 2100)) if len(w.codes) > 3)
    given.rulebook = copied(given.rulebook, rules=())  # then every set may be a cluster
    monkeypatch.setattr("planner.checker.bound.listing.MOST_SETS", 2)
    with pytest.raises(TooManyError):
        Lister(Lawful(given.instance, given.best, given.rulebook)).listed(given.codes)
