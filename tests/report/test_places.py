"""Where one set of people serves every board, a planner is told when they are fewer than the organisations."""

from __future__ import annotations

import string

import pytest

from planner.report.views.places import place_notes
from tests.rules.builder import instance, plan


def note(
    organisations: int, model: str = "model-2", holders: tuple[str, ...] = (), most: int = 7
) -> str | None:
    """What is said of one cluster of so many organisations, None when nothing is."""
    codes = string.ascii_uppercase[:organisations]
    facts = {
        "organisations": {code: {} for code in codes},
        "clusters": [list(codes)],
        "governance": {"A": model},
        "holders": list(holders),
        "boards": {},
        "effective": {"BRD-3": {"min": 5, "max": most}},
    }
    given = instance(facts)
    return place_notes(given, plan(given, facts)).get("A")


def test_ten_organisations_and_eight_places() -> None:
    """One chair and seven directors can't come from ten organisations."""
    assert note(10) == (
        "model-2 has eight places (one chair and seven non-executive directors) for ten organisations: whoever "
        "is chosen, at least two boards have none of their own people"
    )


def test_somebody_with_two_posts_may_count_twice() -> None:
    """It is not said to be certain then."""
    two = ("p A ned", "p B ned")
    assert "unless somebody has posts in two of them" in str(note(9, holders=two))
    assert "whoever is chosen" in str(note(9, holders=("p A ned", "q B ned", "- C ned", "- D ned")))


@pytest.mark.parametrize("organisations", [2, 3, 8])
def test_places_that_suffice(organisations: int) -> None:
    """Eight for eight is enough, and so are two each for three."""
    assert note(organisations) is None


@pytest.mark.parametrize("model", ["model-1", "model-3", "model-4", "model-3-one"])
def test_models_in_which_boards_differ(model: str) -> None:
    """Each board has seats for people of its own."""
    assert note(10, model) is None


def test_the_fewer_of_model_and_law() -> None:
    """A variant with six directors has seven places; a rulebook with five has six."""
    assert "seven places" in str(note(8, "model-2-six"))
    assert "six places" in str(note(8, most=5))


def test_a_map_alone_says_nothing() -> None:
    """Without boards there are no places."""
    facts = {"organisations": {c: {} for c in "ABCDEFGHIJ"}, "clusters": [list("ABCDEFGHIJ")]}
    given = instance(facts | {"governance": {"A": "model-2"}})
    assert place_notes(given, plan(given, facts | {"governance": {"A": "model-2"}})) == {}
