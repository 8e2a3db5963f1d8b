"""May an organisation be in any cluster at all? Asked of a model of one cluster, without a list."""

from __future__ import annotations

from collections.abc import Sequence

from planner import cpsat
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.geography.compact.connect import neighbours, solve_connected
from planner.geography.compact.model import One
from planner.geography.compact.rules import lifted, post_rules
from planner.rules.base import Rule


def has_cluster(
    instance: Instance,
    codes: Sequence[str],
    rules: Sequence[Rule],
    rulebook: Rulebook,
    code: str,
    budget: cpsat.Budget,
) -> bool | None:
    """Whether some set of ``codes`` with ``code`` in it keeps every rule about a cluster; None when not known.

    It shares no code with the listing of possible clusters.

    Args:
        instance: the whole of what is given; rules judge by all of it.
        codes: organisations that may be in a cluster with it.
        rules: all rules in force.
        rulebook: the rulebook in force.
        code: the organisation asked about.
        budget: what may be spent.

    Raises:
        NotPostableError: a rule that has no form here.
    """
    one = One(instance, sorted(codes), rulebook)
    post_rules(one, rules)
    one.model.add(one.slots[0].inside[one.position[code]] == 1)
    connection = [r for r in rules if r.id == "GEO-CON" and r.spec.strength == "must"]
    near = neighbours(instance, one.position) if connection else None
    found = solve_connected(one, near, [s for r in connection for s in lifted(one, r)], budget)
    if found.clusters:
        return True
    return False if found.solved.status == "infeasible" else None
