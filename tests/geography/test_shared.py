"""One shelf, several maps by different aims: each answer stays its own."""

from __future__ import annotations

import pytest

from planner.geography import part as part_module
from planner.geography.certify import certificate
from tests.geography.maps import regions_map
from tests.geography.nation import (
    BOOK,
    REAL,
    Odd,
    agrees,
    lawful,
    national,
    shelf_of,
    some_levels,
    stated,
)
from tests.geography.test_national import stopped_at
from tests.rules.builder import seeded

ODD = [Odd(1, 1), Odd(2, 3), Odd(3, 10**6), Odd(4, 10**9)]


@pytest.mark.parametrize("put_by", [0, 2])
@pytest.mark.parametrize("seed", range(12))
def test_an_answer_outlives_questions_by_other_aims(
    seed: int, put_by: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether what was known is put by or must be settled again: the same best maps, all of them."""
    monkeypatch.setattr(part_module, "PUT_BY", put_by)
    rng = seeded(f"shared {seed}")
    n = rng.choice([5, 6])
    given = regions_map(rng, n, rng.choice([1, 2, 3]))
    shelf = shelf_of([*REAL.values(), *ODD])
    asked = []
    for kinds in ("rs", "rs", "rsc", "rs"):
        levels = some_levels(rng, kinds)
        known = national(given, levels, shelf=shelf)
        asked.append((known, known.best(1, n), lawful(given, levels, 1, n)))
    for known, joined, found in [*asked, *reversed(asked)]:
        agrees(known, joined, found, (seed, put_by))


def test_a_certificate_is_of_the_stages_it_names() -> None:
    given = regions_map(seeded("certified"), 6, 2)
    shelf = shelf_of([*REAL.values(), *ODD])
    known = national(given, list(REAL.values()), shelf=shelf)
    joined = known.best(1, 6)
    assert joined is not None
    before = certificate(given, BOOK, "0", 1, 6, joined.stages, joined.parts)
    assert any(entry.stages for part in before.parts for entry in part.entries)
    assert national(given, [ODD[3], ODD[1]], shelf=shelf).best(1, 6) is not None
    assert certificate(given, BOOK, "0", 1, 6, joined.stages, joined.parts) == before


def test_a_map_that_is_not_proved_stays_as_it_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing settles it again: the map is remembered with its values."""
    seen = 0
    for seed in range(10):
        rng = seeded(f"stop {seed}")
        given, levels = regions_map(rng, 5, rng.choice([1, 2, 3])), some_levels(rng, "rsc")
        found = lawful(given, levels, 1, 9)
        for after in range(40):
            shelf = shelf_of([*REAL.values(), *ODD])
            known = national(given, levels, shelf=shelf)
            joined, whole = stopped_at(known, after, monkeypatch)
            if whole:
                break
            for number in range(4):
                national(given, [ODD[number]], shelf=shelf).best(1, 9)
            if joined is not None and not joined.proved:
                seen += 1
                (told,) = known.maps(joined, 5)
                assert stated(given, levels, joined.values) == found[told]
    assert seen > 9


def test_no_budget_to_settle_again_leaves_the_one_map_that_is_known() -> None:
    given, levels = regions_map(seeded("spent"), 6, 2), [ODD[0]]
    shelf = shelf_of(ODD)
    known = national(given, levels, shelf=shelf)
    joined = known.best(1, 6)
    assert joined is not None
    assert joined.proved
    found = lawful(given, levels, 1, 6)
    for number in (1, 2, 3):
        national(given, [ODD[number]], shelf=shelf).best(1, 6)
    known.budget.stop.set()
    (told,) = known.maps(joined, 50)
    assert found[told] == min(found.values())
    assert known.unfinished
