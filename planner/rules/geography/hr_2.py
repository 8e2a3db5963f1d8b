"""HR-2: an established arrangement stays as it is."""

from __future__ import annotations

from collections import defaultdict
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from planner.core.instance import Instance
from planner.core.plan import Finding, Plan
from planner.rules.base import CandidateRule, Candidates
from planner.rules.words import about, count, grouped, names


class Hr2(CandidateRule):
    """An arrangement with at least one ``established`` organisation is one cluster, exactly."""

    id: ClassVar[str] = "HR-2"

    def breach(self, table: Candidates) -> npt.NDArray[np.int64]:
        """Established arrangements that a candidate touches and is not equal to."""
        members = np.asarray(table.members, dtype=np.bool_)
        organisations = table.instance.organisations
        established = {
            o.arrangement for o in organisations if o.arrangement and o.arrangement_strength == "established"
        }
        size = members.sum(axis=1, dtype=np.int64)
        result = np.zeros(members.shape[0], dtype=np.int64)
        for arrangement in sorted(established):
            wanted = {o.code for o in organisations if o.arrangement == arrangement}
            columns = [j for j, code in enumerate(table.codes) if code in wanted]
            inside = members[:, columns].sum(axis=1, dtype=np.int64)
            result += (inside > 0) & ~((inside == len(wanted)) & (size == len(wanted)))
        return result

    def check(self, instance: Instance, plan: Plan) -> list[Finding]:
        """Clusters that hold part of an established arrangement, or all of it and more."""
        belongs: dict[str, set[str]] = defaultdict(set)
        for o in instance.organisations:
            if o.arrangement:
                belongs[o.arrangement].add(o.code)
        strong = {o.arrangement for o in instance.organisations if o.arrangement_strength == "established"}
        findings = []
        for cluster in plan.clusters:
            here = set(cluster.organisations)
            for arrangement, group in sorted(belongs.items()):
                if arrangement in strong and here & group and here != group:
                    missing, added = sorted(group - here), sorted(here - group)
                    parts = [f"leaves out {names(instance, missing)}"] if missing else []
                    parts += [f"adds {names(instance, added)}"] if added else []
                    text = (
                        f"{grouped(instance, cluster.organisations)} does not keep the established arrangement "
                        f"{arrangement} as it is: it {' and '.join(parts)}"
                    )
                    findings.append(about(cluster, text, "changed", "kept as it is"))
        return findings

    def applies(self, instance: Instance, plan: Plan) -> bool:
        """There is an established arrangement."""
        return any(o.arrangement and o.arrangement_strength == "established" for o in instance.organisations)

    def explain(self, instance: Instance) -> str:
        """One sentence."""
        kept = {o.arrangement for o in instance.organisations if o.arrangement_strength == "established"}
        verb = "stays as it is" if len(kept) == 1 else "stay as they are"
        return f"Where organisations already work as one, {count(len(kept), 'arrangement')} {verb}."

    def measured(self, instance: Instance, plan: Plan) -> tuple[str, str]:
        """Established arrangements that are clusters."""
        made = [set(c.organisations) for c in plan.clusters]
        strong = {o.arrangement for o in instance.organisations if o.arrangement_strength == "established"}
        kept = sum({o.code for o in instance.organisations if o.arrangement == a} in made for a in strong)
        return (f"{kept} established arrangements kept", f"all {len(strong)}")
