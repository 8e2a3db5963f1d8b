"""The compact reference model equals brute force on tiny maps, with every rule and level it knows."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest

from planner import cpsat
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.geography.compact import NotPostableError, compact_best, compact_model
from planner.objectives.base import GeographyLevel
from planner.objectives.registry import geography_levels
from planner.rules.registry import build
from tests.geography.compact import brute
from tests.oracle.geography import lawful_maps
from tests.rules.builder import instance, rule, seeded
from tests.rules.tiny_maps import partitions, random_map
from tests.strategies import rulebook_with, tiny_case

BOOK = tiny_case(0).rulebook
MAP_RULES = ("GEO-2", "GEO-CON", "GEO-4", "GEO-7", "GEO-10", "GEO-SIZE", "GEO-POP", "HR-2")
DECIDED = ("DEC-TOGETHER", "DEC-APART")


def codes_of(given: Instance) -> list[str]:
    return [o.code for o in given.organisations]


def in_order(clusters: frozenset[frozenset[str]]) -> list[list[str]]:
    return sorted(sorted(c) for c in clusters)


def test_default_levels_with_all_rules_decisions_and_exemptions() -> None:
    seen: Counter[str] = Counter()
    for seed in range(300):
        case = tiny_case(seed)
        low, high = case.clusters or (1, 99)
        asked = {"fewest": low, "most": high} if case.clusters else {}
        book = rulebook_with(case.rulebook, {"GEO-10": asked})
        levels = geography_levels(book)
        want = lawful_maps(case.instance, book, case.clusters)
        got = compact_best(
            case.instance, codes_of(case.instance), build(book), levels, book, low, high, cpsat.Budget(20.0)
        )
        seen[got.status] += 1
        if not want:
            assert (got.status, got.clusters) == ("infeasible", frozenset()), seed
            continue
        constants = [x.constant(case.instance, book) if isinstance(x, GeographyLevel) else 0 for x in levels]
        assert got.status == "optimal", seed
        assert tuple(v + k for v, k in zip(got.values, constants, strict=True)) == want[0][0], seed
        assert got.bounds == got.values
        assert got.clusters in [frozenset(m) for v, m in want if v == want[0][0]], seed
    assert seen["infeasible"] > 20
    assert seen["optimal"] > 200


def random_rules(rng: Any, given: Instance) -> list[Any]:
    """Most of the rules, with parameters that bite."""
    total = sum(o.population for o in given.organisations)
    windows = rng.choice([[[0, total]], [[0, 520_001]], [[0, 40_000], [120_000, 300_000], [420_000, total]]])
    multiples = {
        "of": rng.choice([120_000, "240001/2", f"{total}/3" if total else 7]),
        "low_permille": rng.choice([0 + 900, 1000, 600]),
        "high_permille": rng.choice([1000, 1100, 1400]),
    }
    population = {"windows": [], "multiples": multiples} if rng.random() < 0.35 else {"windows": windows}
    made = {
        "GEO-POP": rule("GEO-POP", **population),
        "GEO-SIZE": rule("GEO-SIZE", max=rng.choice([2, 3, 9])),
        "GEO-CON": rule("GEO-CON"),
        "GEO-4": rule("GEO-4"),
        "GEO-7": rule("GEO-7", theta_permille=rng.choice([950, 500])),
        "HR-2": rule("HR-2"),
        "DEC-TOGETHER": rule("DEC-TOGETHER"),
        "DEC-APART": rule("DEC-APART"),
    }
    return [rule("GEO-2"), *(r for id_, r in made.items() if rng.random() < 0.7)]


def near_a_multiple(given: Instance, group: list[str], multiples: dict[str, Any]) -> bool:
    """The multiples of GEO-POP in exact fractions."""
    each, size = Fraction(multiples["of"]), brute.people(given, group)
    low, high = (Fraction(multiples[k], 1000) * each for k in ("low_permille", "high_permille"))
    return any(low * j <= size <= high * j for j in range(1, int(size / low) + 2))


def expected(given: Instance, rules: list[Any], ids: list[str], low: int, high: int) -> Any:
    """Brute force; the multiples are counted here, so that no half of the rule is needed."""
    population = next((r for r in rules if r.id == "GEO-POP" and "multiples" in r.spec.parameters), None)
    others = [r for r in rules if r is not population]
    found: dict[tuple[int, ...], list[Any]] = {}
    for groups in brute.lawful(given, others):
        if not low <= len(groups) <= high:
            continue
        if population and not all(
            near_a_multiple(given, g, population.spec.parameters["multiples"]) for g in groups
        ):
            continue
        key = tuple(brute.value(given, BOOK, i, groups) for i in ids)
        found.setdefault(key, []).append(sorted(sorted(g) for g in groups))
    return min(found.items()) if found else None


def test_every_level_against_brute_force() -> None:
    book = rulebook_with(BOOK, {"GEO-10": {"fewest": brute.SPREAD_OVER, "most": brute.SPREAD_OVER}})
    used: Counter[str] = Counter()
    for number in range(260):
        rng = seeded(f"levels {number}")
        given = brute.scattered(rng, rng.randint(2, 6)) if number % 3 else random_map(rng)
        possible = [i for i in brute.ALL if i != "inertia" or given.organisations[0].easting is not None]
        ids = rng.sample(possible, rng.choice([1, 2, 3]))
        rules = random_rules(rng, given)
        low = rng.choice([1, 1, 2])
        high = rng.choice([2, 3, 9])
        want = expected(given, rules, ids, low, high)
        levels = [brute.level(i) for i in ids]
        try:
            got = compact_best(given, codes_of(given), rules, levels, book, low, high, cpsat.Budget(20.0))
        except NotPostableError as error:
            used["refused " + error.id] += 1
            continue
        if want is None:
            assert (got.status, got.values) == ("infeasible", ()), number
            used["infeasible"] += 1
            continue
        assert (got.status, got.values, got.bounds) == ("optimal", want[0], want[0]), (number, ids)
        assert in_order(got.clusters) in want[1], number
        used.update(ids)
    assert used["infeasible"] >= 20
    assert used["refused GEO-7"] <= 30  # shares with 22 decimals
    assert not any(key.startswith("refused") for key in used.keys() - {"refused GEO-7"})
    assert not set(brute.ALL) - used.keys()


def test_a_part_counts_what_leaves_it() -> None:
    """Links out of the part are cut in the cluster that holds their smaller end, as in tables."""
    given = instance(
        {
            "organisations": {c: {"region": "N" if c < "C" else "S"} for c in "ABCD"},
            "links": ["A B land", "B C land", "C D land"],
        }
    )
    rules = [rule("GEO-2"), rule("GEO-CON")]
    got = [
        compact_best(given, part, rules, [brute.level("links_cut")], BOOK, 1, 1, cpsat.Budget(9.0)).values
        for part in ("AB", "CD")
    ]
    assert got == [(1,), (0,)]


@pytest.mark.parametrize("off", [None, *(i for i in MAP_RULES if i != "GEO-2"), *DECIDED])
def test_literals_switch_rules(off: str | None) -> None:
    """All literals on but those of one rule: possible exactly when brute force without it finds a map."""
    for number in range(30):
        rng = seeded(f"switch {off} {number}")
        given = random_map(rng)
        rules = [
            rule("GEO-2"),
            rule("GEO-CON"),
            rule("GEO-4"),
            rule("GEO-7", theta_permille=500),
            rule("GEO-SIZE", max=rng.choice([2, 3])),
            rule("GEO-POP", windows=[[rng.choice([0, 40_000]), rng.choice([1_000_000, 1_900_000])]]),
            rule("HR-2"),
            rule("DEC-TOGETHER"),
            rule("DEC-APART"),
        ]
        low, high = (1, 99) if off == "GEO-10" else (2, 3)
        try:
            c = compact_model(given, codes_of(given), rules, BOOK, 2, 3, switchable=True)
        except NotPostableError:
            continue
        for (id_, _), literal in c.literals.items():
            if id_ != off:
                c.model.add(literal == 1)
        kept = [r for r in rules if r.id != off]
        possible = any(low <= len(g) <= high for g in brute.lawful(given, kept))
        assert cpsat.solve(c.model, cpsat.Budget(9.0)).status == ("optimal" if possible else "infeasible")


def test_a_literal_off_frees_an_organisation() -> None:
    given = instance({"organisations": {"A": {}, "B": {}}, "links": []})
    rules = [rule("GEO-2"), rule("GEO-CON")]
    c = compact_model(given, "AB", rules, BOOK, 1, 1, switchable=True)
    assert cpsat.core(c.model, list(c.literals.values()), cpsat.Budget(9.0)) is not None
    loose = [v for k, v in c.literals.items() if k != ("GEO-2", "B")]
    assert cpsat.core(c.model.clone(), loose, cpsat.Budget(9.0)) is None


@pytest.mark.parametrize("exempted", ["GEO-CON", "HR-2", "GEO-POP", "GEO-SIZE", "GEO-7"])
def test_exactly_the_exempted_set(exempted: str) -> None:
    """What breaks a rule is possible exactly when it is the exempted set; each grouping is fixed and asked."""
    facts = {c: {"arrangement": "g" if c in "AB" else None} for c in "ABCD"}
    for c in "AB":
        facts[c]["arrangement_strength"] = "established"
    given = instance(
        {
            "organisations": facts,
            "links": ["C D land"],
            "footprints": ["K A 0.9", "K B 1", "K C 1"],
            "decisions": [f"exempt {exempted} A;B;C"],
        }
    )
    broken = {
        "GEO-CON": (rule("GEO-CON"), lambda g: len(g) > 1 and g != ["C", "D"]),
        "HR-2": (rule("HR-2"), lambda g: bool(set(g) & set("AB")) and g != ["A", "B"]),
        "GEO-POP": (rule("GEO-POP", windows=[[0, 400_000]]), lambda g: len(g) > 2),
        "GEO-SIZE": (rule("GEO-SIZE", max=1), lambda g: len(g) > 1),
        "GEO-7": (rule("GEO-7", theta_permille=600), lambda g: len(set(g) & set("ABC")) > 1 + ("D" in g)),
    }
    one, breaks = broken[exempted]
    seen = set()
    for groups in partitions("ABCD"):
        c = compact_model(given, "ABCD", [rule("GEO-2"), one], BOOK, 1, 9)
        for group in groups:
            slot = c.slots[c.position[min(group)]]
            for code in group:
                c.model.add(slot.inside[c.position[code]] == 1)
        fine = all(not breaks(sorted(g)) or sorted(g) == ["A", "B", "C"] for g in groups)
        assert (cpsat.solve(c.model, cpsat.Budget(9.0)).status == "optimal") == fine, groups
        seen.add(fine)
    assert seen == {True, False}


def test_what_it_does_not_know_is_named() -> None:
    given = instance({"organisations": {"A": {}, "B": {}}, "links": ["A B land"]})

    class Odd(type(rule("GEO-SIZE"))):  # type: ignore[misc]
        id = "GEO-ODD"

    odd = Odd(rule("GEO-SIZE").spec.model_copy(update={"id": "GEO-ODD"}))
    with pytest.raises(NotPostableError, match="GEO-ODD"):
        compact_best(given, "AB", [odd], [], BOOK, 1, 2, cpsat.Budget(9.0))
    strange = brute.level("splits")
    type(strange).id = "strange"
    with pytest.raises(NotPostableError, match="strange"):
        compact_best(given, "AB", [], [strange], BOOK, 1, 2, cpsat.Budget(9.0))
    with pytest.raises(NotPostableError, match="inertia"):
        compact_best(given, "AB", [], [brute.level("inertia")], BOOK, 1, 2, cpsat.Budget(9.0))


def test_limits_are_honest(monkeypatch: pytest.MonkeyPatch) -> None:
    case = tiny_case(3)
    book: Rulebook = case.rulebook
    spent = cpsat.Budget(0.0)
    got = compact_best(
        case.instance, codes_of(case.instance), build(book), geography_levels(book), book, 1, 9, spent
    )
    assert (got.status, got.clusters, got.values) == ("unknown", frozenset(), ())
    assert got.bounds == (0,) * len(geography_levels(book))


def test_pairs_of_one_arrangement() -> None:
    given = instance(
        {
            "organisations": {c: {"arrangement": "g", "arrangement_strength": "partial"} for c in "ABC"},
            "links": [f"{a} {b} land" for a, b in combinations("ABC", 2)],
        }
    )
    got = compact_best(
        given, "ABC", [rule("GEO-2")], [brute.level("arrangement_pairs")], BOOK, 2, 2, cpsat.Budget(9.0)
    )
    assert got.values == (2,)
