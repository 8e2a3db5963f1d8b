"""Certainty, reasons and ring-fences written into a plan, against plain enumeration and by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from planner import cpsat
from planner.boards.extract import Parts, extract
from planner.boards.fences import fenced
from planner.boards.pool import blocks, people_of
from planner.boards.ringfence import chances
from planner.core.fences import LEAVING_OPEN, NOMINATIONS, PLACE_OPEN, SEATS_OPEN, post_kind
from planner.core.outcomes import LEAVING
from planner.core.rows import Stance
from planner.objectives.registry import board_levels
from tests.boards.blocks import Block, from_words, shapes_of
from tests.boards.test_ringfence import petty
from tests.oracle.fences import All, Seen
from tests.strategies import Case


def parts_of(case: Case, groups: list[list[str]]) -> Parts | None:
    """The parts of the plan of a whole map; None where it has no lawful boards."""
    given = case.instance
    shapes = shapes_of(groups, case.governance, case.standalone)
    settled, found = [], []
    for some in blocks(given, people_of(given), shapes):
        block = Block(given, case.rulebook, some)
        settled.append(block.settle())
        if settled[-1].status == "infeasible":
            return None
        levels = board_levels(case.rulebook)
        budget = cpsat.Budget(60.0)
        found.append(chances(given, case.rulebook, block.rules, levels, block.posts, settled[-1], budget))
    parts = extract(given, people_of(given), settled)
    known = [(s.model.shapes, f) for s, f in zip(settled, found, strict=True)]
    return fenced(given, case.rulebook, people_of(given), parts, known)


def with_example(seen: Seen, parts: Parts, case: Case) -> Seen:
    """What N shows and the example, as if it were one more plan."""
    held: dict[str, set[tuple[str, ...]]] = {p.id: set() for p in parts.people}
    for board in parts.boards:
        kept = not parts_shared(case, board.cluster, parts)
        together = case.governance.chair_scope == "cluster" and not kept
        home = (board.cluster, "chair") if together else (board.cluster, "chair", board.organisation)
        held.get(board.chair or "", set()).add(home)
        for ned in board.neds:
            where = () if ned.seat == "shared" else (board.organisation,)
            held.get(ned.person, set()).add((board.cluster, ned.seat, *where))
        if not kept and board.audit_chair in held:
            held[board.audit_chair].add((board.cluster, "audit"))
    roles = {a.organisation for a in case.instance.alternative_roles if a.count}
    cluster = {b.organisation: b.cluster for b in parts.boards}
    for person in parts.people:
        if person.outcome == "alternative_role":
            held[person.id] |= {
                (cluster[p.organisation], "alternative") for p in person.from_ if p.organisation in roles
            }
    out = Seen()
    for p, now in held.items():
        out.outcomes[p] = seen.outcomes[p]
        out.holds[p] = seen.holds[p] | now
        out.always[p] = seen.always[p] & now
    return out


def parts_shared(case: Case, cluster: str, parts: Parts) -> bool:
    """Whether a cluster's boards are not kept but shared."""
    alone = sum(b.cluster == cluster for b in parts.boards) == 1
    return not alone and bool(case.governance.shared_neds[1])


@pytest.mark.parametrize("block", range(10))
def test_certainty_and_pools_equal_enumeration(block: int) -> None:
    """Decided exactly when all of N agree and the example shows it; pools are who holds a post in some only."""
    compared = 0
    for seed, case, groups in petty(range(block * 40, (block + 1) * 40, 3)):
        parts = parts_of(case, groups)
        model = {
            o: (frozenset(g), case.standalone if len(g) == 1 else case.governance) for g in groups for o in g
        }
        seen = All(case.instance, case.rulebook, model).seen()
        assert (parts is None) == (seen is None)
        if parts is None or seen is None:
            continue
        compared += 1
        where = (seed, case.governance.id, groups)
        both = with_example(seen, parts, case)
        fences = {f.id: f for f in parts.ring_fences}
        open_people = set()
        for person in parts.people:
            agreed = seen.outcomes[person.id] == {person.outcome}
            assert person.certainty == ("decided" if agreed else "open"), (*where, person.id)
            ends = {x in LEAVING for x in seen.outcomes[person.id] | {person.outcome}}
            if not agreed:
                open_people.add(person.id)
                words = PLACE_OPEN if len(ends) > 1 else LEAVING_OPEN if ends == {True} else SEATS_OPEN
                assert person.reason.endswith(words), (*where, person.id)
                assert person.id in fences[person.ring_fence or ""].pool, (*where, person.id)
        kinds = {k for held in both.holds.values() for k in held}
        pools = {k: [p for p in sorted(both.holds) if k in both.holds[p] - both.always[p]] for k in kinds}
        want = {":".join(k): tuple(p) for k, p in pools.items() if open_people & set(p)}
        got = {f.id: f.pool for f in parts.ring_fences if (k := post_kind(f.id)) and k.kind not in NOMINATIONS}
        assert got == want, where
    assert compared


