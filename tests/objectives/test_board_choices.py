"""Levels about boards to choose from: cases by hand."""

from datetime import date

import pytest

from planner.core.rulebook import RuleSpec
from planner.objectives.boards.cost_change import cost_today
from planner.objectives.boards.renewals_needed import renewed_people
from planner.objectives.order import in_order
from planner.objectives.registry import LEVELS
from tests.objectives.builder import SHAPES, governance, holder, instance, organisation, plan, rulebook

BOOK = rulebook()
TWO = rulebook(
    rules=(
        RuleSpec(
            id="BRD-3",
            title="t",
            scope="board",
            authority="statute",
            strength="must",
            parameters={"min": 2, "max": 7},
        ),
    )
)


def value(level_id, given, made, book=BOOK):
    return LEVELS[level_id]().value(given, made, book)


def neds(*terms, org="A", first=0):
    """NEDs of one organisation, ``A0``, ``A1``, …, with these ends of term."""
    return tuple(holder(f"{org}{first + n}", org, term_end=t) for n, t in enumerate(terms))


LONG = date(2013, 3, 31)


@pytest.mark.parametrize(
    ("term", "months"),
    [
        (date(2013, 3, 31), 0),
        (date(2014, 1, 1), 0),
        (date(2013, 3, 30), 1),  # gone on the last day of the last month
        (date(2013, 2, 28), 1),
        (date(2013, 2, 27), 2),
        (date(2012, 3, 31), 12),
        (date(2011, 6, 30), 21),  # in office throughout June
        (date(2011, 6, 29), 22),
        (date(2011, 5, 1), 22),  # over before the plan takes effect: June 2011 to March 2013
    ],
)
def test_months_begin_with_the_first_at_whose_end_one_is_gone(term, months):
    given = instance([organisation("A")], office_holders=neds(LONG, LONG, LONG, LONG, term))
    made = plan([["A"]], {"A": (None, ["A0", "A1", "A2", "A3", "A4"], None)})
    assert value("months_below_five", given, made) == months


def test_months_are_summed_over_boards_and_end_with_the_latest_term_of_somebody_new_there():
    early, late = date(2011, 12, 31), date(2012, 12, 31)
    given = instance(
        [organisation("A"), organisation("B")],
        office_holders=(
            *neds(LONG, LONG, LONG, LONG),
            holder("two", "B", term_end=early),
            holder("two", "C", term_end=late),
            holder("two", "B", "chair", term_end=date(2012, 1, 31)),
        ),
    )
    boards = {
        "A": (None, ["A0", "A1", "A2", "A3", "two"], None),  # no post there: in office to the end of 2012
        "B": (None, ["A0", "A1", "A2", "A3", "two"], None),  # a post there: to 31 January 2012, as chair
    }
    made = plan([["A", "B"]], boards)
    assert value("months_below_five", given, made) == 3 + 14


def test_recruits_serve_to_the_end_and_a_board_that_is_short_is_short_every_month():
    given = instance([organisation("A")], office_holders=neds(LONG, LONG))
    full = plan([["A"]], {"A": (None, ["A0", "A1", "new:A:1", "new:A:2", "new:A:3"], None)})
    assert value("months_below_five", given, full) == 0
    short = plan([["A"]], {"A": (None, ["A0", "A1"], None)})
    assert value("months_below_five", given, short) == 22
    assert value("months_below_five", given, short, TWO) == 0


@pytest.mark.parametrize(("size", "one", "two"), [(4, 1, 1), (5, 1, 1), (6, 0, 1), (7, 0, 0)])
def test_departures_leave_boards_short(size, one, two):
    people = [f"A{n}" for n in range(size)]
    made = plan([["A"]], {"A": (None, people, None)})
    given = instance([organisation("A")])
    assert (value("short_after_one", given, made), value("short_after_two", given, made)) == (one, two)


