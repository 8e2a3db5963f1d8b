"""Figures about boards and what the executive team serves (A3.3, A3.4, A4)."""

from __future__ import annotations

from collections import Counter

from planner.core.comparison import Amount
from planner.objectives.boards.complexity import Complexity
from planner.objectives.boards.meetings import Meetings
from planner.study.compare.figures.registry import figure
from planner.study.compare.subject import Subject, nothing, number, part, spread

GROUP = "boards"
BY_THEMSELVES = "boards meet by themselves"


@figure(
    "board_size",
    GROUP,
    "Members of a board without executive duties",
    "people",
    "Chair and non-executive directors of the smallest and of the largest statutory board, vacancies not "
    "counted.",
)
def board_size(subject: Subject) -> Amount:
    """The smallest and the largest board."""
    return spread([len(people) for people in subject.sitting.values()], "there is no board")


@figure(
    "body_size",
    GROUP,
    "Members of a cluster board without executive duties",
    "people",
    "Who meets with the executive team as one body of a cluster of several: the nominated cluster board and "
    "its chair, or, where one person chairs all boards, everybody on any of them; the smallest and the "
    "largest.",
)
def body_size(subject: Subject) -> Amount:
    """The smallest and the largest body of a cluster."""
    bodies = [subject.body(c) for c in subject.several]
    return spread([len(b) for b in bodies if b is not None], BY_THEMSELVES)


@figure(
    "bodies_large",
    GROUP,
    "Cluster boards that are large",
    "cluster boards",
    "Cluster boards with more members without executive duties than cluster_board_limit of the rulebook.",
    basis=lambda book: f"ASSUMED: more than {book.cluster_board_limit}; the guidance names no number (A¶4.4)",
)
def bodies_large(subject: Subject) -> Amount:
    """Bodies of clusters above the limit."""
    bodies = [b for c in subject.several if (b := subject.body(c)) is not None]
    if not bodies:
        return nothing(BY_THEMSELVES)
    return part(sum(len(b) > subject.rulebook.cluster_board_limit for b in bodies), len(bodies))


@figure(
    "single_meeting",
    GROUP,
    "Clusters whose boards meet as one",
    "clusters",
    "Clusters of several organisations whose boards have the same chair and the same directors.",
)
def single_meeting(subject: Subject) -> Amount:
    """Clusters of which everybody sits on all boards."""
    return part(sum(map(subject.one_board, subject.several)), len(subject.several))


@figure(
    "one_chair",
    GROUP,
    "Clusters with one chair",
    "clusters",
    "Clusters of several organisations that one person chairs: all their boards, or their nominated "
    "cluster board.",
)
def one_chair(subject: Subject) -> Amount:
    """Clusters with a chair of their own."""
    led = sum(c.cluster_board is not None or subject.one_chair(c) for c in subject.several)
    return part(led, len(subject.several))


@figure(
    "audit_own",
    GROUP,
    "Boards with an audit chair of their own",
    "boards",
    "Boards whose audit chair is audit chair of no other board.",
)
def audit_own(subject: Subject) -> Amount:
    """Boards whose audit chair serves as such nowhere else."""
    count = Counter(b.audit_chair for b in subject.plan.boards if b.audit_chair is not None)
    return part(sum(n == 1 for n in count.values()), len(subject.plan.boards))


@figure(
    "meetings",
    GROUP,
    "Meetings the executive teams serve",
    "board meetings a year",
    "Board meetings a year by the numbers of each governance model, summed over clusters.",
    basis="ASSUMED: 12 + 4n for Model 1 with n organisations, 12 for Model 2, 12 + 2n for Model 3, 12n for "
    "Model 4 and for established arrangements today, or as a model of your own says",
)
def meetings(subject: Subject) -> Amount:
    """Meetings over all clusters."""
    return number(Meetings().value(subject.instance, subject.plan, subject.rulebook))


@figure(
    "complexity",
    GROUP,
    "Boards and committees to serve",
    "boards and audit committees",
    "Boards that meet separately, nominated cluster boards and audit committees, summed over clusters (A¶3.3).",
    basis="DERIVED PROXY for how complex it is to manage; the guidance counts nothing",
)
def complexity(subject: Subject) -> Amount:
    """Boards and audit committees."""
    return number(Complexity().value(subject.instance, subject.plan, subject.rulebook))
