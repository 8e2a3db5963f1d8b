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
    filled. Most saved: the other way round. A vacant seat is counted at the rate of a director; a vacant chair
    at the lowest chair band, so the range is a floor on how far apart the two may be.
    """
    if not plan.boards or not instance.office_holders:
        return None
    pay = rulebook.pay
    after, before = Cost().value(instance, plan, rulebook), cost_today(instance, rulebook)
    chair = min(b.pounds for b in pay.chair)
    held = {(h.organisation, h.role) for h in instance.office_holders}
    neds = [h.organisation for h in instance.office_holders if h.role == "ned"]
    short = sum(max(0, o.ned_seats - neds.count(o.code)) for o in instance.organisations)
    no_chair = sum((o.code, "chair") not in held for o in instance.organisations)
    full_before = before + short * pay.ned + no_chair * chair
    vacant = vacant_seats(plan) * pay.ned + sum(b.chair is None for b in plan.boards) * chair
    after, full_after = discretion.rounded(after), discretion.rounded(after + vacant)
    ways = (
        ("Seats as filled today and in the plan", before, after),
        ("Today as filled, the plan with every vacant seat filled", before, full_after),
        ("Today with every vacant seat filled, the plan as it is", full_before, after),
    )
    saved = [b - a for _, b, a in ways]
    proxy = " Some rates are a DERIVED PROXY." if "proxy" in pay.certainty.lower() else ""
    sentence = _range(min(saved), max(saved), discretion)
    return Saving(f"{sentence}{proxy}", tuple(_row(*w, discretion) for w in ways), pay.certainty)


def vacant_seats(plan: Plan) -> int:
    """Seats that stay unfilled; one shared by every board of a cluster counts once."""
    total = 0
    for cluster in plan.clusters:
        model = plan.governance.get(cluster.governance)
        vacant = [plan.board_of[o].vacancies for o in cluster.organisations if o in plan.board_of]
        shared = model is not None and not model.keeps_boards and model.locality_neds[1] == 0
        total += max(vacant, default=0) if shared else sum(vacant)
    return total


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
