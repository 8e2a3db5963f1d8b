"""Chances and departure tests equal to listing every state; limits and refusals."""

from __future__ import annotations

import pickle
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

import planner
from planner.boards.resilience import Resilience, ResilienceError, TooEntangledError
from planner.boards.resilience.chance import MOST_STATES, Condition, Reckoner
from planner.core.rows import OfficeHolder
from planner.core.rulebook import DepartureRates
from tests.boards.resilience.brute import Facts
from tests.boards.resilience.plans import BOOK, EARLY, END, Case, Seats, cases, instance_of, plan_of, specs

RATES = DepartureRates(chair_per_thousand_a_year=120, ned_per_thousand_a_year=90, certainty="ASSUMED")
ROOT = Path(__file__).resolve().parents[3]


def chance_of(staying: dict[str, float], conditions: list[Condition]) -> float:
    """The chance that all conditions hold."""
    reckoner = Reckoner(staying)
    return reckoner.chance(reckoner.pieces(reckoner.numbers(conditions)))


def agree(case: Case) -> Resilience:
    """Compare everything with the listing."""
    found = planner.resilience(case.instance, case.plan, rates=case.rates)
    facts = Facts(case.instance, case.plan, case.rates)
    states, weight = facts.everything()
    lawful = {b.organisation: facts.lawful(b, states) for b in case.plan.boards}
    quorate = {b.organisation: facts.quorate(b, states) for b in case.plan.boards}

    def compare(codes, chances) -> None:
        both = np.ones(len(states), dtype=bool), np.ones(len(states), dtype=bool)
        for code in codes:
            both = both[0] & lawful[code], both[1] & quorate[code]
        assert chances.lawful == pytest.approx(weight[both[0]].sum(), abs=1e-9)
        assert chances.quorate == pytest.approx(weight[both[1]].sum(), abs=1e-9)
        assert chances.fallen == pytest.approx(sum(weight[~lawful[c]].sum() for c in codes), abs=1e-9)

    for board in found.boards:
        compare([board.organisation], board.chances)
    inside = {c.id: c for c in case.plan.clusters}
    for cluster in found.clusters:
        compare(inside[cluster.id].organisations, cluster.chances)
    for region in found.regions:
        compare(
            [o for c in inside.values() if c.region == region.region for o in c.organisations], region.chances
        )
    compare(sorted(lawful), found.whole)
    for test in (found.one, found.two):
        assert (set(test.below), set(test.not_quorate), test.most) == facts.falls(test.people)
    return found


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(cases())
def test_equal_to_every_state(case: Case) -> None:
    """Boards, clusters, regions and all together; shared people over clusters too."""
    agree(case)


@pytest.mark.parametrize("vacant", ["breaks", "vice_chair_acts"])
@pytest.mark.parametrize(
    "boards",
    [
        {"5A1": Seats("c1", ["a", "b", "c", "d", "e", "f"])},
        {"5A1": Seats("c1", list("abcde")), "5A2": Seats("c2", list("fghijk"))},
        {c: Seats("c1", list("abcdefg")) for c in ("5A1", "5A2", "5A3", "5A4")},
        {
            "5A1": Seats("c1", list("abcdef")),
            "5A2": Seats("c1", list("abcghi")),
            "5A3": Seats("c1", list("abcjkl")),
        },
        {"5A1": Seats("c1", list("abcde"), cluster="A"), "5A2": Seats("a", list("efghij"), cluster="B")},
    ],
    ids=["one", "model 1", "model 2", "model 3", "a chair here is director there"],
)
def test_full_boards_of_each_model(boards: dict[str, Seats], vacant: str) -> None:
    """With five directors at least, as the law has it."""
    given_ = instance_of(boards)
    rates = RATES.model_copy(update={"vacant_chair": vacant})
    found = agree(Case(given_, plan_of(given_, boards, BOOK.rules), rates))
    assert 0 < found.lawful < found.quorate < 1


def test_figures_by_hand() -> None:
    """One chair and six directors, one year of 365.25 days in four years of 1461: (1-q)^4 each."""
    boards = {"5A1": Seats("c1", list("abcdef"))}
    given_ = instance_of(boards, as_at=date(2008, 1, 1), horizon_end=date(2011, 12, 31))
    found = planner.resilience(given_, plan_of(given_, boards, BOOK.rules), BOOK)
    stays = 0.9**4
    assert found.lawful == pytest.approx(stays * (stays**6 + 6 * stays**5 * (1 - stays)), abs=1e-12)
    assert found.one.below == ()
    assert found.two.below == ("5A1",)


def test_one_is_only_for_what_is_certain() -> None:
    """Nobody leaves: 1. Somebody might, however unlikely: below 1, though floating point would say 1."""
    boards = {"5A1": Seats("c1", list("abcdefg"))}
    given_ = instance_of(boards, horizon_end=date(2011, 6, 1))
    built = plan_of(given_, boards, specs({"BRD-3": {"min": 1, "max": 7}}, off=("BRD-2",)))

    def chance(rate: int) -> float:
        rates = DepartureRates(chair_per_thousand_a_year=0, ned_per_thousand_a_year=rate, certainty="ASSUMED")
        return planner.resilience(given_, built, rates=rates).lawful

    assert chance(0) == 1.0
    assert 1 - 1e-12 < chance(1) < 1.0
    assert chance(1000) == 0.0