def test_whoever_leaves_several_boards_leaves_each_of_them_short():
    given = instance([organisation("A"), organisation("B")])
    everyone = [f"p{n}" for n in range(5)]
    made = plan([["A", "B"]], {"A": ("c", everyone, None), "B": ("c", [*everyone, "q"], None)})
    assert value("short_after_one", given, made) == 1  # the chair is no NED
    assert value("short_after_two", given, made) == 2
    assert value("short_after_two", given, made, TWO) == 0


def bodies(shape, cluster_board=None):
    """Two boards with one shared director, the same chair and three directors of their own."""
    boards = {"A": ("c", ["s", "a1", "a2", "a3"], "a1"), "B": ("c", ["s", "b1", "b2", "b3"], "b1")}
    found = {"A": cluster_board} if cluster_board else None
    return plan([["A", "B"]], boards, None, None, [SHAPES[shape]], found)


@pytest.mark.parametrize(
    ("shape", "limit", "excess"),
    [
        ("mixed", 8, 0),  # chair, one shared, six of their own
        ("mixed", 7, 1),
        ("one", 5, 3),
        ("separate", 5, 0),
        ("separate", 4, 2),  # each of the two boards by itself
    ],
)
def test_people_above_the_limit_of_the_body_that_meets_with_the_executive_team(shape, limit, excess):
    book = rulebook(cluster_board_limit=limit)
    given = instance([organisation("A"), organisation("B")])
    assert value("cluster_board_size", given, bodies(shape), book) == excess


def test_a_nominated_cluster_board_is_that_body_and_the_limit_is_ten():
    given = instance([organisation("A"), organisation("B")])
    nominated = bodies("nominated", ("c", [("a1", "A"), ("a2", "A"), ("b1", "B")]))
    assert value("cluster_board_size", given, nominated, rulebook(cluster_board_limit=3)) == 1
    assert value("cluster_board_size", given, nominated) == 0
    assert BOOK.cluster_board_limit == 10


@pytest.mark.parametrize(
    ("shape", "meetings", "complexity"),
    [
        ("nominated", 12 + 4 * 2, 3 + 2),  # two boards and the cluster board; two audit committees
        ("one", 12, 1 + 2),
        ("mixed", 12 + 2 * 2, 2 + 2),
        ("separate", 12 * 2, 2 + 2),
    ],
)
def test_meetings_and_complexity_follow_the_governance_model(shape, meetings, complexity):
    given = instance([organisation("A"), organisation("B")])
    made = bodies(shape)
    assert value("meetings", given, made) == meetings
    assert value("complexity", given, made) == complexity


def test_meetings_of_a_variant_are_its_own_and_add_up_over_clusters():
    given = instance([organisation("A"), organisation("B"), organisation("C")])
    own = governance("own", meetings_a_year=(6, 5))
    made = plan([["A", "B"], ["C"]], {}, None, None, [own, SHAPES["separate"]])
    assert value("meetings", given, made) == 6 + 2 * 5 + 12
    assert value("meetings", given, plan([["A", "B"], ["C"]])) == 0  # a plan that embeds no model


def test_boards_with_one_audit_chair_share_a_committee_within_a_cluster_only():
    given = instance([organisation(c) for c in "ABC"])
    boards = {"A": (None, ["s"], "s"), "B": (None, ["s"], "s"), "C": (None, ["s"], "s")}
    mixed, separate = SHAPES["mixed"], SHAPES["separate"]
    assert value("complexity", given, plan([["A", "B", "C"]], boards, models=[mixed])) == 3 + 1
    assert (
        value("complexity", given, plan([["A", "B"], ["C"]], boards, models=[mixed, separate])) == 2 + 1 + 1 + 1
    )
    boards["C"] = (None, [], None)
    assert value("complexity", given, plan([["A", "B", "C"]], boards, models=[mixed])) == 3 + 1


