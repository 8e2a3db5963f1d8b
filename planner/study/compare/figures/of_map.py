"""Figures about the map (guidance paragraphs 6 to 8)."""

from __future__ import annotations

from planner.checker.pseudo import reference_pairs
from planner.core.comparison import Amount
from planner.objectives.geography.splits import Splits
from planner.study.compare.figures.registry import figure
from planner.study.compare.subject import Subject, nothing, number, part, spread

GROUP = "map"


@figure(
    "clusters", GROUP, "Clusters", "clusters", "Groups of organisations, those of one included.", boards=False
)
def clusters(subject: Subject) -> Amount:
    """All clusters."""
    return number(len(subject.plan.clusters))


@figure(
    "alone", GROUP, "Organisations that stand alone", "clusters", "Clusters of one organisation.", boards=False
)
def alone(subject: Subject) -> Amount:
    """Clusters of one organisation."""
    return number(len(subject.plan.clusters) - len(subject.several))


@figure(
    "population",
    GROUP,
    "People who live in a cluster",
    "people living there",
    "Residents of the smallest and of the largest cluster.",
    boards=False,
)
def population(subject: Subject) -> Amount:
    """The smallest and the largest cluster."""
    return spread([c.population for c in subject.plan.clusters], "there is no cluster")


@figure(
    "divided",
    GROUP,
    "Councils and arrangements divided",
    "extra pieces",
    "Clusters that hold a piece of a council or of an arrangement, less one, summed over all of them.",
    boards=False,
)
def divided(subject: Subject) -> Amount:
    """Pieces beyond the first."""
    return number(Splits().value(subject.instance, subject.plan, subject.rulebook))


@figure(
    "reference_kept",
    GROUP,
    "Clusters of the reference kept exactly",
    "clusters",
    "Clusters with the same organisations as one of the reference, of all clusters of the reference.",
    boards=False,
)
def reference_kept(subject: Subject) -> Amount:
    """Clusters that are also clusters of the reference."""
    pairs = reference_pairs(subject.instance)
    if pairs is None:
        return nothing("no reference is given")
    groups: dict[str, set[str]] = {}
    for code, cluster in pairs:
        groups.setdefault(cluster, set()).add(code)
    ours = {frozenset(c.organisations) for c in subject.plan.clusters}
    return part(sum(frozenset(group) in ours for group in groups.values()), len(groups))