def test_only_chair_and_director_together_lose_quorum() -> None:
    """Seven directors in five seats, nine tenths wanted: two directors may leave, the chair and one may not."""
    boards = {"5A1": Seats("c1", list("abcdefg"), voting=2)}
    given_ = instance_of(boards)
    rules = specs({"BRD-3": {"min": 2, "max": 7}, "BRD-QUO": {"fraction": (9, 10)}})
    found = agree(Case(given_, plan_of(given_, boards, rules), RATES))
    assert (found.one.not_quorate, found.one.most) == ((), 0)
    assert (found.two.not_quorate, found.two.most) == (("5A1",), 1)


def test_floating_point_makes_nothing_certain() -> None:
    """Sums and products that round to 1 or 0 stay between."""
    people = [f"p{i}" for i in range(1500)]
    one = Condition(tuple((p, 1) for p in people[:60]), 1)
    assert 1 - 1e-9 < chance_of(dict.fromkeys(people, 0.5), [one]) < 1.0
    every = [Condition(tuple((p, 1) for p in people[i : i + 300]), 300) for i in range(0, 1500, 300)]
    assert 0.0 < chance_of(dict.fromkeys(people, 0.5), every) < 1e-300
    assert chance_of(dict.fromkeys(people, 1.0), every) == 1.0
    assert chance_of(dict.fromkeys(people, 0.0), [one]) == 0.0


def test_terms_end_unless_renewed() -> None:
    """A known end is a departure; the end of another post counts only where there is none here."""
    boards = {"5A1": Seats("c1", list("abcde")), "5A2": Seats("c2", list("fghij"))}
    holders = [
        OfficeHolder(id="a", organisation="5A1", role="ned", term_end=EARLY),
        OfficeHolder(id="a", organisation="5A2", role="ned", term_end=END),
        OfficeHolder(id="f", organisation="5A1", role="ned", term_end=EARLY),
        OfficeHolder(id="f", organisation="5A2", role="ned", term_end=END),
    ]

    def lawful(renewals: str) -> dict[str, float]:
        given_ = instance_of(boards, holders, renewals=renewals)
        found = planner.resilience(given_, plan_of(given_, boards, BOOK.rules), rates=RATES)
        return {b.organisation: b.chances.lawful for b in found.boards}

    assumed, none = lawful("assumed"), lawful("none")
    assert none["5A1"] == 0.0
    assert none["5A2"] == assumed["5A2"] > 0


def test_a_posts_only_roster_has_terms_too() -> None:
    """The person ``post:5A1:ned:1`` is the row of the earliest term."""
    boards = {"5A1": Seats("c1", ["post:5A1:ned:1", *"abcd"])}
    row = OfficeHolder(id=None, organisation="5A1", role="ned", term_end=EARLY)
    given_ = instance_of(boards, [row], renewals="none")
    found = planner.resilience(given_, plan_of(given_, boards, BOOK.rules), rates=RATES)
    assert found.lawful == 0.0
    assert found.terms_ended == 1
    assert any("No term is renewed" in text for text in found.assumptions)


def test_a_care_trust_needs_its_nominee() -> None:
    """The single nominee must stay, beside five directors in all."""
    boards = {"5A1": Seats("c1", list("abcdefg"), care_trust=True, nominees={"a": "LA1"})}
    given_ = instance_of(boards)
    found = agree(Case(given_, plan_of(given_, boards, BOOK.rules), RATES))
    plain = instance_of({"5A1": Seats("c1", list("abcdefg"))})
    assert found.lawful < planner.resilience(plain, plan_of(plain, boards, BOOK.rules), rates=RATES).lawful
    assert any("BRD-7" in text for text in found.assumptions)


def test_a_chain_over_many_clusters_is_exact() -> None:
    """Two hundred boards, each sharing one director with the next: by a recursion along the chain."""
    n, rate = 200, RATES.model_copy(update={"chair_per_thousand_a_year": 0})
    links = [f"link{i:03d}" for i in range(n + 1)]
    boards = {
        f"{i:03d}": Seats(
            f"c{i}", [links[i], links[i + 1], *(f"{i}-{k}" for k in range(4))], cluster=f"{i:03d}"
        )
        for i in range(n)
    }
    given_ = instance_of(boards)
    found = planner.resilience(given_, plan_of(given_, boards, BOOK.rules), rates=rate)
    stays = (1 - 0.09) ** (670 / 365.25)
    four, three = stays**4, 4 * stays**3 * (1 - stays)
    here = np.array([stays, 1 - stays])  # first link there, or gone
    for _ in range(n):
        both, one = four + three, four  # of four others, enough beside two links, or one
        after_there = here[0] * both + here[1] * one
        after_gone = here[0] * one
        here = np.array([after_there * stays, after_gone * (1 - stays)])
    assert found.lawful == pytest.approx(here.sum(), rel=1e-9)


