"""Levels about boards: cases by hand, and what is posted to a solver against the value of the plan."""

import random
from datetime import date

import pytest

from planner.core.rows import Stance
from planner.core.rulebook import RuleSpec
from planner.objectives.bounds import most_chairs, most_neds
from planner.objectives.registry import LEVELS, board_levels
from planner.objectives.roster import posts_today, seats
from tests.objectives.builder import END, SHAPES, START, holder, instance, organisation, plan, rulebook
from tests.objectives.cpsat_model import FixedModel, least

ALL = (
    "own_people",
    "places_end",
    "chairs_lost",
    "offers_used",
    "recruits",
    "below_six",
    "load",
    "skills_missing",
    "cost",
    "months_below_five",
    "short_after_one",
    "short_after_two",
    "cluster_board_size",
    "meetings",
    "complexity",
    "cost_change",
    "renewals_needed",
)
BRD_3 = RuleSpec(
    id="BRD-3", title="t", scope="board", authority="statute", strength="must", parameters={"min": 5, "max": 7}
)
BOOK = rulebook(board_levels=ALL, cluster_board_limit=2)
BRD_2 = BRD_3.model_copy(update={"id": "BRD-2", "parameters": {}})
BOUND_BOOK = rulebook(board_levels=ALL, rules=(BRD_2, BRD_3))
PETTY_3 = BRD_3.model_copy(update={"parameters": {"min": 2, "max": 7}})
PETTY_BOOK = rulebook(board_levels=ALL, rules=(PETTY_3,), cluster_board_limit=3)


TERMS = (date(2011, 5, 31), date(2012, 2, 29), date(2012, 3, 1), date(2013, 3, 30), date(2014, 1, 1))


def value(level_id, given, made, book=BOOK):
    return LEVELS[level_id]().value(given, made, book)


def random_case(seed):
    """Boards filled at random from people of one to three clusters and two recruits."""
    draw = random.Random(seed)  # noqa: S311 - invented data
    codes = [f"O{i}" for i in range(draw.randint(1, 5))]
    names = [f"p{i}" for i in range(draw.randint(2, 7))]
    holders = {}
    for person in [*names, None, None]:
        for code in draw.sample(codes, min(len(codes), draw.choice([1, 1, 2]))):
            role = draw.choice(["chair", "ned", "ned"])
            key = (person, code, role) if person else (person, code, role, draw.random())
            skills = tuple(s for s in ("finance", "legal", "clinical") if draw.random() < 0.3)
            term = draw.choice([START, END, *TERMS])
            holders[key] = holder(
                person, code, role, skills=skills, audit_chair=draw.random() < 0.2, term_end=term
            )
    given = instance(
        [
            organisation(
                c,
                draw.choice([0, 60, 100, 101, 150, 250]),
                weighted_population=draw.choice([None, None, 0, 100]),
            )
            for c in codes
        ],
        office_holders=tuple(holders.values()),
    )
    people = list(posts_today(given))
    stances = tuple(
        Stance(id=p, stance=draw.choice(["offers_to_stand_down", "would_take_alternative"]), date=START)
        for p in people
        if draw.random() < 0.3
    )
    given = given.model_copy(update={"stances": stances})
    recruits = ["new:O0:1", "new:O0:2"]
    boards = {}
    for code in codes:
        chair = draw.choice([*people, *recruits, None])
        rest = [p for p in [*people, *recruits] if p != chair]
        neds = draw.sample(rest, draw.randint(0, min(7, len(rest))))
        boards[code] = (chair, neds, draw.choice(neds) if neds and draw.random() < 0.8 else None)
    seated = {p for chair, neds, _ in boards.values() for p in (chair, *neds)}
    said = {s.id: s.stance for s in stances}
    words = {"offers_to_stand_down": "stands_down", "would_take_alternative": "alternative_role"}
    outcomes = {p: "continues" if p in seated else words.get(said.get(p), "place_ends") for p in people}
    groups = [codes] if draw.random() < 0.5 else [codes[:1], *([codes[1:]] if codes[1:] else [])]
    models = [draw.choice(list(SHAPES.values())) for _ in groups]
    bodies = {}
    for group, model in zip(groups, models, strict=True):
        if model.nominated_cluster_board:
            inside = sorted({p for o in group for p in (boards[o][0], *boards[o][1]) if p})
            if inside:
                chair, *rest = draw.sample(inside, len(inside))
                limit = draw.randint(0, len(group) * 2)
                bodies[min(group)] = (chair, [(p, draw.choice(group)) for p in rest[:limit]])
    return given, plan(groups, boards, outcomes, None, models, bodies), recruits


