"""How spread out clusters are: moment of inertia about the best centre."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import GeographyLevel, some
from planner.rules.base import Candidates

ROWS = 1 << 16
"""Candidates at a time, so that sums about every centre fit into memory."""
SAFE = 2**62
"""What no sum may reach."""


class Inertia(GeographyLevel):
    """People times squared distance from the member that makes it least (Hess and others, 1965).

    Each member's people times squared metres are rounded half up to person-square-kilometres before they are
    added, so that the centre and the value are exact in whole numbers.
    """

    id: ClassVar[str] = "inertia"
    title: ClassVar[str] = "Moment of inertia: people by squared distance from the best centre"
    unit: ClassVar[str] = "person-square-kilometres"

    def needs(self, instance: Instance) -> list[str]:
        """Coordinates of every organisation, near enough for 64 bits."""
        without = [o.code for o in instance.organisations if o.easting is None or o.northing is None]
        if without:
            return [f"without easting or northing: {some(without)}"]
        east = [o.easting for o in instance.organisations if o.easting is not None]
        north = [o.northing for o in instance.organisations if o.northing is not None]
        widest = (max(east) - min(east)) ** 2 + (max(north) - min(north)) ** 2
        most = sum(o.population * widest // 1_000_000 + 1 for o in instance.organisations)
        if most < SAFE:
            return []
        return ["organisations lie too far apart for one map in metres"]

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Inertia of each candidate, shape (candidates,)."""
        by_code = table.instance.by_code
        organisations = [by_code[code] for code in table.codes]
        weight = np.zeros((len(organisations), len(organisations)), dtype=np.int64)
        for i, o in enumerate(organisations):
            for j, centre in enumerate(organisations):
                if o.easting is None or o.northing is None or centre.easting is None or centre.northing is None:
                    raise ValueError("inertia needs easting and northing of every organisation")
                squared = (o.easting - centre.easting) ** 2 + (o.northing - centre.northing) ** 2
                weight[i, j] = (o.population * squared + 500_000) // 1_000_000
        members = np.asarray(table.members, dtype=np.bool_)
        column = np.zeros(len(members), dtype=np.int64)
        for start in range(0, len(members), ROWS):
            part = members[start : start + ROWS]
            about = part.astype(np.int64) @ weight  # (candidates, centres)
            column[start : start + ROWS] = np.where(part, about, SAFE).min(axis=1)
        return column

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """Inertia summed over clusters, each about its best member."""
        place = {o.code: (o.easting, o.northing) for o in instance.organisations}
        people = {o.code: o.population for o in instance.organisations}

        def kilometres(code: str, centre: str) -> int:
            (x, y), (x0, y0) = place[code], place[centre]
            if x is None or y is None or x0 is None or y0 is None:
                raise ValueError("inertia needs easting and northing of every organisation")
            exact = people[code] * ((x - x0) * (x - x0) + (y - y0) * (y - y0))
            whole, rest = divmod(exact, 1_000_000)
            return whole + (rest >= 500_000)

        return sum(
            min(sum(kilometres(code, centre) for code in c.organisations) for centre in c.organisations)
            for c in plan.clusters
        )
