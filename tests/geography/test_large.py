"""Parts without a list of possible clusters: the same answers as with one, by brute force."""

from __future__ import annotations

import pytest

from planner import cpsat
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.geography import listing
from planner.geography.large import LargePart, NotListedError
from planner.geography.many import best_maps
from tests.geography.maps import regions_map
from tests.geography.nation import BOOK, REAL, lawful, national, stated
from tests.rules.builder import instance, seeded


def small_lists(monkeypatch: pytest.MonkeyPatch, limit: int) -> None:
    """More than so many sets are too many to list."""
    monkeypatch.setattr(listing, "LIST_LIMIT", limit)


@pytest.mark.parametrize("seed", range(8))
def test_the_best_map_is_found_and_proved(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One region or several, some or all of them too large."""
    rng = seeded(f"large {seed}")
    n = rng.choice([5, 6, 7])
    given = regions_map(rng, n, 1 + seed % 3)
    levels = list(REAL.values())
    found = lawful(given, levels, 1, n)
    small_lists(monkeypatch, 2)
    known = national(given, levels)
    assert any(isinstance(p, LargePart) for p in known.parts) or seed % 3 == 2
    joined = known.best(1, n)
    if not found:
        assert joined is None
        return
    assert joined is not None
    assert joined.proved
    assert joined.bounds == joined.values
    assert stated(given, levels, joined.values) == min(found.values())
    (told,) = {next(iter(known.maps(joined, 1)))}
    assert found[told] == min(found.values())


def test_the_method_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    given = regions_map(seeded("told"), 6, 1)
    small_lists(monkeypatch, 2)
    result = open_engine(given, BOOK).solve(settings=Settings(only_geography=True))
    assert result.plan is not None
    assert list(result.statistics["not_listed"]) == ["R0"]
    assert result.plan.run["not_listed"] == result.statistics["not_listed"]
    assert result.certificate is not None
    assert [p.listed for p in result.certificate.parts] == [False]
    assert not result.disagreements


def test_a_refusal_names_rules_that_can_not_all_be_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three in a row, kept together and apart at once."""
    facts = {
        "organisations": {c: {} for c in "ABC"},
        "links": ["A B land", "B C land"],
        "decisions": ["keep_together A B", "keep_apart A B"],
    }
    small_lists(monkeypatch, 1)
    result = open_engine(instance(facts), BOOK).solve(settings=Settings(only_geography=True))
    assert result.plan is None
    assert result.refusal is not None
    assert result.refusal.status == "infeasible"
    assert set(result.refusal.rules) - {"GEO-2"} == {"DEC-TOGETHER", "DEC-APART"}


def test_no_time_is_no_refusal(monkeypatch: pytest.MonkeyPatch) -> None:
    small_lists(monkeypatch, 2)
    known = national(regions_map(seeded("no time"), 6, 1))
    known.budget.stop.set()
    assert known.best(1, 6) is None
    assert known.budget.exhausted


def test_what_needs_a_list_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    given = regions_map(seeded("needs"), 6, 1)
    small_lists(monkeypatch, 2)
    known = national(given)
    joined = known.best(1, 6)
    assert joined is not None
    cluster = next(iter(next(iter(known.maps(joined, 1)))))
    with pytest.raises(NotListedError):
        known.refuse([cluster])
    with pytest.raises(ValueError, match="too many possible clusters"):
        best_maps(known, 3, 1, 6)


def test_bounds_after_a_limit_are_true(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a work limit leaves: a lawful map with the values it says, bounds no better than the best."""
    given = regions_map(seeded("cut large"), 7, 2)
    levels = list(REAL.values())
    found = lawful(given, levels, 1, 7)
    small_lists(monkeypatch, 2)
    for work in (1e-6, 1e-4, 1e-3, 1e-2, 1.0):
        known = national(given, levels, budget=cpsat.Budget(60.0, work))
        joined = known.best(1, 7)
        if joined is None:
            assert known.budget.exhausted
            continue
        told = next(iter(known.maps(joined, 1)))
        assert stated(given, levels, joined.values) == found[told]
        assert stated(given, levels, joined.bounds) <= min(found.values())
