"""Several equally good maps that share what is impossible: each is ruled out once."""

from __future__ import annotations

from planner.boards.pool import Shape
from planner.engine.boards import MapBoards
from planner.engine.equal import to_refuse
from tests.oracle import best
from tests.rules.builder import GOVERNANCE
from tests.strategies import tiny_case

SHARED = 267
"""Six sets of clusters are impossible there, two of them the same one."""


def boards(*blocks: str) -> MapBoards:
    """Boards of a map with impossible blocks, clusters of a block divided by spaces."""
    return MapBoards(
        "infeasible",
        impossible=tuple(
            tuple(Shape(min(c), tuple(sorted(c)), GOVERNANCE["model-4"]) for c in block.split())
            for block in blocks
        ),
    )


def words(found: list[list[frozenset[str]]]) -> list[str]:
    """The same as :func:`boards` takes."""
    return [" ".join("".join(sorted(c)) for c in block) for block in found]


def test_each_once_and_the_smallest_only() -> None:
    """A cluster that is impossible by itself makes sets with it superfluous."""
    assert words(to_refuse([boards("A", "BC DE"), boards("A", "DE BC"), boards("F A"), boards("G")])) == [
        "A",
        "G",
        "BC DE",
    ]


def test_maps_that_share_an_impossible_board() -> None:
    """Equally good maps in which one organisation can't stand alone are passed over together."""
    from planner.core.settings import Settings
    from planner.engine import open_engine

    case = tiny_case(SHARED)
    want = best(case.instance, case.rulebook, case.governance, case.standalone, case.clusters)
    result = open_engine(case.instance, case.rulebook).solve(
        governance=case.governance, settings=Settings(clusters=case.clusters, seconds=120)
    )
    assert want.verdict is (result.plan is not None)
    if result.plan is not None:
        assert tuple(x.value for x in result.plan.levels) == want.vector
