"""Changed decisions on a shelf that is in use against a shelf that is new, and against every lawful map."""

from __future__ import annotations

from functools import cache

import pytest

from planner.core.instance import Instance
from planner.core.rows import Decision
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.geography import shelf as shelf_module
from planner.geography.kept import Kept
from planner.geography.national import Joined, Map, NationalMap
from planner.geography.shelf import Shelf, groups_of
from planner.io.asked_decisions import faults_in
from planner.objectives.base import Level
from planner.rules.registry import build
from tests.boards.blocks import shipped
from tests.engine.asking import written
from tests.geography.maps import regions_map
from tests.geography.nation import (
    BOOK,
    TIGHT,
    agrees,
    canonical,
    lawful,
    national,
    random_decisions,
    shelf_of,
    some_levels,
    with_decisions,
)
from tests.rules.builder import decision, instance, rule, seeded

# ---- parts ---------------------------------------------------------------------------------------


def three_regions(*decisions: str, **facts) -> list[tuple[str, ...]]:
    organisations = {"A": {"region": "R1"}, "B": {"region": "R2"}, "C": {"region": "R3"}}
    given = instance({"organisations": organisations, "decisions": list(decisions), **facts})
    return groups_of(given, [rule("GEO-4")])


def test_regions_are_apart_unless_a_decision_joins_them() -> None:
    assert three_regions() == [("R1",), ("R2",), ("R3",)]
    assert three_regions("cross_region A R3") == [("R1", "R3"), ("R2",)]
    assert three_regions("cross_region A R2", "cross_region C R2") == [("R1", "R2", "R3")]
    assert three_regions("cross_region A R1") == [("R1",), ("R2",), ("R3",)]
    assert three_regions("cross_region A ELSEWHERE") == [("R1",), ("R2",), ("R3",)]
    assert three_regions("keep_together B C") == [("R1",), ("R2", "R3")]
    assert three_regions("keep_apart B C") == [("R1",), ("R2",), ("R3",)]
    assert three_regions("exempt GEO-CON A;C") == [("R1", "R3"), ("R2",)]
    assert three_regions("exempt GEO-CON A;B;C") == [("R1", "R2", "R3")]
    assert three_regions("exempt GEO-SIZE A") == [("R1",), ("R2",), ("R3",)]


def test_regions_are_one_when_nothing_keeps_clusters_within_them() -> None:
    given = instance({"organisations": {"A": {"region": "R1"}, "B": {"region": "R2"}}})
    assert groups_of(given, [rule("GEO-CON")]) == [("R1", "R2")]
    assert groups_of(given, []) == [("R1", "R2")]


def test_a_part_is_kept_for_the_decisions_that_touch_it() -> None:
    given = regions_map(seeded("in two"), 6, 2)
    home = {o.code: o.region for o in given.organisations}
    (first, second) = given.regions
    pair = sorted(c for c in home if home[c] == first)[:2]
    shelf = shelf_of([])
    plain = [shelf.part(given, (r,)) for r in given.regions]
    apart = with_decisions(given, [f"keep_apart {' '.join(pair)}"])
    assert shelf.part(apart, (second,)) is plain[1]
    assert shelf.part(apart, (first,)) is not plain[0]
    assert shelf.part(given, (first,)) is plain[0]
    assert shelf.part(with_decisions(given, [f"release {pair[0]}"]), (first,)) is plain[0]


def test_a_full_shelf_forgets_and_lists_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf_module, "KEPT", 2)
    rng = seeded("full")
    given, levels = regions_map(rng, 6, 3), some_levels(rng, "rs")
    shelf = shelf_of(levels)
    for _ in range(12):
        decided = with_decisions(given, random_decisions(rng, given, 2))
        asked = national(decided, levels, shelf=shelf)
        agrees(asked, asked.best(1, 6), lawful(decided, levels, 1, 6), decided.decisions)
        assert len(shelf._parts) <= 2


def test_what_is_kept_is_bounded_in_number_and_in_rows() -> None:
    """What was used last stays; the rest goes first, one at least is kept whatever it holds."""
    kept: Kept[str] = Kept(3, 100)
    for key in "abc":
        kept.put(key, key.upper(), 10)
    assert kept.get("a") == "A"
    kept.put("d", "D", 10)
    assert [kept.get(key) for key in "abcd"] == ["A", None, "C", "D"]
    kept.put("e", "E", 85)
    assert [key for key in "abcde" if key in kept] == ["d", "e"]
    assert kept.held == 95
    kept.put("d", "other", 15)
    assert kept.get("d") == "other"
    assert kept.held == 100
    kept.put("f", "F", 1_000)
    assert [key for key in "abcdef" if key in kept] == ["f"]


