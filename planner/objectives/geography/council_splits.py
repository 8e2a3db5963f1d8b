"""Councils divided between clusters."""

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


class CouncilSplits(GeographyLevel):
    """Pieces minus one of every council.

    A candidate costs one for each council it holds a piece of; the constant takes one off for each council.
    """

    id: ClassVar[str] = "council_splits"
    title: ClassVar[str] = "Councils divided between clusters"
    unit: ClassVar[str] = "extra pieces"

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Councils that each candidate holds a piece of, shape (candidates,)."""
        position = {code: j for j, code in enumerate(table.codes)}
        by_column = np.ascontiguousarray(table.members.T)
        touched: dict[str, npt.NDArray[np.bool_]] = {}
        for row in table.instance.coverage:
            if row.organisation in position:
                here = by_column[position[row.organisation]]
                known = touched.get(row.local_authority)
                touched[row.local_authority] = here if known is None else known | here
        column = np.zeros(len(table.members), dtype=np.int64)
        for piece in touched.values():
            column += piece
        return column

    def constant(self, instance: Instance, rulebook: Rulebook) -> int:
        """Minus the number of councils in ``coverage``."""
        return -len({row.local_authority for row in instance.coverage})

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Clusters that hold a piece, minus one, summed over councils."""
        cluster_of = {code: c.id for c in plan.clusters for code in c.organisations}
        pieces: dict[str, set[str]] = defaultdict(set)
        for row in instance.coverage:
            pieces[row.local_authority].add(cluster_of[row.organisation])
        return sum(len(clusters) - 1 for clusters in pieces.values())
