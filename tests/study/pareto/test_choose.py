"""Trade-offs as they are asked for: boards by two methods, marks, and what is refused."""

from __future__ import annotations

import threading

import pytest

from planner.checker.pseudo import today_pairs
from planner.core.progress import Silent
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.engine.run import Run
from planner.io.examples import example
from planner.io.read import read_instance
from planner.study.pareto.boards import board_points
from planner.study.pareto.choose import TradeOffError, pareto
from planner.study.pareto.marks import board_values, mark, part_of
from planner.study.tradeoffs import NotWorkedOutError
from tests.boards.blocks import BOOK
from tests.study.pareto.test_maps import best


def engine_of(name: str):
    return open_engine(read_instance(example(name)), BOOK)


@pytest.mark.no_cover
def test_two_methods_agree_on_boards() -> None:
    """The curve of each block, and boxes with one model for each question; and three aims against two."""
    engine = engine_of("ckw-2011")
    ends = {}
    for levels in (("places_end", "cost"), ("cost", "meetings"), ("places_end", "cost", "chairs_lost")):
        found = pareto(engine, levels, governance="any")
        ends[levels] = [p.values for p in found.points]
        assert ends[levels] == best(set(ends[levels]))
        run = Run(engine, engine.instance, "any", Settings(), Silent(), threading.Event())
        grouping = frozenset(frozenset(c) for c in found.points[0].clusters)
        again = board_points(engine.models(run), grouping, levels, run.budget)
        assert [values for values, _ in again] == ends[levels], levels
    assert best({v[:2] for v in ends["places_end", "cost", "chairs_lost"]}) == ends["places_end", "cost"]


def test_one_cluster_is_the_map_of_that_cluster_alone() -> None:
    engine = engine_of("tiny")
    whole = pareto(engine, ("cost", "places_end"), governance="model-3")
    each = [
        pareto(engine, ("cost", "places_end"), governance="model-3", cluster=c)
        for c in whole.points[0].clusters
    ]
    sums = {
        tuple(a + b for a, b in zip(p.values, q.values, strict=True))
        for p in each[0].points
        for q in each[1].points
    }
    assert len(each) == 2
    assert best(sums) == [p.values for p in whole.points]
    today = [next(m.values for m in f.marks if m.name == "today") for f in (whole, *each)]
    assert today[0] == tuple(a + b for a, b in zip(today[1], today[2], strict=True))


def test_the_plan_is_marked_with_what_the_checker_counts() -> None:
    engine = engine_of("tiny")
    plan = engine.solve("model-2").plan
    assert plan is not None
    by_id = {x.id: x.value for x in plan.levels}
    names = ("places_end", "chairs_lost", "recruits", "cost")
    assert board_values(names, engine.instance, plan, BOOK, set(engine.instance.by_code)) == tuple(
        by_id[n] for n in names
    )
    parts = [
        board_values(names, engine.instance, part_of(plan, c.organisations), BOOK, c.organisations)
        for c in plan.clusters
    ]
    assert tuple(map(sum, zip(*parts, strict=True))) == tuple(by_id[n] for n in names)
    found = pareto(engine, ("splits", "boundary_cut"), plan=plan)
    assert {m.name for m in found.marks} == {"today", "the reference", "the plan"}
    (mine,) = (m for m in found.marks if m.name == "the plan")
    assert mine.values == (by_id["splits"], by_id["boundary_cut"])
    assert found.ok
    assert found.clusters == (len(plan.clusters),)
    (today,) = (m for m in found.marks if m.name == "today")
    assert today.bettered_by
    assert len({c for _, c in today_pairs(engine.instance)}) == len(engine.instance.organisations)


def test_a_reference_named_for_the_run_is_the_one_that_is_marked() -> None:
    given = read_instance(example("tiny"))
    alone = given.compared_with((code, code) for code in given.by_code)
    marks = pareto(open_engine(alone, BOOK), ("splits", "boundary_cut")).marks
    (named,) = (m for m in marks if m.name == "the reference")
    assert named.clusters == len(given.organisations)


def test_the_number_of_clusters_asked_for_counts_in_what_is_counted() -> None:
    """The mean population depends on it."""
    engine = engine_of("tiny")
    for number in (2, 3):
        found = pareto(engine, ("population_spread", "splits"), settings=Settings(clusters=(number, number)))
        assert found.ok
        assert found.clusters == (number,)
        assert {len(p.clusters) for p in found.points} == {number}
        lawful = {m.name: m.lawful for m in found.marks}
        assert lawful["the reference"] == (number == 2)


def test_no_points_where_there_is_no_map() -> None:
    """One organisation above every population window."""
    given = read_instance(example("tiny"))
    huge = given.organisations[0].model_copy(update={"population": 9_000_000})
    none = given.replaced(organisations=(huge, *given.organisations[1:]))
    found = pareto(open_engine(none, BOOK), ("splits", "boundary_cut"))
    assert found.points == ()
    assert not next(m for m in found.marks if m.name == "today").lawful
    assert (
        pareto(engine_of("tiny"), ("splits", "boundary_cut"), settings=Settings(clusters=(6, 6))).points == ()
    )


def test_where_a_mark_lies() -> None:
    points = [(0, 9), (3, 5), (7, 1)]
    assert mark("x", (3, 5), points, lawful=True).point == 2
    assert mark("x", (4, 5), points, lawful=True).bettered_by == (2,)
    assert mark("x", (8, 9), points, lawful=True).bettered_by == (1, 2, 3)
    beyond = mark("x", (1, 6), points, lawful=False)
    assert (beyond.point, beyond.bettered_by) == (None, ())
    assert mark("x", (None, 5), points, lawful=True).bettered_by == (3,)


def test_what_is_refused_says_why() -> None:
    engine = engine_of("tiny")
    for levels, why in (
        (("splits",), "two or three"),
        (("splits", "splits"), "two or three"),
        (("splits", "cost"), "about boards"),
        (("clusters_fewest", "largest_size"), "add up"),
        (("splits", "nothing"), "no aim"),
    ):
        with pytest.raises(TradeOffError, match=why):
            pareto(engine, levels)
    with pytest.raises(TradeOffError, match="about its boards"):
        pareto(engine, ("splits", "boundary_cut"), cluster=("T01",))
    with pytest.raises(TradeOffError, match="no organisation"):
        pareto(engine, ("cost", "places_end"), cluster=("XXX",))


def test_a_limit_says_nothing_of_a_part() -> None:
    with pytest.raises(NotWorkedOutError):
        pareto(
            engine_of("ckw-2011"),
            ("cost", "places_end", "recruits"),
            governance="any",
            settings=Settings(work=1e-6),
        )
