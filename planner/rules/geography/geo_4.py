"""GEO-4: a cluster lies in one region, but for recorded crossings."""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import CandidateRule, Candidates
from planner.rules.words import about, count, many, named, names


class Geo4(CandidateRule):
    """A cluster has no member of another region without a ``cross_region`` decision into the leading one."""

    id: ClassVar[str] = "GEO-4"

    def breach(self, table: Candidates) -> npt.NDArray[np.int64]:
        """Strangers in each candidate under the lead that has fewest of them."""
        instance = table.instance
        members = np.asarray(table.members, dtype=np.bool_)
        allowed = {(d.subject, d.object) for d in instance.decisions if d.kind == "cross_region"}
        home = [instance.by_code[code].region for code in table.codes]
        none_leads = np.iinfo(np.int64).max
        fewest = np.full(members.shape[0], none_leads, dtype=np.int64)
        for region in sorted(set(home)):
            own = [j for j, h in enumerate(home) if h == region]
            strange = [j for j, h in enumerate(home) if h != region and (table.codes[j], region) not in allowed]
            strangers = members[:, strange].sum(axis=1, dtype=np.int64)
            leads = members[:, own].any(axis=1)
            fewest = np.where(leads, np.minimum(fewest, strangers), fewest)
        return np.where(fewest == none_leads, 0, fewest)

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Clusters with strangers, under the lead with fewest, then most members, then first by name."""
        crossings = [(d.subject, d.object) for d in instance.decisions if d.kind == "cross_region"]
        findings = []
        for cluster in plan.clusters:
            known = [code for code in cluster.organisations if code in instance.by_code]
            regions = Counter(instance.by_code[code].region for code in known)
            best: tuple[int, int, str] | None = None
            outsiders: list[str] = []
            for region, size in regions.items():
                strangers = [
                    code
                    for code in known
                    if instance.by_code[code].region != region and (code, region) not in crossings
                ]
                key = (len(strangers), -size, region)
                if best is None or key < best:
                    best, outsiders = key, strangers
            if best is not None and outsiders:
                verb, them = ("belongs", "it") if len(outsiders) == 1 else ("belong", "them")
                text = (
                    f"{names(instance, outsiders)} {verb} to another region than {best[2]}, which leads the "
                    f"cluster of {named(instance, cluster.id)}, and no decision lets {them} cross"
                )
                findings.append(about(cluster, text, count(len(outsiders), "stranger"), "none"))
        return findings

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        crossings = sum(d.kind == "cross_region" for d in instance.decisions)
        return (
            f"A cluster lies within one of the {count(len(instance.regions), 'region')}; "
            f"{count(crossings, 'recorded decision')} to cross {'is' if crossings == 1 else 'are'} given."
        )

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Clusters with strangers."""
        return (
            many(len(self.check(instance, plan)), "cluster", "clusters")
            + " with organisations of another region",
            "none",
        )
