"""Chances and what they rest on, in words. Whole per cent; never 100 or 0 unless that is certain."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from planner.boards.resilience.figures import Chances
from planner.core.instance import Instance
from planner.core.rulebook import DepartureRates


def per_cent(chance: float) -> str:
    """A chance as it is shown.

    >>> per_cent(0.625), per_cent(0.0049), per_cent(0.9999999), per_cent(1.0), per_cent(0.0)
    ('63 per cent', 'less than 1 per cent', 'more than 99 per cent', '100 per cent', '0 per cent')
    """
    if 0.0 < chance < 0.01:
        return "less than 1 per cent"
    if 0.99 < chance < 1.0:
        return "more than 99 per cent"
    return f"{(Decimal(chance) * 100).quantize(Decimal(1), ROUND_HALF_UP)} per cent"


def average(fallen: float) -> str:
    """A number of boards on average, to a tenth; never 0 unless none can fall.

    >>> average(12.345), average(0.01), average(0.0)
    ('12.3', 'less than 0.1', '0')
    """
    if fallen == 0.0:
        return "0"
    return "less than 0.1" if fallen < 0.1 else f"{Decimal(fallen).quantize(Decimal('0.1'), ROUND_HALF_UP)}"


def day(date_: date) -> str:
    """A date as it is said.

    >>> day(date(2013, 3, 31))
    '31 March 2013'
    """
    return f"{date_.day} {date_:%B %Y}"


def headline(chances: Chances, boards: int, end: date, rates: DepartureRates) -> str:
    """One line for the whole plan, with what it rests on."""
    chairs, directors = rates.chair_per_thousand_a_year, rates.ned_per_thousand_a_year
    return (
        f"Chance that every board stays within the law to {day(end)}: {per_cent(chances.lawful)}; on average "
        f"{average(chances.fallen)} of {boards} would not (ASSUMED: in a year {chairs} of 1,000 chairs and "
        f"{directors} of 1,000 directors leave, and nobody is replaced)."
    )


def sentences(instance: Instance, rates: DepartureRates, days: int, laws: tuple[str, ...]) -> tuple[str, ...]:
    """What the chances rest on.

    Args:
        instance: what was given.
        rates: departures in a year.
        days: from the day the plan takes effect to its end, both included.
        laws: ids of the rules about boards that are in force.
    """
    meaning = {
        "BRD-2": "a chair",
        "BRD-3": "enough non-executive directors",
        "BRD-7": "a nominee of each council that nominates to a Care Trust",
        "BRD-QUO": "enough people for a quorum",
    }
    asked = "; ".join(f"{meaning[i]} ({i})" for i in laws)
    terms = (
        "No term is renewed: whose term ends before counts as leaving that board on that day (BRD-TERM)."
        if instance.renewals == "none"
        else "Terms of office that end earlier are taken to be renewed where the plan gives a seat."
    )
    vacant = (
        "A vacant chair breaks the law here (BRD-2), although a vice-chair might act for a time (VAC-2)."
        if rates.vacant_chair == "breaks"
        else "When a chair leaves, a director acts as vice-chair and is then not counted among the directors "
        "(VAC-2; RECALLED: the regulation's words were not read)."
    )
    return (
        f"ASSUMED: in a year {rates.chair_per_thousand_a_year} of 1,000 people who chair a board leave, and "
        f"{rates.ned_per_thousand_a_year} of 1,000 other directors, each independently of all others. Whoever "
        "leaves, leaves all their boards.",
        f"About these figures: {rates.certainty}",
        f"ASSUMED: nobody who leaves before {day(instance.horizon_end)} is replaced. The time counted is "
        f"{days:,} days.",
        f"Within the law means: {asked}." if asked else "No rule about boards is in force.",
        vacant,
        "Officer posts are assumed to be filled and to vote as planned. That voting officers may not outnumber "
        "directors (BRD-OFF) is left aside, for votes can be withdrawn.",
        terms,
    )
