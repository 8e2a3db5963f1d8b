"""Arrangements divided between clusters."""

from __future__ import annotations

from collections import defaultdict
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import GeographyLevel
from planner.rules.base import Candidates


class ArrangementSplits(GeographyLevel):
    """Pieces minus one of every arrangement.

    A candidate costs one for each arrangement it holds a piece of; the constant takes one off for each.
    """

    id: ClassVar[str] = "arrangement_splits"
    title: ClassVar[str] = "Arrangements divided between clusters"
    unit: ClassVar[str] = "extra pieces"

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Arrangements that each candidate holds a piece of, shape (candidates,)."""
        columns: dict[str, list[int]] = defaultdict(list)
        for j, code in enumerate(table.codes):
            arrangement = table.instance.by_code[code].arrangement
            if arrangement:
                columns[arrangement].append(j)
        column = np.zeros(len(table.members), dtype=np.int64)
        for members in columns.values():
            column += table.members[:, members].any(axis=1)
        return column

    def constant(self, instance: Instance, rulebook: Rulebook) -> int:
        """Minus the number of arrangements."""
        return -len({o.arrangement for o in instance.organisations if o.arrangement})

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Clusters that hold a piece, minus one, summed over arrangements."""
        total = 0
        for arrangement in {o.arrangement for o in instance.organisations if o.arrangement}:
            members = {o.code for o in instance.organisations if o.arrangement == arrangement}
            total += sum(not members.isdisjoint(c.organisations) for c in plan.clusters) - 1
        return total
