"""Bounds of boards: never above what they bound, alone and added up over a map; and strong where it matters."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from planner.engine.joint.exact import BY_BOARD, BY_PERSON
from planner.engine.joint.side import Side
from planner.io.read import read_instance
from tests.boards.blocks import BOOK
from tests.cli.test_solve import INSTANCES
from tests.engine.joint import added, question
from tests.oracle.geography import lawful_maps
from tests.strategies import Case, tiny_case, variant_case

SEEDS = 24


def known(side: Side, row: int) -> tuple[int, ...]:
    """One row's bounds, or values once they are settled."""
    return tuple(int(column[row]) for column in side.columns.values())


@pytest.mark.parametrize("draw", [tiny_case, variant_case])
@pytest.mark.parametrize("by_pay", [False, True])
@pytest.mark.parametrize("block", range(4))
def test_bounds_are_never_above_values_nor_values_above_real_boards(
    block: int,
    by_pay: bool,
    draw: Callable[[int], Case],
) -> None:
    """Every row of generated parts, and every map: rows that answer once for everybody, against real boards."""
    rows = raised = maps = together = 0
    for seed in range(block, SEEDS, 4):
        case = draw(seed)
        asked = question(case.instance, case.rulebook, case.governance, case.clusters, by_pay=by_pay)
        for side in asked.sides:
            for row in range(len(side.atoms)):
                before = known(side, row)
                side.settle(row, asked.exact)  # raises where the value comes before the bound
                rows += bool(side.alive[row])
                raised += bool(side.alive[row]) and known(side, row) > before
        for _, grouping in lawful_maps(case.instance, case.rulebook, case.clusters):
            real = asked.boards.of(frozenset(grouping), asked.budget)
            if real.status == "infeasible":
                continue
            maps += 1
            least = min(
                (added([known(s, r) for s, r in way]) for way in ways(asked.sides, frozenset(grouping))),
            )
            assert least <= real.values, (seed, grouping)
            together += least < real.values
    assert rows > 20
    assert maps > 10
    assert raised < rows


def ways(sides: list[Side], grouping: frozenset[frozenset[str]]) -> list[list[tuple[Side, int]]]:
    """Every choice of rows for a map in which each shared person is answered for once."""
    each = []
    for cluster in grouping:
        (side,) = [s for s in sides if cluster <= set(s.atoms.base.codes)]
        rows = [r for r in range(len(side.atoms)) if set(side.atoms.organisations(r)) == cluster]
        each.append([(side, r) for r in rows if side.alive[r]])
    found = []
    for way in product(*each):
        masks = {id(s): 0 for s in sides}
        once = True
        for side, row in way:
            mask = int(side.atoms.table.masks[row])
            once = once and not masks[id(side)] & mask
            masks[id(side)] |= mask
        whole = all(masks[id(s)] == (1 << len(s.atoms.table.codes)) - 1 for s in sides)
        if once and whole:
            found.append(list(way))
    assert found
    return found


@pytest.mark.parametrize(("model", "exact"), [("model-2", 33), ("model-3", 33), ("model-4", 20)])
def test_bounds_are_mostly_the_values(model: str, exact: int) -> None:
    """On the North East of England; what is not exact has to be settled cluster by cluster."""
    given = read_instance(INSTANCES / "england-2011").within("North East")
    asked = question(given, BOOK, model)
    (side,) = asked.sides
    rows = range(0, len(side.atoms), max(1, len(side.atoms) // 36))
    same = 0
    for row in rows:
        before = known(side, row)
        side.settle(row, asked.exact)
        same += known(side, row) == before
    assert same >= exact, f"{same} of {len(rows)}"


def test_every_level_is_told_how_it_adds_up() -> None:
    """A level of the rulebook that is in neither list would be left out of bounds for shared people."""
    assert set(BOOK.board_levels) <= {*BY_BOARD, *BY_PERSON}
