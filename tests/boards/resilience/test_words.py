"""Chances in words: whole per cent, never more certain than they are, and always with what they rest on."""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import planner
from planner.boards.resilience.figures import Chances
from planner.boards.resilience.words import average, headline, per_cent
from planner.core.rulebook import DepartureRates
from tests.boards.resilience.plans import BOOK, Seats, instance_of, plan_of


@pytest.mark.parametrize(
    ("chance", "words"),
    [
        (0.0, "0 per cent"),
        (5e-324, "less than 1 per cent"),
        (0.00999, "less than 1 per cent"),
        (0.01, "1 per cent"),
        (0.014999, "1 per cent"),
        (0.125, "13 per cent"),
        (0.5, "50 per cent"),
        (0.98999, "99 per cent"),
        (0.99, "99 per cent"),
        (0.990001, "more than 99 per cent"),
        (math.nextafter(1.0, 0.0), "more than 99 per cent"),
        (1.0, "100 per cent"),
    ],
)
def test_rounding(chance: float, words: str) -> None:
    """By hand."""
    assert per_cent(chance) == words


@given(st.floats(0, 1))
def test_certain_is_said_only_when_it_is(chance: float) -> None:
    """Neither 0 nor 100 for anything between."""
    assert (per_cent(chance) == "100 per cent") == (chance == 1.0)
    assert (per_cent(chance) == "0 per cent") == (chance == 0.0)


def test_averages() -> None:
    """To a tenth; a small number is not none."""
    assert [average(x) for x in (0.0, 1e-9, 0.0999, 0.1, 47.85, 151.0)] == [
        "0",
        "less than 0.1",
        "less than 0.1",
        "0.1",
        "47.9",
        "151.0",
    ]


def test_the_line_says_assumed_with_its_rates() -> None:
    """No chance without them."""
    rates = DepartureRates(chair_per_thousand_a_year=70, ned_per_thousand_a_year=50, certainty="ours")
    line = headline(Chances(0.624, 1.0, 0.4), 3, date(2013, 3, 31), rates)
    assert line == (
        "Chance that every board stays within the law to 31 March 2013: 62 per cent; on average 0.4 of 3 would "
        "not (ASSUMED: in a year 70 of 1,000 chairs and 50 of 1,000 directors leave, and nobody is replaced)."
    )


@pytest.mark.parametrize(
    ("vacant", "renewals", "words"),
    [
        ("breaks", "assumed", ("A vacant chair breaks the law here", "taken to be renewed")),
        ("vice_chair_acts", "none", ("RECALLED", "No term is renewed")),
    ],
)
def test_assumptions_follow_what_was_asked(vacant: str, renewals: str, words: tuple[str, ...]) -> None:
    """Rates, their source, no replacement, the days, what the law is, chairs and terms."""
    boards = {"5A1": Seats("c1", list("abcde"))}
    given_ = instance_of(boards, renewals=renewals)
    rates = DepartureRates(
        chair_per_thousand_a_year=70, ned_per_thousand_a_year=50, vacant_chair=vacant, certainty="counted by us"
    )
    text = "\n".join(planner.resilience(given_, plan_of(given_, boards, BOOK.rules), rates=rates).assumptions)
    for word in (
        *words,
        "70 of 1,000",
        "50 of 1,000",
        "counted by us",
        "nobody who leaves",
        "670 days",
        "BRD-QUO",
    ):
        assert word in text
    assert "BRD-7" not in text  # no Care Trust here
