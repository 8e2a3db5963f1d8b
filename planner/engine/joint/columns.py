"""Levels about boards as the map's engine sees them: a column over possible clusters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel, GeographyLevel
from planner.rules.base import Candidates


class Counted(GeographyLevel):
    """A level about boards whose column is already in the table; summed like a level of the map."""

    def column(self, _table: Candidates, _rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Never asked for: tables are made with it."""
        raise TypeError(f"{self.id} is counted from boards, not from a table")

    def value(self, _instance: Instance, _plan: Plan, _rulebook: Rulebook) -> int:
        """Never asked for: the level about boards counts the finished plan."""
        raise TypeError(f"{self.id} is counted by the level about boards")


def counted(levels: Sequence[BoardLevel]) -> tuple[Counted, ...]:
    """One for each level about boards, in the same order."""
    return tuple(
        cast(Counted, type("Counted", (Counted,), {"id": x.id, "title": x.title, "unit": x.unit})())
        for x in levels
    )
