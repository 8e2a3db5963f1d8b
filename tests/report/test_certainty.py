"""For how many something is open: one plain sentence, no figure from which a small group follows."""

from __future__ import annotations

import pytest

from planner.core.rows import Equality
from planner.report import report_html, report_view
from planner.report.views.certainty import (
    AS_GOOD,
    OPEN_MEANS,
    _roughly,
    certainty,
    certainty_sentences,
    computed,
)
from tests.report import builder
from tests.report.test_fences import certain

GIVEN = builder.instance()
CODES = sorted(GIVEN.by_code)
PEOPLE = [h.id or "" for h in GIVEN.office_holders]
ALL = len(PEOPLE)
KEEP = "office holders keep a place in every plan that is as good; "


def made(*, places: int = 0, seats: int = 0, leave: int = 0, ends: int = 3, offers: int = 0):
    """So many whose place is open, whose seat is open, who leave for certain; all others stay for certain."""
    plan = builder.plan(GIVEN, [CODES], governance="model-2", ends=ends, values={"offers_used": offers})
    words = ["open"] * places + ["seats"] * seats + ["leaves"] * leave
    return certain(plan, dict(zip(PEOPLE, words, strict=False)))


def test_everybody_is_in_one_group() -> None:
    found = certainty(made(places=7, seats=9, leave=6))
    assert (found.people, found.place_open, found.seat_open) == (ALL, 7, 9)
    assert (found.keep, found.leave) == (ALL - 13, 6)


@pytest.mark.parametrize("public", [True, False])
def test_all_keep_a_place_is_said_first(public: bool) -> None:
    """Where only seats could be exchanged nobody has to fear for a place."""
    first, *rest = certainty_sentences(made(seats=ALL, ends=0), public=public)
    assert first == f"All {ALL} {KEEP}only which seat is open."
    assert rest == [OPEN_MEANS]
    first, _ = certainty_sentences(made(seats=10, ends=0), public=public)
    assert first.endswith("as good; for 10 of them only which seat is open.")


def test_figures_that_leave_no_small_group_are_told() -> None:
    assert certainty_sentences(made(places=9, seats=ALL - 9)) == (
        f"{ALL - 9} of {ALL} {KEEP}only which seat is open.",
        f"For 9 of {ALL} office holders it is open whether they keep a place; at worst 3 places end in all.",
        OPEN_MEANS,
    )


def test_a_small_rest_does_not_follow_from_two_figures() -> None:
    """One leaves for certain: both other figures together would tell that."""
    kept, opened, _ = certainty_sentences(made(places=9, seats=ALL - 10, leave=1))
    assert kept.startswith(f"{ALL - 10} of {ALL} ")
    assert opened.startswith("For others it is open")
    kept, opened, _ = certainty_sentences(made(places=9, seats=ALL - 10, leave=1), public=False)
    assert opened.startswith(f"For 9 of {ALL} ")


@pytest.mark.parametrize(("offers", "whom"), [(0, f"{ALL - 8} of {ALL}"), (6, "most of the")])
def test_offers_that_are_told_leave_no_small_group(offers: int, whom: str) -> None:
    """Eight are certain; where the report says that six of them leave by offer, two would be left."""
    plan = made(places=ALL - 8, leave=7, offers=offers)
    (opened, _) = certainty_sentences(plan)
    assert opened.startswith(f"For {whom}") or opened.startswith("For nearly all of the")
    assert (f"{ALL - 8} of" in opened) is (offers == 0)


@pytest.mark.parametrize("few", [1, 4])
@pytest.mark.parametrize("public", [True, False])
def test_few_whose_place_is_open_are_no_figure(few: int, public: bool) -> None:
    sentences = certainty_sentences(made(places=few, seats=ALL - few), public=public)
    assert not any(f"{few} of {ALL}" in s or f"{ALL - few} of {ALL}" in s for s in sentences[:1] if public)
    assert sentences[1].startswith("For others" if public else "For fewer than 5 of")


def test_few_who_may_change_seats_are_no_figure() -> None:
    first, _ = certainty_sentences(made(seats=3, ends=0))
    assert first.endswith("for some of them only which seat is open.")
    first, _ = certainty_sentences(made(seats=ALL - 3, ends=0))
    assert first.endswith("for most of them only which seat is open.")


def test_nothing_open_and_nothing_known() -> None:
    assert certainty_sentences(made(leave=8)) == (
        f"What becomes of each of the {ALL} office holders is the same in every plan that is as good.",
    )
    plan = builder.plan(GIVEN, [CODES], governance="model-2", ends=3)
    assert not computed(plan)
    assert certainty_sentences(plan) == ()


def test_box_and_section_say_it_without_repeating_what_open_means() -> None:
    plan = made(places=9, seats=ALL - 9)
    view = report_view(GIVEN, plan, builder.RULEBOOK)
    box = next(a for a in view.answers if a.id == "ends")
    assert set(certainty_sentences(plan)) <= set(box.details)
    assert view.fences.summary[:2] == certainty_sentences(plan)[:2]
    assert report_html(GIVEN, plan, builder.RULEBOOK).count(OPEN_MEANS) == 1


def test_what_concerns_more_people_comes_first() -> None:
    """Where few keep a place whatever happens, that is not said first."""
    opened, kept, _ = certainty_sentences(made(places=ALL - 10, leave=5))
    assert opened.startswith(f"For {ALL - 10} of {ALL} ")
    assert kept.startswith(f"5 of {ALL} ")


def test_that_everybody_stays_is_not_said_where_it_would_pin_them_down() -> None:
    """Six chairs of whom none is lost: with offers kept back, nothing else may say that all keep a place."""
    plan = certain(builder.plan(GIVEN, [CODES]), dict.fromkeys(PEOPLE, "seats"))
    first, _ = certainty_sentences(plan, pinned=True)
    assert first == (
        f"Most of the {ALL} office holders keep a place {AS_GOOD}; for most of them only which seat is open."
    )
    about = tuple(Equality(id=p, sex="woman", bme=False, disabled=False) for p in PEOPLE)
    given = GIVEN.model_copy(update={"equality": about})
    public, board = (report_view(given, plan, builder.RULEBOOK, a) for a in ("public", "board"))
    assert f"All {ALL} " not in report_html(given, plan, builder.RULEBOOK)
    assert {(r.fewest, r.most) for r in public.fences.equality} == {("not shown", "not shown")}
    assert str(ALL) in {r.fewest for r in board.fences.equality}
    assert "single holder, such as a chair, is not shown" in public.fences.summary[-1]


def test_nearly_all_is_said_of_many_alone() -> None:
    """Of fewer than fifty it would leave fewer than five."""
    assert (_roughly(45, 49), _roughly(45, 50)) == ("most", "nearly all")
