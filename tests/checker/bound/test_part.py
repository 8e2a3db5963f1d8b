"""What maps of a part can add up to, and how parts are joined, against every map there is."""

from itertools import product

import numpy as np
import pytest

from planner.checker.bound.join import Stages, joined
from planner.checker.bound.listing import Lister
from planner.checker.bound.masks import Sets
from planner.checker.bound.part import Part
from planner.checker.bound.rules import Lawful
from planner.core.rows import Decision
from tests.checker.bound.worlds import copied, seeded, world
from tests.objectives.builder import partitions


def part(seed):
    """A part of up to five organisations with two levels, and every map of it as clusters."""
    random = seeded(seed)
    codes = tuple("ABCDE"[: random.randint(1, 5)])
    masks = [m for m in range(1, 1 << len(codes)) if m.bit_count() == 1 or random.random() < 0.7]
    costs = {level: np.array([random.choice([0, 0, 1, 2, 5]) for _ in masks]) for level in "xy"}
    number = {m: i for i, m in enumerate(masks)}
    maps = []
    for groups in partitions(codes):
        wanted = [sum(1 << codes.index(code) for code in g) for g in groups]
        if all(m in number for m in wanted):
            maps.append([number[m] for m in wanted])
    return Part(codes, Sets.of(masks, len(codes)), costs), maps, random


@pytest.mark.parametrize("seed", range(80))
def test_ranges_and_amounts_hold_for_every_map(seed):
    made, maps, random = part(seed)
    sums = [{level: int(made.costs[level][m].sum()) for level in "xy"} for m in maps]
    for level in "xy":
        low, high = made.ranges[level]
        assert all(low <= s[level] <= high for s in sums)
    for times in (1, 2, random.randint(3, 9), 100):
        terms = [("x", times), ("y", 1)]
        for value in range(40):
            found = made.amounts(terms, value)
            having = [s for s in sums if times * s["x"] + s["y"] == value]
            assert found is None or all(s == found for s in having), (times, value)
            if having and times == 100:
                assert found == having[0]


@pytest.mark.parametrize("seed", range(80))
def test_numbers_called_impossible_are(seed):
    made, maps, _ = part(seed)
    for clusters in range(1, 7):
        assert made.possible(clusters) or all(len(m) != clusters for m in maps)
    assert made.covers(np.arange(len(made.sets)))
    assert not made.covers(np.flatnonzero(~made.sets.has(0)))


@pytest.mark.parametrize("seed", range(60))
def test_join_is_the_least_over_every_way_to_share_out_the_clusters(seed):
    random = seeded(seed)
    tables = [
        {k: (random.randint(0, 4), random.randint(0, 9)) for k in range(1, 5) if random.random() < 0.7}
        for _ in range(random.randint(1, 3))
    ]
    expected = {}
    for ks in product(*tables):
        total = tuple(sum(t[k][i] for t, k in zip(tables, ks, strict=True)) for i in (0, 1))
        expected[sum(ks)] = min(expected.get(sum(ks), total), total)
    assert joined(tables, 9) == {k: v for k, v in expected.items() if k <= 9}


@pytest.mark.parametrize("seed", range(200))
def test_bounds_of_levels_hold_for_every_map_within_the_bounds_of_stages(seed):
    random = seeded(seed)
    levels, most = "abc", {level: random.randint(0, 4) for level in "abc"}
    cut = random.choice([1, 2, 3])
    terms = [[(level, random.randint(1, 6)) for level in s] for s in (levels[:cut], levels[cut:]) if s]
    maps = [dict(zip(levels, v, strict=True)) for v in product(*(range(most[x] + 1) for x in levels))]
    plan = random.choice(maps)
    stages = Stages(terms, plan, most)

    def values(m):
        return tuple(sum(t * m[level] for level, t in stage) for stage in terms)

    vector = values(random.choice(maps))
    alive = [m for m in maps if values(m) >= vector]
    for level in levels:
        found = stages.at_least(level, vector)
        if found is None:
            assert not alive
            break
        assert all(m[level] >= found for m in alive)
        alive = [m for m in alive if m[level] == plan[level]]


def test_a_set_that_a_decision_frees_from_hanging_together_may_cross():
    given = next(w for w in map(world, range(100)) if len(w.codes) == 6 and len(w.instance.regions) == 1)
    first, last = given.codes[0], given.codes[-1]
    rules = tuple(r for r in given.rulebook.rules if r.id in ("GEO-CON", "GEO-4"))
    rules = tuple(r.model_copy(update={"on": True, "strength": "must"}) for r in rules)
    freed = Decision(kind="exempt", subject="GEO-CON", object=f"{first};{last}", reason="r", owner="o")
    book = copied(given.rulebook, rules=rules)
    part_of = {code: int(code == last) for code in given.codes}
    for decisions, crossing in (((), None), ((freed,), frozenset({first, last}))):
        instance = copied(given.instance, decisions=decisions, links=())
        assert Lister(Lawful(instance, given.best, book)).crossing(part_of) == crossing
