"""As many recruits as rules may ask for, whatever rulebook and governance model say, against brute force."""

from __future__ import annotations

from typing import Any

import pytest

from planner.boards.wanted import fewest_neds
from planner.core.rulebook import Rulebook
from planner.io.rulebook import load_governance
from tests.boards.blocks import BOOK, Block, shapes_of
from tests.oracle.boards import solve_boards
from tests.rules.builder import instance
from tests.strategies import rulebook_with

FEW = rulebook_with(
    BOOK, {"BRD-3": {"min": 1, "max": 3}, "BRD-AC": {"least": 0}, "BRD-MEM": {"min": 1}}, skills=()
)
"""One director is enough for most rules, but three officers must vote."""


def off(book: Rulebook, *ids: str) -> Rulebook:
    """The rulebook with some rules off."""
    rules = tuple(r.model_copy(update={"on": False}) if r.id in ids else r for r in book.rules)
    return book.model_copy(update={"rules": rules})


def block_of(neds: dict[str, int], book: Rulebook, model: str = "model-4", **fields: Any) -> Block:
    """One cluster of organisations with a chair and so many NEDs each, under a variant of a model."""
    given = instance(
        {
            "organisations": {code: {} for code in neds},
            "holders": [f"{c}{i} {c} {'ned' if i else 'chair'}" for c, n in neds.items() for i in range(n + 1)],
        }
    )
    governance = load_governance(model).model_copy(update={**fields, "id": "own"} if fields else {})
    return Block(given, book, tuple(shapes_of([sorted(neds)], governance)))


def same(block: Block) -> tuple[int, ...] | None:
    """The best values, which are those of brute force; None where there are no lawful boards."""
    found = block.settle()
    shape = block.shapes[0]
    want = solve_boards(block.instance, block.rulebook, [frozenset(shape.organisations)], [shape.governance])
    assert (found.values if found.status == "optimal" else None) == want
    return want


@pytest.mark.parametrize("neds", [{"A": 0}, {"A": 0, "B": 0}, {"A": 2, "B": 0}])
@pytest.mark.parametrize("model", ["model-2", "model-3", "model-4"])
def test_as_many_directors_as_officers_who_must_vote(neds: dict[str, int], model: str) -> None:
    """No board has fewer NEDs than voting officers; recruits fill it up to that too."""
    ranges = {
        "model-2": {"shared_neds": (1, 3)},
        "model-3": {"shared_neds": (1, 2), "locality_neds": (0, 2)},
    }
    assert same(block_of(neds, FEW, model, **ranges.get(model, {}))) is not None


@pytest.mark.parametrize("rule", ["BRD-5", "BRD-AUD", "BRD-QUO", "BRD-VICE"])
def test_rules_that_ask_for_a_director(rule: str) -> None:
    given = block_of({"A": 0}, BOOK).instance
    numbers = {"BRD-3", "BRD-AC", "BRD-MEM", "BRD-OFF"}
    others = {"BRD-5", "BRD-AUD", "BRD-QUO", "BRD-VICE"} - {rule}
    rules = tuple(r.model_copy(update={"on": True}) if r.id == rule else r for r in BOOK.rules)
    book = BOOK.model_copy(update={"rules": rules})
    assert fewest_neds(given, off(book, *numbers, *others), ["A"]) == 1
    assert fewest_neds(given, off(book, *numbers, *others, rule), ["A"]) == 0


def test_without_a_number_of_directors_boards_are_filled_for_other_rules() -> None:
    """BRD-3 off: an empty board still needs an audit chair and members."""
    found = block_of({"A": 0}, off(BOOK, "BRD-3")).settle()
    assert found.status == "optimal"
    recruits = found.values[BOOK.board_levels.index("recruits")]
    assert recruits == fewest_neds(found.model.instance, off(BOOK, "BRD-3"), ["A"]) > 0


@pytest.mark.parametrize("audit", ["organisation", "either", "shared"])
@pytest.mark.parametrize("neds", [{"A": 3, "B": 0}, {"A": 0, "B": 0}, {"A": 1, "B": 0}, {"A": 2, "B": 2}])
def test_audit_chairs_of_one_board_are_found(neds: dict[str, int], audit: str) -> None:
    """Where shared directors are enough for the number, local audit chairs have to come from somewhere."""
    fields = {"shared_neds": (3, 3), "locality_neds": (0, 2), "audit_chair": audit}
    book = rulebook_with(FEW, {"BRD-3": {"min": 3, "max": 5}})
    assert same(block_of(neds, book, "model-3", **fields)) is not None


@pytest.mark.parametrize("model", ["model-1", "model-2", "model-4"])
def test_somebody_nominated_by_two_authorities_counts_for_both(model: str) -> None:
    """A1 is a nominee to the boards of both Care Trusts, of another authority each; nobody has to be found."""
    words = {
        "organisations": {code: {"kind": "care_trust", "officer_seats": 5} for code in "AB"},
        "coverage": [f"{code} {code}{n} relevant" for code in "AB" for n in range(1, 5)],
        "holders": [
            *("A0 A chair", "B0 B chair", "A1 B ned nominated_by=B1 la_member"),
            *(f"A{n} A ned nominated_by=A{n} la_member" for n in range(1, 5)),
            *(f"B{n} B ned nominated_by=B{n} la_member" for n in range(2, 5)),
        ],
    }
    given = instance(words)
    block = Block(given, BOOK, tuple(shapes_of([["A", "B"]], load_governance(model))))
    want = same(block)
    assert want is not None
    assert want[BOOK.board_levels.index("recruits")] == 0
