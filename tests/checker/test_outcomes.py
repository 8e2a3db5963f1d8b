"""Outcomes of people by hand, and whether alternative roles suffice against every assignment."""

import itertools
import random
from datetime import date

import pytest

from planner.checker.outcomes import roles_suffice, with_seat, without_seat
from planner.core.rows import AlternativeRole, OfficeHolder, Stance
from tests.checker.builder import END, START, instance

A, B, C = (("A", "ned"), ("B", "ned"), ("C", "ned"))
CHAIR_A, CHAIR_B = ("A", "chair"), ("B", "chair")


@pytest.mark.parametrize(
    ("today", "after", "outcome"),
    [
        ({A}, {A}, "continues"),
        ({CHAIR_A}, {CHAIR_A}, "continues"),
        ({A}, {CHAIR_A}, "changes_role"),
        ({CHAIR_A}, {B}, "changes_role"),
        ({CHAIR_A}, {A, B}, "changes_role"),
        ({A}, {B}, "moves_board"),
        ({A}, {B, C}, "moves_board"),
        ({CHAIR_A}, {CHAIR_B}, "moves_board"),
        ({A}, {A, B}, "takes_more_boards"),
        ({A, B}, {A}, "fewer_boards"),
        ({A, B}, {A, C}, "moves_board"),
        ({CHAIR_A, B}, {A, CHAIR_B}, "changes_role"),
        ({CHAIR_A, B}, {CHAIR_A, B}, "continues"),
        ({CHAIR_A, B}, {CHAIR_A, CHAIR_B}, "changes_role"),
        ({A, CHAIR_A}, {CHAIR_A}, "changes_role"),
    ],
)
def test_outcome_with_a_seat(today, after, outcome):
    assert with_seat(today, after) == outcome


def holder(term=END):
    return OfficeHolder(id="p", organisation="A3", role="ned", term_end=term)


@pytest.mark.parametrize(
    ("renewals", "terms", "stance", "allowed"),
    [
        ("assumed", [START], None, {"place_ends"}),
        ("assumed", [END], "offers_to_stand_down", {"stands_down"}),
        ("assumed", [END], "would_take_alternative", {"place_ends", "alternative_role"}),
        ("none", [date(2013, 3, 30)], "offers_to_stand_down", {"term_ends"}),
        ("none", [date(2013, 3, 31)], None, {"place_ends"}),
        ("none", [START, END], None, {"place_ends"}),
        ("chosen", [START], "offers_to_stand_down", {"term_ends"}),
        ("chosen", [START, END], None, {"place_ends"}),
    ],
)
def test_outcome_without_a_seat(renewals, terms, stance, allowed):
    stances = (Stance(id="p", stance=stance, date=START),) if stance else ()
    given = instance(renewals=renewals, stances=stances)
    assert without_seat(given, "p", [holder(t) for t in terms]) == allowed


def test_no_alternative_role_where_the_organisation_has_none():
    stances = (Stance(id="p", stance="would_take_alternative", date=START),)
    given = instance(stances=stances, alternative_roles=(AlternativeRole(organisation="A3", count=0),))
    assert without_seat(given, "p", [holder()]) == {"place_ends"}


@pytest.mark.parametrize("seed", range(200))
def test_roles_suffice_exactly_when_some_assignment_exists(seed):
    draw = random.Random(seed)  # noqa: S311 - invented data
    codes = ["A1", "A2", "A3"]
    roles = tuple(AlternativeRole(organisation=c, count=draw.randint(0, 2)) for c in codes)
    open_roles = {r.organisation for r in roles if r.count}
    takers = {
        f"p{i}": set(draw.sample(codes, draw.randint(1, 3))) & open_roles for i in range(draw.randint(0, 5))
    }
    count = {r.organisation: r.count for r in roles}
    possible = any(
        all(chosen.count(c) <= n for c, n in count.items())
        for chosen in itertools.product(*(sorted(v) for v in takers.values()))
    )
    assert roles_suffice(instance(alternative_roles=roles), takers) is possible
