"""Levels of the map to choose from: cases counted by hand, at the edges, in both halves."""

from decimal import Decimal
from itertools import combinations

import numpy as np
import pytest

from planner.core.rows import Coverage, Footprint, Link
from planner.core.rulebook import RuleSpec
from planner.objectives.base import BottleneckLevel, CountLevel
from planner.objectives.geography.change_from_reference import named_reference
from planner.objectives.needs import NeedsError, require
from planner.objectives.registry import LEVELS
from tests.objectives.builder import instance, organisation, partitions, plan, random_map, rulebook, table

BOOK = rulebook()


def both(level_id, given, groups, book=BOOK, in_force=None, **settings):
    """The value, after checking that the column gives it too."""
    level = LEVELS[level_id]()
    value = level.value(given, plan(groups, settings=settings), book)
    if isinstance(level, CountLevel):
        assert level.of(len(groups), given, in_force or book) == value
        return value
    column = level.column(table(given, groups), in_force or book)
    if isinstance(level, BottleneckLevel):
        assert column.max() == value
    else:
        assert column.sum() + level.constant(given, in_force or book) == value
    return value


def bound_to(fewest, most):
    """The rulebook in force when a range of clusters was asked for."""
    parameters = {"fewest": fewest, "most": most}
    spec = RuleSpec(
        id="GEO-10", title="", scope="partition", authority="planner", strength="must", parameters=parameters
    )
    return rulebook(rules=(spec,))


def bodies(codes, **changes):
    return [organisation(c, **changes) for c in codes]


# ---- number of clusters, largest cluster


def test_fewest_counts_clusters_and_most_what_is_left_of_organisations():
    given = instance(bodies("ABCDE"))
    for groups in (["ABCDE"], ["AB", "CDE"], list("ABCDE")):
        assert both("clusters_fewest", given, groups) == len(groups)
        assert both("clusters_most", given, groups) == 5 - len(groups)


def test_most_is_never_negative_for_numbers_that_no_map_has():
    assert LEVELS["clusters_most"]().of(9, instance(bodies("AB")), BOOK) == 0


def test_largest_is_one_cluster_not_a_sum():
    given = instance(
        [organisation("A", 70), organisation("B", 20), organisation("C", 30), organisation("D", 0)]
    )
    assert both("largest_population", given, ["A", "BCD"]) == 70
    assert both("largest_size", given, ["A", "BCD"]) == 3
    assert both("largest_population", given, ["D", "ABC"]) == 120
    assert both("largest_size", given, list("ABCD")) == 1


# ---- councils and arrangements


def test_councils_and_arrangements_are_split_apart_from_each_other():
    given = instance(
        bodies("AB", arrangement="east", arrangement_strength="partial") + bodies("C"),
        coverage=tuple(Coverage(organisation=o, local_authority=x) for o, x in ("AX", "BX", "CX", "CY")),
    )
    assert both("council_splits", given, ["A", "B", "C"]) == 2
    assert both("arrangement_splits", given, ["A", "B", "C"]) == 1
    assert both("council_splits", given, ["AB", "C"]) == 1
    assert both("arrangement_splits", given, ["AB", "C"]) == 0
    assert both("council_splits", given, ["ABC"]) == both("arrangement_splits", given, ["AC", "B"]) - 1 == 0


@pytest.mark.parametrize("seed", range(40))
def test_splits_are_councils_and_arrangements_together(seed):
    given = random_map(seed)
    for groups in partitions([o.code for o in given.organisations]):
        two = both("council_splits", given, groups) + both("arrangement_splits", given, groups)
        assert both("splits", given, groups) == two


def test_pairs_of_one_arrangement_count_once_and_strength_does_not_matter():
    ring = [organisation(c, arrangement="ring", arrangement_strength="established") for c in "ABCD"]
    given = instance(
        [*ring, organisation("E"), organisation("F", arrangement="x", arrangement_strength="partial")]
    )
    assert both("arrangement_pairs", given, ["ABCD", "EF"]) == 0
    assert both("arrangement_pairs", given, ["ABC", "DEF"]) == 3
    assert both("arrangement_pairs", given, ["AB", "CD", "E", "F"]) == 4
    assert both("arrangement_pairs", given, list("ABCDEF")) == 6


# ---- links and flows

