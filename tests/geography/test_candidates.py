"""Listing possible clusters against testing every subset."""

from __future__ import annotations

from itertools import combinations
from random import Random

import numpy as np
import pytest

from planner.core.instance import Instance
from planner.geography import candidates
from planner.geography.candidates import (
    Table,
    TooManyCandidatesError,
    connected_masks,
    possible_clusters,
    to_members,
)
from planner.rules.registry import build
from tests.geography.maps import connected_sets, neighbours, random_edges
from tests.oracle.geography import lawful_cluster
from tests.rules.builder import instance, rule, seeded
from tests.strategies import tiny_case

RULES = ("GEO-CON", "GEO-4", "GEO-7", "GEO-SIZE", "GEO-POP", "HR-2", "DEC-TOGETHER", "DEC-APART")


def clusters_of(facts: dict, *ids: str, **parameters: dict) -> set[str]:
    """Possible clusters as joined codes, each checked to be there once."""
    table = possible_clusters(instance(facts), [rule(i, **parameters.get(i, {})) for i in ids or RULES])
    listed = [" ".join(table.organisations(row)) for row in range(len(table))]
    assert len(set(listed)) == len(listed)
    return set(listed)


def some_graph(rng: Random) -> tuple[int, list[tuple[int, int]], list[int]]:
    n = rng.randint(1, 12)
    weights = [rng.choice([0, 1, 1, 2, 3, 7]) for _ in range(n)]
    return n, random_edges(rng, n, rng.choice([0, 0.1, 0.3, 0.6])), weights


@pytest.mark.parametrize("seed", range(30))
def test_every_connected_set_once(seed: int) -> None:
    rng = seeded(seed)
    n, edges, weights = some_graph(rng)
    largest = rng.choice([1, 2, 3, 5, n, n + 3])
    heaviest = rng.choice([0, 2, 6, 12, sum(weights)])
    got = connected_masks(neighbours(n, edges), weights, largest, heaviest)
    want = [
        mask
        for mask in connected_sets(n, edges)
        if mask.bit_count() <= largest and sum(w for i, w in enumerate(weights) if mask >> i & 1) <= heaviest
    ]
    assert got.tolist() == want
    assert to_members(got, n).tolist() == [[bool(mask >> i & 1) for i in range(n)] for mask in want]


def test_limits_are_inclusive() -> None:
    line = neighbours(3, [(0, 1), (1, 2)])
    assert 0b111 in connected_masks(line, [5, 5, 5], 3, 15)
    assert 0b111 not in connected_masks(line, [5, 5, 5], 2, 15)
    assert 0b111 not in connected_masks(line, [5, 5, 5], 3, 14)


def test_a_universe_of_63_is_the_largest() -> None:
    masks = connected_masks(neighbours(63, [(61, 62)]), [1] * 63, 2, 10)
    assert len(masks) == 64
    assert int(masks[-1]) == 0b11 << 61
    assert to_members(masks, 63)[-1].nonzero()[0].tolist() == [61, 62]
    with pytest.raises(TooManyCandidatesError, match=r"64 organisations.*at most 63\. Split the region"):
        connected_masks([0] * 64, [1] * 64, 2, 10)


def test_a_list_that_grows_too_long_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    complete = neighbours(6, list(combinations(range(6), 2)))
    monkeypatch.setattr(candidates, "LIST_LIMIT", 63)
    assert len(connected_masks(complete, [1] * 6, 6, 6)) == 63
    monkeypatch.setattr(candidates, "LIST_LIMIT", 62)
    with pytest.raises(TooManyCandidatesError) as error:
        connected_masks(complete, [1] * 6, 6, 6)
    text = str(error.value)
    assert "more than 62 possible clusters" in text
    assert all(word in text for word in ("GEO-SIZE", "GEO-POP", "split the region"))
    assert len(connected_masks(complete, [1] * 6, 2, 6)) == 21


def decided(given: Instance, cluster: frozenset[str]) -> bool:
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
            if lawful_cluster(case.instance, case.rulebook, cluster) and decided(case.instance, cluster)
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


def test_rows_keeps_what_is_known_of_them() -> None:
    members = np.array([[1, 0], [0, 1], [1, 1]], dtype=np.bool_)
    table = Table(instance({"organisations": {"A": {}, "B": {}}}), ("A", "B"), members, {"x": np.arange(3)})
    fewer = table.rows(np.array([True, False, True]))
    assert [fewer.organisations(row) for row in range(len(fewer))] == [("A",), ("A", "B")]
    assert fewer.cache["x"].tolist() == [0, 2]
