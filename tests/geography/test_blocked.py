"""No map: parts that have none, the rules that would each free them, the second opinion, by brute force."""

from __future__ import annotations

import pytest

from planner import cpsat
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.geography import blocked as blocked_module
from planner.geography.blocked import blocked_parts, confirmed, stranded
from planner.geography.candidates import binding
from planner.geography.compact import has_cluster
from planner.rules.base import CandidateRule
from planner.rules.registry import build
from tests.geography.maps import regions_map
from tests.geography.nation import BOOK, TIGHT, lawful, national, random_decisions, with_decisions
from tests.rules.builder import instance, seeded
from tests.strategies import rulebook_with

NARROW = rulebook_with(BOOK, {"GEO-SIZE": {"max": 2}, "GEO-POP": {"windows": [[350_000, 900_000]]}})


KIND = {"DEC-TOGETHER": "keep_together", "DEC-APART": "keep_apart"}


def mapped(given: Instance, book: Rulebook, rule: str) -> bool:
    """Whether there is a map when one rule is dropped."""
    rules = [r.model_copy(update={"on": r.on and r.id != rule}).model_dump() for r in book.rules]
    decisions = tuple(d for d in given.decisions if d.kind != KIND.get(rule))
    left = given.replaced(decisions=decisions)
    return bool(lawful(left, [], 1, 9, Rulebook.model_validate({**book.model_dump(), "rules": rules})))


def blocked_map(seed: int):
    """A map of one region under strict rules and a few decisions."""
    rng = seeded(f"blocked {seed}")
    given = regions_map(rng, rng.choice([3, 4, 5]), 1)
    given = with_decisions(given, random_decisions(rng, given, rng.choice([0, 1, 2, 3])))
    return given, rng.choice([TIGHT, NARROW, NARROW])


@pytest.mark.parametrize("few", [0, 1, 4])
def test_rules_that_would_free_a_part(few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Exactly those without which there is a map, whether small clusters are enough to see it or not."""
    monkeypatch.setattr(blocked_module, "FEW", few)
    monkeypatch.setattr(blocked_module, "POOL_QUICK", 2_000 if few else 0)
    none = freed = 0
    for seed in range(60):
        given, book = blocked_map(seed)
        known = national(given, book=book)
        parts = blocked_parts(known, given, known.budget)
        assert bool(parts) == (not lawful(given, [], 1, 9, book)), seed
        if not parts:
            continue
        (part,) = parts
        must = [r.id for r in binding(build(book)).values() if isinstance(r, CandidateRule)]
        want = {rule for rule in must if mapped(given, book, rule)}
        assert set(part.freed_by) == want, seed
        assert confirmed(known, given, 1, 9, known.budget), seed
        none, freed = none + 1, freed + bool(want)
    assert none > 15
    assert freed > 8


def test_an_organisation_has_a_cluster_or_not_as_the_list_says() -> None:
    seen = {True: 0, False: 0}
    for seed in range(80):
        given, book = blocked_map(seed)
        (part,) = national(given, book=book).parts
        alone = stranded(part)
        covered = {c for row in range(len(part.table)) for c in part.table.organisations(row)}
        assert set(alone) == set(part.table.codes) - covered
        for code in part.table.codes:
            found = has_cluster(given, part.table.codes, build(book), book, code, cpsat.Budget(30.0))
            assert found == (code in covered), (seed, code)
            seen[found] += 1
    assert min(seen.values()) > 40


def test_a_set_that_need_not_hang_together_counts() -> None:
    """Two places without a link, too small alone; an exemption from GEO-CON makes them one cluster."""
    small = {"organisations": {c: {"population": 60_000} for c in "AB"}}
    for decisions, want in (([], False), (["exempt GEO-CON A;B"], True), (["exempt GEO-POP A;B"], False)):
        given = instance(small | {"decisions": decisions})
        assert has_cluster(given, "AB", build(BOOK), BOOK, "A", cpsat.Budget(30.0)) is want, decisions


ISLE = {
    "organisations": {"A": {}, "B": {}, "ISLE": {"population": 40_000}},
    "links": ["A B land"],
}
PAIRED = {
    "organisations": {c: {"population": 60_000} for c in "ABC"},
    "links": ["A B land", "B C land", "A C land"],
}
"""Each pair is lawful under NO_THREE, but one is always left over."""
NO_THREE = rulebook_with(BOOK, {"GEO-SIZE": {"max": 2}, "GEO-POP": {"windows": [[100_000, 900_000]]}})


@pytest.mark.parametrize(("facts", "book", "alone"), [(ISLE, BOOK, ["ISLE"]), (PAIRED, NO_THREE, [])])
def test_the_second_method_must_agree(facts, book, alone, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the list has lost clusters, the other method finds one, and nothing is told as impossible."""
    given = instance(facts)
    known = national(given, book=book)
    assert stranded(known.parts[0]) == alone
    assert known.best(1, 3) is None
    assert confirmed(known, given, 1, 3, known.budget)
    whole = with_decisions(given, ["exempt GEO-POP ISLE"]) if alone else given
    lenient = book if alone else BOOK
    known.shelf.rules = build(lenient)
    with pytest.raises(RuntimeError, match="two methods disagree about"):
        confirmed(known, whole, 1, 3, known.budget)


def test_only_the_blocked_part_is_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """One organisation without a cluster is enough: no model of a whole region is made."""
    given = instance(ISLE)

    def never(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(blocked_module, "compact_best", never)
    result = open_engine(given, BOOK).solve(settings=Settings(only_geography=True))
    assert result.refusal is not None
    assert result.refusal.status == "infeasible"


def test_without_time_for_the_second_method_nothing_is_certain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocked_module, "SECONDS", 0.0)
    for facts, book in ((ISLE, BOOK), (PAIRED, NO_THREE)):
        result = open_engine(instance(facts), book).solve(settings=Settings(only_geography=True))
        assert result.refusal is not None
        assert result.refusal.status == "unknown"
        assert result.refusal.text.startswith("No plan was found, and by one method there is none")
