"""People of today, who may sit where, and which clusters must be settled together."""

from __future__ import annotations

from collections import Counter

import pytest

from planner.boards.pool import Shape, at_most, blocks, people_of, places, reach, recruits_of
from planner.core.instance import Instance
from planner.io.rulebook import load_governance
from tests.boards.blocks import MODELS, shapes_of, shipped
from tests.oracle import facts
from tests.rules.builder import instance
from tests.strategies import tiny_case

FOUR = {code: {} for code in "ABCD"}


def told(*holders: str, decisions: tuple[str, ...] = ()) -> Instance:
    return instance({"organisations": FOUR, "holders": list(holders), "decisions": list(decisions)})


def test_rows_of_one_id_are_one_person() -> None:
    people = people_of(told("p1 A chair", "p2 A ned", "p1 B ned"))
    assert list(people) == ["p1", "p2"]
    assert [(h.organisation, h.role) for h in people["p1"]] == [("A", "chair"), ("B", "ned")]


def test_posts_without_id_are_people_of_their_own() -> None:
    """Numbered by end of term, then audit chair, then nomination; chairs and NEDs apart."""
    given = told(
        "- A ned until=2013-01-01 nominated_by=X",
        "- A ned until=2013-01-01",
        "- A ned until=2012-01-01 audit",
        "- A ned until=2012-01-01",
        "- A chair until=2014-01-01",
        "- B ned until=2011-09-30",
        "z A ned",
    )
    people = people_of(given)
    assert list(people) == [
        "post:A:chair:1",
        "post:A:ned:1",
        "post:A:ned:2",
        "post:A:ned:3",
        "post:A:ned:4",
        "post:B:ned:1",
        "z",
    ]
    order = [people[f"post:A:ned:{n}"][0] for n in range(1, 5)]
    assert [(h.term_end.year, h.audit_chair, h.nominated_by) for h in order] == [
        (2012, False, None),
        (2012, True, None),
        (2013, False, None),
        (2013, False, "X"),
    ]
    assert all(len(rows) == 1 for rows in people.values())


def test_people_are_those_of_the_oracle() -> None:
    for seed in range(80):
        case = tiny_case(seed)
        people = people_of(case.instance)
        want = facts.people_of(case.instance, case.rulebook)
        assert list(people) == [p.id for p in want], seed
        for p in want:
            assert {(h.organisation, h.role) for h in people[p.id]} == p.roles
            assert reach(case.instance, people)[p.id] == p.pool


def test_reach_is_posts_and_places() -> None:
    given = told("p1 A ned", "p2 A ned", "p2 B chair", decisions=("place p1 C chair", "keep_in_post p2 B"))
    assert places(given) == {"p1": {"C": "chair"}}
    assert reach(given, people_of(given)) == {"p1": {"A", "C"}, "p2": {"A", "B"}}


def ids(given: Instance, *groups: str) -> list[list[str]]:
    shapes = shapes_of([g.split() for g in groups], load_governance("model-2"))
    return [[s.id for s in block] for block in blocks(given, people_of(given), shapes)]


def test_blocks_are_clusters_tied_by_people() -> None:
    plain = told("p1 A ned", "p2 B ned", "p3 C ned")
    assert ids(plain, "A", "B", "C", "D") == [["A"], ["B"], ["C"], ["D"]]
    tied = told("p1 A ned", "p1 C ned", "p2 B ned")
    assert ids(tied, "A", "B", "C", "D") == [["A", "C"], ["B"], ["D"]]
    assert ids(tied, "A C", "B D") == [["A"], ["B"]]
    assert ids(tied, "A B", "C D") == [["A", "C"]]
    chain = told("p1 A ned", "p1 B ned", "p2 B ned", "p2 D ned")
    assert ids(chain, "A", "B", "C", "D") == [["A", "B", "D"], ["C"]]
    placed = told("p1 A ned", decisions=("place p1 D ned",))
    assert ids(placed, "A", "B", "C", "D") == [["A", "D"], ["B"], ["C"]]
    # a post outside the clusters asked for ties nothing
    assert ids(tied, "A", "B") == [["A"], ["B"]]


def test_blocks_hold_every_cluster_once() -> None:
    for name in ("tiny", "ckw-2011"):
        given = shipped(name)
        for model in MODELS:
            shapes = shapes_of([[c] for c in given.by_code], load_governance(model))
            found = blocks(given, people_of(given), shapes)
            assert sorted(s.id for block in found for s in block) == sorted(given.by_code)


def recruits(model: str, organisations: str, *coverage: str) -> list[tuple[str, str | None]]:
    """Role and nominating authority of each possible recruit, where a board needs five NEDs."""
    given = instance({"organisations": FOUR | {"B": {"kind": "care_trust"}}, "coverage": list(coverage)})
    shape = Shape("A", tuple(organisations.split()), load_governance(model))
    found = recruits_of(given, shape, at_most(shape, 5))
    assert len({r.id for r in found}) == len(found)
    assert all(r.cluster == "A" for r in found)
    return [(r.role, r.nominated_by) for r in found]


@pytest.mark.parametrize("model", MODELS)
def test_possible_recruits(model: str) -> None:
    """One for all chairs, enough for any board, and one for each nomination; enough is tried in test_settle."""
    plain = recruits(model, "A B")
    assert Counter(plain)["chair", None] == 1
    assert Counter(plain)["ned", None] >= 5
    assert len(Counter(plain)) == 2
    nominating = recruits(model, "A B", "B X relevant", "B Y relevant", "B Z", "C W relevant")
    assert Counter(nominating) - Counter(plain) == {("ned", "X"): 1, ("ned", "Y"): 1}
    assert len(recruits("model-3", "A B C")) > len(recruits("model-3", "A"))
