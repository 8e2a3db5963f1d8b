"""Maps under levels to choose from, against brute force over every lawful map of tiny instances."""

from __future__ import annotations

from random import Random

import pytest

from planner.checker import verify
from planner.core.instance import Instance
from planner.core.levels import GEOGRAPHY
from planner.core.result import Result
from planner.core.rulebook import Rulebook
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.io.rulebook import load_rulebook
from planner.objectives.base import GeographyLevel
from planner.objectives.needs import NeedsError
from planner.objectives.registry import LEVELS, geography_levels
from tests.objectives.builder import plan
from tests.oracle.geography import lawful_maps
from tests.rules.builder import instance
from tests.strategies import richer, rulebook_with, tiny_case

SUMS = tuple(i for i in GEOGRAPHY if issubclass(LEVELS[i], GeographyLevel))
BOOK = load_rulebook("pct-2011")


def aiming(book: Rulebook, *levels: str) -> Rulebook:
    """The rulebook with these aims behind the number of clusters."""
    return rulebook_with(book, {}, geography_levels=("cluster_target", *levels))


def best(given: Instance, book: Rulebook, clusters: tuple[int, int] | None) -> tuple[int, ...] | None:
    """The least vector of values over all lawful maps; None without one."""
    settings = {"clusters": clusters and list(clusters), "reference": given.reference}
    vectors = []
    for _, lawful in lawful_maps(given, book, clusters):
        finished = plan([sorted(c) for c in lawful], settings=settings)
        vectors.append(tuple(x.value(given, finished, book) for x in geography_levels(book)))
    return min(vectors, default=None)


def sound(given: Instance, book: Rulebook, result: Result) -> tuple[int, ...] | None:
    """Values of the plan, after the checker has seen it with the instance and the rulebook alone."""
    if result.plan is None:
        return None
    assert result.disagreements == ()
    fields = {name: getattr(given, name) for name in Instance.model_fields}
    bare = Instance(**{**fields, "reference": None})
    assert verify(bare, result.plan, book).ok
    assert result.status == "optimal"
    return tuple(x.value for x in result.levels)


@pytest.mark.parametrize("seed", range(60))
def test_equal_to_brute_force(seed: int) -> None:
    """Two levels that add up, in any order, with and without a number of clusters or a reference."""
    case = tiny_case(seed)
    rng = Random(seed)  # noqa: S311 - reproducible, not secret
    book = aiming(case.rulebook, *rng.sample(SUMS, 2))
    given = richer(case.instance, seed)
    if rng.random() < 0.3:
        given = given.compared_with([(o.code, rng.choice(["x", "y"])) for o in given.organisations])
    clusters = rng.choice([None, case.clusters, (2, 2), (3, 3)])
    result = open_engine(given, book).solve(settings=Settings(clusters=clusters, only_geography=True))
    assert sound(given, book, result) == best(given, book, clusters), (book.geography_levels, clusters)


def test_a_warm_engine_takes_another_mean_for_another_number() -> None:
    """The spread is about the number of clusters that is asked for."""
    people = {"A": 300_000, "B": 350_000, "C": 410_000, "D": 120_000, "E": 600_000}
    given = instance(
        {
            "organisations": {code: {"population": n} for code, n in people.items()},
            "links": ["A B land", "B C land", "C D land", "D E land", "A E land", "B E ferry"],
        }
    )
    book = aiming(BOOK, "population_spread", "links_cut")
    engine = open_engine(given, book)
    spread = {}
    for clusters in (None, (1, 1), (2, 2), (3, 3), (4, 4), (2, 3), None):
        result = engine.solve(settings=Settings(clusters=clusters, only_geography=True))
        found = sound(given, book, result)
        assert found == best(given, book, clusters), clusters
        assert found is not None
        spread[clusters] = found[1]
    assert len(set(spread.values())) > 2


def test_what_is_lacking_is_told_when_the_engine_is_opened() -> None:
    """Before anything is listed."""
    given = instance({"organisations": {"A": {}, "B": {}}, "links": ["A B land"]})
    with pytest.raises(NeedsError, match="Without easting or northing: A, B"):
        open_engine(given, aiming(BOOK, "inertia"))
    with pytest.raises(NeedsError, match="Without cluster_reference: A, B; no other grouping was named"):
        open_engine(given, aiming(BOOK, "change_from_reference"))


def test_the_checker_says_what_can_not_be_counted() -> None:
    """A plan for an instance that has lost its coordinates; no traceback."""
    given = instance(
        {
            "organisations": {c: {"easting": 1, "northing": 1} for c in "AB"},
            "links": ["A B land"],
        }
    )
    book = aiming(BOOK, "inertia")
    result = open_engine(given, book).solve(settings=Settings(only_geography=True))
    assert result.plan is not None
    assert verify(given, result.plan, book).ok
    lost = instance({"organisations": {c: {} for c in "AB"}, "links": ["A B land"]})
    problems = {p.check: p.text for p in verify(lost, result.plan, book).problems}
    assert problems["LEVEL-NEEDS"] == "level inertia can't be counted: without easting or northing: A, B"


def test_boards_need_not_count_places_that_end() -> None:
    """An order of aims that leaves places_end out is followed too."""
    case = tiny_case(1)
    book = rulebook_with(case.rulebook, {}, board_levels=("recruits", "cost"))
    result = open_engine(case.instance, book).solve(case.governance, Settings(clusters=case.clusters))
    assert result.plan is not None
    assert [x.id for x in result.levels][-2:] == ["recruits", "cost"]
