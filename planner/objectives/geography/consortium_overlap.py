"""How near clusters come to the footprint of a consortium."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import GeographyLevel
from planner.rules.base import Candidates

LIMIT = 2**62
"""Beyond this, sums go over to Python's integers."""


class ConsortiumOverlap(GeographyLevel):
    """Steps of five percentage points above 50 %, rounded up, of each cluster's largest overlap.

    The overlap with a consortium is the people of both divided by the people of either, as for GEO-7;
    consortia of whole organisations count too. One that covers an organisation outside is out of the question.
    """

    id: ClassVar[str] = "consortium_overlap"
    title: ClassVar[str] = "Clusters that nearly have the footprint of a consortium"
    unit: ClassVar[str] = "steps of five percentage points above half"

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Steps of each candidate, shape (candidates,)."""
        residents = {o.code: o.population for o in table.instance.organisations}
        position = {code: j for j, code in enumerate(table.codes)}
        members = np.asarray(table.members, dtype=np.bool_)
        population = np.zeros(len(members), dtype=np.int64)
        for code, j in position.items():
            population += members[:, j] * np.int64(residents[code])
        everyone = sum(residents[code] for code in table.codes)
        column = np.zeros(len(members), dtype=np.int64)
        for shares in _footprints(table.instance):
            here = [code for code in shares if code in position]
            if not here or not shares.keys() <= residents.keys():
                continue
            scale = 1
            while any((Fraction(s) * scale).denominator > 1 for s in shares.values()):
                scale *= 10
            covered = {code: int(Fraction(s) * scale) * residents[code] for code, s in shares.items()}
            largest = 20 * (everyone * scale + sum(covered.values()))
            rows = np.flatnonzero(members[:, [position[code] for code in here]].any(axis=1))
            kind: Any = np.int64 if largest < LIMIT else object
            both = np.zeros(len(rows), dtype=kind)
            for code in here:
                both = both + members[rows, position[code]].astype(kind) * covered[code]
            either = population[rows].astype(kind) * scale + sum(covered.values()) - both
            either = np.where(either > 0, either, 1)
            # twenty steps of five points make the whole: 20 * both / either - 10, rounded up
            steps = np.maximum(-((10 * either - 20 * both) // either), 0).astype(np.int64)
            column[rows] = np.maximum(column[rows], steps)
        return column

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Steps summed over clusters, from exact fractions of people."""
        people = {o.code: o.population for o in instance.organisations}
        consortia = sorted({f.consortium for f in instance.footprints})
        total = 0
        for cluster in plan.clusters:
            size = sum(people[code] for code in cluster.organisations)
            nearest = Fraction(0)
            for consortium in consortia:
                area = [f for f in instance.footprints if f.consortium == consortium]
                if any(f.organisation not in people for f in area):
                    continue
                parts = [
                    (f.organisation, people[f.organisation] * Fraction(f.share_of_organisation)) for f in area
                ]
                shared = sum((p for code, p in parts if code in cluster.organisations), Fraction(0))
                either = size + sum(p for _, p in parts) - shared
                if either:
                    nearest = max(nearest, shared / either)
            total += max(0, ceil((nearest - Fraction(1, 2)) / Fraction(1, 20)))
        return total


def _footprints(instance: Instance) -> list[dict[str, Decimal]]:
    """Shares of organisations, one entry for each consortium."""
    found: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for f in instance.footprints:
        found[f.consortium][f.organisation] = f.share_of_organisation
    return list(found.values())
