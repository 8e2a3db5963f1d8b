"""Which findings an ``exempt`` decision lifts."""

from __future__ import annotations

from planner.core.instance import Instance
from planner.core.plan import Finding
from planner.core.rulebook import RuleSpec

NEVER_LIFTED = ("GEO-4",)
"""Rules without exemption beside statutes; ``cross_region`` is the one way round GEO-4."""


def lifted(instance: Instance, spec: RuleSpec, finding: Finding) -> bool:
    """Whether a decision lifts the rule from what the finding is about.

    A rule about a cluster is lifted from exactly the set named; a rule about boards from each of the boards
    named, so a finding about several boards needs all of them named.
    """
    if spec.authority == "statute" or spec.id in NEVER_LIFTED or not finding.subject:
        return False
    about = set(finding.subject)
    for decision in instance.decisions:
        if decision.kind != "exempt" or decision.subject != spec.id:
            continue
        named = {code.strip() for code in (decision.object or "").split(";")}
        if about == named or (spec.scope == "board" and about <= named):
            return True
    return False
