"""The engine for large parts on tiny maps against brute force, its pieces one by one, and county-like maps."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from planner import cpsat
from planner.core.instance import Instance
from planner.geography.compact import LargeAnswer, NotPostableError, large, solve_large
from planner.geography.compact.bound import LevelBound
from planner.geography.compact.connect import pieces, separator
from planner.geography.compact.cover import ONE, price_clusters, table_for
from planner.geography.compact.hess import FINE, hess_bound, weights_of
from planner.geography.compact.listing import TooManySetsError, blocks, light_sets
from planner.geography.compact.part import Part
from planner.geography.compact.pool import Pool
from planner.geography.compact.price import priced
from planner.geography.compact.rules import about_map
from planner.geography.compact.trees import tree_grouping
from planner.objectives.base import Level
from planner.objectives.registry import LEVELS
from planner.rules.base import Rule
from tests.geography.compact import brute
from tests.geography.compact.counties import county_map
from tests.geography.compact.test_reference import BOOK, codes_of, expected, in_order, random_rules
from tests.geography.maps import connected_sets, neighbours, random_edges
from tests.rules.builder import decision, instance, rule, seeded
from tests.rules.tiny_maps import random_map
from tests.strategies import rulebook_with

SPREAD = rulebook_with(BOOK, {"GEO-10": {"fewest": brute.SPREAD_OVER, "most": brute.SPREAD_OVER}})
"""The rulebook by which the brute levels count."""


def part_of(given: Instance, rules: list[Rule], levels: list[Level], low: int, high: int) -> Part:
    n = len(given.organisations)
    return Part(
        given, tuple(codes_of(given)), tuple(about_map(rules)), tuple(levels), SPREAD, low, min(n, high)
    )


def with_decisions(given: Instance, words: list[str]) -> Instance:
    made = [*given.decisions, *(decision(text) for text in words)]
    return Instance.model_validate({**given.model_dump(), "decisions": [d.model_dump() for d in made]})


def district(n: int, k: int, permille: int, seed: int = 2) -> tuple[Instance, list[Rule]]:
    """Counties and rules for ``k`` connected districts that differ little in people."""
    given = county_map(n, seed)
    people = sum(o.population for o in given.organisations)
    window = [-(-people * (1000 - permille) // (1000 * k)), people * (1000 + permille) // (1000 * k)]
    return given, [rule("GEO-2"), rule("GEO-CON"), rule("GEO-POP", windows=[window])]


def clustering(n: int, districts: int, seed: int = 1) -> tuple[Instance, list[Rule]]:
    """Counties and rules for clusters near a whole multiple of a district."""
    given = county_map(n, seed)
    each = str(Fraction(sum(o.population for o in given.organisations), districts))
    near = {"of": each, "low_permille": 950, "high_permille": 1050}
    return given, [rule("GEO-2"), rule("GEO-CON"), rule("GEO-POP", windows=[], multiples=near)]


def solve(given: Instance, rules: list[Rule], ids: list[str], low: int, high: int, **more: Any) -> LargeAnswer:
    book = more.pop("book", BOOK)
    budget = more.pop("budget", None) or cpsat.Budget(30.0)
    levels = [LEVELS[i]() for i in ids]
    return solve_large(given, codes_of(given), rules, levels, book, low, high, budget, **more)


@pytest.fixture
def always_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machinery for large parts even on tiny maps, with little search."""
    monkeypatch.setattr(large, "SMALL", 0)
    monkeypatch.setattr(large, "TREES", 6)
    monkeypatch.setattr(large, "SEARCHES", 1)
    monkeypatch.setattr("planner.geography.compact.partings.MOVES", 40)


