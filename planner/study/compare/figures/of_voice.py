"""Figures about local voice, nominees and skills (A3.3, A4.4, A4.6)."""

from __future__ import annotations

from collections import Counter

from planner.core.comparison import Amount
from planner.objectives.boards.own_people import OwnPeople
from planner.objectives.boards.skills_missing import SkillsMissing
from planner.study.compare.figures.registry import figure
from planner.study.compare.figures.small import withheld
from planner.study.compare.subject import Subject, boards_but, nothing, number, part

GROUP = "voice"


@figure(
    "own_people",
    GROUP,
    "Organisations with their own people on their board",
    "organisations",
    "Organisations with at least one person of today's own board on their board, two where the cluster has "
    "three organisations or fewer.",
)
def own_people(subject: Subject) -> Amount:
    """Organisations that are not short of their own people."""
    return boards_but(subject, OwnPeople())


@figure(
    "own_voice",
    GROUP,
    "Organisations with somebody who serves them alone",
    "organisations",
    "Organisations on whose board somebody sits who sits on no other board.",
)
def own_voice(subject: Subject) -> Amount:
    """Organisations with a chair or director of no other board."""
    boards = Counter(p for people in subject.sitting.values() for p in people)
    found = sum(any(boards[p] == 1 for p in people) for people in subject.sitting.values())
    return part(found, len(subject.sitting))


@figure(
    "cluster_voice",
    GROUP,
    "Organisations with their own people where the executive team is met",
    "organisations",
    "Organisations in clusters of several of whose own people of today somebody sits on the cluster board, "
    "or, where boards meet by themselves, on their own board.",
)
def cluster_voice(subject: Subject) -> Amount:
    """Organisations of clusters of several that are heard there."""
    heard = every = 0
    for cluster in subject.several:
        body = subject.body(cluster)
        for code in cluster.organisations:
            every += 1
            there = subject.sitting[code] if body is None else body
            heard += any(code in subject.home.get(p, ()) for p in there)
    return part(heard, every)


@figure(
    "nominees",
    GROUP,
    "Councils' nominees on Care Trusts' boards",
    "nominations",
    "Councils that nominate to a Care Trust's board and have a nominee on it, of all that do (A¶3.3).",
)
def nominees(subject: Subject) -> Amount:
    """Nominations that are met."""
    asked = [
        (row.organisation, row.local_authority)
        for row in subject.instance.coverage
        if row.relevant and subject.instance.by_code[row.organisation].kind != "pct"
    ]
    if not asked:
        return nothing("no council nominates to a Care Trust here")
    met = 0
    for organisation, authority in asked:
        neds = subject.plan.board_of[organisation].neds
        met += any(
            n.nominee_of == authority
            or any(r.nominated_by == authority and r.la_member for r in subject.posts.get(n.person, ()))
            for n in neds
        )
    return part(met, len(asked))


@figure(
    "skills_missing",
    GROUP,
    "Skills that nobody on a board has",
    "skills",
    "Skills of the rulebook's list that neither chair nor directors have, summed over boards, in the example "
    "of who sits where; recruits are taken to have none.",
    basis="ASSUMED: the list of skills; the guidance asks for a suitable range (A¶3.3)",
    personal=True,
)
def skills_missing(subject: Subject) -> Amount:
    """Missing skills over all boards."""
    lacking = SkillsMissing().value(subject.instance, subject.plan, subject.rulebook)
    return withheld(lacking) or number(lacking)
