"""Options with boards: the best first, each next the best of those left, whatever boards rule out."""

from __future__ import annotations

import threading

import pytest

from planner.checker import verify
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.io.examples import example
from planner.io.read import read_instance
from planner.study.options.choose import Options, options
from planner.study.options.distance import distance
from planner.study.options.variants import by_clusters, by_models
from tests.boards.blocks import BOOK
from tests.engine.asking import RING, written
from tests.geography.nation import lawful
from tests.rules.builder import instance

WIDE = {"standalones": 9, "splits": 9, "population_steps": 99, "boundary_cut": 10**6, "cluster_target": 9}
KEPT = ["keep_in_post A0 A", "keep_in_post B0 B"]


def plans(found: Options) -> list[frozenset[frozenset[str]]]:
    return [frozenset(frozenset(c.organisations) for c in x.plan.clusters) for x in found.found]


@pytest.mark.parametrize("apart", [1, 2])
@pytest.mark.parametrize("decisions", [[], KEPT])
def test_each_next_plan_is_the_best_that_boards_allow(apart: int, decisions: list[str]) -> None:
    """Two chairs who stay can't chair one cluster: maps that join them are out, and no other is missed."""
    given = instance({**RING, "decisions": decisions})
    engine = open_engine(given, BOOK)
    seen: list[int] = []
    found = options(
        engine,
        "model-2",
        50,
        settings=Settings(ring_fences=False),
        tolerance=WIDE,
        apart=apart,
        on_found=lambda x: seen.append(x.number),
    )
    assert found.ended == "none_left"
    assert found.proved
    assert seen == list(range(1, len(found.found) + 1))
    count = len(BOOK.geography_levels)
    every = {}
    for grouping in lawful(given, [], 1, 4):
        pairs = tuple(sorted((o, min(c)) for c in grouping for o in c))
        plan = open_engine(given, BOOK).solve("model-2", Settings(geography=pairs, ring_fences=False)).plan
        if plan is not None:
            every[grouping] = tuple(x.value for x in plan.levels[:count])
    joined = [m for m in lawful(given, [], 1, 4) if any({"A", "B"} <= c for c in m)]
    assert (len(every) == len(lawful(given, [], 1, 4))) == (not decisions)
    assert not decisions or not set(joined) & set(every)
    chosen: list[frozenset[frozenset[str]]] = []
    for option, grouping in zip(found.found, plans(found), strict=True):
        left = {m: v for m, v in every.items() if all(distance(m, c) >= apart for c in chosen)}
        assert left[grouping] == min(left.values()) == tuple(x.value for x in option.plan.levels[:count])
        assert option.distances == tuple(distance(c, grouping) for c in chosen)
        assert option.ok
        assert verify(given, option.plan, BOOK).ok
        chosen.append(grouping)
    assert not [m for m in every if all(distance(m, c) >= apart for c in chosen)]


def test_a_tolerance_on_boards_is_held_against_the_best_boards_of_each_map() -> None:
    given = instance(RING)
    asked = {"settings": Settings(ring_fences=False), "apart": 1}
    free = options(open_engine(given, BOOK), "model-2", 50, tolerance=WIDE, **asked)
    cost = {
        m: next(v.value for v in x.plan.levels if v.id == "cost")
        for m, x in zip(plans(free), free.found, strict=True)
    }
    best = cost[plans(free)[0]]
    most = sorted(cost.values())[len(cost) // 2]
    tight = options(open_engine(given, BOOK), "model-2", 50, tolerance={**WIDE, "cost": most - best}, **asked)
    assert max(cost.values()) > most > best
    assert plans(tight) == [m for m in plans(free) if cost[m] <= most]
    assert tight.passed == len(free.found) - len(tight.found)


def test_fewer_when_so_many_were_asked_for_and_the_same_again() -> None:
    given = read_instance(example("tiny"))
    runs = [options(open_engine(given, BOOK), "model-3", 3, tolerance=WIDE, apart=1) for _ in range(2)]
    assert [x.ended for x in runs] == ["enough", "enough"]
    texts = [[written(_as_result(x.plan)) for x in run.found] for run in runs]
    assert texts[0] == texts[1]
    assert [x.differences for x in runs[0].found] == [x.differences for x in runs[1].found]
    assert "stand" in " ".join(runs[0].found[1].differences + runs[0].found[2].differences)


def _as_result(plan):
    from planner.core.result import Result

    return Result(plan=plan)


def test_a_stopped_run_keeps_what_it_has() -> None:
    given = read_instance(example("tiny"))
    stop = threading.Event()
    found = options(
        open_engine(given, BOOK),
        "model-1",
        5,
        tolerance=WIDE,
        apart=1,
        on_found=lambda _: stop.set(),
        stop=stop,
    )
    assert found.ended == "stopped"
    assert len(found.found) == 1


def test_what_can_not_be_asked() -> None:
    engine = open_engine(read_instance(example("tiny")), BOOK)
    for more in (
        {"settings": Settings(profile="people-first")},
        {"settings": Settings(geography="reference")},
        {"tolerance": {"nothing": 1}},
        {"tolerance": {"splits": -1}},
        {"apart": 0},
    ):
        with pytest.raises(ValueError, match=r"[a-z]"):
            options(engine, "model-1", 2, **more)


def test_the_best_for_each_number_and_each_model() -> None:
    engine = open_engine(read_instance(example("tiny")), BOOK)
    settings = Settings(ring_fences=False)
    numbers = {
        v.name: v for v in by_clusters(engine, "model-2", settings.model_copy(update={"clusters": (1, 3)}))
    }
    assert numbers["1 cluster"].plan is None
    assert numbers["1 cluster"].why
    for k in (2, 3):
        alone = open_engine(engine.instance, BOOK).solve(
            "model-2", settings.model_copy(update={"clusters": (k, k)})
        )
        assert [x.value for x in numbers[f"{k} clusters"].plan.levels] == [x.value for x in alone.levels]
    models = {v.name: v.plan for v in by_models(engine, settings)}
    assert list(models) == ["model-1", "model-2", "model-3", "model-4"]
    for name, plan in models.items():
        assert {c.governance for c in plan.clusters} <= {name, "standalone"}
