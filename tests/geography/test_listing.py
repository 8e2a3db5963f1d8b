"""Every connected set once, against looking at every subset."""

from __future__ import annotations

from itertools import combinations

import pytest

from planner.geography import listing
from planner.geography.listing import (
    TooManyCandidatesError,
    adjacency,
    connected_masks,
    to_mask,
    to_members,
)
from tests.geography.maps import connected_sets, neighbours, random_edges
from tests.rules.builder import instance, seeded


@pytest.mark.parametrize("block", range(5))
def test_every_connected_set_once(block: int) -> None:
    for seed in range(block * 8, block * 8 + 8):
        rng = seeded(seed)
        n = rng.randint(1, 11)
        weights = [rng.choice([0, 1, 1, 2, 3, 7]) for _ in range(n)]
        edges = random_edges(rng, n, rng.choice([0, 0.1, 0.3, 0.6]))
        largest = rng.choice([1, 2, 3, 5, n, n + 3])
        heaviest = rng.choice([0, 2, 6, 12, sum(weights)])
        got = connected_masks(neighbours(n, edges), weights, largest, heaviest)
        want = [
            mask
            for mask in connected_sets(n, edges)
            if mask.bit_count() <= largest
            and sum(w for i, w in enumerate(weights) if mask >> i & 1) <= heaviest
        ]
        assert got.tolist() == want, seed
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
    with pytest.raises(TooManyCandidatesError, match=r"64 organisations.*at most 63"):
        connected_masks([0] * 64, [1] * 64, 2, 10)


def test_a_list_that_grows_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    complete = neighbours(6, list(combinations(range(6), 2)))
    monkeypatch.setattr(listing, "LIST_LIMIT", 63)
    assert len(connected_masks(complete, [1] * 6, 6, 6)) == 63
    monkeypatch.setattr(listing, "LIST_LIMIT", 62)
    with pytest.raises(TooManyCandidatesError, match="more than 62 possible clusters"):
        connected_masks(complete, [1] * 6, 6, 6)
    assert len(connected_masks(complete, [1] * 6, 2, 6)) == 21
    monkeypatch.setattr(listing, "LIST_LIMIT", 1)  # too many before duplicates are dropped, too
    with pytest.raises(TooManyCandidatesError, match="more than 1 possible clusters"):
        connected_masks(complete, [1] * 6, 6, 6)


def test_links_that_connect() -> None:
    links = ["A B land", "B C patient_flow", "C D ferry", "A E bridge"]
    given = instance({"organisations": {c: {} for c in "ABCDE"}, "links": links})
    assert adjacency(given, "ABCDE") == [0b10010, 0b00001, 0b01000, 0b00100, 0b00001]
    assert adjacency(given, "BDC") == [0, 0b100, 0b010]
    assert to_mask("BDC", frozenset("CB")) == 0b101
    assert to_mask("BDC", frozenset()) == 0
