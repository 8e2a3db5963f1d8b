"""Figures about protected characteristics (guidance ¶39, A4.6): totals alone, small numbers left out.

They enter no choice, so what a plan makes of them lies between two figures: people who keep a place in
every plan
that is as good, and people who may. Recruits are unknown and left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planner.core.comparison import Amount
from planner.core.fences import SEATS_OPEN
from planner.core.outcomes import LEAVING
from planner.core.rows import Equality
from planner.study.compare.figures.registry import figure
from planner.study.compare.figures.small import withheld
from planner.study.compare.subject import Subject, nothing, span

GROUP = "voice"
DEFINITION = (
    "Of today's office holders whose characteristics are given, {whom} with a seat: from those who keep "
    "a place in "
    "every plan that is as good to those who may; totals in which fewer than five people show are left out."
)
SHARE = (
    "The share of {whom} among office holders with a seat whose characteristics are given, from the "
    "least to the "
    "most that the totals above allow."
)


@dataclass(frozen=True)
class _Counts:
    """People with a characteristic, and without, by whether a place is kept in every plan as good."""

    kept: int
    gone: int
    unsure: int
    others_kept: int
    others_gone: int
    others_unsure: int


def _counts(subject: Subject, has: Callable[[Equality], bool]) -> _Counts | Amount:
    """The counts, or why none are given."""
    about = {e.id: e for e in subject.instance.equality}
    if not about:
        return nothing("no characteristics are given")
    if any(p.certainty == "not_computed" for p in subject.plan.people):
        return nothing("not worked out")
    found = {(group, fate): 0 for group in (True, False) for fate in ("kept", "gone", "unsure")}
    for person in subject.plan.people:
        if person.id not in about:
            continue
        if person.certainty == "decided":
            fate = "gone" if person.outcome in LEAVING else "kept"
        else:
            fate = "kept" if person.reason.endswith(SEATS_OPEN) else "unsure"
        found[has(about[person.id]), fate] += 1
    small = withheld(
        sum(found[True, f] for f in ("kept", "gone", "unsure")),
        sum(found[False, f] for f in ("kept", "gone", "unsure")),
        *found.values(),
    )
    return small or _Counts(*found.values())


def _total(subject: Subject, has: Callable[[Equality], bool]) -> Amount:
    """From those who keep a place for certain to those who may."""
    found = _counts(subject, has)
    return found if isinstance(found, Amount) else span(found.kept, found.kept + found.unsure)


def _share(subject: Subject, has: Callable[[Equality], bool]) -> Amount:
    """Least and greatest share in thousandths, rounded half up."""
    found = _counts(subject, has)
    if isinstance(found, Amount):
        return found
    most, others_most = found.kept + found.unsure, found.others_kept + found.others_unsure
    if not found.kept + others_most or not most + found.others_kept:
        return nothing("nobody whose characteristics are given need have a seat")
    return span(
        _thousandths(found.kept, found.kept + others_most), _thousandths(most, most + found.others_kept)
    )


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
