"""Settling boards: sums of levels that keep their order, and limits that never make a bound wrong."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from planner import cpsat
from planner.boards import relaxed, settle
from planner.boards.settle import _stages
from planner.objectives.base import LevelModel
from planner.objectives.registry import board_levels
from tests.boards.blocks import BOOK, CARE_TRUSTS, MODELS, Block, from_words, generated, made_of, shipped
from tests.rules.builder import seeded

EXACT = 2**53
"""The solver reports what it found as a float, which holds whole numbers up to here."""


def small_blocks() -> list[Block]:
    """Blocks of shipped instances under all models."""
    found = []
    for name in ("banes-wiltshire-2011", "ckw-2011", "tiny"):
        given = shipped(name)
        codes = sorted(given.by_code)
        groups = [codes[:3], codes[3:]] if len(codes) > 3 else [codes]
        found += [block for model in MODELS for block in made_of(given, groups, model)]
    return found


@pytest.mark.parametrize("largest", [1, 10, 50, 2**30, 2**60])
def test_stages_keep_the_order_of_levels(largest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each multiplier exceeds all that later levels of its sum can amount to, and every level is there once."""
    monkeypatch.setattr(settle, "LARGEST", largest)
    for seed in range(60):
        rng = seeded(f"stages {seed}")
        highest = [rng.choice([0, 1, 2, 7, 40, 10**6]) for _ in range(rng.randint(1, 10))]
        stages = _stages([(None, h) for h in highest])
        assert [level for stage in stages for level, _ in stage] == list(range(len(highest)))
        for stage in stages:
            for i, (_, multiplier) in enumerate(stage):
                assert multiplier > sum(highest[level] * m for level, m in stage[i + 1 :])
            most = sum(highest[level] * m for level, m in stage)
            money = any(highest[level] >= settle.MONEY for level, _ in stage)
            assert len(stage) == 1 or most < (min(largest, settle.LARGEST_WITH_MONEY) if money else largest)
        if largest == 1:
            assert all(len(stage) == 1 for stage in stages)


def test_weighted_sums_compare_like_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settle, "LARGEST", 2**30)
    highest = [2, 1, 3, 2]
    (stage,) = _stages([(None, h) for h in highest])
    vectors = list(product(*(range(h + 1) for h in highest)))
    sums = [sum(v[level] * m for level, m in stage) for v in vectors]
    assert vectors == sorted(vectors)
    assert sums == sorted(set(sums))


def test_sums_stay_exact() -> None:
    """The shipped limit, and the levels of the largest shipped cluster, keep clear of rounding."""
    assert settle.LARGEST <= EXACT
    for block in small_blocks():
        found = block.settle()
        extra: LevelModel = found.model
        assert all(level.post(extra, BOOK)[1] < EXACT for level in board_levels(BOOK))


@pytest.mark.parametrize("largest", [1, 2**60])
def test_any_split_gives_the_same_values(largest: int, monkeypatch: pytest.MonkeyPatch) -> None:
    several = [b for seed in range(12) for _, b in generated(seed)]
    several.append(from_words(CARE_TRUSTS, ["A B"], "model-2"))
    checked = set()
    for block in several + small_blocks():
        want = block.settle()
        with monkeypatch.context() as patch:
            patch.setattr(settle, "LARGEST", largest)
            patch.setattr(settle, "LARGEST_WITH_MONEY", largest)
            got = block.settle()
        assert (got.status, got.values, got.bounds) == (want.status, want.values, want.bounds)
        checked.add(want.status)
    assert checked == {"optimal", "infeasible"}


def test_values_are_those_of_the_levels_posted() -> None:
    """What a block reports is what its own levels amount to in the assignment it found."""
    for block in small_blocks():
        found = block.settle()
        assert found.status == "optimal"
        assert found.bounds == found.values
        assert len(found.values) == len(board_levels(BOOK))
        seats = {p for (p, _), v in [*found.model.chair.items(), *found.model.ned.items()] if found.at(v)}
        recruits = [r for r in found.model.recruits if r in seats]
        index = BOOK.board_levels.index
        assert found.values[index("recruits")] == len(recruits)
        ends = [p for p in found.model.holders if found.at(found.model.place_ends[p])]
        assert found.values[index("places_end")] == len(ends)
        assert not seats & set(ends)
        for o in found.model.organisations:
            assert sum(found.at(v) for (_, code), v in found.model.chair.items() if code == o) == 1
            assert 5 <= sum(found.at(v) for (_, code), v in found.model.ned.items() if code == o) <= 7


