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
from tests.oracle.dumb import Dumb
from tests.oracle.geography import partitions
from tests.strategies import Case, petty_case, rulebook_with

PEOPLE = 5
"""Full enumeration stays quick up to here."""
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
        at = order.index("recruits") + 1 if "recruits" in order else len(order)
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


@pytest.mark.parametrize("block", range(20))
def test_equal_to_full_enumeration(block: int) -> None:
    """Any of all levels, any order, whatever is said of renewals."""
    assert sum(compare(seed) for seed in range(2000 + block * 15, 2000 + (block + 1) * 15))


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
