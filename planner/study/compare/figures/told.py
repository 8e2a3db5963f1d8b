"""What of a column's figures everyone may read: figures about people not where others would tell the rest.

A comparison is public, as are today's lists of boards. People in post, less places that end, less people kept,
gives how many leave otherwise; and where totals would pin down single people (:mod:`planner.checker.pinned`),
whoever keeps a chair, is recruited or is paid is kept back too. How likely boards last follows from how many
sit on which, so it is kept back with these, and where somebody takes a second chair
(:mod:`planner.checker.known`).
"""

from __future__ import annotations

from planner.core.comparison import Amount
from planner.study.compare.figures.small import FEWEST, NOT_SHOWN
from planner.study.compare.subject import Subject, nothing, span

ROUNDED = 50_000
"""Pounds to which pay is rounded outwards, as reports round it: six directors' pay."""
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
    if pinned and figure in PINNING:
        return nothing(TELLS)
    if figure == "recruits" and subject.recruits_hidden:
        return nothing(TELLS)
    back = pinned or few
    if figure in LASTING and (back or subject.chairs_double):
        return nothing(TELLS)
    if back and figure in AUDIT and subject.keep_their_people:
        return nothing(TELLS)
    if figure in PARTS_OF_PAY and (back or subject.chairs_move):
        return nothing(TELLS)
    if figure in PAY and (back or subject.chairs_move):
        return span(amount.low // ROUNDED * ROUNDED, -(-amount.high // ROUNDED) * ROUNDED)
    if back and figure in SIZES and (amount.low == amount.high or len(subject.plan.clusters) < 3):
        return nothing(TELLS)
    return amount


def _few_leave(subject: Subject) -> bool:
    """Whether one to four leave by their own offer, or otherwise than by a place that ends."""
    outcomes = [p.outcome for p in subject.plan.people]
    gone = len(subject.posts.keys() - subject.seats.keys()) - outcomes.count("place_ends")
    offers = outcomes.count("stands_down") + outcomes.count("alternative_role")
    return 0 < gone < FEWEST or 0 < offers < FEWEST
