"""Listing possible clusters against testing every subset."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.geography.candidates import Summed, Table, base_table, decided, possible_clusters
from planner.geography.listing import TooManyCandidatesError
from planner.objectives.registry import geography_levels
from planner.rules.registry import build
from tests.geography.maps import masks_of
from tests.oracle.geography import lawful_cluster
from tests.rules.builder import instance, rule, seeded
from tests.strategies import rulebook_with, tiny_case

RULES = ("GEO-CON", "GEO-4", "GEO-7", "GEO-SIZE", "GEO-POP", "HR-2", "DEC-TOGETHER", "DEC-APART")


def clusters_of(facts: dict, *ids: str, **parameters: dict) -> set[str]:
    """Possible clusters as joined codes, each checked to be there once."""
    table = possible_clusters(instance(facts), [rule(i, **parameters.get(i, {})) for i in ids or RULES])
    listed = [" ".join(table.organisations(row)) for row in range(len(table))]
    assert len(set(listed)) == len(listed)
    return set(listed)


def as_decided(given: Instance, cluster: frozenset[str]) -> bool:
    """Decisions about pairs, as far as one cluster shows them."""
    for d in given.decisions:
        both = len({d.subject, d.object} & cluster)
        if (d.kind == "keep_together" and both == 1) or (d.kind == "keep_apart" and both == 2):
            return False
    return True


@pytest.mark.parametrize("block", range(6))
def test_possible_clusters_are_the_lawful_sets(block: int) -> None:
    """Every subset of generated instances, with all rules and decisions, by the oracle's reading."""
    for seed in range(block * 40, block * 40 + 40):
        case = tiny_case(seed)
        codes = sorted(case.instance.by_code)
        table = possible_clusters(case.instance, build(case.rulebook))
        got = [frozenset(table.organisations(row)) for row in range(len(table))]
        want = {
            cluster
            for size in range(1, len(codes) + 1)
            for cluster in map(frozenset, combinations(codes, size))
            if lawful_cluster(case.instance, case.rulebook, cluster) and as_decided(case.instance, cluster)
        }
        assert len(got) == len(set(got)), seed
        assert set(got) == want, seed


LINE = {"organisations": {c: {} for c in "ABC"}, "links": ["A B land", "B C land"]}


def test_plain_line() -> None:
    assert clusters_of(LINE) == {"A", "B", "C", "A B", "B C", "A B C"}


def test_patient_flow_does_not_connect() -> None:
    facts = LINE | {"links": ["A B patient_flow", "B C ferry"]}
    assert clusters_of(facts) == {"A", "B", "C", "B C"}


def test_an_exemption_adds_exactly_that_cluster() -> None:
    assert "A C" in clusters_of(LINE | {"decisions": ["exempt GEO-CON A;C"]})
    assert "A C" not in clusters_of(LINE | {"decisions": ["exempt GEO-SIZE A;C"]})
    small = {"GEO-SIZE": {"max": 2}}
    assert "A B C" not in clusters_of(LINE, **small)
    assert "A B C" in clusters_of(LINE | {"decisions": ["exempt GEO-SIZE A;B;C"]}, **small)
    # one rule lifted does not lift another: A C stays in pieces
    assert "A C" not in clusters_of(LINE | {"decisions": ["exempt GEO-POP A;C"]})


def test_an_exemption_reaches_beyond_the_growth_by_population() -> None:
    few = {"GEO-POP": {"windows": [[100_000, 450_000]]}}
    assert clusters_of(LINE, **few) == {"A", "B", "C", "A B", "B C"}
    lifted = LINE | {"decisions": ["exempt GEO-POP A;B;C"]}
    assert clusters_of(lifted, **few) == {"A", "B", "C", "A B", "B C", "A B C"}


def test_windows_with_a_hole() -> None:
    hole = {"GEO-POP": {"windows": [[100_000, 200_000], [600_000, 700_000]]}}
    assert clusters_of(LINE, **hole) == {"A", "B", "C", "A B C"}


