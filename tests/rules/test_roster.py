"""People of a roster, with and without ids."""

from __future__ import annotations

from random import Random

from planner.rules.roster import posts_by_person
from tests.rules.builder import instance
from tests.rules.tiny_boards import random_boards, roster


def test_posts_of_one_id_are_one_person() -> None:
    """Two posts in two organisations, one person."""
    given = instance({"organisations": {"A": {}, "B": {}}, "holders": ["p1 A chair", "p1 B ned"]})
    assert [(h.organisation, h.role) for h in posts_by_person(given)["p1"]] == [("A", "chair"), ("B", "ned")]


def test_rows_without_id_are_people_in_order_of_their_terms() -> None:
    """Term first, then audit chair, then who nominated; rows with an id are not counted."""
    rows = [
        "- A ned until=2013-01-01 nominated_by=Y",
        "- A ned until=2012-01-01 audit",
        "- A ned until=2013-01-01 nominated_by=X",
        "- A ned until=2012-01-01",
        "- A chair",
        "p1 A ned until=2011-07-01",
    ]
    people = posts_by_person(instance({"organisations": {"A": {}}, "holders": rows}))
    assert sorted(people) == ["p1", "post:A:chair:1", *(f"post:A:ned:{n}" for n in (1, 2, 3, 4))]
    order = [people[f"post:A:ned:{n}"][0] for n in (1, 2, 3, 4)]
    assert [h.audit_chair for h in order] == [False, True, False, False]
    assert [h.nominated_by for h in order] == [None, None, "X", "Y"]


def test_agrees_with_the_contract_tests_own_reading() -> None:
    """The tests give solver halves a roster read apart from this helper."""
    random = Random("roster")  # noqa: S311  # repeatable
    for _ in range(50):
        given = random_boards(random).instance
        assert posts_by_person(given) == roster(given)
