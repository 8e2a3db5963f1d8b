"""Conditions of outcomes against the outcome read off, for every way in which one person may sit."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest

from planner.boards.extract import outcome_of
from planner.boards.model import BlockModel
from planner.boards.possible import Fates
from planner.core.plan import Role
from tests.boards.blocks import from_words

TODAY = (
    "A chair",
    "A ned",
    "A ned,B ned",
    "A chair,B ned",
    "A ned,B ned,C ned",
    "A chair,A ned",
    "A chair,A ned,B ned",
)
Seats = set[tuple[str, Role]]


def model_of(today: str, *, tight: bool) -> BlockModel:
    facts: dict[str, Any] = {
        "organisations": {code: {"ned_seats": 5} for code in "ABC"},
        "links": ["A B land", "B C land"],
        "holders": [f"P {post}" for post in today.split(",")],
    }
    block = from_words(facts, ["A B C"], "model-3")
    return BlockModel(block.instance, block.rulebook, block.shapes, block.posts, tight=tight)


def by_boards(model: BlockModel) -> Iterator[tuple[Seats, dict[int, int]]]:
    """Every way to give P at most one seat on each board, with the numbers of P's variables."""
    choices = [["", "ned", *(["chair"] if ("P", o) in model.chair else [])] for o in "ABC"]
    for chosen in product(*choices):
        after: Any = {(o, role) for o, role in zip("ABC", chosen, strict=True) if role}
        values = {v.index: int((o, "ned") in after) for (p, o), v in model.ned.items() if p == "P"}
        values |= {v.index: int((o, "chair") in after) for (p, o), v in model.chair.items() if p == "P"}
        values[model.placed["P"].index] = int(bool(after))
        if "P" in model.chairs_any:
            values[model.chairs_any["P"].index] = int("chair" in chosen)
        yield after, values


def by_ways(model: BlockModel) -> Iterator[tuple[Seats, dict[int, int]]]:
    """The same where seats are written as ways."""
    (ways,) = model.ways_in["P"]
    for taken in (None, *ways):
        values = {w.taken.index: int(w is taken) for w in ways}
        yield {(o, taken.role) for o in taken.boards} if taken else set(), values


def true(condition: Any, values: dict[int, int]) -> bool:
    if isinstance(condition, bool):
        return condition
    total = sum(f * values[v.index] for v, f in zip(condition.vars, condition.coeffs, strict=True))
    return bool(condition.bounds.contains(condition.offset + total))


@pytest.mark.parametrize("tight", [True, False])
@pytest.mark.parametrize("today", TODAY)
def test_exactly_the_outcome_that_is_read_off_has_its_conditions_met(today: str, tight: bool) -> None:
    model = model_of(today, tight=tight)
    fates = Fates(model, one_seat_a_board=True)
    cases = fates.cases("P")
    seen = set()
    for after, values in by_ways(model) if tight else by_boards(model):
        want = outcome_of(fates.today("P"), after) if after else "place_ends"
        met = {o for o, some in cases.items() if any(all(true(c, values) for c in case) for case in some)}
        assert met == {want}, (today, after)
        seen.add(want)
    assert len(seen) > 2
    assert tight or ("fewer_boards" in seen) == ("B" in today)