LINKS = (
    Link(a="A", b="B", kind="land", length_m=5),
    Link(a="A", b="B", kind="ferry"),
    Link(a="C", b="B", kind="bridge"),
    Link(a="A", b="C", kind="patient_flow"),
)


def test_each_connecting_row_counts_and_flows_do_not():
    given = instance(bodies("ABC"), links=LINKS)
    assert both("links_cut", given, ["A", "BC"]) == 2
    assert both("links_cut", given, ["AB", "C"]) == 1
    assert both("links_cut", given, ["A", "B", "C"]) == 3
    assert both("links_cut", given, ["ABC"]) == 0


def test_flows_count_patients_or_else_themselves():
    counted = tuple(
        Link(a=a, b=b, kind="patient_flow", patients=n)
        for a, b, n in (("A", "B", 300), ("C", "A", 0), ("B", "C", 41))
    )
    given = instance(bodies("ABC"), links=(*counted, LINKS[0]))
    assert both("patient_flow_cut", given, ["A", "B", "C"]) == 341
    assert both("patient_flow_cut", given, ["AB", "C"]) == 41
    assert both("patient_flow_cut", given, ["AC", "B"]) == 341
    plain = instance(bodies("ABC"), links=tuple(x.model_copy(update={"patients": None}) for x in given.links))
    assert both("patient_flow_cut", plain, ["A", "B", "C"]) == 3
    assert both("patient_flow_cut", plain, ["AB", "C"]) == 2


# ---- spread of population


def test_spread_rounds_up_from_a_mean_that_is_not_rounded():
    given = instance(
        [organisation("A", 100), organisation("B", 101), organisation("C", 99)]
    )  # target 1: mean 300
    assert both("population_spread", given, ["ABC"]) == 0
    assert both("population_spread", given, ["A", "BC"]) == 7 + 4  # 200 and 100 away, in steps of 30
    two = {"in_force": bound_to(2, 2), "clusters": [2, 2]}  # mean 150
    assert both("population_spread", given, ["A", "BC"], **two) == 2 + 2
    three = {"in_force": bound_to(3, 3), "clusters": [3, 3]}  # mean 100
    assert both("population_spread", given, ["A", "B", "C"], **three) == 0 + 1 + 1


def test_a_third_of_a_person_off_is_a_step():
    given = instance(
        [organisation("A", 34), organisation("B", 33), organisation("C", 33)]
    )  # mean 33 and a third
    three = {"in_force": bound_to(3, 3), "clusters": [3, 3]}
    assert both("population_spread", given, ["A", "B", "C"], **three) == 3
    exact = instance([organisation("A", 30), organisation("B", 33), organisation("C", 0)])  # mean 21
    assert both("population_spread", exact, ["A", "B", "C"], **three) == 1 + 1 + 1
    coarse = {**three, "book": rulebook(population_step=9)}
    del coarse["in_force"]
    assert both("population_spread", instance([organisation("A", 18)]), ["A"], coarse["book"]) == 0


@pytest.mark.parametrize(("asked", "fewest", "most"), [([3, 4], 3, 4), (None, None, None)])
def test_a_range_leaves_the_mean_of_the_target(asked, fewest, most):
    given = instance([organisation(f"O{i}") for i in range(6)])  # target 2: mean 300
    groups = [["O0", "O1"], ["O2", "O3"], ["O4", "O5"]]
    assert both("population_spread", given, groups, in_force=bound_to(fewest, most), clusters=asked) == 3 * 4
    alone = both("population_spread", given, groups, in_force=bound_to(3, 3), clusters=[3, 3])
    assert alone == 0


@pytest.mark.parametrize("damaged", ["three", [3], [3, "3"], ["a", "a"], [0, 0], {"a": 1}, [True, True]])
def test_a_damaged_setting_is_no_number(damaged):
    given = instance([organisation("A"), organisation("B")])
    level = LEVELS["population_spread"]()
    assert level.value(given, plan(["A", "B"], settings={"clusters": damaged}), BOOK) == 4 + 4


def test_the_largest_spread_fits_64_bits():
    given = instance([organisation("A", 5 * 10**12), organisation("B", 0)])
    most = {"in_force": bound_to(99_999, 99_999), "clusters": [99_999, 99_999]}
    book = rulebook(population_step=1)
    spec = most["in_force"].rules
    assert both(
        "population_spread",
        given,
        ["A", "B"],
        book,
        rulebook(population_step=1, rules=spec),
        clusters=[99_999] * 2,
    )