@pytest.mark.parametrize(
    ("groups", "boards", "pounds"),
    [
        # today: A has chair 30, audit chair 15, director 10 = 55; B a director, 10
        ([["A"], ["B"]], {"A": ("a", ["x", "y"], "x"), "B": (None, ["z"], None)}, 0),
        ([["A"], ["B"]], {"A": ("a", ["x", "y", "new:A:1"], "x"), "B": (None, ["z"], None)}, 10),
        ([["A"], ["B"]], {"A": ("a", ["x"], "x"), "B": (None, ["z"], "z")}, 5),  # saving 10 does not pay for 5
        ([["A", "B"]], {"A": ("a", ["x"], "x"), "B": (None, ["z"], "z")}, 0),  # within a cluster it does
        ([["A", "B"]], {"A": ("a", ["x", "y"], "x"), "B": ("a", ["x", "z"], "z")}, 10 + 5),  # band of both
        ([["A"], ["B"]], {"A": ("a", ["x", "y"], "x"), "B": ("a", ["z"], None)}, 30),  # in both clusters
    ],
)
def test_pay_above_today_is_counted_cluster_by_cluster(groups, boards, pounds):
    given = instance(
        [organisation("A", 100), organisation("B", 60)],
        office_holders=(
            holder("a", "A", "chair"),
            holder("x", "A", audit_chair=True),
            holder("y", "A"),
            holder("z", "B"),
        ),
    )
    assert value("cost_change", given, plan(groups, boards)) == pounds


def test_pay_of_today_counts_people_once_at_their_best_and_chairs_by_the_boards_they_chair():
    given = instance(
        [organisation("A", 90), organisation("B", 60, weighted_population=20)],
        office_holders=(
            holder("a", "A", "chair"),
            holder("a", "B", "chair"),  # 110 together: 40
            holder("x", "A", audit_chair=True),
            holder("x", "B"),  # 15 once
        ),
    )
    dear = {"A": ("new:A:1", ["x"], None), "B": ("new:A:2", ["y", "z"], None)}  # 30 + 30 + 10 + 10 + 10
    assert value("cost_change", given, plan([["A", "B"]], dear)) == 90 - 55
    assert cost_today(given, BOOK) == 55


def test_people_whose_term_is_to_be_renewed_count_once():
    early = date(2013, 3, 30)
    given = instance(
        [organisation("A"), organisation("B")],
        office_holders=(
            holder("a", "A", "chair", term_end=early),
            holder("b", "A", term_end=early),
            holder("b", "B", term_end=LONG),
            holder("c", "A", term_end=LONG),
            holder("d", "A", term_end=early),
        ),
    )
    boards = {"A": ("a", ["b", "c"], None), "B": ("a", ["b", "c", "new:A:1"], None)}
    made = plan([["A", "B"]], boards)
    # b only for A: at B the term is long enough; d has no seat
    assert renewed_people(given, made) == {"a", "b"}
    assert value("renewals_needed", given, made) == 2
    only_b = plan([["A", "B"]], {"A": (None, ["c"], None), "B": (None, ["b", "c"], None)})
    assert value("renewals_needed", given, only_b) == 0


@pytest.mark.parametrize(
    ("listed", "renewals", "order"),
    [
        (("places_end", "recruits", "cost"), "chosen", ("places_end", "recruits", "renewals_needed", "cost")),
        (
            ("recruits", "load", "below_six", "cost"),
            "chosen",
            ("recruits", "load", "below_six", "renewals_needed", "cost"),
        ),
        (("below_six", "recruits", "cost"), "chosen", ("below_six", "recruits", "renewals_needed", "cost")),
        (("places_end", "cost"), "chosen", ("places_end", "cost", "renewals_needed")),
        (("renewals_needed", "recruits"), "chosen", ("renewals_needed", "recruits")),
        (("places_end", "recruits"), "assumed", ("places_end", "recruits")),
        (("places_end", "recruits"), "none", ("places_end", "recruits")),
    ],
)
def test_chosen_renewals_are_an_aim_behind_recruits_and_six_unless_the_rulebook_says_where(
    listed, renewals, order
):
    book = rulebook(board_levels=listed)
    found = in_order(book, instance([organisation("A")], renewals=renewals))
    assert found.board_levels == order
    assert in_order(found, instance([organisation("A")], renewals=renewals)) == found
