"""Figures about pay of chairs and directors at the rates of the pay table (A5.6)."""

from __future__ import annotations

from planner.core.comparison import Amount
from planner.core.rulebook import Rulebook
from planner.objectives.boards.cost_change import cost_today
from planner.study.compare.figures.registry import figure
from planner.study.compare.subject import Subject, number, span

GROUP = "money"


def _proxy(book: Rulebook) -> str:
    """What of the rates is a proxy."""
    return "DERIVED PROXY: most pay bands of chairs" if "proxy" in book.pay.certainty.lower() else ""


@figure(
    "cost",
    GROUP,
    "Pay of chairs and directors",
    "pounds a year",
    "Each person once, at the rate of the highest single role; from vacant seats at nothing to every vacant "
    "seat filled, a seat shared by all boards once. To within 25,000 where it would tell how many "
    "are paid and so of single people.",
    basis=_proxy,
)
def cost(subject: Subject) -> Amount:
    """From the seats that are filled to all seats."""
    filled = sum(subject.pay.values())
    return span(filled, filled + vacant_pay(subject))


@figure(
    "cost_change",
    GROUP,
    "Pay beside today",
    "pounds a year",
    "The figure above, less the pay of today's posts at the same rates.",
    basis=_proxy,
)
def cost_change(subject: Subject) -> Amount:
    """The change against the posts of today."""
    filled = sum(subject.pay.values()) - cost_today(subject.instance, subject.rulebook)
    return span(filled, filled + vacant_pay(subject))


@figure(
    "chair_pay",
    GROUP,
    "Of it, pay of chairs",
    "pounds a year",
    "Pay of people who chair a board; most of its bands are a proxy.",
    basis=_proxy,
)
def chair_pay(subject: Subject) -> Amount:
    """Pay of whoever chairs."""
    return number(sum(subject.pay[p] for p in {b.chair for b in subject.plan.boards} if p is not None))


@figure(
    "paid_outside",
    GROUP,
    "Pay of people not on the cluster board",
    "pounds a year",
    "Pay of chairs and directors of clusters with a cluster board who sit on no cluster board.",
    basis=_proxy,
)
def paid_outside(subject: Subject) -> Amount:
    """Pay of people beside the cluster boards."""
    inside: set[str] = set()
    there: set[str] = set()
    for cluster in subject.several:
        body = subject.body(cluster)
        if body is not None:
            inside |= body
            there |= set().union(*(subject.sitting[o] for o in cluster.organisations))
    return number(sum(subject.pay[p] for p in there - inside))


def vacant_pay(subject: Subject) -> int:
    """Pounds a year that vacant seats would add if each were filled by somebody new."""
    total = 0
    for cluster in subject.plan.clusters:
        boards = [subject.plan.board_of[o] for o in cluster.organisations]
        model = subject.plan.governance.get(cluster.governance)
        shared = model is not None and not model.keeps_boards and not any(model.locality_neds)
        empty = [b.vacancies for b in boards]
        total += subject.rulebook.pay.ned * (max(empty) if shared else sum(empty))
        total += sum(subject.band(subject.weight(b.organisation)) for b in boards if b.chair is None)
    return total
