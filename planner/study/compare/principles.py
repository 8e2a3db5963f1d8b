"""How a column stands by the three principles of the letter of 29 September 2011 (RULEBOOK EAS-3 to EAS-6)."""

from __future__ import annotations

from planner.core.comparison import Principle, Standing
from planner.core.plan import Cluster
from planner.study.compare.subject import Subject

IDS = ("single_meeting", "single_team", "single_chair")
"""In the letter's order."""


def principles(column: str, subject: Subject) -> tuple[Principle, ...]:
    """All three. They are about clusters of several; a map without boards leaves the first and third open.

    Models 1 and 3 meet the first only if their boards agree to transact their business in one meeting; Model 4
    can't, nor has it a chair of the cluster (DERIVED, EAS-5). What is neither met nor can be needs the SHA's
    agreement to a date (EAS-6).
    """
    found = []
    for principle in IDS:
        states = [_state(principle, subject, c) for c in subject.several]
        met, can = states.count("met"), states.count("can")
        standing: Standing = "met"
        if not subject.plan.boards and principle != "single_team":
            standing, met, can = "not_applicable", 0, 0
        elif not states:
            standing = "not_applicable"
        elif met + can < len(states):
            standing = "needs_agreement"
        elif can:
            standing = "not_met"
        found.append(
            Principle(id=principle, column=column, standing=standing, clusters=len(states), met=met, can=can)
        )
    return tuple(found)


def _state(principle: str, subject: Subject, cluster: Cluster) -> str:
    """``met``, ``can`` or ``cannot``, of one cluster of several."""
    if principle == "single_team":  # a cluster is organisations under one executive team (paragraph 6)
        return "met"
    led = cluster.cluster_board is not None or subject.one_chair(cluster)
    if principle == "single_chair":
        return "met" if led else "cannot"
    if subject.one_board(cluster):
        return "met"
    return "can" if led else "cannot"