def test_a_limit_never_makes_a_bound_wrong() -> None:
    """At whatever point work runs out: values are reached, bounds are true, best is only said when proved."""
    seen = set()
    for block in small_blocks()[:8]:
        budget = cpsat.Budget(60.0)
        best = block.settle_within(budget).values
        for part in (0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.99, 1.1):
            got = block.settle(work=part * budget.spent_work)
            seen.add(got.status)
            if got.status == "unknown":
                assert got.values == got.bounds == ()
                continue
            assert got.values >= best
            assert got.bounds <= best
            assert (got.status == "optimal") == (got.bounds == got.values)
            assert all(b <= v for b, v in zip(got.bounds, got.values, strict=True))
    assert seen == {"optimal", "feasible", "unknown"}


def test_a_bound_of_a_sum_is_shared_out_by_its_multiplier(monkeypatch: pytest.MonkeyPatch) -> None:
    """A sum of three levels known to be at least so much says that much of its first level, rounded down."""
    block = from_words({"organisations": {"A": {}, "B": {}}}, ["A B"], "model-2")
    best = block.settle().values
    assert best[0] == 2
    stages = settle._stages
    first: list[int] = []

    def spy(expressions, largest):
        made = stages(expressions, largest)
        first[:] = [made[0][0][1]]
        return made

    monkeypatch.setattr(settle, "_stages", spy)
    monkeypatch.setattr(settle, "LARGEST", 2**20)
    for least in (0, 1, 2):
        solve = cpsat.solve

        def found_only(model, budget, least=least, solve=solve, **_: Any):
            got = solve(model, budget)
            return cpsat.Solved("feasible", got.value, least * first[0] + first[0] - 1, got.at)

        with monkeypatch.context() as patch:
            patch.setattr(settle.cpsat, "solve", found_only)
            patch.setattr(relaxed, "lowest", lambda *_: None)
            got = block.settle()
        assert first[0] > 1
        assert got.status == "feasible"
        assert got.bounds == (least, *[0] * (len(best) - 1))


def test_keeping_incumbents_ends_no_place() -> None:
    """Model 4 with lawful boards of today: nobody has to go and nobody has to be found."""
    whole = from_words(CARE_TRUSTS, ["A B"], "model-4").settle()
    index = BOOK.board_levels.index
    assert whole.values[index("places_end")] == 0
    assert whole.values[index("recruits")] == 0


def test_an_impossible_block_has_no_values() -> None:
    got = from_words(CARE_TRUSTS, ["A B"], "model-2").settle()
    assert (got.status, got.values, got.bounds) == ("infeasible", (), ())


def test_seeds_do_not_change_values() -> None:
    for block in small_blocks()[:6]:
        assert len({block.settle(seed=seed).values for seed in (1, 2, 77)}) == 1


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("size", [1, 2, 3, 6, 8])
def test_empty_boards_can_be_filled(model: str, size: int) -> None:
    """Nobody in post anywhere: there are recruits enough for every model and any number of boards."""
    codes = "ABCDEFGH"[:size]
    got = from_words({"organisations": {code: {} for code in codes}}, [" ".join(codes)], model).settle()
    assert got.status == "optimal"
    fewest = 1 + max(5, size if model == "model-1" else 0)
    assert got.values[BOOK.board_levels.index("recruits")] >= fewest
    if model != "model-3":
        assert got.values[BOOK.board_levels.index("recruits")] == fewest


@pytest.mark.parametrize("off", ["", "BRD-2"])
def test_what_is_tidied_stays_within_its_bound(off: str) -> None:
    """The bound keeps it apart from the aims, also where a board may have several chairs."""
    reached = 0
    for seed in range(12):
        for _, block in generated(seed):
            rules = tuple(
                r.model_copy(update={"on": False}) if r.id == off else r for r in block.rulebook.rules
            )
            book = block.rulebook.model_copy(update={"rules": rules})
            given = Block(block.instance, book, block.shapes)
            model = settle.lawful(given.instance, book, given.rules, given.posts, given.shapes)
            tidied, bound = settle._tidy(model)
            model.cp.maximize(tidied)
            solved = cpsat.solve(model.cp, cpsat.Budget(60.0))
            if solved.value is not None:
                reached += 1
                assert solved.value <= bound
    assert reached > 8


def test_among_equals_people_stay_where_they_sit() -> None:
    """Two full boards that share their chair and one director: nobody changes places with the neighbours."""
    holders = [f"c{code} {code} chair" for code in "AB"]
    holders += [f"n{code}{i} {code} ned" for code in "AB" for i in range(6)]
    facts = {"organisations": {"A": {"ned_seats": 7}, "B": {"ned_seats": 7}}, "holders": holders}
    block = from_words(facts, ["A B"], "model-3")
    found = block.settle()
    assert found.status == "optimal"
    away = [
        (person, o)
        for (person, o), seat in found.model.ned.items()
        if found.at(seat) and person[1] != o and not found.at(found.model.shared[person, "A"])
    ]
    # the chair who no longer chairs, or a director, may be the shared one; all others stay
    assert away == []
    assert not found.model.used or not any(found.at(v) for v in found.model.used.values())
