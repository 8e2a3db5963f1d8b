"""Best compromises between board levels, against every choice of models and boards of petty instances."""

from __future__ import annotations

import os

import pytest

from planner import cpsat
from planner.study.pareto.boards import board_points
from tests.engine.test_any_oracle import asked
from tests.oracle.choice import all_choices
from tests.oracle.dumb import DEFAULT
from tests.rules.builder import seeded
from tests.strategies import petty_case, petty_models
from tests.study.pareto.test_maps import best

PEOPLE = 4
SEEDS = int(os.environ.get("PLANNER_BOARD_FRONTS", "10"))
"""Petty instances looked at; more by hand."""


@pytest.mark.no_cover
def test_fronts_of_boards_equal_trying_everything() -> None:
    seen = several = 0
    for seed in range(3 * SEEDS):
        case = petty_case(seed)
        holders = case.instance.office_holders
        if len(holders) > PEOPLE or any(h.id is None for h in holders) or seen >= SEEDS:
            continue
        rng = seeded(f"front of {seed}")
        codes = sorted(case.instance.by_code)
        m = (frozenset(codes),) if seed % 2 else tuple(frozenset({c}) for c in codes)
        names = tuple(rng.sample(["places_end", "cost", "recruits", "chairs_lost", "meetings", "below_six"], 3))
        every = {
            tuple(amounts["meetings"] if n == "meetings" else levels[DEFAULT.index(n)] for n in names)
            for amounts, levels in all_choices(
                case.instance, case.rulebook, m, petty_models(seed), case.standalone
            )
        }
        found = board_points(asked(case, seed), frozenset(m), names, cpsat.Budget(60.0))
        assert [values for values, _ in found] == best(every), (seed, names)
        seen += 1
        several += len(found) > 1
    assert seen
    assert several > 1
