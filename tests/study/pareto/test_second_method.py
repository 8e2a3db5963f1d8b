"""Best compromises of real regions by other methods: a compact model, all maps, HiGHS, and empty corners."""

from __future__ import annotations

import os
import threading
from itertools import pairwise

import pytest

from benchmarks.baselines import thinned
from benchmarks.baselines.partitions import Programme, in_order, listed
from benchmarks.baselines.thinned import Thinned, nearest
from planner import cpsat
from planner.core.progress import Silent
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.engine.run import Run
from planner.geography.candidates import binding
from planner.geography.compact.connect import neighbours, solve_connected
from planner.geography.compact.levels import post_level
from planner.geography.compact.model import Compact
from planner.geography.compact.rules import lifted, post_rules
from planner.geography.settle import settle
from planner.geography.stages import Stage
from planner.io.examples import example
from planner.io.read import read_instance
from planner.objectives.base import GeographyLevel
from planner.objectives.registry import LEVELS
from planner.rules.registry import build
from planner.study.options.limits import Ground
from planner.study.pareto.choose import pareto
from tests.geography.nation import BOOK
from tests.study.asked import LONG
from tests.study.pareto.test_maps import best

SMALL = ("South Central", "South East Coast", "North East")
ENGLAND = read_instance(example("england-2011"))
REGIONS = tuple(os.environ.get("PLANNER_FRONT_REGIONS", ";".join(SMALL)).split(";"))
"""Three small regions; ``PLANNER_FRONT_REGIONS`` names others."""
FEW = "splits"
MANY = "boundary_cut"


@pytest.mark.no_cover
@pytest.mark.parametrize("region", REGIONS)
def test_the_compact_model_finds_the_same(region: str) -> None:
    """The least boundary with at most so many pieces, then one piece fewer, until no map is left."""
    given = ENGLAND.within(region)
    front = pareto(open_engine(given, BOOK), (FEW, MANY), settings=Settings(seconds=600))
    (k,) = {len(p.clusters) for p in front.points}
    rules = build(BOOK)
    constant = {
        name: x.constant(given, BOOK) for name in (FEW, MANY) if isinstance(x := LEVELS[name](), GeographyLevel)
    }
    found = []
    most = None
    while True:
        best = _least(given, rules, k, MANY, {} if most is None else {FEW: most})
        if best is None:
            break
        few = _least(given, rules, k, FEW, {MANY: best})
        assert few is not None
        found.append((few + constant[FEW], best + constant[MANY]))
        most = few - 1
    assert sorted(found) == [p.values for p in front.points]


def _least(given, rules, k: int, aim: str, most: dict[str, int]) -> int | None:
    """The least of one level of a map of ``k`` clusters while another keeps a limit; None: there is none."""
    c = Compact(given, sorted(given.by_code), BOOK, k, k)
    post_rules(c, rules)
    for name, limit in most.items():
        c.model.add(post_level(c, LEVELS[name]()) <= limit)
    c.model.minimize(post_level(c, LEVELS[aim]()))
    connection = binding(rules)["GEO-CON"]
    solved = solve_connected(
        c, neighbours(given, c.position), lifted(c, connection), cpsat.Budget(900.0)
    ).solved
    assert solved.status in ("optimal", "infeasible")
    return solved.value


RECURSION = ("East Midlands", "South East Coast", "North East", "South Central", "London")
MIDDLING = ("East of England", "South West", "Yorkshire and the Humber")
"""Regions whose maps can be gone through one by one; West Midlands and North West have too many."""
MANY_MAPS = ("West Midlands", "North West")
THREE = ("splits", "population_steps", "boundary_cut")


@pytest.mark.no_cover
@pytest.mark.parametrize("names", [(FEW, MANY), THREE])
@pytest.mark.parametrize("region", RECURSION + (MIDDLING if LONG else ()))
def test_all_maps_one_by_one_give_the_same(region: str, names: tuple[str, ...]) -> None:
    """Clusters grown in plain sets, every map of them by plain recursion, aims counted by hand."""
    given = ENGLAND.within(region)
    front = pareto(open_engine(given, BOOK), names)
    found = listed(given, BOOK)
    numbers = nearest(found, len(given.organisations))
    assert front.clusters == tuple(numbers)
    every = {tuple(found.total(name, rows) for name in names) for k in numbers for rows in in_order(found, k)}
    assert best(every) == [p.values for p in front.points]