def test_borders_crossed_elsewhere_list_nothing_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred crossings between two regions leave the third its list, and the shelf within its limits."""
    monkeypatch.setattr(shelf_module, "KEPT", 6)
    given = regions_map(seeded("crossings"), 7, 3)
    shelf, home = shelf_of([]), {o.code: o.region for o in given.organisations}
    first, second, third = given.regions
    alone = shelf.part(given, (third,))
    for code in sorted(c for c in home if home[c] == first) * 25:
        crossed = with_decisions(given, [f"cross_region {code} {second}"])
        assert shelf.part(crossed, (third,)) is alone
        together = shelf.part(crossed, (first, second))
        assert together is shelf.part(crossed, (first, second))
        assert len(shelf._bases) <= 6
        assert len(shelf._first) <= 6
    assert shelf.part(with_decisions(given, [f"cross_region {code} {third}"]), (first, third)) is not alone


# ---- what if -------------------------------------------------------------------------------------


def first_told(asked: NationalMap, joined: Joined) -> Map:
    """The map that the engine takes when only the map is asked for."""
    return min(asked.maps(joined, 1), key=canonical)


def same(warm: NationalMap, cold: NationalMap, low: int, high: int, where: object) -> None:
    got, want = warm.best(low, high), cold.best(low, high)
    assert (got is None) == (want is None), where
    if got is None or want is None:
        return
    assert (got.values, got.bounds, got.proved) == (want.values, want.bounds, want.proved), where
    assert want.proved, where
    assert got.allocations == want.allocations, where
    assert first_told(warm, got) == first_told(cold, want), where


@pytest.mark.parametrize("seed", range(10))
def test_twenty_changed_decisions(seed: int) -> None:
    """Two hundred in all, each on top of what was asked before; every third one against every lawful map."""
    rng = seeded(f"what if {seed}")
    n = rng.choice([5, 6, 6])
    given = regions_map(rng, n, rng.choice([1, 2, 3]))
    levels: list[Level] = some_levels(rng, "rrsc") if seed % 3 else some_levels(rng, "rrsb")
    book = TIGHT if seed % 2 else BOOK
    shelf, words = shelf_of(levels, book), random_decisions(rng, given, 1)
    for number in range(20):
        if words and rng.random() < 0.4:
            words.remove(rng.choice(words))
        words += random_decisions(rng, given, rng.choice([0, 1, 1, 2]))
        words = words[-4:]
        decided = with_decisions(given, words)
        warm, cold = national(decided, levels, book, shelf), national(decided, levels, book)
        where = (seed, number, words)
        low, high = rng.choice([(1, n), (1, n), (2, 3)])
        same(warm, cold, low, high, where)
        if number % 3 == 0:
            agrees(warm, warm.best(low, high), lawful(decided, levels, low, high, book), where)


@cache
def england() -> Instance:
    """The national instance as shipped."""
    return shipped("england-2011")


def england_decisions(seed: int) -> tuple[Decision, ...]:
    """One or two decisions between neighbours, on top of those shipped."""
    rng, given = seeded(f"england {seed}"), england()
    links = [x for x in given.links if x.kind == "land"]
    made = []
    for _ in range(rng.choice([1, 1, 2])):
        link = rng.choice(links)
        region = given.by_code[link.b].region
        alike = region == given.by_code[link.a].region
        kinds = [
            "keep_together",
            "keep_apart",
            f"exempt GEO-SIZE {link.a}",
            f"exempt GEO-POP {link.a};{link.b}",
        ]
        kind = rng.choice(kinds if alike else ["cross", "keep_apart"])
        if kind == "cross":
            made.append(f"cross_region {link.a} {region}")
        else:
            made.append(kind if kind.startswith("exempt") else f"{kind} {link.a} {link.b}")
    return (*given.decisions, *(decision(text) for text in made))


def test_changed_decisions_of_england() -> None:
    given = england()
    shelf = Shelf(BOOK, build(BOOK), shelf_of(list(national(given).levels)).levels)
    size = len(given.organisations)
    for seed in range(3):
        for decisions in (england_decisions(seed), given.decisions):
            decided = given.replaced(decisions=decisions)
            if seed == 0 or decisions != given.decisions:
                cold = national(decided)
                same(national(decided, shelf=shelf), cold, 1, size, [d.subject for d in decisions])


@pytest.mark.parametrize("seed", range(4))
def test_a_warm_engine_gives_the_plan_of_a_cold_one(seed: int) -> None:
    rng = seeded(f"engine {seed}")
    given = regions_map(rng, 6, 2)
    engine, alone = open_engine(given, BOOK), Settings(only_geography=True)
    for number in range(8):
        clusters = rng.choice([None, None, (2, 3), (1, 6)])
        decisions = with_decisions(given, random_decisions(rng, given, rng.choice([0, 1, 2]))).decisions
        asked = alone.model_copy(update={"clusters": clusters})
        if faults_in(decisions, given, BOOK):  # for example into the region where it is
            continue
        warm = engine.solve(None, asked, decisions=decisions)
        cold = open_engine(given, BOOK).solve(None, asked, decisions=decisions)
        assert warm.status == cold.status
        assert warm.disagreements == cold.disagreements == (), (seed, number)
        if cold.plan is not None:
            assert written(warm) == written(cold), (seed, number)
            assert warm.certificate is not None
        else:
            assert warm.refusal is not None
            assert cold.refusal is not None
            assert warm.refusal == cold.refusal
            assert cold.refusal.status == "infeasible"
