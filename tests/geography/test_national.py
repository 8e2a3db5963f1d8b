"""The whole map against every lawful map: any levels, rules switched off, refusals, limits."""

from __future__ import annotations

import pytest

from planner import cpsat
from planner.core.instance import Instance
from planner.core.progress import Silent
from planner.core.rulebook import Rulebook
from planner.geography import part as part_module
from planner.geography.national import Map
from planner.geography.part import Part
from tests.geography.maps import regions_map
from tests.geography.nation import (
    BOOK,
    Counted,
    Largest,
    agrees,
    best_of,
    lawful,
    national,
    random_decisions,
    some_levels,
    stated,
    values_of,
    with_decisions,
)
from tests.oracle.geography import lawful_maps
from tests.rules.builder import instance, seeded
from tests.strategies import tiny_case

# ---- the best map ------------------------------------------------------------------------------


@pytest.mark.parametrize("block", range(4))
def test_generated_instances(block: int) -> None:
    """Every equally good map of tiny instances with all kinds of decisions, and no other."""
    found = 0
    for seed in range(2_000 + block * 15, 2_015 + block * 15):
        case = tiny_case(seed)
        low, high = case.clusters or (1, len(case.instance.organisations))
        asked = national(case.instance, None, case.rulebook)
        joined = asked.best(low, high)
        maps = {
            frozenset(m): (values[0] if case.clusters is None else 0, *values[1:])
            for values, m in lawful_maps(case.instance, case.rulebook, case.clusters)
        }
        if case.clusters is not None:  # the rulebook in force of these tests has no range
            maps = {m: (abs(len(m) - _target(asked)), *v[1:]) for m, v in maps.items()}
        assert (joined is None) == (not maps), seed
        if joined is not None:
            assert joined.proved
            found += 1
            assert set(asked.maps(joined, 1_000)) == best_of(maps), seed
    assert found


def _target(asked) -> int:
    return min(range(1, 99), key=lambda k: asked.levels[0].of(k, asked.instance, asked.rulebook))


@pytest.mark.parametrize("block", range(8))
def test_levels_of_every_kind_in_every_order(block: int) -> None:
    """Sums, measures of the number of clusters and largest values, of maps of several regions."""
    for seed in range(block * 12, block * 12 + 12):
        rng = seeded(f"levels {seed}")
        n = rng.choice([3, 4, 5, 5, 6])
        given = regions_map(rng, n, rng.choice([1, 2, 3]))
        given = with_decisions(given, random_decisions(rng, given, rng.choice([0, 0, 1, 2])))
        levels = some_levels(rng, rng.choice(["rrscb", "rsb", "sc", "bbs"]))
        low, high = rng.choice([(1, n), (2, 3), (n, n), (n + 1, n + 9), (1, 99)])
        asked = national(given, levels)
        where = (seed, [x.id for x in levels], (low, high))
        agrees(asked, asked.best(low, high), lawful(given, levels, low, high), where)


def weaker(how: str, *ids: str) -> Rulebook:
    """The rulebook with some rules off or a wish."""
    update = {"on": False} if how == "off" else {"strength": how}
    rules = [r.model_copy(update=update) if r.id in ids else r for r in BOOK.rules]
    return Rulebook.model_validate({**BOOK.model_dump(), "rules": [r.model_dump() for r in rules]})


@pytest.mark.parametrize("how", ["off", "prefer"])
@pytest.mark.parametrize(
    "ids", [("GEO-4",), ("GEO-CON",), ("GEO-SIZE",), ("HR-2",), ("GEO-4", "GEO-CON", "HR-2")]
)
def test_rules_that_do_not_bind(ids: tuple[str, ...], how: str) -> None:
    book = weaker(how, *ids)
    for seed in range(4):
        rng = seeded(f"weaker {ids} {seed}")
        given = regions_map(rng, 5, 2)
        strong = {"arrangement": "g", "arrangement_strength": "established"}
        some = set(rng.sample(sorted(given.by_code), 2))
        organisations = [o.model_dump() | (strong if o.code in some else {}) for o in given.organisations]
        given = Instance.model_validate({**given.model_dump(), "organisations": organisations})
        asked = national(given, None, book)
        agrees(asked, asked.best(1, 5), lawful(given, asked.levels, 1, 5, book), (ids, seed))


