"""Boards quarter by quarter to the end of the plan: terms that end, and what is left if none is renewed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from planner.boards.resilience.words import day
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.objectives.roster import posts_today
from planner.report.views.privacy import NOT_SHOWN, Discretion, safe
from planner.report.views.words import number

FEWEST_NEDS = 5
"""Directors that a board needs besides its chair (A3.3)."""


@dataclass(frozen=True)
class TimeRow:
    """The state at the end of one day."""

    day: str
    terms: str
    """Terms of today's office holders that have ended by then, renewed or not; a public fact."""
    filled: str
    """Seats of chairs and directors that the plan fills then."""
    below: str
    """Boards that the plan leaves with fewer than five directors then."""
    unrenewed: str
    """Boards with fewer than five directors then, were no term renewed."""


@dataclass(frozen=True)
class Timeline:
    """The table and what it rests on."""

    note: str
    rows: tuple[TimeRow, ...]


def timeline(instance: Instance, plan: Plan, discretion: Discretion) -> Timeline | None:
    """Quarters from the day the plan takes effect to its end; None without boards."""
    if not plan.boards:
        return None
    terms: dict[str, dict[str, date]] = defaultdict(dict)
    for person, held in posts_today(instance).items():
        for row in held:
            terms[person][row.organisation] = row.term_end
    ends = [end for held in terms.values() for end in held.values()]
    # whose term ends is public: that a shared board keeps five without them would tell who sits on it
    alone = not discretion.reticent and all(_keeps(plan, b.organisation) for b in plan.boards)
    rows = []
    for when in _days(instance.as_at, instance.horizon_end):
        seats = [(b, n) for b in plan.boards for n in b.neds if n.from_ <= when <= n.until]
        neds: dict[str, int] = defaultdict(int)
        lasting: dict[str, int] = defaultdict(int)
        for board, ned in seats:
            neds[board.organisation] += 1
            own = terms.get(ned.person, {})
            term = own.get(board.organisation, max(own.values(), default=when))
            lasting[board.organisation] += term >= when
        below = sum(neds[b.organisation] < FEWEST_NEDS for b in plan.boards)
        bare = sum(lasting[b.organisation] < FEWEST_NEDS for b in plan.boards)
        over = len(plan.boards)
        told = not discretion.public or (alone and safe(bare, over - bare))
        rows.append(
            TimeRow(
                day=day(when),
                terms=number(sum(e < when for e in ends)),
                filled=discretion.filled(len(seats) + sum(b.chair is not None for b in plan.boards)),
                below=number(below),
                unrenewed=number(bare) if told else NOT_SHOWN,
            )
        )
    return Timeline(_note(instance), tuple(rows))


def _keeps(plan: Plan, organisation: str) -> bool:
    """Whether a board keeps directors of its own."""
    model = plan.governance.get(plan.cluster_of[organisation].governance)
    return model is None or model.keeps_boards


def _note(instance: Instance) -> str:
    renewed = {
        "assumed": "Every term that ends before then is assumed to be renewed.",
        "none": "No term is renewed: whoever's term ends leaves, and sits on no board of the plan.",
        "chosen": "Whether a term is renewed is chosen with the plan.",
    }[instance.renewals]
    return (
        f"{renewed} The last column shows what it would be for the plan’s example if none were: boards that "
        "would have to be made good by renewal, a dual appointment or a recruit (A¶5.7)."
    )


def _days(start: date, end: date) -> list[date]:
    """The first day, every end of a quarter, and the last day.

    >>> [str(d) for d in _days(date(2011, 6, 1), date(2011, 12, 31))]
    ['2011-06-01', '2011-06-30', '2011-09-30', '2011-12-31']
    """
    found = {start, end}
    for year in range(start.year, end.year + 1):
        for month in (4, 7, 10, 13):
            day = date(year + month // 13, (month - 1) % 12 + 1, 1) - timedelta(days=1)
            if start < day < end:
                found.add(day)
    return sorted(found)
