"""Limits and stops: what they cut short is never called proved, and what work cuts is the same each time."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from ortools.sat.python import cp_model

from planner import cpsat
from planner.core.settings import Settings
from planner.engine import boards as engine_boards
from planner.engine import open_engine
from planner.engine import run as engine_run
from planner.geography import bounds, layers, order
from planner.geography import part as part_module
from tests.boards.blocks import BOOK, MODELS, shipped
from tests.engine.asking import ONE, RING, SMALL, ask, sound, vector, written
from tests.rules.builder import instance

# ---- limits ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("model", "work"), [("model-3", 0.005), ("model-2", 0.002), ("model-3", 1e-6)])
def test_a_work_limit_gives_the_same_plan_each_time(model: str, work: float) -> None:
    given = shipped("tiny")
    results = [ask(given, model, work=work, seconds=300.0) for _ in range(2)]
    assert {r.status for r in results} <= {"feasible", "unknown"}
    assert len({r.status for r in results}) == 1
    if results[0].plan is None:
        assert len({r.refusal.text for r in results if r.refusal}) == 1
        assert "The work limit was reached" in (results[0].refusal.text if results[0].refusal else "")
    else:
        assert written(results[0]) == written(results[1])
        sound(given, results[0])


def test_work_limits_of_every_size_are_honest() -> None:
    """Wherever the limit falls: bounds below the best, a plan that verifies, best only when it is."""
    given = shipped("tiny")
    best = vector(ask(given, "model-3"))
    seen = set()
    for work in (0.0005, 0.002, 0.004, 0.006, 0.007, 0.0075, 0.008, 0.0085, 0.01, 0.02, 2.0):
        result = ask(given, "model-3", work=work)
        seen.add(result.status)
        if result.plan is None:
            assert result.status == "unknown"
            continue
        sound(given, result)
        assert vector(result) >= best
        assert tuple(level.bound for level in result.levels) <= best
        assert (result.status == "optimal") == (vector(result) == tuple(x.bound for x in result.levels))
    assert seen >= {"unknown", "feasible", "optimal"}


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("name", SMALL)
def test_a_hundredth_of_a_second(name: str, model: str) -> None:
    """Too short for most: no plan and no claim that there is none, or a plan that verifies."""
    given = shipped(name)
    result = ask(given, model, seconds=0.01)
    if result.plan is None:
        assert result.refusal is not None
        assert result.refusal.status == "unknown"
        assert "The time limit was reached" in result.refusal.text
        assert "none is ruled out" in result.refusal.text
    else:
        sound(given, result)
        assert result.status in ("feasible", "optimal")


def test_a_stop_before_the_start() -> None:
    stopped = threading.Event()
    stopped.set()
    for settings in (Settings(), Settings(geography="reference"), ONE):
        result = open_engine(shipped("ckw-2011"), BOOK).solve("model-2", settings, stop=stopped)
        assert result.plan is None
        assert result.refusal is not None
        assert result.refusal.status == "unknown"
        assert "stop" in result.refusal.text.lower()


def test_a_stopped_engine_can_be_asked_again() -> None:
    given = shipped("tiny")
    engine = open_engine(given, BOOK)
    stopped = threading.Event()
    stopped.set()
    engine.solve("model-3", stop=stopped)
    engine.solve("model-3", Settings(work=0.01))
    assert written(engine.solve("model-3")) == written(ask(given, "model-3"))


def test_a_search_that_gives_up_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """CP-SAT ends a little before its time limit: that there is no plan must not be said then."""
    monkeypatch.setattr(layers, "STATES", 0)  # too wide for layers: CP-SAT takes over
    run = cpsat._run

    def give_up(*given):
        run(*given)
        return cp_model.UNKNOWN

    monkeypatch.setattr(cpsat, "_run", give_up)
    result = ask(shipped("ckw-2011"), "model-2", only_geography=True)
    assert result.status == "unknown"


def test_a_number_given_up_is_not_skipped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing known of the target number: the next number is not the best, only the best found."""
    run, left = cpsat._run, [1]

    def once(*given):
        code = run(*given)
        return cp_model.UNKNOWN if left and left.pop() else code

    monkeypatch.setattr(layers, "STATES", 0)
    monkeypatch.setattr(cpsat, "_run", once)
    given = shipped("tiny")
    result = ask(given, None, only_geography=True)
    assert not left
    assert result.status in ("unknown", "feasible")