PAIRS = {
    "organisations": {"A1": {"region": "R1"}, "A2": {"region": "R1"}, "B1": {"region": "R2"}},
    "links": ["A1 A2 land", "A1 B1 land", "A2 B1 land"],
}


def test_by_hand_two_regions() -> None:
    asked = national(instance(PAIRS))
    joined = asked.best(1, 3)
    assert joined is not None
    assert joined.allocations == ((1, 1),)
    assert list(asked.maps(joined, 9)) == [frozenset({frozenset({"A1", "A2"}), frozenset({"B1"})})]
    assert asked.possible() == 4


def test_a_consortium_over_a_border_counts_in_every_part() -> None:
    """K is A1 and one hundredth of B1: A1 alone is on its footprint, though B1 is in another part."""
    assert national(instance(PAIRS)).possible() == 4
    assert national(instance(PAIRS | {"footprints": ["K A1 1", "K B1 0.01"]})).possible() == 3


# ---- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(16))
def test_refusing_one_after_the_other(seed: int) -> None:
    """Single clusters, sets within a part and across parts, whole maps: always the best of the rest."""
    rng = seeded(f"refuse {seed}")
    given = regions_map(rng, rng.choice([4, 5, 5]), rng.choice([1, 2, 3]))
    levels = some_levels(rng, "rsc") if seed % 2 else some_levels(rng, "rsb")
    asked, left = national(given, levels), lawful(given, levels, 1, 5)
    for number in range(7):
        joined = asked.best(1, 5)
        agrees(asked, joined, left, (seed, number))
        if joined is None:
            break
        m = sorted(next(iter(asked.maps(joined, 1))), key=sorted)
        gone = rng.sample(m, rng.choice([1, 2, len(m)]) if len(m) > 1 else 1)
        asked.refuse(gone)
        left = {x: v for x, v in left.items() if not set(gone) <= x}


@pytest.mark.parametrize("seed", range(12))
def test_refusing_every_larger_cluster_of_some(seed: int) -> None:
    """Those that hold organisations named, never one that stands alone; before and after others are refused."""
    rng = seeded(f"holding {seed}")
    given = regions_map(rng, rng.choice([4, 5, 5]), rng.choice([1, 2]))
    levels = some_levels(rng, "rsc")
    asked, left = national(given, levels), lawful(given, levels, 1, 5)
    for number in range(6):
        joined = asked.best(1, 5)
        agrees(asked, joined, left, (seed, number))
        if joined is None:
            break
        m = sorted(next(iter(asked.maps(joined, 1))), key=sorted)
        cluster = sorted(rng.choice(m))
        if number % 2 and len(m) > 1:
            gone = rng.sample(m, 2)
            asked.refuse(gone)
            left = {x: v for x, v in left.items() if not set(gone) <= x}
        else:
            group = frozenset(rng.sample(cluster, min(len(cluster), rng.choice([1, 2]))))
            asked.refuse_holding(group)
            left = {x: v for x, v in left.items() if not any(group <= c and len(c) > 1 for c in x)}
            assert not any(group <= c and len(c) == 1 for part in asked.parts for c in part.gone)


def test_refusing_what_is_no_possible_cluster() -> None:
    with pytest.raises(ValueError, match="no possible cluster"):
        national(instance(PAIRS)).refuse([frozenset({"A1", "NOBODY"})])


def test_a_fork_refuses_for_itself() -> None:
    """Boards that are impossible under one governance model may be possible under another."""
    asked = national(instance(PAIRS))
    one, two = asked.fork(), asked.fork()
    one.refuse([frozenset({"A1", "A2"})])
    one.refuse([frozenset({"A1"}), frozenset({"B1"})])
    assert one.best(1, 3) is None
    assert [len(p.regions) for p in one.parts] == [2]
    for other in (two, asked, asked.fork(), national(instance(PAIRS), shelf=asked.shelf)):
        joined = other.best(1, 3)
        assert joined is not None
        assert {len(m) for m in other.maps(joined, 9)} == {2}
        assert [len(p.regions) for p in other.parts] == [1, 1]


