"""For how many people something is open, and what open means: totals only, never a person."""

from __future__ import annotations

from dataclasses import dataclass

from planner.core.fences import PLACE_OPEN, SEATS_OPEN
from planner.core.outcomes import LEAVING
from planner.core.plan import Person, Plan
from planner.report.views.privacy import FEWEST, safe, small
from planner.report.views.words import count, number

OPEN_MEANS = (
    "Open means: plans that are equally good, judged without regard to persons, differ about it. Due process "
    "settles it (A¶5.2), not this plan."
)
AS_GOOD = "in every plan that is as good"
NEARLY = 50
"""Fewest people of whom a share may be called nearly all."""


@dataclass(frozen=True)
class Certainty:
    """People by what plans that are as good have in common; every person is in one group."""

    people: int
    place_open: int
    """A place is kept in some of these plans and not in others."""
    seat_open: int
    """A place is kept in all of them, but not always the same seat."""
    keep: int
    """A place is kept in all of them, whether the seat is open or not."""
    leave: int
    """No place is kept in any of them."""


def computed(plan: Plan) -> bool:
    """Whether how certain outcomes are is known of everybody."""
    return bool(plan.people) and all(p.certainty != "not_computed" for p in plan.people)


def stays(person: Person) -> bool:
    """Whether somebody keeps a place in every plan as good."""
    if person.certainty == "decided":
        return person.outcome not in LEAVING
    return person.reason.endswith(SEATS_OPEN)


def certainty(plan: Plan) -> Certainty:
    """Count the groups from certainty and reasons; meaningful where :func:`computed`."""
    place = sum(p.certainty == "open" and p.reason.endswith(PLACE_OPEN) for p in plan.people)
    seat = sum(p.certainty == "open" and p.reason.endswith(SEATS_OPEN) for p in plan.people)
    keep = sum(stays(p) for p in plan.people)
    return Certainty(len(plan.people), place, seat, keep, len(plan.people) - place - keep)


def certainty_sentences(plan: Plan, *, public: bool = True, pinned: bool = False) -> tuple[str, ...]:
    """Who keeps a place whatever happens, for how many that is open, and what open means; empty if not known.

    Args:
        plan: the finished plan.
        public: figures from which others under five follow are words; else only figures under five are.
        pinned: totals would pin down single people (:mod:`planner.checker.pinned`): shares in words alone, and
            never that everybody keeps a place.
    """
    if not computed(plan):
        return ()
    found = certainty(plan)
    whole = count(found.people, "office holder")
    if not any(p.certainty == "open" for p in plan.people):
        return (f"What becomes of each of the {whole} is the same {AS_GOOD}.",)
    kept, opened = (
        _kept(plan, found, whole, public=public, pinned=pinned),
        _open(plan, found, whole, public=public, pinned=pinned),
    )
    larger_first = (*kept, *opened) if _kept_first(found) else (*opened, *kept)
    return (*larger_first, OPEN_MEANS)


def _kept_first(found: Certainty) -> bool:
    return found.keep >= found.place_open


def _kept(plan: Plan, found: Certainty, whole: str, *, public: bool, pinned: bool) -> tuple[str, ...]:
    """Who keeps a place in every plan as good, and whose seat alone is open."""
    if found.keep < min(FEWEST, found.people):  # few who keep a place are nothing to reassure with
        return ()
    if pinned:
        start = f"{_share(found.keep, found.people).capitalize()} of the {whole} keep a place {AS_GOOD}"
        few = _share(found.seat_open, found.keep)
        return (f"{start}; for {few} of them only which seat is open." if found.seat_open else f"{start}.",)
    if found.keep == found.people:
        start = f"All {whole} keep a place {AS_GOOD}"
    elif not public or _keep_told(plan, found):
        start = f"{number(found.keep)} of {whole} keep a place {AS_GOOD}"
    else:
        start = f"{_roughly(found.keep, found.people).capitalize()} of the {whole} keep a place {AS_GOOD}"
    if not found.seat_open:
        return (f"{start}.",)
    if found.seat_open == found.keep:
        return (f"{start}; only which seat is open.",)
    if public and not safe(found.seat_open, found.keep - found.seat_open):
        few = _roughly(found.seat_open, found.keep)
    else:
        few = small(found.seat_open) or number(found.seat_open)
    return (f"{start}; for {few} of them only which seat is open.",)


def _open(plan: Plan, found: Certainty, whole: str, *, public: bool, pinned: bool) -> tuple[str, ...]:
    """For how many it is open whether they keep a place, beside how many places end at all."""
    n = found.place_open
    if not n:
        return ()
    if n == found.people:
        whom = f"all {whole}"
    elif pinned:
        whom = "others" if _kept_first(found) else f"{_share(n, found.people)} of the {whole}"
    elif not public or _open_told(plan, found):
        whom = f"{small(n) or number(n)} of {whole}"
    elif _kept_first(found):
        whom = "others"
    else:
        whom = f"{_roughly(n, found.people)} of the {whole}"
    ends = next((x.value for x in plan.levels if x.id == "places_end"), None)
    worst = "" if ends is None else f"; at worst {count(ends, 'place ends', 'places end')} in all"
    if ends == 0:
        worst = "; none ends without an offer"
    return (f"For {whom} it is open whether they keep a place{worst}.",)


def _keep_told(plan: Plan, found: Certainty) -> bool:
    """Whether the figure of those who keep a place leaves no small group, beside offers that are told."""
    rest = found.people - found.keep
    return safe(found.keep, rest, rest - _offers(plan))


def _open_told(plan: Plan, found: Certainty) -> bool:
    """The same of those for whom a place is open, beside the figure of those who keep one if that is told."""
    offers, rest = _offers(plan), found.people - found.place_open
    told = safe(found.place_open, rest, rest - offers)
    return told and (not _keep_told(plan, found) or safe(found.leave, found.leave - offers))


def _offers(plan: Plan) -> int:
    """People who leave by their own offer, where the report gives that figure."""
    offers = next((x.value for x in plan.levels if x.id == "offers_used"), 0)
    return 0 if small(offers) else offers


def _roughly(part: int, whole: int) -> str:
    """A share in words; of fewer than fifty people nearly all would leave fewer than five.

    >>> _roughly(86, 94), _roughly(48, 94), _roughly(3, 94), _roughly(19, 20)
    ('nearly all', 'most', 'some', 'most')
    """
    return "nearly all" if whole >= NEARLY and part * 10 >= whole * 9 else _share(part, whole)


def _share(part: int, whole: int) -> str:
    """More than half or not; all are most, too."""
    return "most" if part * 2 > whole else "some"
