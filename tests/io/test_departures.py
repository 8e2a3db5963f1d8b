"""Rates of departure in a rulebook: read, refused in words, or left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from planner.io.rulebook import load_rulebook
from tests.io.test_own_rulebook import MINE, book, faults

CHAIRS = "chair_per_thousand_a_year = 100"
NEDS = "ned_per_thousand_a_year = 100"


def test_the_shipped_rates_say_that_they_are_assumed() -> None:
    """No document gives any."""
    rates = load_rulebook("pct-2011").departures
    assert rates is not None
    assert rates.certainty.startswith("ASSUMED")
    assert rates.vacant_chair == "breaks"


def test_rates_of_ones_own(tmp_path: Path) -> None:
    """0 and 1,000 are rates too; another rate is another rulebook."""
    path = book(tmp_path, (CHAIRS, CHAIRS[:-3] + "0"), (NEDS, NEDS[:-3] + "1000"))
    found = load_rulebook(path)
    assert (found.departures.chair_per_thousand_a_year, found.departures.ned_per_thousand_a_year) == (0, 1000)
    plain = load_rulebook(book(tmp_path))
    assert plain.sha256 != found.sha256


def test_a_rulebook_without_rates(tmp_path: Path) -> None:
    """Is one; no chance is shown then."""
    section = MINE[MINE.index("[departures]") : MINE.index("# ---- seat rates")]
    assert load_rulebook(book(tmp_path, (section, ""))).departures is None


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        (CHAIRS, "chair_per_thousand_a_year = -1", "P-716", "from 0 to 1,000"),
        (NEDS, "ned_per_thousand_a_year = 1001", "P-716", "from 0 to 1,000"),
        (NEDS, "ned_per_thousand_a_year = 0.1", "P-705", "whole number"),
        (NEDS, "", "P-704", "left out"),
        (NEDS, "ned_per_thousand_a_month = 9", "P-703", "ignored silently"),
        ('"breaks" ', '"is fine" ', "P-705", "vice_chair_acts"),
    ],
)
def test_rates_that_can_not_be(old: str, new: str, code: str, words: str, tmp_path: Path) -> None:
    """The place, what was found, what would be right."""
    found = faults(book(tmp_path, (old, new)))
    fault = next(f for f in found if f.code == code)
    assert fault.column.startswith("departures")
    assert words in fault.why


def test_rates_from_nowhere(tmp_path: Path) -> None:
    """What a chance rests on is never empty."""
    line = next(x for x in MINE.splitlines() if x.startswith('certainty = "ASSUMED: no figure'))
    (fault,) = faults(book(tmp_path, (line, 'certainty = " "')))
    assert (fault.code, fault.column) == ("P-716", "departures, certainty")
