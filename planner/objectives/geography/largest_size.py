"""Organisations of the largest cluster."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BottleneckLevel
from planner.rules.base import Candidates


class LargestSize(BottleneckLevel):
    """Organisations of the cluster that has most."""

    id: ClassVar[str] = "largest_size"
    title: ClassVar[str] = "Organisations in the cluster that has most"
    unit: ClassVar[str] = "organisations"

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Organisations of each candidate, shape (candidates,)."""
        size: npt.NDArray[np.int64] = table.members.sum(axis=1, dtype=np.int64)
        return size

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """The largest number of members."""
        return max((len(c.organisations) for c in plan.clusters), default=0)
