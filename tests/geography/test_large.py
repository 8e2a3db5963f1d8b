"""Parts without a list of possible clusters: the same answers as with one, by brute force."""

from __future__ import annotations

import pytest

from planner import cpsat
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.geography import listing
from planner.geography.compact import large
from planner.geography.large import LargePart, NotListedError
from planner.geography.many import best_maps
from tests.geography.maps import regions_map
from tests.geography.nation import (
    BOOK,
    REAL,
    lawful,
    national,
    random_decisions,
    stated,
    with_decisions,
)
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
    some = sorted(next(iter(known.maps(joined, 1))), key=sorted)
    assert len(some) > 1
    with pytest.raises(NotListedError):
        known.refuse(some[:2])
    with pytest.raises(ValueError, match="too many possible clusters"):
        best_maps(known, 3, 1, 6)


@pytest.mark.parametrize("seed", range(6))
def test_clusters_ruled_out_are_never_chosen_again(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """One cluster of the best map after another goes: always the best of the lawful maps without them."""
    rng = seeded(f"ruled out {seed}")
    given = regions_map(rng, 5, 1 + seed % 2)
    given = with_decisions(given, random_decisions(rng, given, seed % 3))
    levels = list(REAL.values())
    left = lawful(given, levels, 1, 5)
    small_lists(monkeypatch, 2)
    if seed % 2:
        monkeypatch.setattr(large, "SMALL", 0)
        monkeypatch.setattr(large, "TREES", 6)
        monkeypatch.setattr(large, "SEARCHES", 1)
        monkeypatch.setattr("planner.geography.compact.partings.MOVES", 40)
    known, rounds = national(given, levels), 0
    while left and rounds < 12:
        joined = known.best(1, 5)
        assert joined is not None
        assert joined.proved
        told = next(iter(known.maps(joined, 1)))
        assert left[told] == min(left.values())
        cluster = rng.choice(sorted(told, key=sorted))
        known.refuse([cluster])
        left = {m: values for m, values in left.items() if cluster not in m}
        rounds += 1
    assert rounds > 1
    if not left:
        assert known.best(1, 5) is None
        assert not known.budget.exhausted


def test_boards_that_can_not_be_made_lawful_lead_to_another_map(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two chairs who stay, where a cluster has one: those two are never together, with a list or without."""
    facts = {
        "organisations": {c: {} for c in "ABCD"},
        "links": ["A B land", "B C land", "C D land"],
        "holders": ["p A chair", "q B chair"],
        "decisions": ["keep_in_post p A", "keep_in_post q B"],
    }
    given = instance(facts)
    with_list = open_engine(given, BOOK).solve("model-2", Settings(clusters=(2, 2)))
    small_lists(monkeypatch, 1)
    engine = open_engine(given, BOOK)
    without = engine.solve("model-2", Settings(clusters=(2, 2)))
    assert without.statistics.get("not_listed")
    assert with_list.plan is not None
    assert without.plan is not None
    assert without.plan.status == "feasible"  # other maps may be as good, with better boards
    values, same = ({x.id: x.value for x in r.plan.levels if x.id in REAL} for r in (with_list, without))
    assert values == same
    assert not without.disagreements
    assert not any({"A", "B"} <= set(c.organisations) for c in without.plan.clusters)
    first = open_engine(given, BOOK).solve("model-1", Settings(clusters=(2, 2), only_geography=True))
    assert first.plan is not None
    assert any({"A", "B"} <= set(c.organisations) for c in first.plan.clusters)  # boards made the difference
    refusal = engine.solve("model-2", Settings(clusters=(1, 1))).refusal
    assert refusal is not None
    assert refusal.status == "infeasible"
    assert refusal == open_engine(given, BOOK).solve("model-2", Settings(clusters=(1, 1))).refusal
    assert refusal == engine.solve("model-2", Settings(clusters=(1, 1))).refusal


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
