"""Reading plans off settled blocks: outcomes in their order, recruits by name, officers and vacancies."""

from __future__ import annotations

from collections import Counter
from itertools import chain, combinations, product

import pytest

from planner.boards.extract import REASONS, Parts, extract, outcome_of
from planner.core.plan import Role
from tests.boards.blocks import BOOK, CARE_TRUSTS, Block, from_words, made_of, shipped

Seats = set[tuple[str, Role]]


def extracted(*blocks: Block) -> Parts:
    return extract(blocks[0].instance, blocks[0].posts, [b.settle() for b in blocks])


def named(text: str) -> Seats:
    """``"A chair, B ned"`` as seats."""
    return {
        (o, "chair" if role == "chair" else "ned") for o, role in (part.split() for part in text.split(", "))
    }


@pytest.mark.parametrize(
    ("today", "after", "outcome"),
    [
        ("A ned", "A ned", "continues"),
        ("A chair, B ned", "B ned, A chair", "continues"),
        ("A chair", "A ned", "changes_role"),
        ("A ned", "A chair", "changes_role"),
        # role change before move, move before more
        ("A chair", "B ned", "changes_role"),
        ("A ned", "B chair, C chair", "changes_role"),
        ("A ned", "B ned", "moves_board"),
        ("A ned", "B ned, C ned", "moves_board"),
        ("A ned", "A ned, B ned", "takes_more_boards"),
        ("A chair", "A chair, B chair, C chair", "takes_more_boards"),
        ("A ned, B ned", "B ned, C ned, D ned", "takes_more_boards"),
        ("A ned, B ned", "A ned", "fewer_boards"),
        ("A ned, B ned", "B ned, C ned", "moves_board"),
        # chairs before and after, but not the same board
        ("A chair, B ned", "A ned, B chair", "changes_role"),
        ("A chair, B ned", "A chair, B chair", "changes_role"),
    ],
)
def test_outcome_of(today: str, after: str, outcome: str) -> None:
    assert outcome_of(named(today), named(after)) == outcome


def test_outcomes_follow_the_page_on_semantics() -> None:
    """Every pair of sets of seats on three boards, one role a board."""

    def meaning(today: Seats, after: Seats) -> str:
        before, now = {o for o, _ in today}, {o for o, _ in after}
        tests = {
            "changes_role": any(r == "chair" for _, r in today) != any(r == "chair" for _, r in after),
            "moves_board": not before & now,
            "takes_more_boards": len(now) > len(before),
            "fewer_boards": len(now) < len(before),
            "moves_board ": now != before,
            "changes_role ": any((o, r) not in today for o, r in after),
        }
        return next((name.strip() for name, holds in tests.items() if holds), "continues")

    roles: list[list[tuple[str, Role]]] = [[(o, "chair"), (o, "ned")] for o in "ABC"]
    subsets = chain.from_iterable(combinations(roles, n) for n in (1, 2, 3))
    held = [set(seats) for subset in subsets for seats in product(*subset)]
    assert len(held) == 26
    assert all(outcome_of(t, a) == meaning(t, a) for t in held for a in held)


def test_every_outcome_has_its_words() -> None:
    assert len(REASONS) == 9
    assert len(set(REASONS.values())) == 9


def test_recruits_are_named_by_organisation_and_number() -> None:
    """Two empty boards under Model 2: recruits serve both and are counted from 1 at the smaller code."""
    parts = extracted(from_words({"organisations": {"B": {}, "A": {}}}, ["A B"], "model-2"))
    assert [r.id for r in parts.recruits] == [f"new:A:{n}" for n in range(1, len(parts.recruits) + 1)]
    assert all(r.organisations == ("A", "B") for r in parts.recruits)
    assert Counter(r.role for r in parts.recruits) == {"chair": 1, "ned": 5}
    seated = {s.person for b in parts.boards for s in b.neds} | {b.chair for b in parts.boards}
    assert seated == {r.id for r in parts.recruits}
    assert all(b.audit_chair in {s.person for s in b.neds} for b in parts.boards)
    assert all(s.seat == "shared" for b in parts.boards for s in b.neds)


def test_recruits_of_two_blocks_do_not_share_a_name() -> None:
    given = from_words({"organisations": {"A": {}, "B": {}}}, ["A B"], "model-2").instance
    parts = extracted(*made_of(given, [["A"], ["B"]], "model-2"))
    names = [r.id for r in parts.recruits]
    assert len(set(names)) == len(names)
    assert {n.split(":")[1] for n in names} == {"A", "B"}
    assert names == sorted(names)


