"""Costs and numbers against the value of each level over every partition of tiny maps, and one by one."""

import numpy as np
import pytest

from planner.checker.bound.costs import COSTS, TooLargeError, constant, cost
from planner.checker.bound.masks import Sets
from planner.checker.bound.numbers import NUMBERS
from planner.checker.bound.view import View
from planner.checker.effective import effective
from planner.objectives.base import BottleneckLevel, CountLevel, GeographyLevel
from planner.objectives.registry import LEVELS
from tests.checker.bound.worlds import copied, seeded, world
from tests.objectives.builder import partitions, table

SUMS = [i for i, level in LEVELS.items() if issubclass(level, GeographyLevel)]
COUNTS = [i for i, level in LEVELS.items() if issubclass(level, CountLevel)]


def masks(codes, groups):
    return [sum(1 << codes.index(code) for code in group) for group in groups]


def view(given, groups, codes=None, plan=None):
    codes = codes or given.codes
    sets = Sets.of(masks(codes, groups), len(codes))
    return View(given.instance, plan or given.plan(groups), given.rulebook, codes, sets)


def test_every_level_of_the_map_is_known_or_known_not_to_be_certified():
    others = {i for i, level in LEVELS.items() if issubclass(level, BottleneckLevel)}
    assert set(SUMS) == set(COSTS) & LEVELS.keys()
    assert set(COUNTS) == set(NUMBERS) & LEVELS.keys()
    assert not others & (COSTS.keys() | NUMBERS.keys())


@pytest.mark.parametrize("seed", range(25))
def test_costs_add_up_to_the_value_on_every_partition(seed):
    given = world(500 + seed, 5)
    for groups in partitions(given.codes):
        plan = given.plan(groups)
        for level_id in SUMS:
            costs = cost(level_id, view(given, groups, plan=plan))
            assert costs.dtype == np.int64
            assert (costs >= 0).all()
            value = LEVELS[level_id]().value(given.instance, plan, given.rulebook)
            assert int(costs.sum()) + constant(level_id, given.instance) == value, (level_id, groups)


@pytest.mark.parametrize("seed", range(20))
def test_each_cost_is_the_one_that_prices_are_made_for(seed):
    """Also in a table of one part of the map, where some members of a group lie outside."""
    given = world(600 + seed)
    codes = sorted(seeded(seed).sample(given.codes, max(1, len(given.codes) - 2)))
    groups = [g for p in partitions(codes) for g in p]
    in_force = effective(given.rulebook, given.best)
    for level_id in SUMS:
        column = LEVELS[level_id]().column(table(given.instance, groups, codes), in_force)
        assert cost(level_id, view(given, groups, codes, given.best)).tolist() == column.tolist(), level_id


@pytest.mark.parametrize("asked", [None, (2, 3), (2, 2)])
@pytest.mark.parametrize("level_id", sorted(NUMBERS.keys() & LEVELS.keys()))
def test_numbers_are_the_values_of_plans_with_so_many_clusters(level_id, asked):
    given = world(700, 5)
    given.clusters = asked
    for groups in partitions(given.codes):
        plan = given.plan(groups)
        value = LEVELS[level_id]().value(given.instance, plan, given.rulebook)
        assert NUMBERS[level_id](len(groups), given.instance, given.rulebook, plan) == value


def test_costs_beyond_64_bits_are_not_counted():
    given = world(700, 3)
    heavy = [copied(o, population=2**62) for o in given.instance.organisations]
    given.instance = copied(given.instance, organisations=tuple(heavy))
    with pytest.raises(TooLargeError):
        cost("population_steps", view(given, [given.codes]))