@pytest.mark.parametrize("seed", range(80))
def test_what_is_posted_is_the_value_and_within_its_bound(seed):
    given, made, recruits = random_case(seed)
    for book in (BOOK, BOUND_BOOK, PETTY_BOOK):
        for level in board_levels(book):
            posted, bound = least(level, given, made, recruits, book)
            assert posted == level.value(given, made, book), level.id
            assert posted <= bound, level.id


def people_of(*orgs):
    """A chair and two NEDs of each organisation."""
    return tuple(
        holder(f"{o}{x}", o, role) for o in orgs for x, role in (("c", "chair"), ("1", "ned"), ("2", "ned"))
    )


def test_own_people_two_are_wished_in_small_clusters_and_one_in_larger():
    small = instance([organisation(c) for c in "ABC"], office_holders=people_of("A", "B", "C"))
    boards = {"A": ("Ac", ["A1", "B1"], None), "B": ("Ac", ["A1", "B1"], None), "C": ("Ac", ["C1", "C2"], None)}
    assert value("own_people", small, plan([["A", "B", "C"]], boards)) == 1
    large = instance([organisation(c) for c in "ABCD"], office_holders=people_of("A", "B", "C", "D"))
    boards["D"] = ("Ac", ["A1"], None)
    assert value("own_people", large, plan([["A", "B", "C", "D"]], boards)) == 1
    assert value("own_people", large, plan([["A"], ["B"], ["C"], ["D"]], boards)) == 2


def test_places_end_and_offers_count_outcomes():
    made = plan([["A"]], {}, {"a": "place_ends", "b": "stands_down", "c": "alternative_role", "d": "term_ends"})
    given = instance([organisation("A")])
    assert value("places_end", given, made) == 1
    assert value("offers_used", given, made) == 2


def test_chair_is_lost_when_none_is_chaired_afterwards():
    given = instance([organisation("A"), organisation("B")], office_holders=people_of("A", "B"))
    boards = {"A": ("Bc", ["Ac"], None), "B": ("Bc", [], None)}
    assert value("chairs_lost", given, plan([["A", "B"]], boards)) == 1
    boards = {"A": ("Bc", [], None), "B": ("Ac", [], None)}
    assert value("chairs_lost", given, plan([["A", "B"]], boards)) == 0


def test_recruit_counts_once_however_many_boards():
    given = instance([organisation("A"), organisation("B")], office_holders=people_of("A"))
    boards = {"A": ("Ac", ["new:A:1", "A1"], None), "B": ("new:A:2", ["new:A:1"], None)}
    assert value("recruits", given, plan([["A", "B"]], boards)) == 2


def test_below_six_counts_boards_under_the_aim():
    given = instance([organisation("A"), organisation("B")], office_holders=people_of("A", "B"))
    boards = {"A": ("Ac", ["A1", "A2"], None), "B": ("Bc", ["B1", "B2", "A1"], None)}
    assert value("below_six", given, plan([["A", "B"]], boards)) == 1  # the aim is three here


def test_load_counts_boards_above_the_limit_as_chair_or_ned():
    given = instance([organisation(c) for c in "ABCD"], office_holders=people_of("A"))
    boards = {
        "A": ("Ac", ["A1"], None),
        "B": ("Ac", ["A1"], None),
        "C": ("A1", ["Ac"], None),
        "D": ("Ac", [], None),
    }
    assert value("load", given, plan([["A", "B", "C", "D"]], boards)) == 2 + 1  # the limit is two here


