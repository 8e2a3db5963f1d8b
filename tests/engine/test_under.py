"""An engine under other rules: what it keeps changes no answer."""

from __future__ import annotations

import pytest

from planner.core.settings import Settings
from planner.engine import boards as engine_boards
from planner.engine import open_engine
from planner.engine.asked import with_rules
from planner.engine.under import WIDE, freed, under
from tests.boards.blocks import BOOK, shipped
from tests.engine.asking import written

RULES = ("GEO-7", "HR-2", "BRD-AUD")


def without(rule: str):
    """The rulebook with one rule off."""
    rules = tuple(r.model_copy(update={"on": False}) if r.id == rule else r for r in BOOK.rules)
    return with_rules(BOOK, rules)


def tighter():
    """The rulebook with fewer possible clusters, so that proofs of what is left are taken over."""
    rules = tuple(
        r.model_copy(update={"parameters": {**r.parameters, "max": 3}}) if r.id == "GEO-SIZE" else r
        for r in BOOK.rules
    )
    return with_rules(BOOK, rules)


@pytest.mark.no_cover
@pytest.mark.parametrize("book", [*map(without, RULES), tighter()], ids=[*RULES, "tighter"])
def test_the_plan_is_that_of_a_new_engine(book) -> None:
    """Byte for byte, also after the engine it was taken from has answered."""
    given = shipped("england-2011").within(region=["North East", "South East Coast"])
    warm = open_engine(given, BOOK)
    settings = Settings(ring_fences=False)
    first = written(warm.solve("model-2", settings))
    other = under(warm, book, wide=True)
    assert written(other.solve("model-2", settings)) == written(
        open_engine(given, book).solve("model-2", settings)
    )
    assert written(warm.solve("model-2", settings)) == first


@pytest.mark.no_cover
@pytest.mark.parametrize("arrangement", ["North of Tyne", "South of Tyne and Wear"])
def test_an_arrangement_that_need_not_stay_is_asked_as_by_a_new_engine(arrangement: str) -> None:
    given = shipped("england-2011").within(region="North East")
    warm = open_engine(given, BOOK)
    settings = Settings(ring_fences=False)
    first = written(warm.solve("model-2", settings))
    rows = [
        o.model_copy(update={"arrangement_strength": "partial"}) if o.arrangement == arrangement else o
        for o in given.organisations
    ]
    cold = open_engine(given.replaced(organisations=tuple(rows)), BOOK)
    assert written(freed(warm, arrangement).solve("model-2", settings)) == written(
        cold.solve("model-2", settings)
    )
    assert written(warm.solve("model-2", settings)) == first


def test_boards_that_a_rule_about_the_map_leaves_alone_are_not_settled_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given = shipped("tiny")
    warm = open_engine(given, BOOK)
    settings = Settings(ring_fences=False)
    warm.solve("model-2", settings)
    settled = []
    monkeypatch.setattr(engine_boards, "settle_block", lambda *a, **_: settled.append(a))
    assert under(warm, without("GEO-7")).solve("model-2", settings).plan is not None
    assert settled == []


def test_the_list_may_be_longer_only_where_asked() -> None:
    warm = open_engine(shipped("tiny"), BOOK)
    assert under(warm, without("GEO-CON"))._limit == warm._limit
    assert under(warm, without("GEO-CON"), wide=True)._limit == WIDE


def test_other_aims_share_nothing() -> None:
    warm = open_engine(shipped("tiny"), BOOK)
    fields = {name: getattr(BOOK, name) for name in type(BOOK).model_fields}
    other = type(BOOK).model_construct(**{**fields, "board_levels": ("cost",)})
    fresh = under(warm, other)
    assert fresh._settled is not warm._settled
    assert fresh.solve("model-2").plan is not None