@pytest.mark.no_cover
@pytest.mark.parametrize("region", [r for r in ENGLAND.regions if LONG or r not in MANY_MAPS])
def test_programmes_solved_by_highs_give_the_same(region: str) -> None:
    """The same clusters, thinned by prices of their own, maps chosen by HiGHS within falling limits."""
    given = ENGLAND.within(region)
    front = pareto(open_engine(given, BOOK), (FEW, MANY), settings=Settings(seconds=600))
    found = listed(given, BOOK)
    numbers = nearest(found, len(given.organisations))
    assert front.clusters == tuple(numbers)
    every = {point for k in numbers for point in Thinned(found, k).front(FEW, MANY)}
    assert best(every) == [p.values for p in front.points]


@pytest.mark.no_cover
@pytest.mark.parametrize("region", RECURSION + (MIDDLING if LONG else ()))
def test_thinning_loses_nothing(region: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One programme over all clusters, with no price: the same compromises; also from very few clusters."""
    monkeypatch.setattr(thinned, "FEW", 12)
    given = ENGLAND.within(region)
    found = listed(given, BOOK)
    for k in nearest(found, len(given.organisations)):
        assert Thinned(found, k).front(FEW, MANY) == Programme(found, k).front(FEW, MANY)


@pytest.mark.no_cover
@pytest.mark.parametrize("region", ENGLAND.regions)
def test_no_map_lies_in_a_corner_below_the_front(region: str) -> None:
    """Maps within both limits of each corner are listed, by bounds of each aim alone: there are none."""
    given = ENGLAND.within(region)
    engine = open_engine(given, BOOK)
    front = pareto(engine, (FEW, MANY))
    points = [p.values for p in front.points]
    assert front.ok
    settings = Settings(only_geography=True)
    run = Run(engine, given, None, settings, Silent(), threading.Event())
    parts = engine.free_maps(run).parts
    levels = [LEVELS[FEW](), LEVELS[MANY]()]
    ground = Ground(parts, levels, given, BOOK, cpsat.Budget(120.0))
    largest = ground.most()
    corners = [(points[0][0] - 1, largest[MANY]), (largest[FEW], points[-1][1] - 1)]
    corners += [(b[0] - 1, a[1] - 1) for a, b in pairwise(points)]
    for few, many in corners:
        limits = {FEW: few, MANY: many}
        (rooms,) = ground.room(limits, front.clusters)
        assert not any(len(ground.choices(0, k, room, limits)) for k, room in rooms.items())
    for few, many in points:
        limits = {FEW: few, MANY: many}
        (rooms,) = ground.room(limits, front.clusters)
        assert any(len(ground.choices(0, k, room, limits)) for k, room in rooms.items())


@pytest.mark.no_cover
@pytest.mark.parametrize("region", ENGLAND.regions)
def test_the_best_of_any_weighting_lies_on_the_front(region: str) -> None:
    """As the engine settles a weighted sum for a plan: it is the least weighted sum of the front."""
    given = ENGLAND.within(region)
    engine = open_engine(given, BOOK)
    front = pareto(engine, (FEW, MANY))
    points = [p.values for p in front.points]
    run = Run(engine, given, None, Settings(only_geography=True), Silent(), threading.Event())
    (part,) = engine.free_maps(run).parts
    few, many = (LEVELS[name]() for name in (FEW, MANY))
    assert isinstance(few, GeographyLevel)
    assert isinstance(many, GeographyLevel)
    for metres in (0, 1, 5_000, 10_000, 20_000, 40_000, 80_000, 10**6):
        part.use((Stage(((FEW, max(1, metres)), (MANY, 1 if metres else 0))),))
        found = settle([part], 1, front.clusters, {}, cpsat.Budget(120.0))
        assert found.complete
        always = max(1, metres) * few.constant(given, BOOK) + (many.constant(given, BOOK) if metres else 0)
        least = min(max(1, metres) * a + (b if metres else 0) for a, b in points)
        assert found.values[0] + always == least
