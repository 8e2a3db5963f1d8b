"""How many organisations change place against a grouping of reference."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.rulebook import Rulebook
from planner.objectives.base import GeographyLevel, some
from planner.rules.base import Candidates


class ChangeFromReference(GeographyLevel):
    """Organisations that would have to change place to turn the map into the reference.

    Each cluster keeps the largest group of members that share a cluster of the reference; the others change.
    The reference is the one named for the run, else the column ``cluster_reference``.
    """

    id: ClassVar[str] = "change_from_reference"
    title: ClassVar[str] = "Organisations that change place against the reference"
    unit: ClassVar[str] = "organisations"

    def needs(self, instance: Instance) -> list[str]:
        """A cluster of the reference for every organisation."""
        without = _without(instance)
        if not without:
            return []
        return [f"without cluster_reference: {some(without)}; no other grouping was named with --reference"]

    def column(self, table: Candidates, rulebook: Rulebook) -> npt.NDArray[np.int64]:
        """Members of each candidate that are not of its largest group, shape (candidates,)."""
        place = {o.code: o.cluster_reference for o in table.instance.organisations}
        place |= dict(table.instance.reference or ())
        groups: dict[str, list[int]] = {}
        for j, code in enumerate(table.codes):
            name = place[code]
            if name:
                groups.setdefault(name, []).append(j)
        stays = np.zeros(len(table.members), dtype=np.int64)
        for columns in groups.values():
            np.maximum(stays, table.members[:, columns].sum(axis=1, dtype=np.int64), out=stays)
        column: npt.NDArray[np.int64] = table.members.sum(axis=1, dtype=np.int64) - stays
        return column

    def value(self, instance: Instance, plan: Plan, rulebook: Rulebook) -> int:
        """The same from the plan, whose settings hold the grouping if one was named."""
        reference = named_reference(plan)
        if reference is None:
            reference = {o.code: o.cluster_reference for o in instance.organisations if o.cluster_reference}
        changed = 0
        for c in plan.clusters:
            count = Counter(reference[code] for code in c.organisations if code in reference)
            changed += len(c.organisations) - max(count.values(), default=0)
        return changed


def named_reference(plan: Plan) -> dict[str, str] | None:
    """Cluster of each organisation in the grouping that the run named; None without a readable one."""
    setting = plan.settings.get("reference")
    pairs = setting.value if setting is not None else None
    if not isinstance(pairs, list | tuple):
        return None
    if not all(
        isinstance(p, list | tuple) and len(p) == 2 and all(isinstance(x, str) and x for x in p) for p in pairs
    ):
        return None
    return dict(pairs)


def _without(instance: Instance) -> list[str]:
    """Organisations that no reference places."""
    if instance.reference is not None:
        return sorted(instance.by_code.keys() - {code for code, _ in instance.reference})
    return sorted(o.code for o in instance.organisations if not o.cluster_reference)
