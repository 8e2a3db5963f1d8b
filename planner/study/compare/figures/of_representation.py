"""Figures about protected characteristics (guidance ¶39, A4.6): totals alone, small numbers left out.

They enter no choice, so what a plan makes of them lies between two figures: people who keep a place in every
plan that is as good, and people who may. Recruits are unknown and left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planner.core.comparison import Amount
from planner.core.fences import SEATS_OPEN
from planner.core.outcomes import LEAVING
from planner.core.plan import Person
from planner.core.rows import Equality
from planner.study.compare.figures.registry import figure
from planner.study.compare.figures.small import FEWEST, NOT_SHOWN, withheld
from planner.study.compare.subject import Subject, nothing, span

GROUP = "voice"
DEFINITION = (
    "Of today's office holders whose characteristics are given, {whom} with a seat: from those who keep a "
    "place in every plan that is as good to those who may; where fewer than five people would show, both are "
    "rounded outwards to fives, and a group is left out where fewer than five belong to it or fewer than "
    "five do not."
)
SHARE = (
    "The share of {whom} among office holders with a seat whose characteristics are given, from the least to "
    "the most that the totals allow."
)


@dataclass(frozen=True)
class _Bounds:
    """People with a characteristic, and without: how many have a seat at least, and at most."""

    low: int
    high: int
    others_low: int
    others_high: int


def _bounds(subject: Subject, has: Callable[[Equality], bool]) -> _Bounds | Amount:
    """The bounds, or why none are given."""
    about = {e.id: e for e in subject.instance.equality}
    if not about:
        return nothing("no characteristics are given")
    if any(p.certainty == "not_computed" for p in subject.plan.people):
        return nothing("not worked out")
    found = {(group, fate): 0 for group in (True, False) for fate in ("kept", "unsure", "gone")}
    for person in subject.plan.people:
        if person.id in about:
            found[has(about[person.id]), _fate(person)] += 1
    sides = [[found[group, fate] for fate in ("kept", "unsure", "gone")] for group in (True, False)]
    if any(sum(side) < FEWEST for side in sides):  # none, too: a nought would tell it of each of the people
        return nothing(NOT_SHOWN)
    step = 1 if withheld(*found.values()) is None else FEWEST
    return _Bounds(*_rounded(sides[0], step), *_rounded(sides[1], step))


def _fate(person: Person) -> str:
    """Whether a place is kept in every plan as good, in some, or in none."""
    if person.certainty == "decided":
        return "gone" if person.outcome in LEAVING else "kept"
    return "kept" if person.reason.endswith(SEATS_OPEN) else "unsure"


def _rounded(side: list[int], step: int) -> tuple[int, int]:
    """Least and most with a seat; with a step, rounded outwards so that neither is told exactly."""
    kept, most, everybody = side[0], side[0] + side[1], sum(side)
    if step == 1:
        return kept, most
    return max(0, step * ((kept - 1) // step)), min(everybody, step * (most // step + 1))


def _total(subject: Subject, has: Callable[[Equality], bool]) -> Amount:
    """From those who keep a place for certain to those who may."""
    found = _bounds(subject, has)
    return found if isinstance(found, Amount) else span(found.low, found.high)


def _share(subject: Subject, has: Callable[[Equality], bool]) -> Amount:
    """Least and greatest share in thousandths, rounded half up."""
    found = _bounds(subject, has)
    if isinstance(found, Amount):
        return found
    least_of, most_of = found.low + found.others_high, found.high + found.others_low
    if not least_of or not most_of:
        return nothing("nobody whose characteristics are given need have a seat")
    return span(_thousandths(found.low, least_of), _thousandths(found.high, most_of))


def _thousandths(n: int, of: int) -> int:
    return (2000 * n // of + 1) // 2


def _woman(row: Equality) -> bool:
    return row.sex == "woman"


def _bme(row: Equality) -> bool:
    return row.bme is True


def _disabled(row: Equality) -> bool:
    return row.disabled is True


@figure("women", GROUP, "Women with a seat", "people", DEFINITION.format(whom="women"), personal=True)
def women(subject: Subject) -> Amount:
    """Women."""
    return _total(subject, _woman)


@figure("women_share", GROUP, "Share of women", "thousandths", SHARE.format(whom="women"), personal=True)
def women_share(subject: Subject) -> Amount:
    """Their share."""
    return _share(subject, _woman)


_BME = "black and minority ethnic people"


@figure(
    "bme",
    GROUP,
    f"{_BME[0].upper()}{_BME[1:]} with a seat",
    "people",
    DEFINITION.format(whom=_BME),
    personal=True,
)
def bme(subject: Subject) -> Amount:
    """Black and minority ethnic people."""
    return _total(subject, _bme)


@figure("bme_share", GROUP, f"Share of {_BME}", "thousandths", SHARE.format(whom=_BME), personal=True)
def bme_share(subject: Subject) -> Amount:
    """Their share."""
    return _share(subject, _bme)


@figure(
    "disabled",
    GROUP,
    "Disabled people with a seat",
    "people",
    DEFINITION.format(whom="disabled people"),
    personal=True,
)
def disabled(subject: Subject) -> Amount:
    """Disabled people."""
    return _total(subject, _disabled)