def test_tiny_maps_against_brute_force(always_large: None) -> None:
    seen: Counter[str] = Counter()
    for number in range(100):
        rng = seeded(f"large {number}")
        given = brute.scattered(rng, rng.randint(4, 6)) if number % 3 else random_map(rng)
        possible = [i for i in brute.ALL if i != "inertia" or given.organisations[0].easting is not None]
        ids = rng.sample(possible, rng.choice([1, 2, 3]))
        if number % 4 == 0:
            ids = ["clusters_most", *(i for i in ids if i != "clusters_most")]
        rules = [r for r in random_rules(rng, given) if r.id != "GEO-CON" and rng.random() < 0.6]
        rules.append(rule("GEO-CON"))
        low, high = rng.choice([(1, 9), (2, 2), (3, 3), (2, 4)])
        want = expected(given, rules, ids, low, high)
        levels = [brute.level(i) for i in ids]
        try:
            got = solve_large(given, codes_of(given), rules, levels, SPREAD, low, high, cpsat.Budget(20.0))
        except NotPostableError:
            continue
        seen[got.status] += 1
        if want is None:
            assert got.status == "infeasible", (number, got)
            continue
        values, maps = want
        best = tuple(brute.value(given, SPREAD, i, in_order(got.clusters)) for i in ids)
        assert got.values == best >= values, (number, ids, got, values)
        proved = zip(got.bounds, values, strict=True)
        assert all(bound <= value for bound, value in proved), (number, ids, got, values)
        if got.status == "optimal":
            assert (got.values, got.bounds) == (values, values), (number, ids)
            assert in_order(got.clusters) in maps
    assert seen["infeasible"] >= 5
    assert seen["optimal"] >= 40
    assert seen["unknown"] == 0


def test_listing_light_sets() -> None:
    for number in range(60):
        rng = seeded(f"listing {number}")
        n = rng.randint(1, 9)
        edges = random_edges(rng, n, rng.choice([0.1, 0.4]))
        near = [{j for j in range(n) if mask >> j & 1} for mask in neighbours(n, edges)]
        weights = [rng.choice([0, 1, 2, 5]) for _ in range(n)]
        heaviest = rng.randint(0, 12)
        masks, weighed = light_sets(near, weights, heaviest, 10_000)
        weight = {m: sum(weights[i] for i in range(n) if m >> i & 1) for m in connected_sets(n, edges)}
        want = {m: w for m, w in weight.items() if w <= heaviest}
        got = [int(words[0]) for words in masks]
        assert len(got) == len(set(got))
        assert dict(zip(got, weighed.tolist(), strict=True)) == want
        if len(want) > 1:
            with pytest.raises(TooManySetsError):
                light_sets(near, weights, heaviest, len(want) - 1)


def test_listing_beyond_one_word() -> None:
    """A ring of 130: its arcs, each once, across the borders of words."""
    n = 130
    near = [{(i - 1) % n, (i + 1) % n} for i in range(n)]
    masks, _ = light_sets(near, [1] * n, 3, 10_000)
    rows = np.concatenate([rows for _, rows in blocks(masks, n)])
    arcs = {frozenset((i + j) % n for j in range(size)) for i in range(n) for size in (1, 2, 3)}
    assert len(rows) == len(arcs)
    assert {frozenset(np.flatnonzero(row).tolist()) for row in rows} == arcs


def test_separators_cut_off() -> None:
    for number in range(80):
        rng = seeded(f"separator {number}")
        n = rng.randint(3, 9)
        edges = random_edges(rng, n, 0.3)
        near = [{j for j in range(n) if mask >> j & 1} for mask in neighbours(n, edges)]
        group = set(rng.sample(range(n), rng.randint(2, n - 1)))
        parts = pieces(near, group)
        assert sorted(i for p in parts for i in p) == sorted(group)
        if len(parts) < 2:
            continue
        other = min(parts[1])
        cut = separator(near, parts[0], other)
        assert not cut & group
        reach = next(p for p in pieces(near, set(range(n)) - cut) if other in p)
        assert not reach & parts[0]
        for needless in cut:  # with one fewer there is a way round
            reach = next(p for p in pieces(near, set(range(n)) - cut | {needless}) if other in p)
            assert reach & parts[0]


