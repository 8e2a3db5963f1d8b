"""Fronts of blocks: complete, without gaps, and the same however they are asked for."""

from __future__ import annotations

from benchmarks.baselines.one_model import one_model
from planner import cpsat
from planner.boards.fronts import Asked, Front
from planner.engine.choose import ModelsOfMaps
from planner.rules.registry import build
from tests.boards.blocks import BOOK, finish, shipped
from tests.boards.test_one_model import ALONE, SHIPPED

ONLY_PAY = BOOK.model_copy(update={"board_levels": ("cost",)})
TWO = frozenset({frozenset({"T01", "T02", "T03"}), frozenset({"T04", "T05", "T06"})})


def engine_of(models=SHIPPED) -> ModelsOfMaps:
    return ModelsOfMaps(shipped("tiny"), BOOK, build(BOOK), models, ALONE)


def test_the_front_of_a_map_is_what_one_model_says_for_every_number_of_places() -> None:
    """Least pay for each number of places that may end: no compromise is missed and none is too good."""
    given = shipped("tiny")
    assert {o for c in TWO for o in c} == set(given.by_code)
    found = engine_of().front(TWO, "places_end", "cost", cpsat.Budget(300))
    assert found is not None
    points = [(amounts["places_end"], amounts["cost"]) for amounts, _ in found]
    assert len(points) > 10
    for ends in range(max(e for e, _ in points) + 2):
        want = one_model(given, ONLY_PAY, TWO, SHIPPED, ALONE, {"places_end": ends}, cpsat.Budget(60)).values[0]
        assert min(pay for e, pay in points if e <= ends) == want, ends


def test_fronts_of_two_amounts_hold_every_compromise() -> None:
    """With pay and places capped at once: for each pair of caps the best known point is the true best."""
    engine = engine_of(SHIPPED[2:3])
    (block, *_) = engine.blocks(TWO)
    asked = Asked(("recruits",), ("cost", "places_end"))
    (shapes,) = engine.under(block)
    front = Front(engine.ground, shapes, asked)
    front.open(cpsat.Budget(300))
    finish([front], cpsat.Budget(300))
    assert front.proved
    assert not front.boxes
    rows = [(p.amounts, p.aims) for p in front.points]
    assert len(rows) == len(set(rows)) > 3
    for a, v in rows:
        assert not any((b, w) != (a, v) and b[0] <= a[0] and b[1] <= a[1] and w <= v for b, w in rows), (a, v)
    book = BOOK.model_copy(update={"board_levels": ("recruits",)})
    alone = shipped("tiny").model_copy()
    grouping = frozenset(frozenset(s.organisations) for s in block)
    kept = {o for c in grouping for o in c}
    part = alone.replaced(
        organisations=tuple(o for o in alone.organisations if o.code in kept),
        office_holders=tuple(h for h in alone.office_holders if h.organisation in kept),
    )
    pays = sorted({a[0] for a, _ in rows})
    ends = sorted({a[1] for a, _ in rows})
    for pay in (pays[0] - 1, *pays[:: max(1, len(pays) // 4)]):
        for end in (ends[0], ends[len(ends) // 2], ends[-1]):
            within = [v for a, v in rows if a[0] <= pay and a[1] <= end]
            want = one_model(
                part, book, grouping, SHIPPED[2:3], ALONE, {"cost": pay, "places_end": end}, cpsat.Budget(60)
            )
            assert want.values == min(within, default=()), (pay, end)
