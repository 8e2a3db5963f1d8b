"""The registry knows every rule of the shipped rulebook, and refuses what it does not know."""

from __future__ import annotations

from datetime import date

import pytest

from planner.core.rulebook import Rulebook
from planner.io.rulebook import load_rulebook
from planner.rules.base import BoardRule
from planner.rules.registry import RULES, build
from tests.rules.builder import OFFICERS, instance, plan, rule, spec
from tests.rules.tiny_boards import Boards


@pytest.fixture(scope="module")
def shipped() -> Rulebook:
    """The rulebook of 2011."""
    return load_rulebook("pct-2011")


def test_shipped_rulebook_has_every_rule(shipped: Rulebook) -> None:
    """Each rule is in it once, with the scope of its class."""
    assert {r.id for r in shipped.rules} == set(RULES)
    assert [r.id for r in build(shipped)] == [s.id for s in shipped.rules if s.on]


def test_shipped_parameters_are_what_rules_read(shipped: Rulebook) -> None:
    """The parameters of the tests' builder are those shipped, so that cases speak of the real rules."""
    for id_ in ("GEO-7", "GEO-SIZE", "GEO-POP", "BRD-3", "BRD-7", "BRD-OFF"):
        assert spec(id_).parameters == shipped.by_id[id_].parameters


def test_posts_that_always_vote(shipped: Rulebook) -> None:
    """The checking half of BRD-OFF can't see the officer list, so its own must match the shipped one."""
    from planner.rules.boards.brd_off import ALWAYS_VOTE

    assert [p.id for p in shipped.officers if not p.may_be_non_voting] == list(ALWAYS_VOTE)
    assert [p.id for p in OFFICERS if not p.may_be_non_voting] == list(ALWAYS_VOTE)


def test_rules_that_are_off_are_left_out(shipped: Rulebook) -> None:
    """Only specs that are on are built."""
    rules = tuple(r.model_copy(update={"on": r.id != "HR-2"}) for r in shipped.rules)
    assert "HR-2" not in [r.id for r in build(shipped.model_copy(update={"rules": rules}))]


def test_faults_of_a_rulebook_are_refused(shipped: Rulebook) -> None:
    """Unknown ids, ids given twice and wrong scopes."""
    first = shipped.rules[0]
    for broken, words in (
        ((first.model_copy(update={"id": "GEO-99"}),), "GEO-99 that planner does not know"),
        ((first, first), "has rule GEO-2 twice"),
        ((first.model_copy(update={"scope": "board"}),), "rule GEO-2 is about partition"),
    ):
        with pytest.raises(ValueError, match=words):
            build(shipped.model_copy(update={"rules": broken}))


def test_a_rule_refuses_the_spec_of_another() -> None:
    """A wrong spec is a bug, not a rule."""
    with pytest.raises(ValueError, match="spec GEO-2 given to rule BRD-2"):
        RULES["BRD-2"](spec("GEO-2"))


@pytest.mark.parametrize(("end", "kept"), [(date(2013, 2, 28), True), (date(2013, 3, 1), False)])
def test_ten_years_from_a_leap_day(end: date, kept: bool) -> None:
    """Where the year has no 29 February the years are full on 1 March, in both halves of BRD-TEN."""
    facts = {
        "organisations": {"A": {}},
        "holders": ["p A ned since=2004-02-29"],
        "boards": {"A": {"neds": ["p"]}},
    }
    given = instance(facts).model_copy(update={"horizon_end": end})
    it = rule("BRD-TEN", years=9)
    boards = Boards(given, {"A": ["A"]}, {"A": "standalone"})
    assert isinstance(it, BoardRule)
    assert (it.check(given, plan(given, facts)) == []) is kept
    assert (it.subjects(boards) == []) is kept
