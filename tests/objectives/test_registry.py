"""The registry gives the rulebook's levels in its order, and refuses what it doesn't know."""

import pytest

from planner.core.levels import BOARDS, GEOGRAPHY
from planner.objectives.base import BoardLevel
from planner.objectives.registry import LEVELS, board_levels, geography_levels
from tests.objectives.builder import rulebook


def test_levels_come_in_the_rulebooks_order():
    book = rulebook(geography_levels=("splits", "cluster_target"), board_levels=("cost", "own_people"))
    assert [x.id for x in geography_levels(book)] == ["splits", "cluster_target"]
    assert [x.id for x in board_levels(book)] == ["cost", "own_people"]


@pytest.mark.parametrize(
    ("field", "get", "wrong"),
    [
        ("geography_levels", geography_levels, "happiness"),
        ("geography_levels", geography_levels, "cost"),
        ("board_levels", board_levels, "splits"),
    ],
)
def test_unknown_level_is_refused_by_name(field, get, wrong):
    with pytest.raises(ValueError, match=wrong):
        get(rulebook(**{field: (wrong,)}))


def test_ids_titles_and_units_are_there_and_only_three_are_personal():
    assert all(key == level.id and level.title and level.unit for key, level in LEVELS.items())
    assert {i for i, level in LEVELS.items() if level.personal} == {"offers_used", "load", "skills_missing"}
    assert sum(issubclass(level, BoardLevel) for level in LEVELS.values()) == 17


def test_ids_that_rulebooks_may_name_are_those_registered():
    """What reads rulebooks can't load the levels, so it has a list of its own."""
    assert (*GEOGRAPHY, *BOARDS) == tuple(LEVELS)
    assert {i for i, level in LEVELS.items() if issubclass(level, BoardLevel)} == set(BOARDS)