def test_skills_of_any_post_count_for_chair_and_neds_and_recruits_have_none():
    given = instance(
        [organisation("A"), organisation("B")],
        office_holders=(
            holder("a", "A", "chair", skills=("finance", "clinical")),
            holder("b", "A"),
            holder("b", "B", skills=("legal",)),
        ),
    )
    boards = {"A": ("a", ["b"], None), "B": ("new:B:1", ["b"], None)}
    assert value("skills_missing", given, plan([["A", "B"]], boards)) == 1


@pytest.mark.parametrize(
    ("boards", "pounds"),
    [
        ({"A": ("a", [], None)}, 30),  # 100 does not exceed 100
        ({"B": ("a", [], None)}, 40),  # weighted 101, not the population of 50
        ({"A": ("a", [], None), "B": ("a", [], None)}, 40),  # 201 together
        ({"A": ("a", [], None), "B": ("a", [], None), "C": ("a", [], None)}, 50),  # 251 together
        ({"A": (None, ["a"], None), "B": (None, ["a"], None)}, 10),  # once
        ({"A": (None, ["a"], "a"), "B": (None, ["a"], None)}, 15),
        ({"A": ("a", [], None), "B": (None, ["a"], "a")}, 30),  # highest single role
        ({"A": ("new:A:1", ["a", "new:A:2"], "new:A:2")}, 30 + 10 + 15),
    ],
)
def test_cost_by_hand(boards, pounds):
    given = instance(
        [organisation("A", 100), organisation("B", 50, weighted_population=101), organisation("C", 50)],
        office_holders=(holder("a", "A", "chair"),),
    )
    full = {code: boards.get(code, (None, [], None)) for code in "ABC"}
    assert value("cost", given, plan([["A", "B", "C"]], full)) == pounds


def test_bounds_are_tight_for_a_model_of_many_people():
    """With at most seven NEDs each, the bounds follow seats and not everyone who might sit."""
    codes = [f"O{i}" for i in range(4)]
    given = instance([organisation(c) for c in codes], office_holders=people_of(*codes) * 1)
    extra = tuple(holder(f"x{i}", "O0") for i in range(40))
    given = given.model_copy(update={"office_holders": given.office_holders + extra})
    model = FixedModel(given, plan([codes], {c: (None, [], None) for c in codes}), [])
    assert most_neds(model, BOUND_BOOK) == 7
    assert most_neds(model, BOOK) == 52
    assert LEVELS["load"]().post(model, BOUND_BOOK)[1] == 4 * 8 * 2 // 4
    assert LEVELS["cost"]().post(model, BOUND_BOOK)[1] == 4 * (50 + 15 + 6 * 10)
    many_chairs = rulebook(board_levels=ALL, rules=(BRD_3,))
    assert most_chairs(model, BOUND_BOOK) == 4
    assert most_chairs(model, many_chairs) == len(model.chair) > 4
    assert LEVELS["load"]().post(model, many_chairs)[1] > 4 * 8 * 2 // 4
    off = rulebook(rules=(BRD_3.model_copy(update={"on": False}),))
    assert most_neds(model, off) == 52


def test_rows_of_one_id_are_one_person_and_rows_without_are_numbered():
    given = instance(
        [organisation("A")],
        office_holders=(
            holder(None, "A", term_end=END),
            holder(None, "A", term_end=START, nominated_by="L"),
            holder(None, "A", term_end=START),
            holder(None, "A", "chair"),
            holder("a", "A"),
            holder("a", "A", "chair"),
        ),
    )
    found = posts_today(given)
    assert sorted(found) == ["a", "post:A:chair:1", "post:A:ned:1", "post:A:ned:2", "post:A:ned:3"]
    assert len(found["a"]) == 2
    assert found["post:A:ned:2"][0].nominated_by == "L"
    assert found["post:A:ned:3"][0].term_end == END


def test_seats_are_of_everyone_on_a_board():
    made = plan([["A", "B"]], {"A": ("a", ["b"], None), "B": ("b", [], None)})
    assert seats(made) == {"a": {("A", "chair")}, "b": {("A", "ned"), ("B", "chair")}}
