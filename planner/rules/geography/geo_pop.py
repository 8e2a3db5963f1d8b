"""GEO-POP: the population of a cluster lies in a window."""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import CandidateRule, Candidates
from planner.rules.words import about, asks, between, grouped, listed

SAFE = 2**62
"""Beyond this, the solver half goes over to Python's integers."""


class GeoPop(CandidateRule):
    """The population lies in one of ``windows``, a list of [low, high], both inclusive, or near a multiple.

    ``multiples`` holds ``of`` (whole people or an exact fraction as text), ``low_permille`` and
    ``high_permille``: for some whole j from 1 the population is at least ``low_permille`` and at most
    ``high_permille`` thousandths of j times ``of``. Either parameter may be left out.
    """

    id: ClassVar[str] = "GEO-POP"

    def breach(self, table: Candidates) -> npt.NDArray[np.int64]:
        """1 for a candidate outside every window."""
        members = np.asarray(table.members, dtype=np.bool_)
        population = np.zeros(members.shape[0], dtype=np.int64)
        for j, code in enumerate(table.codes):
            population += members[:, j] * np.int64(table.instance.by_code[code].population)
        outside = np.ones(members.shape[0], dtype=np.bool_)
        for low, high in self.spec.parameters.get("windows", []):
            outside &= (population < low) | (population > high)
        if "multiples" in self.spec.parameters:
            outside &= ~self._near(population)
        return outside.astype(np.int64)

    def _near(self, population: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Whether each population is near a multiple, in whole numbers; for the solver half only."""
        limits = self.spec.parameters["multiples"]
        above, _, below = str(limits["of"]).partition("/")
        low, high = (int(limits[k]) * int(above) for k in ("low_permille", "high_permille"))
        unit = 1000 * int(below or 1)
        most = int(population.max(initial=0)) * unit
        # the first multiple that is large enough is the nearest from above: a larger one asks for more people
        kind: Any = np.int64 if (most // high + 2) * high < SAFE else object
        people = population.astype(kind) * unit
        first = np.maximum(-(-people // high), 1)
        near: npt.NDArray[np.bool_] = (first * low <= people).astype(np.bool_)
        return near

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Clusters outside every window, by the populations of the instance."""
        findings = []
        for cluster in plan.clusters:
            people = sum(o.population for o in instance.organisations if o.code in cluster.organisations)
            if not self._allowed(people):
                text = (
                    f"{grouped(instance, cluster.organisations)} has {people:,} people; "
                    f"{asks(self.spec)} {self._limit()}"
                )
                findings.append(about(cluster, text, f"{people:,}", self._limit()))
        return findings

    def _allowed(self, people: int) -> bool:
        """Whether so many people lie in a window or near a multiple; for the checking half only."""
        if any(low <= people <= high for low, high in self.spec.parameters.get("windows", ())):
            return True
        near = self.spec.parameters.get("multiples")
        if near is None:
            return False
        share = people / Fraction(near["of"])
        fewest = ceil(share * 1000 / near["high_permille"])
        return bool(max(fewest, 1) <= share * 1000 / near["low_permille"])

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        return f"A cluster has {self._limit()} people."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Smallest and largest population."""
        size = {o.code: o.population for o in instance.organisations}
        people = [sum(size.get(code, 0) for code in c.organisations) for c in plan.clusters]
        return (f"{between(people)} people", self._limit()) if people else ("", "")

    def _limit(self) -> str:
        """The windows and multiples in words; used by texts only."""
        words = [f"{low:,} to {high:,}" for low, high in self.spec.parameters.get("windows", ())]
        near = self.spec.parameters.get("multiples")
        if near is not None:
            low, high = (_percent(near[k]) for k in ("low_permille", "high_permille"))
            share = low if low == high else f"{low} to {high}"
            of = near["of"] if isinstance(near["of"], str) else f"{near['of']:,}"
            words.append(f"{'exactly' if share == '100%' else f'{share} of'} a whole multiple of {of}")
        return listed(words).replace(" and ", " or ")


def _percent(permille: int) -> str:
    """Thousandths as percent, ``95%`` or ``97.5%``."""
    return f"{permille // 10}%" if permille % 10 == 0 else f"{permille // 10}.{permille % 10}%"
