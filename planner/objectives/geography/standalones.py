"""Organisations left alone without a recorded reason."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import GeographyLevel
from planner.rules.base import Candidates


class Standalones(GeographyLevel):
    """Clusters of one organisation; ``exempt,GEO-SIZE,ORG`` records the reason of one."""

    id: ClassVar[str] = "standalones"
    title: ClassVar[str] = "Organisations that stand alone without a recorded reason"
    unit: ClassVar[str] = "organisations"
    reads_decisions: ClassVar[bool] = True

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """1 for each candidate of one organisation without a reason, else 0; shape (candidates,)."""
        with_reason = {
            d.object for d in table.instance.decisions if d.kind == "exempt" and d.subject == "GEO-SIZE"
        }
        counted = np.array([code not in with_reason for code in table.codes], dtype=np.bool_)
        alone = table.members.sum(axis=1, dtype=np.int64) == 1
        column: npt.NDArray[np.int64] = (alone & table.members[:, counted].any(axis=1)).astype(np.int64)
        return column

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Clusters of one organisation that no decision gives a reason for."""
        count = 0
        for cluster in plan.clusters:
            if len(cluster.organisations) != 1:
                continue
            (code,) = cluster.organisations
            if not any(
                d.kind == "exempt" and d.subject == "GEO-SIZE" and d.object == code for d in instance.decisions
            ):
                count += 1
        return count
