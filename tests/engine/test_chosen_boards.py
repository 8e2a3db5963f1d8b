"""Boards under levels to choose from, in any order and with terms renewed or not, against full enumeration."""

from __future__ import annotations

from random import Random

import pytest

from planner.checker import verify
from planner.core.instance import Instance
from planner.core.levels import BOARDS
from planner.core.rulebook import Rulebook
from planner.core.settings import Settings
from planner.engine import open_engine
from tests.oracle import best
from tests.oracle.answer import components
from tests.oracle.boards import TooWideError, solve_boards
from tests.oracle.dumb import Dumb
from tests.oracle.geography import partitions
from tests.strategies import Case, petty_case, rulebook_with, tiny_case

PEOPLE = 5
"""Full enumeration stays quick up to here."""
MOST = 20_000
"""States that brute force may look at."""
RENEWALS = ("assumed", "none", "chosen")


def asked(
    seed: int, levels: tuple[str, ...] = BOARDS
) -> tuple[Case, Instance, Rulebook, tuple[str, ...]] | None:
    """A petty case under a drawn order of drawn levels; None where there are too many people to enumerate."""
    case = petty_case(seed)
    holders = case.instance.office_holders
    if len(holders) > PEOPLE or any(h.id is None for h in holders):
        return None
    rng = Random(f"order {seed}")  # noqa: S311 - reproducible, not secret
    order = tuple(rng.sample(levels, rng.randint(1, min(6, len(levels)))))
    given = case.instance.replaced(renewals=rng.choice(RENEWALS))
    book = rulebook_with(
        case.rulebook,
        {},
        board_levels=order,
        cluster_board_limit=rng.choice([1, 2, 3]),
        load_limit=rng.choice([0, 1]),
    )
    if given.renewals == "chosen" and "renewals_needed" not in order:
        found = [order.index(i) + 1 for i in ("recruits", "below_six") if i in order]
        at = max(found) if found else len(order)
        order = (*order[:at], "renewals_needed", *order[at:])
    return case, given, book, order


def compare(seed: int, levels: tuple[str, ...] = BOARDS) -> int:
    """Every map of a case, lawful or not: how many were compared."""
    drawn = asked(seed, levels)
    if drawn is None:
        return 0
    case, given, book, order = drawn
    engine = open_engine(given, book)
    compared = 0
    for p in partitions(sorted(given.by_code)):
        m = {o: frozenset(k) for k in p for o in k}
        model = {o: case.standalone if len(k) == 1 else case.governance for o, k in m.items()}
        want = Dumb(given, book, {o: (k, model[o]) for o, k in m.items()}, order=order).best()
        pairs = tuple((o, min(k)) for o, k in m.items())
        result = engine.solve(case.governance, Settings(geography=pairs, seconds=60))
        where = (seed, case.governance.id, given.renewals, order, p)
        if result.plan is None:
            assert want is None, (where, want, result.refusal)
            continue
        boards = result.plan.levels[len(book.geography_levels) :]
        assert tuple(x.id for x in boards) == order, where
        assert tuple(x.value for x in boards) == want, (where, want, [x.value for x in boards])
        assert all(x.bound == x.value for x in boards), where
        assert result.disagreements == (), (where, result.disagreements)
        assert verify(given, result.plan, book).sound, (where, verify(given, result.plan, book).text())
        compared += 1
    return compared


@pytest.mark.parametrize("block", range(7))
def test_equal_to_full_enumeration(block: int) -> None:
    """Any of all levels, any order, whatever is said of renewals."""
    assert sum(compare(seed) for seed in range(2000 + block * 15, 2000 + (block + 1) * 15))


def tiny_asked(seed: int) -> tuple[Case, Instance, Rulebook]:
    """A tiny case, posts without names and all, under a drawn order."""
    case = tiny_case(seed)
    rng = Random(f"tiny order {seed}")  # noqa: S311 - reproducible, not secret
    order = tuple(rng.sample(BOARDS, rng.randint(1, 6)))
    given = case.instance.replaced(renewals=rng.choice(RENEWALS))
    return (
        case,
        given,
        rulebook_with(case.rulebook, {}, board_levels=order, cluster_board_limit=rng.choice([4, 6, 9])),
    )


@pytest.mark.slow
@pytest.mark.parametrize("block", range(8))
def test_engine_equals_brute_force_in_any_order(block: int) -> None:
    """Boards of five to seven and people as odd as may be, where brute force is not too long."""
    compared = 0
    for seed in range(block * 10, (block + 1) * 10):
        case, given, book = tiny_asked(seed)
        try:
            want = best(given, book, case.governance, case.standalone, case.clusters, most=MOST)
        except TooWideError:
            continue
        result = open_engine(given, book).solve(case.governance, Settings(clusters=case.clusters, seconds=60))
        where = (seed, case.governance.id, given.renewals, book.board_levels)
        if result.plan is None:
            assert (result.status, want.verdict) == ("infeasible", False), where
            continue
        assert tuple(x.value for x in result.levels) == want.vector, (where, want.vector)
        assert result.status == "optimal", where
        assert verify(given, result.plan, book).ok, (where, verify(given, result.plan, book).text())
        compared += 1
    assert compared


@pytest.mark.parametrize("block", range(3))
def test_both_brute_forces_agree_in_any_order(block: int) -> None:
    """Person by person and board by board."""
    compared = 0
    for seed in range(3000 + block * 15, 3000 + (block + 1) * 15):
        drawn = asked(seed)
        if drawn is None:
            continue
        case, given, book, order = drawn
        for p in partitions(sorted(given.by_code)):
            m = tuple(frozenset(k) for k in p)
            model = {k: case.standalone if len(k) == 1 else case.governance for k in m}
            got: tuple[int, ...] | None = (0,) * len(order)
            for part in components(given, book, m):
                some = solve_boards(given, book, part, [model[k] for k in part])
                got = tuple(x + y for x, y in zip(got, some, strict=True)) if got and some else None
            want = Dumb(given, book, {o: (k, model[k]) for k in m for o in k}, order=order).best()
            assert got == want, (seed, case.governance.id, given.renewals, order, p)
            compared += 1
    assert compared


def test_every_level_takes_several_values() -> None:
    """What is drawn makes each level matter: its best value is not the same in all cases."""
    seen: dict[str, set[int]] = {i: set() for i in BOARDS}
    for seed in range(2000, 2300):
        drawn = asked(seed)
        if drawn is None:
            continue
        case, given, book, _ = drawn
        everybody = tuple((o.code, "one") for o in given.organisations)
        result = open_engine(given, book).solve(case.governance, Settings(geography=everybody))
        for level in result.levels[len(book.geography_levels) :]:
            seen[level.id].add(level.value)
    assert {i: values for i, values in seen.items() if len(values) < 2} == {}
