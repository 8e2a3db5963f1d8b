"""Levels about the map: cases by hand, and columns against values over every partition of tiny maps."""

import numpy as np
import pytest

from planner.core.levels import GEOGRAPHY
from planner.core.rows import Coverage, Decision, Link
from planner.objectives.base import BottleneckLevel, CountLevel, GeographyLevel
from planner.objectives.geography.cluster_target import ClusterTarget, target
from planner.objectives.registry import LEVELS, geography_levels
from tests.objectives.builder import (
    instance,
    organisation,
    partitions,
    plan,
    random_map,
    rulebook,
    settings_of,
    table,
)

BOOK = rulebook()
EVERY = geography_levels(rulebook(geography_levels=GEOGRAPHY))
SUMS = [level for level in EVERY if isinstance(level, GeographyLevel)]
COUNTS = [level for level in EVERY if isinstance(level, CountLevel)]
LARGEST = [level for level in EVERY if isinstance(level, BottleneckLevel)]


def value(level_id, given, groups, **settings):
    return LEVELS[level_id]().value(given, plan(groups, settings=settings), BOOK)


def exempt(rule, org):
    return Decision(kind="exempt", subject=rule, object=org, reason="r", owner="o")


@pytest.mark.parametrize("seed", range(60))
def test_columns_add_up_to_the_value_on_every_partition(seed):
    given = random_map(seed)
    codes = [o.code for o in given.organisations]
    for level in SUMS:
        constant = level.constant(given, BOOK)
        for groups in partitions(codes):
            column = level.column(table(given, groups), BOOK)
            assert column.dtype == np.int64
            assert column.shape == (len(groups),)
            assert (column >= 0).all()
            assert column.sum() + constant == level.value(
                given, plan(groups, settings=settings_of(given)), BOOK
            ), (level.id, groups)


@pytest.mark.parametrize("seed", range(60))
def test_the_largest_and_the_number_are_the_value_on_every_partition(seed):
    given = random_map(seed)
    for groups in partitions([o.code for o in given.organisations]):
        finished = plan(groups)
        for largest in LARGEST:
            column = largest.column(table(given, groups), BOOK)
            assert column.dtype == np.int64
            assert column.max() == largest.value(given, finished, BOOK), (largest.id, groups)
        for count in COUNTS:
            assert count.of(len(groups), given, BOOK) == count.value(given, finished, BOOK) >= 0, count.id


def test_every_level_of_the_map_is_of_one_kind():
    assert len(SUMS) + len(COUNTS) + len(LARGEST) == len(EVERY) == len(GEOGRAPHY)


@pytest.mark.parametrize("seed", range(20))
def test_tables_of_parts_add_up_as_one_table_does(seed):
    """Regions are listed one table each; the whole map still has the whole value."""
    given = random_map(seed)
    codes = [o.code for o in given.organisations]
    half = len(codes) // 2
    left, right = codes[:half], codes[half:]
    for level in SUMS:
        for groups in partitions(codes):
            parts = [[g for g in groups if set(g) <= set(side)] for side in (left, right)]
            if sum(map(len, parts)) != len(groups) or not all(parts):
                continue
            total = sum(
                level.column(table(given, part, side), BOOK).sum()
                for part, side in zip(parts, (left, right), strict=True)
            )
            assert total + level.constant(given, BOOK) == level.value(
                given, plan(groups, settings=settings_of(given)), BOOK
            ), level.id


@pytest.mark.parametrize(
    ("organisations", "expected"),
    [(151, 50), (14, 5), (15, 5), (17, 6), (3, 1), (1, 1), (31, 10), (10, 3)],
)
def test_target_is_the_share_of_the_national_one_rounded_half_up(organisations, expected):
    assert target(instance([organisation(f"O{i}") for i in range(organisations)]), BOOK) == expected


def test_target_rounds_a_half_up():
    book = rulebook(target_clusters=3, target_organisations=6)
    assert target(instance([organisation("A")]), book) == 1
    assert target(instance([organisation(c) for c in "ABC"]), book) == 2  # 1.5


def test_target_counts_both_ways_and_not_when_the_number_was_asked_for():
    given = instance([organisation(f"O{i}") for i in range(6)])  # target 2
    codes = [o.code for o in given.organisations]
    assert value("cluster_target", given, [codes]) == 1
    assert value("cluster_target", given, [codes[:3], codes[3:]]) == 0
    assert value("cluster_target", given, [[c] for c in codes]) == 4
    assert value("cluster_target", given, [[c] for c in codes], clusters=[6, 6]) == 0
    assert value("cluster_target", given, [[c] for c in codes], clusters=None) == 4
    assert not isinstance(ClusterTarget(), GeographyLevel)


def test_standalone_counts_unless_its_reason_is_recorded_for_the_size():
    given = instance(
        [organisation(c) for c in "ABCD"], decisions=(exempt("GEO-SIZE", "A"), exempt("GEO-POP", "B"))
    )
    assert value("standalones", given, [["A"], ["B"], ["C", "D"]]) == 1
    assert value("standalones", given, [["A", "B"], ["C", "D"]]) == 0
    pair = instance([organisation(c) for c in "AB"], decisions=(exempt("GEO-SIZE", "A;B"),))
    assert value("standalones", pair, [["A"], ["B"]]) == 2


def test_splits_count_pieces_minus_one_of_councils_and_arrangements():
    given = instance(
        [organisation(c, arrangement="east", arrangement_strength="partial") for c in "ABC"],
        coverage=tuple(Coverage(organisation=o, local_authority=council) for o, council in ("AX", "BX", "CY")),
    )
    assert value("splits", given, [["A", "B", "C"]]) == 0
    assert value("splits", given, [["A", "B"], ["C"]]) == 1
    assert value("splits", given, [["A"], ["B"], ["C"]]) == 3


def test_a_council_and_an_arrangement_of_one_name_are_two():
    given = instance(
        [organisation(c, arrangement="X", arrangement_strength="partial") for c in "AB"],
        coverage=tuple(Coverage(organisation=c, local_authority="X") for c in "AB"),
    )
    assert value("splits", given, [["A"], ["B"]]) == 2


@pytest.mark.parametrize(
    ("people", "steps"), [(100, 0), (99, 1), (70, 1), (69, 2), (0, 4), (200, 0), (201, 1), (230, 1), (231, 2)]
)
def test_steps_round_up_and_begin_just_outside_the_band(people, steps):
    given = instance([organisation("A", people)])
    assert value("population_steps", given, [["A"]]) == steps
    level = LEVELS["population_steps"]()
    assert level.column(table(given, [["A"]]), BOOK).tolist() == [steps]


def test_boundary_counts_each_cut_land_link_once():
    links = (
        Link(a="B", b="A", kind="land", length_m=70),
        Link(a="B", b="C", kind="land", length_m=5),
        Link(a="A", b="C", kind="bridge", length_m=1000),
        Link(a="A", b="C", kind="land"),
    )
    given = instance([organisation(c) for c in "ABC"], links=links)
    assert value("boundary_cut", given, [["A"], ["B", "C"]]) == 70
    assert value("boundary_cut", given, [["A"], ["B"], ["C"]]) == 75
    assert value("boundary_cut", given, [["A", "B", "C"]]) == 0


def test_columns_of_half_a_million_candidates_take_seconds():
    given = random_map(3)
    codes = [o.code for o in given.organisations]
    members = np.ones((500_000, len(codes)), dtype=bool)
    big = table(given, [codes])
    big.members = members
    for level in (*SUMS, *LARGEST):
        assert level.column(big, BOOK).shape == (500_000,), level.id
