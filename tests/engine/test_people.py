"""What becomes of people, case by case: solved, checked, and compared with brute force."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from planner.checker import verify
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rows import AlternativeRole, Stance
from planner.core.rulebook import Rulebook
from planner.core.settings import Settings
from planner.engine import open_engine
from planner.io.rulebook import load_governance
from tests.boards.blocks import BOOK, MODELS
from tests.oracle import best
from tests.rules.builder import instance

STANDALONE = load_governance("standalone")
EARLY = "until=2012-06-30"
MOST = 200_000


def people(given: Instance, model: str, book: Rulebook = BOOK) -> tuple[Plan, dict[str, str]]:
    """The plan of one cluster of everybody, proved best and equal to brute force, and the outcomes in it."""
    one = Settings(clusters=(1, 1))
    result = open_engine(given, book).solve(model, one)
    plan = result.plan
    assert plan is not None, result.refusal
    assert result.disagreements == ()
    assert verify(given, plan, book).ok, verify(given, plan, book).text()
    assert result.status == "optimal"
    want = best(given, book, load_governance(model), STANDALONE, (1, 1), most=MOST)
    assert tuple(x.value for x in plan.levels) == want.vector
    return plan, {p.id: p.outcome for p in plan.people}


def value(plan: Plan, level: str) -> int:
    return next(x.value for x in plan.levels if x.id == level)


def offers(**stances: str) -> tuple[Stance, ...]:
    words = {"out": "offers_to_stand_down", "other": "would_take_alternative"}
    return tuple(Stance(id=p, stance=words[s], date=date(2011, 3, 1)) for p, s in sorted(stances.items()))


def board(code: str, neds: int, chair: bool = True, more: str = "") -> list[str]:
    """A chair ``A0`` and NEDs ``A1``, ``A2``, … of organisation A."""
    rows = [f"{code}0 {code} chair"] if chair else []
    return rows + [f"{code}{n} {code} ned {more}".strip() for n in range(1, neds + 1)]


def two(*holders: str, **facts: Any) -> Instance:
    """Two organisations side by side."""
    codes = facts.pop("organisations", {"A": {}, "B": {}})
    return instance({"organisations": codes, "links": ["A B land"], "holders": list(holders), **facts})


def test_a_displaced_chair_may_become_a_director_and_counts_as_a_chair_lost() -> None:
    plan, found = people(two(*board("A", 3), *board("B", 3)), "model-2")
    changed = [p for p, outcome in found.items() if outcome == "changes_role"]
    assert len(changed) == 1
    assert changed[0] in ("A0", "B0")
    assert (value(plan, "chairs_lost"), value(plan, "places_end"), value(plan, "recruits")) == (1, 0, 0)
    assert all(changed[0] in {n.person for n in b.neds} for b in plan.boards)
    kept = ({"A0", "B0"} - set(changed)).pop()
    assert found[kept] == "takes_more_boards"


@pytest.mark.parametrize("model", ["model-1", "model-4"])
def test_dual_appointments_come_before_recruits(model: str) -> None:
    """A board of three is filled from its neighbour, and nobody is new."""
    plan, found = people(two(*board("A", 3), *board("B", 6)), model)
    assert (value(plan, "recruits"), value(plan, "places_end")) == (0, 0)
    more = {p for p, outcome in found.items() if outcome == "takes_more_boards"}
    assert more <= {"A0", *(f"B{n}" for n in range(7))}
    assert len(more) >= 2
    assert set(found.values()) == {"takes_more_boards", "continues"}
    assert plan.to_recruit == ()


@pytest.mark.parametrize("model", MODELS)
def test_boards_that_are_unlawful_today_are_repaired(model: str) -> None:
    """No chair and nine directors beside a board of two."""
    plan, found = people(two(*board("A", 9, chair=False), *board("B", 2)), model)
    assert all(b.chair is not None and 5 <= len(b.neds) <= 7 for b in plan.boards)
    if model in ("model-1", "model-4"):
        ended = [p for p, outcome in found.items() if outcome == "place_ends"]
        moved = [p for p, outcome in found.items() if outcome == "moves_board"]
        # above seven places would end, but the neighbour has room
        assert (len(ended), len(moved)) == (0, 2)
        assert {found["B0"], found["B1"], found["B2"]} <= {"continues", "takes_more_boards"}
        assert value(plan, "recruits") == 0


def test_above_seven_places_end_where_nobody_has_room() -> None:
    plan, found = people(two(*board("A", 9), *board("B", 7)), "model-4")
    assert sum(outcome == "place_ends" for outcome in found.values()) == 2 == value(plan, "places_end")
    assert all(found[f"B{n}"] == "continues" for n in range(8))


def test_alternative_roles_are_limited_in_number() -> None:
    """Nine directors of one model-2 cluster, three who would take another role, and two such roles."""
    given = two(*board("A", 5, chair=False), *board("B", 5)).replaced(
        stances=offers(A1="other", A2="other", B1="other"),
        alternative_roles=(
            AlternativeRole(organisation="A", count=1),
            AlternativeRole(organisation="B", count=1),
        ),
    )
    plan, found = people(given, "model-2")
    assert sum(outcome == "alternative_role" for outcome in found.values()) == 2
    assert value(plan, "places_end") == 10 - 7 - 2
    roles = {p[0] for p, outcome in found.items() if outcome == "alternative_role"}
    assert roles == {"A", "B"}  # each of their own organisation


def test_an_offer_to_stand_down_is_used_before_a_place_ends_and_not_without_need() -> None:
    given = two(*board("A", 4, chair=False), *board("B", 4)).replaced(
        stances=offers(A1="out", B2="out", B3="out")
    )
    plan, found = people(given, "model-2")
    assert sum(outcome == "stands_down" for outcome in found.values()) == 1 == value(plan, "offers_used")
    assert value(plan, "places_end") == 0
    whole, kept = people(given, "model-4")
    assert set(kept.values()) <= {"continues", "takes_more_boards"}
    assert value(whole, "offers_used") == 0


def test_someone_with_posts_in_two_organisations_is_counted_once() -> None:
    """A0 chairs both boards; A1 is director of both; under Model 4 nothing changes."""
    shared = ["A0 A chair", "A0 B chair", "A1 A ned", "A1 B ned"]
    holders = [*shared, *(f"A{n} A ned" for n in range(2, 7)), *(f"B{n} B ned" for n in range(2, 7))]
    full = {"A": {"ned_seats": 6}, "B": {"ned_seats": 6}}
    _, found = people(two(*holders, organisations=full), "model-4")
    assert len(found) == 12
    assert set(found.values()) == {"continues"}
    joined, outcome = people(two(*holders), "model-2")
    assert outcome["A0"] == "continues"
    assert value(joined, "chairs_lost") == 0
    assert value(joined, "places_end") == 11 - 7
    assert len(joined.people) == 12


def test_someone_of_two_organisations_who_loses_one_board_has_fewer() -> None:
    """Model 3 lets nobody sit on two of three boards."""
    rows = ["X A ned", "X B ned", *board("A", 4), *board("B", 4, chair=False), *board("C", 5, chair=False)]
    given = instance(
        {
            "organisations": {"A": {}, "B": {}, "C": {}},
            "links": ["A B land", "B C land"],
            "holders": rows,
        }
    )
    plan, found = people(given, "model-3")
    assert found["X"] in ("fewer_boards", "takes_more_boards")
    at = {b.organisation for b in plan.boards if "X" in {n.person for n in b.neds}}
    assert len(at) in (1, 3)


@pytest.mark.parametrize("model", MODELS)
def test_a_posts_only_roster(model: str) -> None:
    """Posts without people: each is a person of its own; ids say which post."""
    rows = ["- A chair", *["- A ned"] * 4, "- B chair", *["- B ned"] * 6]
    plan, found = people(two(*rows), model)
    assert sorted(found) == sorted(
        ["post:A:chair:1", "post:B:chair:1", *(f"post:A:ned:{n}" for n in range(1, 5))]
        + [f"post:B:ned:{n}" for n in range(1, 7)]
    )
    assert value(plan, "recruits") == 0
    assert (value(plan, "places_end") == 0) is (model in ("model-1", "model-3", "model-4"))


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("renewals", ["assumed", "none", "chosen"])
def test_terms_that_end(model: str, renewals: str) -> None:
    """Five directors each; two of A's terms end early, and so does B's chair's."""
    rows = [
        *board("A", 3),
        f"A4 A ned {EARLY}",
        f"A5 A ned {EARLY}",
        f"B0 B chair {EARLY}",
        *board("B", 5, chair=False),
    ]
    given = two(*rows, renewals=renewals)
    plan, found = people(given, model)
    sits = {p for p, outcome in found.items() if outcome not in ("place_ends", "term_ends")}
    late = {"A4", "A5", "B0"}
    if renewals == "none":
        assert not sits & late
        assert all(found[p] == "term_ends" for p in late)
    if renewals == "assumed":
        assert "term_ends" not in found.values()
    if renewals == "chosen":
        assert [x.id for x in plan.levels].count("renewals_needed") == 1
        assert value(plan, "renewals_needed") == len(sits & late)
        assert all(found[p] == "term_ends" for p in late - sits)
        assert found["A0"] in ("continues", "takes_more_boards")
    assert {s.until for b in plan.boards for s in b.neds} == {given.horizon_end}


