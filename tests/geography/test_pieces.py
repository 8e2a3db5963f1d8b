"""Pieces that no possible cluster joins, settled one by one: the same answers as brute force gives."""

from __future__ import annotations

from random import Random

import pytest

import planner
from planner.checker import verify
from planner.checker.bound import check_bound
from planner.core.instance import Instance
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.geography import candidates, listing
from planner.geography.large import LargePart
from planner.geography.many import MapCensus, best_maps
from planner.geography.pieces import pieces_of
from planner.geography.shelf import groups_of
from planner.rules.registry import build
from tests.geography.maps import regions_map
from tests.geography.nation import (
    BOOK,
    REAL,
    TIGHT,
    agrees,
    lawful,
    national,
    random_decisions,
    some_levels,
    stated,
    with_decisions,
)
from tests.rules.builder import instance, rule, seeded

RULES = build(BOOK)


def islands(rng: Random, n: int, regions: int) -> Instance:
    """A map of two to four pieces; councils and arrangements lie across them."""
    given = regions_map(rng, n, regions)
    sea = {o.code: rng.randrange(rng.choice([2, 2, 3, 4])) for o in given.organisations}
    links = [x for x in given.links if sea[x.a] == sea[x.b]]
    strengths = ["established", "partial", "partial"]
    strength = {name: rng.choice(strengths) for name in "VW"}
    organisations = []
    for o in given.organisations:
        name = rng.choice(["V", "W", None, None, None])
        organisations.append(
            o.model_copy(update={"arrangement": name, "arrangement_strength": strength[name] if name else None})
        )
    raw = given.model_dump()
    raw |= {"links": [x.model_dump() for x in links], "organisations": [o.model_dump() for o in organisations]}
    return Instance.model_validate(raw)


def too_large(monkeypatch: pytest.MonkeyPatch, given: Instance, rules=RULES) -> None:
    """Lists hold one set less than the largest part needs."""
    most = 0
    for regions in groups_of(given, rules):
        codes = candidates.codes_of(given, regions)
        most = max(most, len(candidates._listed(given, rules, regions, codes)))
    monkeypatch.setattr(listing, "LIST_LIMIT", most - 1)
    monkeypatch.setattr(candidates, "LIST_LIMIT", most - 1)


# ---- what is a piece -----------------------------------------------------------------------------


def cut(*decisions: str, rules=("GEO-CON", "GEO-4", "HR-2"), regions="1111", strength="partial"):
    facts = {
        code: {"region": f"R{r}", "arrangement": "Z" if code in "CD" else None}
        for code, r in zip("ABCD", regions, strict=True)
    }
    for code in "CD":
        facts[code]["arrangement_strength"] = strength
    links = ["A B land", "B C patient_flow"]
    given = instance({"organisations": facts, "links": links, "decisions": list(decisions)})
    return ["".join(p) for p in pieces_of(given, [rule(r) for r in rules], given.regions)]


def test_pieces_are_what_links_and_ties_hold_together() -> None:
    assert cut() == ["AB", "C", "D"]
    assert cut("keep_together B C") == ["ABC", "D"]
    assert cut("keep_apart B C") == ["AB", "C", "D"]
    assert cut("exempt GEO-CON A;D") == ["ABD", "C"]
    assert cut(strength="established") == ["AB", "CD"]
    assert cut(rules=("GEO-CON",), strength="established") == ["AB", "C", "D"]
    assert cut(rules=("GEO-4", "HR-2")) == ["ABCD"]


def test_a_link_over_a_border_joins_only_where_a_cluster_may_cross() -> None:
    assert cut(regions="1211") == ["A", "B", "C", "D"]
    assert cut(regions="1211", rules=("GEO-CON",)) == ["AB", "C", "D"]
    assert cut("cross_region A R2", regions="1211") == ["AB", "C", "D"]


# ---- answers -------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(40))
def test_pieces_give_the_best_maps(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Any levels, decisions across pieces, any range of numbers: all best maps, and how many there are."""
    rng = seeded(f"pieces {seed}")
    n = rng.choice([5, 6, 7])
    given = islands(rng, n, rng.choice([1, 1, 2]))
    given = with_decisions(given, random_decisions(rng, given, rng.choice([0, 0, 1, 2, 3])))
    levels = list(REAL.values()) if seed % 3 == 0 else some_levels(rng, "rrscb")
    book = TIGHT if seed % 4 == 1 else BOOK
    rules = build(book)
    low, high = rng.choice([(1, n), (1, n), (2, 3), (n - 2, n)])
    found = lawful(given, levels, low, high, book)
    pieces = [p for regions in groups_of(given, rules) for p in pieces_of(given, rules, regions)]
    too_large(monkeypatch, given, rules)
    known = national(given, levels, book)
    if any(isinstance(p, LargePart) for p in known.parts):  # one piece has nearly all that could be listed
        assert len(pieces) <= 2
        return
    assert {p.table.codes for p in known.parts} & {*pieces}
    agrees(known, known.best(low, high), found, seed)
    assert MapCensus(known.parts, low, high, known.budget).total == len(found)
    if known.question() is not None:
        ranked = best_maps(known, len(found) + 1, low, high)
        assert [stated(given, levels, m.values, book) for m in ranked] == sorted(found.values())


def pairs(count: int, **facts) -> Instance:
    """Organisations two and two, nothing between the pairs; a council lies in each two neighbouring pairs."""
    codes = [f"N{i:02}" for i in range(2 * count)]
    people = {c: {"region": "R", "population": 120_000 + 7_000 * (i % 11)} for i, c in enumerate(codes)}
    links = [f"{a} {b} land" for a, b in zip(codes[::2], codes[1::2], strict=True)]
    coverage = [f"{c} L{(i + 1) // 4}" for i, c in enumerate(codes)]
    return instance({"organisations": people, "links": links, "coverage": coverage, **facts})


def test_thirty_two_pairs_are_proved_and_certified() -> None:
    """More than a list holds; proved as the pairs are, and confirmed by who trusts no solver."""
    given = pairs(32)
    result = open_engine(given, BOOK).solve(settings=Settings(only_geography=True, clusters=(40, 40)))
    assert result.plan is not None
    assert result.plan.status == "optimal"
    assert "not_listed" not in result.plan.run
    assert not result.disagreements
    assert verify(given, result.plan, BOOK).ok
    # 40 clusters are 16 standalones and 24 pairs; councils: L0 holds three, L16 one, each other one two and two
    values = {level.id: level.value for level in result.plan.levels}
    assert values["standalones"] == 16
    assert len(result.plan.clusters) == 40
    assert result.certificate is not None
    assert len(result.certificate.parts) == 32
    bound = check_bound(given, result.plan, BOOK, result.certificate)
    assert bound.confirmed, bound.text()


def test_a_tie_across_pieces_that_nothing_joins_is_refused() -> None:
    given = pairs(32, decisions=["keep_together N01 N02"])
    result = planner.open(given, BOOK).solve(settings=Settings(only_geography=True))
    assert result.refusal is not None
    assert result.refusal.status == "infeasible"
    assert "GEO-CON" in result.refusal.rules
    assert "N01" in result.refusal.text


def test_pieces_of_one_region_are_told_as_one() -> None:
    given = pairs(32)
    result = open_engine(given, BOOK).solve(settings=Settings(only_geography=True, clusters=(20, 20)))
    assert result.refusal is not None
    assert result.refusal.status == "infeasible"
    assert "What each part allows: R: 32 to 64 clusters." in result.refusal.text