# ---- inertia


def at(code, population, east, north):
    return organisation(code, population, easting=east, northing=north)


def test_inertia_is_about_the_member_that_makes_it_least():
    given = instance([at("A", 10, 0, 0), at("B", 20, 3_000, 4_000), at("C", 1, 3_000, 0)])
    # about A: 20 * 25 + 9, about B: 10 * 25 + 16, about C: 10 * 9 + 20 * 16
    assert both("inertia", given, ["ABC"]) == 266
    assert both("inertia", given, ["AB", "C"]) == 250
    assert both("inertia", given, ["AC", "B"]) == 9
    assert both("inertia", given, ["A", "B", "C"]) == 0


@pytest.mark.parametrize(("metres", "expected"), [(707, 0), (708, 1), (1_224, 1), (1_225, 2)])
def test_each_member_is_rounded_half_up(metres, expected):
    """One person, squared metres: 0.499849, 0.501264, 1.498176, 1.500625 square kilometres."""
    given = instance([at("A", 1, 0, 0), at("B", 9, metres, 0)])
    assert both("inertia", given, ["AB"]) == expected


def test_exactly_half_is_rounded_up():
    given = instance([at("A", 2, 0, 0), at("B", 5, 500, 0)])  # 2 * 250,000 = 500,000
    assert both("inertia", given, ["AB"]) == 1


def test_inertia_at_the_limit_of_64_bits_and_beyond():
    far = 2**21 * 1_000
    given = instance([at("A", 2**19 - 1, 0, 0), at("B", 2**19 - 1, far, 0)])
    assert LEVELS["inertia"]().needs(given) == []
    assert both("inertia", given, ["AB"]) == (2**19 - 1) * 2**42
    beyond = instance([at("A", 2**19, 0, 0), at("B", 2**19, far, 0)])
    assert LEVELS["inertia"]().needs(beyond) == ["organisations lie too far apart for one map in metres"]


def test_inertia_of_many_candidates_goes_in_parts():
    given = instance([at(c, 1, i * 1_000, 0) for i, c in enumerate("ABCDEFGHIJ")])
    sets = [list(g) for size in (1, 2, 3) for g in combinations("ABCDEFGHIJ", size)]
    big = table(given, sets)
    once = LEVELS["inertia"]().column(big, BOOK)
    big.members = np.tile(big.members, (400, 1))  # 70,000 rows, more than one part
    assert LEVELS["inertia"]().column(big, BOOK).tolist() == once.tolist() * 400


# ---- overlap with consortia


def covers(*rows):
    return tuple(
        Footprint(consortium=k, organisation=o, share_of_organisation=Decimal(s))
        for k, o, s in (r.split() for r in rows)
    )


@pytest.mark.parametrize(
    ("a", "b", "steps"),
    [
        (100, 100, 0),  # 100 of 200 people: half
        (101, 99, 1),
        (110, 90, 1),  # 55 %
        (111, 89, 2),
        (190, 10, 9),  # 95 %
        (191, 9, 10),
        (200, 0, 10),
        (99, 101, 0),
    ],
)
def test_overlap_steps_begin_above_half_and_round_up(a, b, steps):
    given = instance([organisation("A", a), organisation("B", b)], footprints=covers("K A 1"))
    assert both("consortium_overlap", given, ["AB"]) == steps


def test_a_whole_organisation_consortium_counts_in_full_and_only_the_nearest():
    given = instance(
        [organisation("A", 80), organisation("B", 20), organisation("C", 50)],
        footprints=covers("K A 1", "K B 1", "L A 1", "L C 0.5"),
    )
    assert both("consortium_overlap", given, ["AB", "C"]) == 10 + 0
    # A with K: 80 of 100; A with L: 80 of 105; BC with either too little
    assert both("consortium_overlap", given, ["A", "BC"]) == 6
    # AC with L: 105 of 130
    assert both("consortium_overlap", given, ["AC", "B"]) == 7