def test_bounds_by_prices_hold() -> None:
    """Never above the optimum, whatever the level and earlier levels kept, exemptions and ranges included."""
    met: Counter[str] = Counter()
    for number in range(70):
        rng = seeded(f"bound {number}")
        given = brute.scattered(rng, rng.randint(3, 6))
        if rng.random() < 0.4:
            some = ";".join(sorted(rng.sample(codes_of(given), 2)))
            given = with_decisions(given, [f"exempt {x} {some}" for x in ("GEO-POP", "GEO-CON")])
        rules = [*random_rules(rng, given), rule("GEO-CON")]
        rules = list({r.id: r for r in rules}.values())
        if any("multiples" in r.spec.parameters for r in rules):
            continue
        ids = rng.sample(sorted({*brute.PAIRS, *brute.EACH} - {"inertia"}), 2)
        low, high = rng.choice([(2, 2), (1, 3), (3, 3)])
        want = lawful_best(given, rules, ids, low, high)
        if want is None:
            continue
        part = part_of(given, rules, [brute.level(i) for i in ids], low, high)
        assert all(priced(level) for level in part.levels)
        pool = Pool(part)
        pool.add(frozenset(frozenset(g) for g in want[1][0]))
        kept = [(0, want[0][0])] if rng.random() < 0.7 else []
        level = 1 if kept else 0
        bound = LevelBound(part, pool, level, low, high, kept)
        target = want[0][level]
        bound.run(target, cpsat.Budget(20.0), lambda _, target=target: target)
        assert bound.value <= target, (number, ids)
        met["met" if bound.value == target else "below"] += 1
    assert met["met"] > 15


def test_bounds_look_at_exempted_sets() -> None:
    """Two islands that may be one cluster: cut off as loose pieces at first, they still count."""
    island = {"arrangement": "g", "arrangement_strength": "partial"}
    given = instance({"organisations": {"A": island, "B": island}, "decisions": ["exempt GEO-CON A;B"]})
    part = part_of(given, [rule("GEO-2"), rule("GEO-CON")], [brute.level("arrangement_pairs")], 1, 2)
    pool = Pool(part)
    pool.add([frozenset("A"), frozenset("B")])
    bound = LevelBound(part, pool, 0, 1, 2, [])
    bound.run(1, cpsat.Budget(20.0), lambda _: 1)
    assert bound.value <= 0


def lawful_best(given: Instance, rules: list[Rule], ids: list[str], low: int, high: int) -> Any:
    """Brute force with exemptions: a grouping is lawful when each cluster is."""
    part = part_of(given, rules, [], low, high)
    found: dict[tuple[int, ...], list[Any]] = {}
    for groups in brute.lawful(given, []):
        if low <= len(groups) <= high and part.lawful(part.members(groups)).all():
            found.setdefault(tuple(brute.value(given, BOOK, i, groups) for i in ids), []).append(groups)
    return min(found.items()) if found else None