@pytest.mark.parametrize("name", SMALL)
def test_bounds_that_prove_nothing_and_layers_too_wide_give_the_same_plan(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A linear programme that never ends well costs time only; and so does CP-SAT in place of layers."""
    given = shipped(name)
    want = written(ask(given, None, only_geography=True))
    monkeypatch.setattr(bounds, "ROUNDS", 0)
    assert written(ask(given, None, only_geography=True)) == want
    monkeypatch.setattr(layers, "STATES", 0)
    assert written(ask(given, None, only_geography=True)) == want


def test_what_ended_a_run_is_never_called_a_proof() -> None:
    given = shipped("tiny")
    ended = set()
    for work in (0.006, 0.007, 0.0075, 0.008, 0.0085, 0.009, 0.03):
        result = ask(given, "model-3", work=work)
        if result.plan is not None and result.status == "feasible":
            ended.add(result.plan.run["ended_by"])
    assert ended == {"work"}


# ---- equally good maps -------------------------------------------------------------------------


def test_among_equal_maps_the_best_boards() -> None:
    given = instance(RING)
    ends = {}
    for pair in (("AB", "CD"), ("AD", "BC")):
        grouping = tuple((code, group) for group in pair for code in group)
        result = ask(given, geography=grouping)
        sound(given, result)
        ends["|".join(pair)] = vector(result)[5:]
    assert ends["AD|BC"] < ends["AB|CD"]
    result = ask(given, clusters=(2, 2))
    plan = sound(given, result)
    assert result.status == "optimal"
    assert [c.organisations for c in plan.clusters] == [("A", "D"), ("B", "C")]
    assert vector(result)[5:] == ends["AD|BC"]


def test_equal_maps_beyond_the_limit_are_not_called_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking at one of two equally good maps proves nothing about the boards of the other."""
    monkeypatch.setattr(engine_run, "EQUAL_MAPS", 1)
    monkeypatch.setattr(order, "EQUAL_MAPS", 1)
    assert ask(instance(RING), clusters=(2, 2)).status == "feasible"


def test_equal_maps_cut_off_by_a_stop_are_not_called_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Boards known from an earlier question, maps cut off: the plan is never both worse and called best."""
    given = instance(RING)
    engine = open_engine(given, BOOK)
    two = Settings(clusters=(2, 2))
    best = engine.solve("model-2", two)
    assert best.status == "optimal"
    stopped = threading.Event()
    equals = part_module.Part.equals

    def stop_listing(self, *given):
        stopped.set()
        return equals(self, *given)

    monkeypatch.setattr(part_module.Part, "equals", stop_listing)
    assert engine.solve("model-2", two, stop=stopped).status in ("feasible", "unknown")


def test_equal_maps_with_boards_in_doubt_leave_the_best_unproved(monkeypatch: pytest.MonkeyPatch) -> None:
    """One map's boards are proved, the other's only found: the other could still be better."""
    of = engine_boards.BoardsOfMaps.of

    def in_doubt(self, grouping, budget):
        found = of(self, grouping, budget)
        if frozenset("AD") not in grouping:
            return found
        worse = (found.values[0] + 9, *found.values[1:])
        return replace(found, status="feasible", values=worse)

    monkeypatch.setattr(engine_boards.BoardsOfMaps, "of", in_doubt)
    result = ask(instance(RING), clusters=(2, 2))
    assert result.plan is not None
    assert [c.organisations for c in result.plan.clusters] == [("A", "B"), ("C", "D")]
    assert result.status == "feasible"