TWO = {
    "organisations": {"A": {"kind": "care_trust", "ned_seats": 5}, "B": {"ned_seats": 5}},
    "links": ["A B land"],
    "coverage": ["A X1 relevant"],
    "holders": [
        f"{code}{n} {code} {'ned' if n else 'chair'}"
        + (" nominated_by=X1 la_member" if code + str(n) == "A1" else "")
        for code in "AB"
        for n in range(6)
    ],
}
"""A Care Trust and a PCT with a chair and five directors each; A1 is the one nominee."""


def written(facts: dict, model: str, *offers: str) -> dict[str, tuple[str, str | None]]:
    """Certainty with reason, and ring-fence of everybody."""
    block = from_words(facts, ["A B"], model)
    said = tuple(Stance(id=p, stance="offers_to_stand_down", date=block.instance.as_at) for p in offers)
    block = replace(block, instance=block.instance.replaced(stances=said))
    settled = block.settle()
    levels = board_levels(block.rulebook)
    found = chances(
        block.instance, block.rulebook, block.rules, levels, block.posts, settled, cpsat.Budget(60.0)
    )
    parts = extract(block.instance, block.posts, [settled])
    made = fenced(block.instance, block.rulebook, block.posts, parts, [(block.shapes, found)])
    return {p.id: (f"{p.certainty}: {p.reason.split('; ')[-1]}", p.ring_fence) for p in made.people}


def test_model_2_decides_the_nominee_alone() -> None:
    people = written(TWO, "model-2")
    assert people.pop("A1") == (
        "decided: by a local authority's nomination, which the law asks for (A¶3.3)",
        None,
    )
    assert set(people.values()) == {(f"open: {PLACE_OPEN}", "A:chair"), (f"open: {PLACE_OPEN}", "A:shared")}


def test_model_4_decides_all() -> None:
    people = written(TWO, "model-4")
    by_law = people.pop("A1")
    assert by_law[0].startswith("decided: by a local authority's nomination")
    assert set(people.values()) == {
        ("decided: by the governance model: boards keep their own people (A¶4.9)", None)
    }


def test_decisions_and_offers_decide() -> None:
    people = written(TWO | {"decisions": ["place A2 B ned", "release B3"]}, "model-2", "B2")
    assert people["A2"][0] == "decided: by a recorded decision (A¶5.2)"
    assert people["B3"][0] == "decided: by a recorded decision (A¶5.2)"
    assert people["B2"][0] == "decided: by the person's own offer (A¶5.3)"
    assert people["B4"] == (f"open: {PLACE_OPEN}", "A:shared")


def test_an_offer_that_the_example_does_not_use_is_open() -> None:
    """All of N use it, for pay; the example does not, for offers stand before pay. So neither is certain."""
    facts = TWO | {"organisations": {code: {"ned_seats": 5} for code in "AB"}, "coverage": []}
    facts["holders"] = [text.split(" nominated_by")[0] for text in TWO["holders"]]
    state, fence = written(facts, "model-3", "B2")["B2"]
    assert state == f"open: {PLACE_OPEN}"
    assert fence is not None


def test_what_is_not_computed_stays_so() -> None:
    block = from_words(TWO, ["A B"], "model-2")
    settled = block.settle()
    parts = extract(block.instance, block.posts, [settled])
    made = fenced(block.instance, block.rulebook, block.posts, parts, [(block.shapes, None)])
    assert made == replace(parts, ring_fences=[])
    assert {p.certainty for p in made.people} == {"not_computed"}


def test_no_budget_no_answer() -> None:
    block = from_words(TWO, ["A B"], "model-2")
    levels = board_levels(block.rulebook)
    spent = cpsat.Budget(60.0, work=1e-9)
    spent.spent_work = 1.0
    assert (
        chances(block.instance, block.rulebook, block.rules, levels, block.posts, block.settle(), spent) is None
    )
