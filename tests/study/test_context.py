"""How a map stands among all, against plain counting over every lawful map of the oracle."""

from __future__ import annotations

import pytest

from planner.core.settings import Settings
from planner.engine import open_engine
from planner.report.views.context import context_view
from planner.study import context as module
from planner.study.context import context, share, standing_words
from tests.geography.maps import regions_map
from tests.geography.nation import BOOK, REAL, lawful
from tests.rules.builder import seeded

MAP = Settings(only_geography=True)


@pytest.mark.parametrize(("listed", "seed"), [(True, 1), (True, 2), (False, 1), (False, 4)])
def test_counts_are_those_of_all_maps(listed: bool, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """By list and by counting each aim; several regions; another grouping beside it."""
    if not listed:
        monkeypatch.setattr(module, "LIST", 0)
    given = regions_map(seeded(f"context {seed}"), 6, 2)
    plan = open_engine(given, BOOK).solve(settings=MAP).plan
    assert plan is not None
    alone = tuple((code, code) for code in sorted(given.by_code))
    found = context(given, BOOK, plan, other=alone, named="alone")
    total = 1
    for region in found.regions:
        inside = given.within(tuple(region.place.split(" and ")))
        every = lawful(inside, list(REAL.values()), 1, 6)
        mine = frozenset(
            frozenset(c.organisations) for c in plan.clusters if set(c.organisations) <= set(inside.by_code)
        )
        values = every[mine]
        assert region.maps == len(every)
        assert region.same_number == sum(len(m) == len(mine) for m in every)
        assert tuple(x.value for x in region.levels) == values
        for j, x in enumerate(region.levels):
            assert x.as_good == sum(v[j] <= values[j] for v in every.values())
        assert region.in_everything == sum(
            all(a <= b for a, b in zip(v, values, strict=True)) for v in every.values()
        )
        others = tuple(x.other for x in region.levels)
        assert region.other_in_everything == sum(
            all(a <= b for a, b in zip(v, others, strict=True)) for v in every.values()
        )
        assert region.other_keeps_rules == (frozenset(frozenset({c}) for c in inside.by_code) in every)
        total *= len(every)
    assert found.maps == total


def test_a_grouping_that_reaches_out_of_a_region_is_not_set_beside_it() -> None:
    given = regions_map(seeded("context 2"), 6, 2)
    plan = open_engine(given, BOOK).solve(settings=MAP).plan
    assert plan is not None
    together = tuple((code, "one") for code in sorted(given.by_code))
    found = context(given, BOOK, plan, other=together)
    assert len(found.regions) == 2
    for region, view in zip(found.regions, context_view(found).regions, strict=True):
        assert region.other_reaches_out
        assert region.other_clusters is None
        assert all(x.other is None for x in region.levels)
        assert "joins organisations of this region to others outside" in view.sentences[-1]


def test_a_sample_says_that_it_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    given = regions_map(seeded("context 1"), 6, 1)
    plan = open_engine(given, BOOK).solve(settings=MAP).plan
    assert plan is not None
    exact = context(given, BOOK, plan).regions[0]
    monkeypatch.setattr(module, "LIST", 0)
    monkeypatch.setattr(module._Region, "_counted", lambda *_: None)
    found = context(given, BOOK, plan).regions[0]
    for a, b in zip(exact.levels, found.levels, strict=True):
        assert b.as_good is None
        assert b.sampled is not None
        hits, drawn = b.sampled
        assert abs(hits / drawn - (a.as_good or 0) / (exact.maps or 1)) < 0.06
        assert "uniform sample of 2,000" in standing_words(b, found.maps)


def test_shares_never_round_to_nothing_or_all() -> None:
    assert [share(*x) for x in ((0, 5), (1, 300), (998, 1000), (1, 10**8), (5, 5))] == [
        "none",
        "1 in 300",
        "more than 99 %",
        "fewer than 1 in 1,000,000",
        "all",
    ]


def test_a_plan_of_other_organisations_is_refused() -> None:
    given = regions_map(seeded("context 1"), 6, 1)
    plan = open_engine(given, BOOK).solve(settings=MAP).plan
    assert plan is not None
    with pytest.raises(ValueError, match="same organisations"):
        context(regions_map(seeded("context 1"), 5, 1), BOOK, plan)


def test_the_view_says_what_was_counted() -> None:
    given = regions_map(seeded("context 1"), 6, 1)
    plan = open_engine(given, BOOK).solve(settings=MAP).plan
    assert plan is not None
    alone = tuple((code, code) for code in sorted(given.by_code))
    found = context(given, BOOK, plan, other=alone, named="all alone")
    (view,), (region,) = context_view(found).regions, found.regions
    assert view.sentences[0].startswith(f"{region.maps} map")
    assert view.sentences[-1].startswith("All alone")
    for row, x in zip(view.rows, region.levels, strict=True):
        assert (row.plan, row.other) == (f"{x.value:,}", f"{x.other:,}")
        assert row.as_good.startswith(f"{x.as_good:,} (")
