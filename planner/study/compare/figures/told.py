"""What of a column's figures everyone may read: figures about people not where others would tell the rest.

A comparison is public, as are today's lists of boards. People in post, less places that end, less people kept,
gives how many leave otherwise; and where totals would pin down single people (:mod:`planner.checker.pinned`),
whoever keeps a chair, is recruited or is paid is kept back too. How likely boards last follows from how many
sit on which, so it is kept back with these, and where somebody takes a second chair
(:mod:`planner.checker.known`).
"""

from __future__ import annotations

from planner.checker.pinned import FEW_CLUSTERS
from planner.core.comparison import Amount
from planner.core.people import nearest
from planner.objectives.boards.cost_change import cost_today
from planner.study.compare.figures.small import FEWEST, NOT_SHOWN
from planner.study.compare.subject import Subject, nothing, span

ROUNDED = 50_000
"""Pounds to which pay is rounded, as reports do, so that both together tell no more: six directors' pay."""
TELLS = "not shown: with other totals it would tell of single people"
KEPT = frozenset({"people_kept", "neds_kept"})
PINNING = KEPT | {"chairs_kept", "offers_used", "recruits", "competitions"}
PINNING |= {"women", "women_share", "bme", "bme_share", "disabled", "skills_missing"}
PAY = frozenset({"cost", "cost_change"})
PARTS_OF_PAY = frozenset({"chair_pay", "paid_outside"})
AUDIT = frozenset({"audit_own", "complexity"})
"""Audit chairs, where boards keep their people: who sits on two boards already would be known to chair both."""
LASTING = frozenset({"survive_one", "survive_two", "chance", "fallen"})
SIZES = frozenset({"board_size", "body_size"})
"""Seats that are filled: of one or two clusters, or all alike, their sum follows."""


def told(figure: str, amount: Amount, subject: Subject) -> Amount:
    """The amount of one column as everyone may read it."""
    if amount.low is None or amount.high is None or not subject.plan.levels:
        return amount  # today and the reference are public as they are
    pinned, few = subject.pinned, _few_leave(subject)
    if few and figure in KEPT:
        return nothing(NOT_SHOWN)
    back = pinned or few
    if figure in _kept_back(subject, pinned=pinned, few=few):
        return nothing(TELLS)
    if figure in PAY and (back or subject.chairs_move):
        return _pay(figure, amount.low, amount.high, subject)
    if back and figure in SIZES and (amount.low == amount.high or len(subject.plan.clusters) < 3):
        return nothing(TELLS)
    return amount


def _kept_back(subject: Subject, *, pinned: bool, few: bool) -> frozenset[str]:
    """Figures of a column that are not told at all."""
    small = len(subject.plan.clusters) < FEW_CLUSTERS  # chances of many together say nothing of any one
    reasons = (
        (PINNING, pinned),
        (frozenset({"neds_kept"}), subject.chairs_serve_several),  # less of all: whether every chair has a seat
        (frozenset({"recruits"}), subject.recruits_hidden),
        (LASTING, few or (pinned and small)),
        (frozenset({"chance"}), small and subject.chairs_double),
        (AUDIT, (pinned or few) and subject.keep_their_people),
        (PARTS_OF_PAY, pinned or few or subject.chairs_move),
    )
    return frozenset[str]().union(*(figures for figures, hold in reasons if hold))


def _pay(figure: str, low: int, high: int, subject: Subject) -> Amount:
    """Pay, or pay less today's, from what reports round the least to up to what they round the most to."""
    today = cost_today(subject.instance, subject.rulebook) if figure == "cost_change" else 0
    least, most = (nearest(n + today, ROUNDED) for n in (low, high))
    return span(least - ROUNDED // 2 - today, most + ROUNDED // 2 - today)


def _few_leave(subject: Subject) -> bool:
    """Whether one to four leave by their own offer, or otherwise than by a place that ends; or by terms."""
    outcomes = [p.outcome for p in subject.plan.people]
    gone = len(subject.posts.keys() - subject.seats.keys()) - outcomes.count("place_ends")
    offers = outcomes.count("stands_down") + outcomes.count("alternative_role")
    return 0 < gone < FEWEST or 0 < offers < FEWEST or subject.terms_known
