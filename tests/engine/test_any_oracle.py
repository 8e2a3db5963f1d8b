"""Which model where, under caps: the engine against trying everything."""

from __future__ import annotations

import pytest

from planner import cpsat
from planner.engine.choose import ModelsOfMaps
from planner.rules.registry import build
from tests.oracle.choice import all_choices, best_within
from tests.oracle.geography import partitions
from tests.rules.builder import seeded
from tests.strategies import Case, petty_case, petty_models

PEOPLE = 5
"""Full enumeration stays quick up to here."""


def asked(case: Case, seed: int) -> ModelsOfMaps:
    return ModelsOfMaps(case.instance, case.rulebook, build(case.rulebook), petty_models(seed), case.standalone)


def caps_near(rng, vector: tuple[int, ...], meetings: int) -> list[dict[str, int]]:
    """Caps around what the best plan has, so that some bind, some do not, and some can't be kept."""
    some = {
        "cost": vector[8] - rng.choice([-1, 0, 1, 5_000, 8_000, 20_000, 40_000]),
        "places_end": rng.choice([0, 1, 2]),
        "meetings": meetings + rng.choice([-12, 0, 6, 12]),
        "cluster_board": rng.choice([2, 3, 4]),
    }
    some = {k: max(0, v) for k, v in some.items()}
    names = list(some)
    return [
        {},
        {"cost": some["cost"]},
        {k: some[k] for k in rng.sample(names, 2)},
        {k: some[k] for k in rng.sample(names, 3)},
        some,
    ]


@pytest.mark.parametrize("block", [3, *(pytest.param(n, marks=pytest.mark.slow) for n in (0, 4))])
def test_caps_and_any_equal_trying_everything(block: int) -> None:
    seen = {"kept": 0, "refused": 0, "changed": 0}
    for seed in range(block * 12, (block + 1) * 12):
        case = petty_case(seed)
        holders = case.instance.office_holders
        if len(holders) > PEOPLE or any(h.id is None for h in holders):
            continue
        engine = asked(case, seed)
        rng = seeded(f"caps of {seed}")
        for p in partitions(sorted(case.instance.by_code)):
            m = tuple(frozenset(k) for k in p)
            found = all_choices(case.instance, case.rulebook, m, petty_models(seed), case.standalone)
            free = best_within(found, {})
            meetings = sum(24 if len(k) > 1 else 12 for k in m)
            for caps in caps_near(rng, free or (0,) * 9, meetings):
                want = best_within(found, caps)
                got = engine.of(frozenset(m), caps, cpsat.Budget(60))
                assert got.status == ("infeasible" if want is None else "optimal"), (seed, m, caps)
                assert (got.values or None) == want, (seed, m, caps)
                seen["refused" if want is None else "kept"] += 1
                seen["changed"] += want != free
    assert seen["kept"] > 10
    assert seen["changed"] > 3


@pytest.mark.slow
def test_what_is_out_of_reach_is_the_least_by_trying_everything() -> None:
    """The least named in a refusal can be reached, and one less cannot."""
    told = 0
    for seed in range(30):
        case = petty_case(seed)
        holders = case.instance.office_holders
        if len(holders) > PEOPLE or any(h.id is None for h in holders):
            continue
        engine = asked(case, seed)
        m = tuple(frozenset({o}) for o in sorted(case.instance.by_code))
        if seed % 2:
            m = (frozenset(case.instance.by_code),)
        found = all_choices(case.instance, case.rulebook, m, petty_models(seed), case.standalone)
        if not found:
            continue
        for caps in ({"cost": 0}, {"meetings": 1, "places_end": 0}, {"cost": 60_000, "places_end": 0}):
            if best_within(found, caps) is not None:
                continue
            for short in engine.shortfalls([frozenset(m)], caps, cpsat.Budget(60)):
                others = {k: v for k, v in caps.items() if short.others and k != short.cap}
                if short.least is None:
                    assert best_within(found, others) is None
                    continue
                assert best_within(found, {**others, short.cap: short.least}) is not None
                assert best_within(found, {**others, short.cap: short.least - 1}) is None
                told += 1
    assert told > 5
