"""Explanations of tiny maps against every map there is, judged by the checking halves of the rules."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from itertools import combinations
from random import Random
from typing import Any

import pytest

import planner
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.engine.asked import with_rules
from planner.io.rulebook import load_rulebook
from planner.rules.registry import RULES
from planner.study.explain import Conflict, Explanation
from tests.oracle.geography import partitions
from tests.rules.builder import instance, plan

LONG = os.environ.get("PLANNER_LONG") == "1"
BOOK = load_rulebook("pct-2011")
Item = tuple[str, str]
TIERS = ("planner", "assumption", "letter", "guidance", "statute")
Map = list[list[str]]


def drawn(seed: int) -> tuple[Instance, Rulebook, tuple[int, int] | None]:
    """A small country that is likely to be impossible."""
    r = Random(seed)  # noqa: S311 - not for secrets
    codes = "ABCDEF"[: r.randint(3, 6)]
    links = [
        f"{a} {b} {r.choice(['land', 'ferry', 'patient_flow'])}"
        for a, b in combinations(codes, 2)
        if r.random() < 0.45
    ]
    decisions = [
        f"{r.choice(['keep_together', 'keep_apart'])} {a} {b}"
        for a, b in r.sample(list(combinations(codes, 2)), k=r.randint(0, 3))
    ]
    organisations: dict[str, dict[str, Any]] = {
        c: {"population": r.choice([40, 90, 150, 300]) * 1000, "region": r.choice(["North", "North", "South"])}
        for c in codes
    }
    if r.random() < 0.4:
        for c in r.sample(codes, k=2):
            organisations[c] |= {"arrangement": "arr", "arrangement_strength": "established"}
    facts = {
        "organisations": organisations,
        "links": links,
        "decisions": decisions,
        "footprints": [f"K {c} 1" for c in r.sample(codes, k=r.randint(1, 2))] if r.random() < 0.5 else [],
    }
    high = r.choice([250, 400, 800]) * 1000
    changed = {
        "GEO-POP": {"windows": [[r.choice([50, 100, 120]) * 1000, high]]},
        "GEO-SIZE": {"max": r.choice([2, 3, 4]), "prefer_min": 2},
    }
    book = with_rules(
        BOOK,
        tuple(s.model_copy(update={"parameters": changed[s.id]}) if s.id in changed else s for s in BOOK.rules),
    )
    number = r.choice([None, None, (1, 1), (2, 2), (len(codes), len(codes))])
    return instance(facts), book, number


class Brute:
    """Every map and the items that it breaks."""

    def __init__(self, given: Instance, book: Rulebook, number: tuple[int, int] | None) -> None:
        self.given, self.book, self.number = given, book, number
        self.maps = [sorted(map(sorted, p)) for p in partitions(sorted(given.by_code))]
        self.broken = [self.breaks(p) for p in self.maps]

    def breaks(self, groups: Map) -> frozenset[Item]:
        found: set[Item] = set()
        made = plan(self.given, {"clusters": groups})
        for spec in self.book.rules:
            if not spec.id.startswith(("GEO", "HR", "DEC-T", "DEC-A")) or spec.id in (
                "GEO-2",
                "GEO-10",
                "GEO-12",
            ):
                continue
            rule = RULES[spec.id](spec)
            if spec.id in ("DEC-TOGETHER", "DEC-APART"):
                for d in self.given.decisions:
                    alone = self.given.replaced(decisions=(d,))
                    if rule.check(alone, made):
                        found.add((spec.id, f"{d.subject};{d.object}"))
                continue
            for finding in rule.check(self.given, made):
                if spec.id == "HR-2":
                    found.add((spec.id, "arr"))
                elif spec.id == "GEO-7":
                    found.add((spec.id, "K"))
                else:
                    cluster = next(g for g in groups if set(g) & set(finding.subject))
                    found |= {(spec.id, code) for code in cluster}
        if self.number is not None and not self.number[0] <= len(groups) <= self.number[1]:
            found.add(("GEO-10", ""))
        return frozenset(found)

    def possible(self, items: frozenset[Item]) -> bool:
        return any(not broken & items for broken in self.broken)

    @property
    def items(self) -> frozenset[Item]:
        return frozenset().union(*self.broken)


def items_of(conflict: Conflict) -> frozenset[Item]:
    found: set[Item] = set()
    for m in conflict.members:
        if m.rule.startswith("DEC-"):
            _, a, b = m.subjects[0].split(",")
            found.add((m.rule, f"{a};{b}"))
        else:
            found |= {(m.rule, s) for s in m.subjects} or {(m.rule, "")}
    return frozenset(found)


def widened(brute: Brute, items: frozenset[Item]) -> frozenset[Item]:
    """The border of some regions stands for all who are in them."""
    codes = brute.given.by_code
    plain = {i for i in items if not (i[0] == "GEO-4" and i[1] not in codes)}
    return frozenset(plain) | (frozenset(("GEO-4", c) for c in codes) if plain != items else frozenset())


def tier(book: Rulebook, item: Item) -> int:
    if item[0].startswith("DEC") or item[0] == "GEO-10":
        return 0
    return 1 + TIERS.index(book.by_id[item[0]].authority)


def explained(given: Instance, book: Rulebook, number: tuple[int, int] | None, *, changes: bool) -> Explanation:
    settings = Settings(only_geography=True, clusters=number)
    return planner.explain(open_engine(given, book), None, settings, changes=changes)


@pytest.mark.no_cover
@pytest.mark.parametrize("chunk", range(12 if LONG else 2))
def test_conflicts_are_minimal_disjoint_and_all(chunk: int) -> None:
    impossible = 0
    for seed in range(chunk * 25, chunk * 25 + 25):
        given, book, number = drawn(seed)
        brute = Brute(given, book, number)
        found = explained(given, book, number, changes=False)
        if brute.possible(brute.items):
            assert found.status == "possible", seed
            continue
        impossible += 1
        assert found.status == "impossible", seed
        rest = brute.items
        for conflict in found.conflicts:
            assert conflict.minimal, seed
            items = items_of(conflict)
            whole = widened(brute, items)
            assert not brute.possible(whole), (seed, items)
            for item in items:
                assert brute.possible(whole - (widened(brute, frozenset([item])))), (seed, items, item)
            worst = max(tier(book, i) for i in whole)
            if len(given.regions) == 1:  # else parts come before the whole, and borders last of all
                assert brute.possible(frozenset(i for i in rest if tier(book, i) < worst)), (seed, items)
            rest -= whole
        assert brute.possible(rest), seed
    assert impossible > 5


def without(brute: Brute, seed: int, lifted: dict[str, set[frozenset[str]]], **parameters: Any) -> bool:
    """Whether there is a map once a rule is lifted from sets, or other parameters hold."""
    book = with_rules(
        brute.book,
        tuple(
            s.model_copy(update={"parameters": {**s.parameters, **parameters[s.id.replace("-", "_")]}})
            if s.id.replace("-", "_") in parameters
            else s
            for s in brute.book.rules
        ),
    )
    other = Brute(brute.given, book, brute.number) if parameters else brute
    for groups, broken in zip(other.maps, other.broken, strict=True):
        left = {
            (rule, subject)
            for rule, subject in broken
            if not any(frozenset(g) in lifted.get(rule, ()) and subject in g for g in groups)
        }
        if not left:
            return True
    return False


@pytest.mark.no_cover
@pytest.mark.parametrize("seeds", [range(100)] if LONG else [(4, 9, 13, 14, 36, 37, 41, 42, 55)])
def test_changes_are_the_smallest(seeds: Sequence[int]) -> None:
    """Decisions dropped, sets lifted, limits moved, numbers asked for: all that work, none smaller."""
    told = {"drop": 0, "exempt": 0, "parameter": 0, "clusters": 0}
    for seed in seeds:
        given, book, number = drawn(seed)
        brute = Brute(given, book, number)
        if brute.possible(brute.items):
            continue
        found = explained(given, book, number, changes=True)
        if len(found.conflicts) > 1:
            continue
        assert found.complete, seed
        by_kind = {kind: [c for c in found.changes if c.kind == kind] for kind in told}
        for kind, some in by_kind.items():
            told[kind] += len(some)
        _drops(brute, by_kind["drop"])
        _numbers(brute, by_kind["clusters"])
        for rule in ("GEO-POP", "GEO-SIZE", "GEO-CON"):
            _exempt(brute, seed, rule, [c for c in by_kind["exempt"] if f",{rule}," in c.input], found)
        _limits(brute, seed, by_kind["parameter"])
    assert all(told.values()), told


def _drops(brute: Brute, some: list[Any]) -> None:
    dropped = {c.input.split("delete ")[1] for c in some}
    for d in brute.given.decisions:
        if d.kind in ("keep_together", "keep_apart"):
            rule = "DEC-TOGETHER" if d.kind == "keep_together" else "DEC-APART"
            works = brute.possible(brute.items - {(rule, f"{d.subject};{d.object}")})
            assert works == (f"{d.kind},{d.subject},{d.object}" in dropped)


def _numbers(brute: Brute, some: list[Any]) -> None:
    if brute.number is None:
        return
    free = brute.items - {("GEO-10", "")}
    numbers = {len(m) for m, broken in zip(brute.maps, brute.broken, strict=True) if not broken & free}
    below = max((n for n in numbers if n < brute.number[0]), default=None)
    above = min((n for n in numbers if n > brute.number[1]), default=None)
    assert {int(c.input.split()[1]) for c in some} == {below, above} - {None}


def _exempt(brute: Brute, seed: int, rule: str, some: list[Any], found: Explanation) -> None:
    if all(m.rule != rule for m in found.conflicts[0].members):
        return
    sets = [
        frozenset(s)
        for k in range(1, len(brute.given.by_code) + 1)
        for s in combinations(sorted(brute.given.by_code), k)
    ]
    working = [s for s in sets if without(brute, seed, {rule: {s}})]
    assert bool(working) == bool(some), (seed, rule)
    if some:
        told = frozenset(some[0].input.split(f",{rule},")[1].split(",")[0].split(";"))
        people = brute.given.by_code
        assert told in working, (seed, rule)
        size = {s: (len(s), sum(people[c].population for c in s)) for s in working}
        assert size[told] == min(size.values()), (seed, rule)


def _limits(brute: Brute, seed: int, some: list[Any]) -> None:
    for change in some:
        key, _, rest = change.input.partition(" = ")
        if key == "max":
            value = int(rest.split()[0])
            assert without(brute, seed, {}, GEO_SIZE={"max": value})
            assert not without(brute, seed, {}, GEO_SIZE={"max": value - 1})
            continue
        windows = json.loads(rest.split(" under ")[0])
        (low, high), (old_low, old_high) = windows[0], brute.book.by_id["GEO-POP"].parameters["windows"][0]
        assert without(brute, seed, {}, GEO_POP={"windows": windows})
        less = [low + (low < old_low), high - (high > old_high)]
        assert not without(brute, seed, {}, GEO_POP={"windows": [less]})


def test_an_exemption_is_of_the_fewest_organisations_then_people() -> None:
    """An island may be put with any of the others by exemption; the smallest is offered."""
    given = instance(
        {
            "organisations": {
                c: {"population": p * 1000} for c, p in zip("ABCD", (40, 300, 150, 200), strict=True)
            },
            "links": ["B C land", "C D land", "B D land"],
        }
    )
    found = explained(given, BOOK, None, changes=True)
    lifted = [c.input for c in found.changes if c.kind == "exempt"]
    assert [x.split(",")[1:3] for x in lifted] == [["GEO-POP", "A"], ["GEO-CON", "A;C"]]