def test_inertia_bound_and_what_it_allows() -> None:
    """Never above the optimum; every better grouping uses allowed pairs only."""
    tight = 0
    for number in range(60):
        rng = seeded(f"hess {number}")
        given = brute.scattered(rng, rng.randint(3, 6))
        total = sum(o.population for o in given.organisations)
        rules = [rule("GEO-POP", windows=[[rng.choice([0, 40_000]), rng.choice([total // 2, total])]])]
        low, high = rng.choice([(2, 2), (1, 3), (2, 4)])
        want = brute.best(given, BOOK, rules, ["inertia"], low, high)
        if want is None:
            continue
        part = part_of(given, rules, [brute.level("inertia")], low, high)
        weights = weights_of(part)
        optimum = want[0][0]
        known = optimum + rng.choice([0, 1, optimum // 3])
        bound = hess_bound(part, weights, low, part.high, known)
        assert bound.value <= optimum
        assert bound.base <= optimum * FINE
        tight += bound.value >= optimum * 9 // 10
        allowed = bound.allowed(optimum)
        for groups in want[1]:
            for group in groups:
                inside = [part.position[c] for c in group]
                about = weights[np.ix_(inside, inside)].sum(axis=0)
                for centre in np.flatnonzero(about == about.min()):
                    assert allowed[inside, inside[centre]].all(), number
    assert tight > 10


def test_most_clusters_by_prices() -> None:
    """The bound holds, and a complete table has every grouping of that many clusters."""
    complete = 0
    for number in range(50):
        rng = seeded(f"cover {number}")
        given = brute.scattered(rng, rng.randint(3, 7))
        low = rng.choice([100_000, 150_000, 300_000])
        rules = [
            rule("GEO-2"),
            rule("GEO-CON"),
            rule("GEO-POP", windows=[[low, low * 3], [low * 4, 10**7]]),
        ]
        want = brute.best(given, BOOK, rules, ["clusters_most"], 1, 9)
        if want is None:
            continue
        part = part_of(given, rules, [brute.level("clusters_most")], 1, 9)
        found, _ = price_clusters(part, Pool(part), cpsat.Budget(9.0))
        most = len(want[1][0])
        assert found.most >= most
        assert (found.prices >= 0).all()
        rows = part.members(want[1][0])
        assert (rows @ found.prices >= ONE).all()
        table = table_for(part, found, most, cpsat.Budget(9.0))
        complete += table.complete
        if table.complete:
            kept = {part.cluster(row) for row in table.rows}
            assert all(frozenset(g) in kept for groups in want[1] for g in groups)
    assert complete > 10


def test_trees_give_lawful_groupings() -> None:
    given, rules = district(40, 4, 60)
    part = part_of(given, rules, [], 4, 4)
    found = [tree_grouping(part, 4, seeded(f"tree {n}"), cpsat.Budget(9.0)) for n in range(20)]
    made = [g for g in found if g]
    assert len(made) > 10
    for grouping in made:
        part.verify(list(grouping))
        assert len(grouping) == 4


@pytest.mark.parametrize("level", ["links_cut", "boundary_cut", "inertia"])
def test_districts_are_proved(level: str) -> None:
    given, rules = district(33, 3, 20)
    got = solve(given, rules, [level], 3, 3, budget=cpsat.Budget(60.0))
    assert (got.status, got.values) == ("optimal", got.bounds)
    part_of(given, rules, [], 3, 3).verify(list(got.clusters))
    assert got.values == ({"links_cut": 17, "inertia": 28_880_449_325}.get(level, got.values[0]),)


def test_county_clusters_are_proved_and_then_the_next_level() -> None:
    given, rules = clustering(33, 12)
    got = solve(given, rules, ["clusters_most", "links_cut"], 1, 33)
    assert (got.status, got.values) == ("optimal", got.bounds)
    assert len(got.clusters) == 10
    assert "listed" in got.method


def test_the_same_answer_twice_under_a_work_limit() -> None:
    given, rules = district(40, 3, 30)
    answers = [solve(given, rules, ["links_cut"], 3, 3, budget=cpsat.Budget(300.0, work=1.5)) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0].clusters
    assert answers[0].bounds[0] > 0


def test_a_budget_is_kept_and_a_plan_is_there() -> None:
    import time

    given, rules = district(99, 4, 10)
    begun = time.monotonic()
    got = solve(given, rules, ["links_cut"], 4, 4, budget=cpsat.Budget(4.0))
    assert time.monotonic() - begun < 7
    assert got.status == "feasible"
    part_of(given, rules, [], 4, 4).verify(list(got.clusters))
    assert 0 <= got.bounds[0] <= got.values[0]


def test_a_stop_is_heard() -> None:
    given, rules = district(99, 4, 10)
    budget = cpsat.Budget(60.0)
    budget.stop.set()
    got = solve(given, rules, ["links_cut"], 4, 4, budget=budget)
    assert (got.status, got.clusters, got.values) == ("unknown", frozenset(), ())
    assert got.bounds == (0,)


def test_a_start_is_used_and_checked() -> None:
    given, rules = district(24, 2, 30)
    known = solve(given, rules, ["links_cut"], 2, 2).clusters
    budget = cpsat.Budget(60.0, work=0.0)
    assert solve(given, rules, ["links_cut"], 2, 2, start=known, budget=budget).clusters == known
    with pytest.raises(RuntimeError, match="no grouping"):
        solve(given, rules, ["links_cut"], 2, 2, start=frozenset(list(known)[:1]))


def test_no_grouping_is_proved() -> None:
    given, rules = district(22, 2, 50)
    apart = [link for link in given.links if "C000" not in (link.a, link.b)]
    lonely = given.model_copy(update={"links": tuple(apart)})
    got = solve(lonely, rules, ["links_cut"], 2, 2)
    assert (got.status, got.clusters) == ("infeasible", frozenset())


def test_maps_are_planar_and_connected() -> None:
    for n in (16, 60):
        given = county_map(n, 3)
        near = part_of(given, [], [], 1, 1).near
        assert len(pieces(near, range(n))) == 1
        assert len(given.links) <= 3 * n - 6
        assert all(a.code < b.code for a, b in pairwise(given.organisations))