def test_a_consortium_that_reaches_outside_and_one_without_people_count_nothing():
    given = instance([organisation("A", 80)], footprints=covers("K A 1", "K ELSEWHERE 0.001"))
    assert both("consortium_overlap", given, ["A"]) == 0
    empty = instance([organisation("A", 0)], footprints=covers("K A 1"))
    assert both("consortium_overlap", empty, ["A"]) == 0
    assert both("consortium_overlap", instance(bodies("A")), ["A"]) == 0


def test_overlap_with_long_shares_is_exact():
    """0.55 less a little of equal people: just below 55 %; a little more: just above."""
    people = [organisation("A", 10**9), organisation("B", 0)]
    for share, steps in (("0.55", 1), ("0.5500000000000000000001", 2), ("0.5499999999999999999999", 1)):
        given = instance(people, footprints=covers(f"K A {share}"))
        assert both("consortium_overlap", given, ["AB"]) == steps


# ---- change from a reference


def placed(**reference):
    return [organisation(code, cluster_reference=cluster) for code, cluster in reference.items()]


def test_all_but_the_largest_common_group_of_each_cluster_change_place():
    given = instance(placed(A="x", B="x", C="y", D="y", E="z"))
    assert both("change_from_reference", given, ["AB", "CD", "E"]) == 0
    assert both("change_from_reference", given, ["ABC", "D", "E"]) == 1
    assert both("change_from_reference", given, ["ABCDE"]) == 3
    assert both("change_from_reference", given, ["AC", "BD", "E"]) == 2
    # dividing a cluster of the reference costs nothing: each part keeps its members
    assert both("change_from_reference", given, list("ABCDE")) == 0


def test_a_named_grouping_takes_the_place_of_the_column():
    given = instance(placed(A="x", B="x", C="y"))
    pairs = [("A", "1"), ("B", "2"), ("C", "2"), ("OUTSIDE", "2")]
    compared = given.compared_with(pairs)
    named = [["A", "1"], ["B", "2"], ["C", "2"]]
    assert compared.reference == (("A", "1"), ("B", "2"), ("C", "2"))
    assert both("change_from_reference", compared, ["AB", "C"], reference=named) == 1
    assert both("change_from_reference", compared, ["A", "BC"], reference=named) == 0
    assert both("change_from_reference", given, ["AB", "C"]) == 0
    level = LEVELS["change_from_reference"]()
    # the plan and the whole instance are enough
    assert level.value(given, plan(["AB", "C"], settings={"reference": named}), BOOK) == 1


@pytest.mark.parametrize(
    "pairs", [[("A", "1")], [("A", "1"), ("B", "1"), ("B", "2")], [("A", "1"), ("B", "")], []]
)
def test_a_grouping_that_does_not_place_everybody_once_is_refused(pairs):
    with pytest.raises(ValueError, match="does not name every organisation exactly once"):
        instance(bodies("AB")).compared_with(pairs)


@pytest.mark.parametrize("damaged", [None, "x", 7, [["A"]], [["A", 1]], [["A", ""]], {"A": "x"}, ["AB"]])
def test_a_damaged_reference_is_none(damaged):
    assert named_reference(plan(["A"], settings={"reference": damaged})) is None


def test_narrowing_keeps_the_part_of_the_reference_that_is_left():
    given = instance([organisation("A"), organisation("B", region="S")]).compared_with([("A", "1"), ("B", "1")])
    assert given.within("S").reference == (("B", "1"),)
    assert instance(bodies("A")).within("R").reference is None


# ---- what a level needs


def test_lacks_are_told_in_plain_words_all_at_once():
    there = {"easting": 1, "northing": 2}
    given = instance(
        [
            organisation("A", easting=1),
            organisation("B", cluster_reference="x", **there),
            *bodies("CDEFG", **there),
        ]
    )
    book = rulebook(geography_levels=("inertia", "change_from_reference", "links_cut"))
    with pytest.raises(NeedsError) as caught:
        require(given, book)
    assert [f.code for f in caught.value.faults] == ["P-720", "P-720"]
    text = str(caught.value)
    assert "The aim inertia can't be counted" in text
    assert "Without easting or northing: A." in text
    assert (
        "Without cluster_reference: A, C, D and 3 more; no other grouping was named with --reference." in text
    )
    require(
        given.compared_with([(code, "1") for code in "ABCDEFG"]),
        rulebook(geography_levels=("change_from_reference",)),
    )


def test_the_five_of_the_shipped_rulebook_need_nothing():
    require(instance(bodies("A")), BOOK)
