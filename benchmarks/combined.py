"""The combined level of the feasibility study: three aims added up in one sum.

Broken arrangement pairs + |population - target| in thousands of people + kilometres of boundary cut, where the
target is the population of all organisations divided by the number of clusters wished for. The sum is counted
in thousandths (pairs x 1,000 + people + metres), so that nothing is rounded but the target, to a whole person.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt
from ortools.sat.python import cp_model

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.geography.compact.levels import post_level
from planner.geography.compact.model import Compact
from planner.objectives.base import GeographyLevel
from planner.objectives.geography.boundary_cut import BoundaryCut
from planner.rules.base import Candidates, Expr

WISHED = 50
"""Clusters wished for nationally."""
THOUSANDTHS = 1000


def target_people(instance: Instance, clusters: int = WISHED) -> int:
    """People of an average cluster, rounded half up."""
    people = sum(o.population for o in instance.organisations)
    return (2 * people + clusters) // (2 * clusters)


class Pairs(GeographyLevel):
    """Pairs of organisations of one arrangement in different clusters, counted where the smaller code is."""

    id: ClassVar[str] = "arrangement_pairs"
    title: ClassVar[str] = "Pairs of organisations of one arrangement in different clusters"
    unit: ClassVar[str] = "pairs"

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Pairs of each candidate, shape (candidates,)."""
        place = {code: j for j, code in enumerate(table.codes)}
        inside = np.ascontiguousarray(table.members.T)
        column = np.zeros(len(table.members), dtype=np.int64)
        for smaller, larger in _pairs(table.instance):
            if smaller in place:
                broken = inside[place[smaller]]
                column += broken & ~inside[place[larger]] if larger in place else broken
        return column

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Pairs that the plan parts."""
        cluster = {code: c.id for c in plan.clusters for code in c.organisations}
        return sum(cluster[a] != cluster[b] for a, b in _pairs(instance))


def _pairs(instance: Instance) -> list[tuple[str, str]]:
    """Pairs of codes of one arrangement, smaller first."""
    groups: dict[str, list[str]] = {}
    for o in sorted(instance.organisations, key=lambda o: o.code):
        if o.arrangement:
            groups.setdefault(o.arrangement, []).append(o.code)
    return [(a, b) for group in groups.values() for i, a in enumerate(group) for b in group[i + 1 :]]


class Combined(GeographyLevel):
    """The three aims in one.

    Args:
        target: people of an average cluster.
    """

    id: ClassVar[str] = "combined"
    title: ClassVar[str] = "Broken pairs, thousands of people from the target and kilometres of boundary"
    unit: ClassVar[str] = "thousandths"

    def __init__(self, target: int) -> None:
        self.target = target

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Cost of each candidate, shape (candidates,)."""
        people = np.array([table.instance.by_code[c].population for c in table.codes], dtype=np.int64)
        column = np.abs(table.members @ people - self.target)
        column += THOUSANDTHS * Pairs().column(table, rulebook)
        return column + BoundaryCut().column(table, rulebook)

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Value of a finished plan."""
        clusters = [sum(instance.by_code[o].population for o in c.organisations) for c in plan.clusters]
        away = sum(abs(people - self.target) for people in clusters)
        pairs = Pairs().value(instance, plan, rulebook)
        return THOUSANDTHS * pairs + away + BoundaryCut().value(instance, plan, rulebook)

    def post(self, c: Compact) -> Expr:
        """The same in the compact model."""
        total, away = sum(c.population), []
        for number, slot in enumerate(c.slots):
            people, used = c.people(slot), slot.used
            away.append(c.model.new_int_var(0, max(total, self.target), f"away{number}"))
            c.model.add(away[-1] >= people - self.target * used)
            c.model.add(away[-1] >= self.target * used - people)
        pairs, boundary = post_level(c, Pairs()), post_level(c, BoundaryCut())
        return THOUSANDTHS * pairs + cp_model.LinearExpr.sum(away) + boundary
