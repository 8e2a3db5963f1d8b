"""Clusters that are never chosen because their boards can't be made lawful, as a rule like any other."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.core.rulebook import RuleSpec
from planner.geography.compact.model import Cluster
from planner.rules.base import CandidateRule, Candidates

_SPEC = RuleSpec(
    id="RULED-OUT",
    title="Clusters whose boards can't be made lawful are not chosen.",
    scope="candidate",
    authority="statute",  # so that no decision lifts it; the rules of boards behind it have their own
    strength="must",
)


class RuledOut(CandidateRule):
    """None of some clusters is chosen. In no rulebook: rules about boards are behind it.

    Args:
        clusters: each a set of codes.
    """

    id: ClassVar[str] = "RULED-OUT"

    def __init__(self, clusters: Collection[Cluster]) -> None:
        super().__init__(_SPEC)
        self.clusters: tuple[Cluster, ...] = tuple(sorted(clusters, key=sorted))

    def breach(self, table: Candidates) -> npt.NDArray[np.int64]:
        """1 for a candidate that is one of the clusters, shape (candidates,)."""
        codes = list(table.codes)
        found = np.zeros(len(table.members), dtype=np.int64)
        for cluster in self.clusters:
            if cluster <= set(codes):
                found |= (table.members == np.isin(codes, sorted(cluster))).all(axis=1)
        return found

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Nothing: plans are judged by the rules about boards themselves."""
        del instance, plan
        return []

    def explain(self, instance: Instance) -> str:
        """How many."""
        del instance
        return f"{len(self.clusters)} clusters have boards that can't be made lawful."