def test_shared_people_that_nothing_parts_are_still_exact() -> None:
    """Random conditions over common people, far too many states for a list, against a plain recursion."""
    draw = random.Random(4)  # noqa: S311
    people = [f"p{i}" for i in range(26)]
    conditions = [
        Condition(tuple(sorted((p, draw.randint(1, 2)) for p in draw.sample(people, 7))), 6) for _ in range(5)
    ]
    staying = {p: draw.uniform(0.5, 0.95) for p in people}

    def plain(i: int, needs: tuple[int, ...]) -> float:
        if i == len(people):
            return float(all(n <= 0 for n in needs))
        here = [dict(c.weights).get(people[i], 0) for c in conditions]
        if not any(here):
            return plain(i + 1, needs)
        kept = tuple(max(0, n - w) for n, w in zip(needs, here, strict=True))
        key = (i, needs)
        if key not in memo:
            stays = staying[people[i]]
            memo[key] = stays * plain(i + 1, kept) + (1 - stays) * plain(i + 1, needs)
        return memo[key]

    memo: dict[tuple[int, tuple[int, ...]], float] = {}
    expected = plain(0, tuple(c.need for c in conditions))
    assert 0.01 < expected < 0.99
    assert chance_of(staying, conditions) == pytest.approx(expected, abs=1e-12)


def test_too_entangled_is_said() -> None:
    """Never an approximation: thirty boards that draw on common people in thirty different ways."""
    draw = random.Random(5)  # noqa: S311
    people = [f"p{i}" for i in range(60)]
    conditions = [Condition(tuple((p, 1) for p in sorted(draw.sample(people, 14))), 7) for _ in range(30)]
    with pytest.raises(TooEntangledError, match=f"{MOST_STATES:,} cases") as caught:
        chance_of(dict.fromkeys(people, 0.7), conditions)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301 - our own


@pytest.mark.parametrize(
    "board",
    [
        Seats("a", list("abcde")),
        Seats(None, list("abcde")),
        Seats("c1", list("abcd")),
        Seats("c1", list("abcdefgh")),
        Seats("c1", list("abcde"), voting=0),
    ],
    ids=["chair is a director too", "no chair", "four", "eight", "no officer votes"],
)
def test_a_board_outside_the_law_has_no_chance(board: Seats) -> None:
    """A departure never repairs it, not even from eight directors; the others keep their chance."""
    boards = {"5A1": board, "5A2": Seats("c2", list("pqrst"))}
    given_ = instance_of(boards)
    found = planner.resilience(given_, plan_of(given_, boards, BOOK.rules), rates=RATES)
    assert [b.chances.lawful > 0 for b in found.boards] == [False, True]
    assert found.lawful == 0.0
    assert 1 < found.whole.fallen < 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ned_per_thousand_a_year": 1001}, "a rate of 1001 in 1,000"),
        ({"chair_per_thousand_a_year": -1}, "a rate of -1 in 1,000"),
        ({"certainty": " "}, "what they rest on"),
    ],
)
def test_rates_that_can_not_be(change: dict[str, object], words: str) -> None:
    """A share of 1,000 people, and where it comes from."""
    boards = {"5A1": Seats("c1", list("abcde"))}
    given_ = instance_of(boards)
    with pytest.raises(ResilienceError, match=words):
        planner.resilience(given_, plan_of(given_, boards), rates=RATES.model_copy(update=change))


def test_what_can_not_be_worked_out() -> None:
    """No boards, no rates, another instance, boards that change on the way, an unknown rulebook."""
    boards = {"5A1": Seats("c1", list("abcde"))}
    given_ = instance_of(boards)
    built = plan_of(given_, boards)
    board = built.boards[0]
    later = board.model_copy(update={"neds": (board.neds[0].model_copy(update={"from_": EARLY}),)})
    stamp = built.rulebook.model_copy(update={"id": "elsewhere"})
    other = instance_of({"5Z9": boards["5A1"]})
    for instance, plan, book, words in (
        (given_, built.model_copy(update={"boards": ()}), BOOK, "no boards"),
        (given_, built, BOOK.model_copy(update={"departures": None}), "no section"),
        (other, built, BOOK, "not for this instance"),
        (given_, built.model_copy(update={"boards": (later,)}), BOOK, "change on the way"),
        (given_, built.model_copy(update={"rulebook": stamp}), None, "does not come with planner"),
    ):
        with pytest.raises(ResilienceError, match=words):
            planner.resilience(instance, plan, book)


def test_no_solver_is_loaded() -> None:
    """In a fresh process; the report may ask for chances without one."""
    code = (
        "import sys, planner; planner.resilience; "
        "print(sorted({m.split('.')[0] for m in sys.modules} & {'ortools', 'jinja2', 'shapely', 'pandas'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