def test_multiples_have_no_largest_population() -> None:
    """200,000 people each: one is a multiple and so are three; the window beside them is smaller than both."""
    twice = {"of": 200_000, "low_permille": 1000, "high_permille": 1000}
    assert clusters_of(LINE, **{"GEO-POP": {"windows": [[0, 5]], "multiples": twice}}) >= {"A", "A B", "A B C"}
    odd = {"of": 600_000, "low_permille": 950, "high_permille": 1050}
    assert clusters_of(LINE, **{"GEO-POP": {"windows": [], "multiples": odd}}) == {"A B C"}


@pytest.mark.parametrize("id_", ["GEO-POP", "GEO-SIZE"])
def test_only_what_must_be_kept_stops_growth(id_: str) -> None:
    """A preferred size or window leaves larger clusters possible."""
    tight = {"GEO-POP": {"windows": [[100_000, 250_000]]}, "GEO-SIZE": {"max": 1}}
    wish = rule(id_, **tight[id_])
    wish.spec = wish.spec.model_copy(update={"strength": "prefer"})
    table = possible_clusters(instance(LINE), [*(rule(i) for i in RULES if i != id_), wish])
    assert {" ".join(table.organisations(row)) for row in range(len(table))} == clusters_of(LINE)


def test_an_exemption_about_organisations_elsewhere_is_passed_over() -> None:
    assert clusters_of(LINE | {"decisions": ["exempt GEO-CON A;ELSEWHERE"]}) == clusters_of(LINE)


def test_an_established_arrangement_is_one_cluster() -> None:
    strong = {"arrangement": "g", "arrangement_strength": "established"}
    # one established member is enough; the second is partial in the same arrangement
    facts = LINE | {"organisations": {"A": strong, "B": strong | {"arrangement_strength": "partial"}, "C": {}}}
    assert clusters_of(facts) == {"A B", "C"}
    without = [i for i in RULES if i != "HR-2"]
    assert clusters_of(facts, *without) == {"A", "B", "C", "A B", "B C", "A B C"}
    weak = facts["organisations"]["B"]
    partial = LINE | {"organisations": {"A": weak, "B": weak, "C": {}}}
    assert "B C" in clusters_of(partial)


def test_an_established_arrangement_in_pieces_needs_an_exemption() -> None:
    strong = {"arrangement": "g", "arrangement_strength": "established"}
    facts = LINE | {"organisations": {"A": strong, "B": {}, "C": strong}}
    assert clusters_of(facts) == {"B"}
    assert clusters_of(facts | {"decisions": ["exempt GEO-CON A;C"]}) == {"B", "A C"}


BORDER = {
    "organisations": {"A": {}, "B": {}, "C": {"region": "South"}, "D": {"region": "South"}},
    "links": ["A B land", "B C land", "C D land"],
}


def test_clusters_stay_in_their_region() -> None:
    assert clusters_of(BORDER) == {"A", "B", "C", "D", "A B", "C D"}


def test_a_decision_lets_an_organisation_cross() -> None:
    crossing = BORDER | {"decisions": ["cross_region C North"]}
    # C may be led by North; D may not, and B is a stranger in the South
    assert clusters_of(crossing) == {"A", "B", "C", "D", "A B", "C D", "B C", "A B C"}


def test_crossing_both_ways_lists_a_cluster_once() -> None:
    both = BORDER | {"decisions": ["cross_region C North", "cross_region B South"]}
    assert clusters_of(both) == {"A", "B", "C", "D", "A B", "C D", "B C", "A B C", "B C D"}


def test_rows_keep_what_is_known_of_them() -> None:
    given = instance({"organisations": {"A": {}, "B": {}}})
    table = Table(given, ("A", "B"), masks_of([0b01, 0b10, 0b11]), {"x": np.arange(3)})
    fewer = table.rows(np.array([True, False, True]))
    assert [fewer.organisations(row) for row in range(len(fewer))] == [("A",), ("A", "B")]
    assert fewer.columns["x"].tolist() == [0, 2]
    assert [fewer.row_of(frozenset(c)) for c in ("A", "B", "AB", "AZ")] == [0, None, 1, None]
    assert table.rows(np.ones(3, dtype=np.bool_)) is table
    assert fewer.members.tolist() == [[True, False], [True, True]]


