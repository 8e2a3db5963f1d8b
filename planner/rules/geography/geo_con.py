"""GEO-CON: a cluster is connected by land, bridge and ferry."""

from __future__ import annotations

from collections import defaultdict
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import CandidateRule, Candidates
from planner.rules.words import about, grouped, many, names


class GeoCon(CandidateRule):
    """A cluster is connected; a flow of patients does not connect."""

    id: ClassVar[str] = "GEO-CON"

    def breach(self, table: Candidates) -> npt.NDArray[np.int64]:
        """Members that can't be reached from the candidate's first member, by flooding all rows at once."""
        members = np.asarray(table.members, dtype=np.bool_)
        rows, columns = members.shape
        column_of = {code: j for j, code in enumerate(table.codes)}
        touching = np.eye(columns, dtype=np.float32)
        for link in table.instance.links:
            if link.kind != "patient_flow" and link.a in column_of and link.b in column_of:
                touching[column_of[link.a], column_of[link.b]] = 1
                touching[column_of[link.b], column_of[link.a]] = 1
        unreached = np.zeros(rows, dtype=np.int64)
        active = np.flatnonzero(members.any(axis=1))
        inside = members[active]
        reached = np.zeros_like(inside)
        reached[np.arange(active.size), inside.argmax(axis=1)] = True
        while active.size:
            # float32 sends the product to BLAS, and counts up to the number of organisations are exact in it
            grown = inside & (reached.astype(np.float32) @ touching > 0)
            done = (grown == reached).all(axis=1)
            unreached[active[done]] = (inside[done] & ~grown[done]).sum(axis=1)
            active, inside, reached = active[~done], inside[~done], grown[~done]
        return unreached

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Clusters in several pieces, by a search of their own from the smallest code."""
        beside: dict[str, set[str]] = defaultdict(set)
        for link in instance.links:
            if link.kind in ("land", "bridge", "ferry"):
                beside[link.a].add(link.b)
                beside[link.b].add(link.a)
        findings = []
        for cluster in plan.clusters:
            left = set(cluster.organisations)
            pieces = []
            while left:
                waiting = [min(left)]
                piece = set()
                while waiting:
                    code = waiting.pop()
                    if code in left:
                        left.remove(code)
                        piece.add(code)
                        waiting.extend(beside[code])
                pieces.append(sorted(piece))
            if len(pieces) > 1:
                smallest = min(pieces, key=lambda piece: (len(piece), piece))
                text = (
                    f"{grouped(instance, cluster.organisations)} is not connected by land, bridge or ferry: "
                    f"{names(instance, smallest)} can't be reached from the rest"
                )
                findings.append(about(cluster, text, f"{len(pieces)} pieces", "1 piece"))
        return findings

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        joining = sum(link.kind in ("land", "bridge", "ferry") for link in instance.links)
        return (
            f"The organisations of a cluster are joined by land, bridge or ferry ({joining} such links are "
            "given); a flow of patients does not join them."
        )

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Clusters in several pieces."""
        return (many(len(self.check(instance, plan)), "cluster in pieces", "clusters in pieces"), "none")