def test_a_recruited_nominee_says_who_nominates() -> None:
    facts = CARE_TRUSTS | {"holders": [h for h in CARE_TRUSTS["holders"] if "X3" not in h]}
    parts = extracted(from_words(facts, ["A B"], "model-3"))
    (seat,) = [s for b in parts.boards for s in b.neds if s.nominee_of == "X3"]
    (recruit,) = [r for r in parts.recruits if r.id == seat.person]
    assert recruit.role == "ned"
    assert recruit.organisations == ("A",)
    assert len(recruit.conditions) == 1
    assert "Council X3 (X3)" in recruit.conditions[0]


def test_outcomes_of_people_without_a_seat() -> None:
    """Nine directors, seven seats: offers are used before places end; an alternative role is taken once."""
    holders = ["c A chair", *(f"n{i} A ned" for i in range(1, 10))]
    facts = {"organisations": {"A": {}}, "holders": holders}
    assert Counter(p.outcome for p in extracted(from_words(facts, ["A"], "model-4")).people) == {
        "continues": 8,
        "place_ends": 2,
    }
    ending = facts | {
        "renewals": "none",
        "holders": [h + (" until=2012-01-01" if h[:2] in ("n1", "n2") else "") for h in holders],
    }
    people = {p.id: p for p in extracted(from_words(ending, ["A"], "model-4")).people}
    assert [people[i].outcome for i in ("n1", "n2", "n3", "c")] == ["term_ends"] * 2 + ["continues"] * 2
    released = facts | {"decisions": ["release n4", "release n5"]}
    people = {p.id: p for p in extracted(from_words(released, ["A"], "model-4")).people}
    assert people["n4"].outcome == people["n5"].outcome == "place_ends"
    assert people["n4"].to == ()
    assert [(x.organisation, x.role) for x in people["n4"].from_] == [("A", "ned")]
    assert all(p.reason == REASONS[p.outcome] for p in people.values())


def test_everything_is_sorted_and_complete() -> None:
    given = shipped("tiny")
    codes = sorted(given.by_code)
    for model in ("model-1", "model-2", "model-3", "model-4"):
        blocks = made_of(given, [codes[:3], codes[3:]], model)
        parts = extracted(*blocks)
        assert [b.organisation for b in parts.boards] == codes
        assert [p.id for p in parts.people] == sorted(blocks[0].posts)
        assert [r.id for r in parts.recruits] == sorted(r.id for r in parts.recruits)
        assert set(parts.cluster_boards) == ({codes[0], codes[3]} if model == "model-1" else set())
        for board in parts.boards:
            facts = given.by_code[board.organisation]
            assert board.vacancies == max(0, facts.ned_seats - len(board.neds))
            assert [o.post for o in board.officers] == [o.id for o in BOOK.officers[: facts.officer_seats]]
            assert [s.person for s in board.neds] == sorted(s.person for s in board.neds)


def test_a_nominated_cluster_board() -> None:
    (block,) = made_of(shipped("ckw-2011"), [sorted(shipped("ckw-2011").by_code)], "model-1")
    parts = extracted(block)
    ((cluster, body),) = parts.cluster_boards.items()
    assert cluster == "5J6"
    assert body.chair in {b.chair for b in parts.boards}
    assert body.chair not in {n.person for n in body.neds}
    low, high = block.shapes[0].governance.nominees
    counts = Counter(n.organisation for n in body.neds)
    assert set(counts) == {"5J6", "5N2", "5N3"}
    assert all(low <= c <= high for c in counts.values())


def test_shared_and_locality_seats() -> None:
    (block,) = made_of(shipped("ckw-2011"), [sorted(shipped("ckw-2011").by_code)], "model-3")
    parts = extracted(block)
    boards: dict[str, set[str]] = {}
    kinds: dict[str, set[str]] = {}
    for board in parts.boards:
        for seat in board.neds:
            boards.setdefault(seat.person, set()).add(board.organisation)
            kinds.setdefault(seat.person, set()).add(seat.seat)
    assert all(kinds[p] == ({"shared"} if len(at) == 3 else {"locality"}) for p, at in boards.items())
    assert {len(at) for at in boards.values()} == {1, 3}
