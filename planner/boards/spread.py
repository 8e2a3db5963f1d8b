"""Which larger clusters a clash rules out too.

A clash of rules about some boards stays in every cluster that holds these boards, if it is there when they are
a cluster by themselves: further members bring people, who do no more than recruits may, and further boards,
which only ask for more. That is no argument where a rule is met more easily with more boards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from planner import cpsat
from planner.boards.model import BlockModel
from planner.boards.pool import Posts, Shape
from planner.boards.settle import Clash
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.rules.base import BoardRule, Rule

WHOLE_ONLY = ("M1-a", "BRD-5", "BRD-10")
"""Rules that further boards of a cluster may help to meet; clashes with them say nothing of larger ones."""
COUNTED = (*WHOLE_ONLY, "BRD-LOAD")
"""Rules for which it matters how many further boards a cluster has."""


def wherever(
    instance: Instance,
    rulebook: Rulebook,
    rules: Sequence[Rule],
    posts: Posts,
    shape: Shape,
    clash: Clash,
    budget: cpsat.Budget,
) -> frozenset[str]:
    """Organisations that no cluster of several under this model can hold together; none when it is not known.

    Args:
        instance: with the decisions that count.
        rulebook: in force.
        rules: all rules that are on.
        posts: people of today.
        shape: a cluster without lawful boards.
        clash: why; a minimal set of rules.
        budget: charged with the work spent.
    """
    named = {rule.id: rule for rule in rules if isinstance(rule, BoardRule)}
    about = {subject for rule, subject in clash.rules if not named[rule].about_clusters}
    if not about or not about <= set(shape.organisations) or {*COUNTED} & {r for r, _ in clash.rules}:
        return frozenset()
    group = tuple(sorted(about))
    model = BlockModel(
        instance, rulebook, [replace(shape, id=group[0], organisations=group)], posts, tight=False
    )
    for rule, subject in clash.rules:
        named[rule].post(model, group[0] if named[rule].about_clusters else subject, None)
    if cpsat.solve(model.cp, budget, light=True).status != "infeasible":
        return frozenset()
    return frozenset(group)