def test_renewals_are_chosen_before_recruits_and_after_dual_appointments() -> None:
    """Alone, three directors: two of four terms are renewed to make five with one more recruit at least."""
    rows = ["A0 A chair", "A1 A ned", "A2 A ned", f"A3 A ned {EARLY}", f"A4 A ned {EARLY}"]
    given = instance({"organisations": {"A": {}}, "holders": rows, "renewals": "chosen"})
    plan, found = people(given, "model-4")
    assert (value(plan, "recruits"), value(plan, "renewals_needed")) == (1, 2)
    assert "term_ends" not in found.values()
    # with a neighbour who has room to help, nobody is renewed
    helped, outcome = people(two(*rows, *board("B", 5), renewals="chosen"), "model-4")
    assert (value(helped, "recruits"), value(helped, "renewals_needed")) == (0, 0)
    assert outcome["A3"] == outcome["A4"] == "term_ends"


def test_the_rulebook_says_how_much_a_renewal_weighs() -> None:
    """Before recruits, nobody's term is renewed."""
    rows = ["A0 A chair", "A1 A ned", "A2 A ned", f"A3 A ned {EARLY}", f"A4 A ned {EARLY}"]
    given = instance({"organisations": {"A": {}}, "holders": rows, "renewals": "chosen"})
    levels = ("renewals_needed", "recruits", "cost")
    fields = {name: getattr(BOOK, name) for name in Rulebook.model_fields}
    plan, _ = people(given, "model-4", Rulebook(**{**fields, "board_levels": levels}))
    assert (value(plan, "renewals_needed"), value(plan, "recruits")) == (0, 3)


def test_a_term_that_can_be_renewed_has_a_seat_above_the_usual_number() -> None:
    """Six directors where there are five seats: the sixth may be renewed and has a seat then."""
    rows = [*board("A", 5), f"A6 A ned {EARLY}"]
    facts = {"organisations": {"A": {"ned_seats": 5}}, "holders": rows}
    fields = {name: getattr(BOOK, name) for name in Rulebook.model_fields}
    book = Rulebook(**{**fields, "board_levels": ("below_six", "recruits", "renewals_needed")})
    plan, found = people(instance({**facts, "renewals": "chosen"}), "model-4", book)
    assert (value(plan, "below_six"), value(plan, "recruits"), value(plan, "renewals_needed")) == (0, 0, 1)
    assert found["A6"] == "continues"
    ended, outcome = people(instance({**facts, "renewals": "none"}), "model-4", book)
    assert (value(ended, "below_six"), value(ended, "recruits")) == (1, 0)
    assert outcome["A6"] == "term_ends"