def weaker(book: Rulebook, rule_id: str, how: str) -> Rulebook:
    """The rulebook with one rule switched off, or a wish."""
    update = {"on": False} if how == "off" else {"strength": how}
    rules = tuple(r.model_copy(update=update) if r.id == rule_id else r for r in book.rules)
    return Rulebook.model_validate({**book.model_dump(), "rules": [r.model_dump() for r in rules]})


def without(book: Rulebook) -> Rulebook:
    """What must hold, for an oracle that knows on and off only."""
    rules = tuple(r.model_copy(update={"on": r.on and r.strength == "must"}) for r in book.rules)
    return Rulebook.model_validate({**book.model_dump(), "rules": [r.model_dump() for r in rules]})


@pytest.mark.parametrize("how", ["off", "prefer", "should"])
@pytest.mark.parametrize("rule_id", ["GEO-4", "GEO-CON", "GEO-SIZE", "GEO-POP", "GEO-7", "HR-2"])
def test_rules_that_do_not_bind_do_not_filter(rule_id: str, how: str) -> None:
    for seed in range(60, 90):
        case = tiny_case(seed)
        book = weaker(case.rulebook, rule_id, how)
        table = possible_clusters(case.instance, build(book))
        got = {frozenset(table.organisations(row)) for row in range(len(table))}
        want = {
            cluster
            for size in range(1, len(case.instance.organisations) + 1)
            for cluster in map(frozenset, combinations(sorted(case.instance.by_code), size))
            if lawful_cluster(case.instance, without(book), cluster) and as_decided(case.instance, cluster)
        }
        assert got == want, seed


@pytest.mark.parametrize("block", range(3))
def test_one_base_serves_all_decisions_within_it(block: int) -> None:
    """The base of other decisions, used again and again: rows and columns are those of a fresh list."""
    for seed in range(block * 40, block * 40 + 40):
        case, rng = tiny_case(seed), seeded(f"base {seed}")
        rules = build(case.rulebook)
        levels = [x for x in geography_levels(case.rulebook) if isinstance(x, Summed)]
        crossing = [d for d in case.instance.decisions if d.kind == "cross_region"]
        other = [d for d in case.instance.decisions if d.kind != "cross_region"]
        base = base_table(case.instance.replaced(decisions=tuple(crossing)), rules, case.instance.regions)
        for _ in range(4):
            some = tuple(d for d in other if rng.random() < 0.6)
            given = case.instance.replaced(decisions=tuple(crossing) + some)
            got = decided(base, given, rules, levels, case.rulebook)
            fresh = possible_clusters(given, rules)
            assert got.masks.tolist() == fresh.masks.tolist(), seed
            assert sorted(got.masks.tolist()) == got.masks.tolist()
            for level in levels:
                assert got.columns[level.id].tolist() == level.column(fresh, case.rulebook).tolist(), seed


def test_regions_too_large_to_list() -> None:
    many = instance({"organisations": {f"N{i:02}": {} for i in range(64)}})
    with pytest.raises(TooManyCandidatesError, match="64 organisations in one part"):
        possible_clusters(many, [rule("GEO-CON")])


def test_windows_leave_their_upper_end_to_the_widest() -> None:
    case = tiny_case(1)
    book = rulebook_with(case.rulebook, {"GEO-POP": {"windows": [[0, 10], [5, 10**9], [7, 8]]}})
    table = possible_clusters(case.instance, build(book))
    whole = frozenset(case.instance.by_code)
    assert (table.row_of(whole) is not None) == (
        lawful_cluster(case.instance, book, whole) and as_decided(case.instance, whole)
    )