def test_merging_never_refuses_more_than_was_refused() -> None:
    asked = national(instance(PAIRS))
    for clusters in ([{"A1"}, {"A2"}], [{"A1", "A2"}, {"B1"}]):
        asked.refuse([frozenset(c) for c in clusters])
    (part,) = asked.parts
    refused = [sorted(part.table.organisations(row) for row in rows) for rows in part.refused]
    assert refused == [[("A1",), ("A2",)], [("A1", "A2"), ("B1",)]]


# ---- limits ------------------------------------------------------------------------------------


def stopped_at(asked, after: int, monkeypatch: pytest.MonkeyPatch):
    """The best map of 1 to 9 clusters, stopped when so many steps were taken."""
    calls, tighten = [0], Part.tighten

    def stopping(self, k, budget):
        if calls[0] == after:
            budget.stop.set()
        calls[0] += 1
        return tighten(self, k, budget)

    monkeypatch.setattr(part_module.Part, "tighten", stopping)
    joined = asked.best(1, 9)
    monkeypatch.undo()
    return joined, calls[0] <= after


@pytest.mark.parametrize("block", range(6))
def test_a_stop_anywhere_claims_nothing_wrong(block: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """None, or a lawful map with its true values and bounds below the best; going on then ends right."""
    unproved = 0
    for seed in range(block * 5, block * 5 + 5):
        rng = seeded(f"stop {seed}")
        given = regions_map(rng, 5, rng.choice([1, 2, 3]))
        levels = some_levels(rng, "rscb")
        if seed % 3 == 0:
            levels = [Counted("few"), *levels, Largest("size"), Largest("x")]
            levels = list({x.id: x for x in levels}.values())
        everything = lawful(given, levels, 1, 9)
        for after in range(40):
            asked = national(given, levels)
            joined, whole = stopped_at(asked, after, monkeypatch)
            where = (seed, [x.id for x in levels], after)
            if whole:
                agrees(asked, joined, everything, where)
                break
            if joined is not None:
                check_cut(given, levels, asked, joined, everything, where)
                unproved += not joined.proved
            if after % 4 == 0:
                asked.resume(cpsat.Budget(60.0), Silent())
                agrees(asked, asked.best(1, 9), everything, where)
        else:
            assert levels
    assert unproved


def check_cut(given, levels, asked, joined, everything: dict[Map, tuple[int, ...]], where: object) -> None:
    """What a limit left: lawful, as stated, nothing better ruled out that is there."""
    best = min(everything.values())
    (m, *rest) = asked.maps(joined, 1)
    assert not rest or joined.proved, where
    assert m in everything, where
    assert stated(given, levels, joined.values) == values_of(given, levels, m), where
    assert stated(given, levels, joined.bounds) <= best, where
    assert len(joined.bounds) == len(joined.values), where
    assert all(b <= v for b, v in zip(joined.bounds, joined.values, strict=True)), where
    if joined.proved:
        assert stated(given, levels, joined.values) == best, where
        assert joined.bounds == joined.values, where


def test_nothing_to_spend_is_no_refusal() -> None:
    for levels in (None, [], [Counted("few")], [Largest("size")], [Largest("size"), Counted("odd")]):
        asked = national(regions_map(seeded("none"), 5, 2), levels)
        asked.budget.stop.set()
        assert asked.best(1, 5) is None
        assert asked.budget.exhausted


def test_a_limit_between_largest_values_is_no_proof(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped at every step of the search for the least largest value: never a larger one called proved."""
    cut = 0
    for seed in range(6):
        given = regions_map(seeded(f"largest {seed}"), 6, 1)
        levels = [Counted("few"), Largest("people")]
        best = min(lawful(given, levels, 1, 9).values(), default=None)
        for after in range(30):
            joined, whole = stopped_at(national(given, levels), after, monkeypatch)
            if whole:
                break
            cut += 1
            assert joined is None or not joined.proved or joined.values == best
    assert cut > 10
