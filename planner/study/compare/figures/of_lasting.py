"""Figures about departures (A5.7, A3.4): what boards survive, and how likely they last."""

from __future__ import annotations

from planner.core.comparison import Amount
from planner.core.rulebook import Rulebook
from planner.objectives.boards.short_after import ShortAfterOne, ShortAfterTwo
from planner.study.compare.figures.registry import figure
from planner.study.compare.subject import Subject, boards_but, nothing, number

GROUP = "lasting"
MILLION = 1_000_000


def _rates(book: Rulebook) -> str:
    """Rates of departure, as they are assumed."""
    rates = book.departures
    if rates is None:
        return "ASSUMED rates of departure"
    return (
        f"ASSUMED: in a year {rates.chair_per_thousand_a_year} of 1,000 chairs and "
        f"{rates.ned_per_thousand_a_year} of 1,000 directors leave, and nobody is replaced"
    )


@figure(
    "survive_one",
    GROUP,
    "Boards that any one departure leaves with five NEDs",
    "boards",
    "Boards with at least five non-executive directors left whichever one of them leaves (five: BRD-3).",
)
def survive_one(subject: Subject) -> Amount:
    """Boards that are not short after one departure."""
    return boards_but(subject, ShortAfterOne())


@figure(
    "survive_two",
    GROUP,
    "Boards that any two departures leave with five NEDs",
    "boards",
    "Boards with at least five non-executive directors left whichever two of them leave (five: BRD-3).",
)
def survive_two(subject: Subject) -> Amount:
    """Boards that are not short after two departures."""
    return boards_but(subject, ShortAfterTwo())


@figure(
    "chance",
    GROUP,
    "Chance that every board stays within the law to the end",
    "millionths",
    "The chance that every board has a chair, enough directors, a quorum and its council's nominees on the "
    "last day, if nobody who leaves is replaced; worked out exactly, given in whole per cent.",
    basis=_rates,
)
def chance(subject: Subject) -> Amount:
    """The chance in whole per cent, as millionths; 0 and 1,000,000 only where it is certain.

    Finer, it would tell which boards lost somebody: how many sit on each today is public.
    """
    found = subject.lasting
    if isinstance(found, str):
        return nothing(found)
    lawful = found.lawful
    if lawful in (0.0, 1.0):
        return number(round(lawful) * MILLION)
    if not 0.01 <= lawful <= 0.99:
        return number(1 if lawful < 0.5 else MILLION - 1)
    return number(int(lawful * 100 + 0.5) * MILLION // 100)


@figure(
    "fallen",
    GROUP,
    "Boards outside the law at the end, on average",
    "thousandths of a board",
    "The sum of every board's chance to be outside the law on the last day, if nobody who leaves is replaced, "
    "to a tenth.",
    basis=_rates,
)
def fallen(subject: Subject) -> Amount:
    """The average to a tenth, as thousandths; 0 only where no board can fall."""
    found = subject.lasting
    if isinstance(found, str):
        return nothing(found)
    average = found.whole.fallen
    return number(int(average * 10 + 0.5) * 100 if average >= 0.1 else int(average > 0.0))
