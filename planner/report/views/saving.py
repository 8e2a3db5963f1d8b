"""What chairs and directors cost beside today, as a range: vacant seats may be filled or not."""

from __future__ import annotations

from dataclasses import dataclass

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.boards.cost import Cost
from planner.objectives.boards.cost_change import cost_today
from planner.report.views.privacy import Discretion
from planner.report.views.words import number
from planner.study.compare.figures.of_money import vacant_pay
from planner.study.compare.subject import Subject


@dataclass(frozen=True)
class SavingRow:
    """One way of counting, pounds a year."""

    what: str
    today: str
    plan: str
    change: str


@dataclass(frozen=True)
class Saving:
    """The range in a sentence, the ways of counting, and what the rates are."""

    sentence: str
    rows: tuple[SavingRow, ...]
    rates: str


def saving(instance: Instance, plan: Plan, rulebook: Rulebook, discretion: Discretion) -> Saving | None:
    """Three ways of counting; None without boards or posts of today.

    Rates are of seats, not of persons. Fewest saved: today's vacant seats stay unpaid while the plan's are
    filled. Most saved: the other way round. A vacant seat counts at the rate of a director, one of all boards
    once; a vacant chair at the band of its board's people.
    """
    if not plan.boards or not instance.office_holders:
        return None
    pay = rulebook.pay
    after, before = Cost().value(instance, plan, rulebook), cost_today(instance, rulebook)
    counted = Subject(instance, plan, rulebook)
    held = {(h.organisation, h.role) for h in instance.office_holders}
    neds = [h.organisation for h in instance.office_holders if h.role == "ned"]
    short = sum(max(0, o.ned_seats - neds.count(o.code)) for o in instance.organisations)
    no_chair = [o.code for o in instance.organisations if (o.code, "chair") not in held]
    full_before = before + short * pay.ned + sum(counted.band(counted.weight(o)) for o in no_chair)
    full_after = discretion.rounded(after + vacant_pay(counted))
    after = discretion.rounded(after)
    ways = (
        ("Seats as filled today and in the plan", before, after),
        ("Today as filled, the plan with every vacant seat filled", before, full_after),
        ("Today with every vacant seat filled, the plan as it is", full_before, after),
    )
    saved = [b - a for _, b, a in ways]
    proxy = " Some rates are a DERIVED PROXY." if "proxy" in pay.certainty.lower() else ""
    sentence = _range(min(saved), max(saved), discretion)
    return Saving(f"{sentence}{proxy}", tuple(_row(*w, discretion) for w in ways), pay.certainty)


def _row(what: str, before: int, after: int, discretion: Discretion) -> SavingRow:
    less = "less" if after < before else "more"
    same = discretion.rounded(after - before) == 0
    about = "about " if discretion.pay_rounded else ""
    change = f"{about}the same" if same else f"{discretion.pounds(abs(before - after))} {less}"
    return SavingRow(what, number(before), discretion.pounds(after), change)


def _range(fewest: int, most: int, discretion: Discretion) -> str:
    """The range of a saving in one sentence, pounds a year."""
    say = discretion.pounds
    start = "At seat rates chairs and directors cost"
    if fewest >= 0 or most <= 0:
        low, high = (say(v) for v in ((fewest, most) if fewest >= 0 else (-most, -fewest)))
        between = low if low == high else f"{low} to {high}"
        return f"{start} {between} pounds a year {'less' if fewest >= 0 else 'more'} than today."
    return f"{start} between {say(most)} pounds a year less and {say(-fewest)} pounds a year more than today."
