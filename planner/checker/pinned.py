"""Whether public totals would pin down single people, whose names today's lists of boards give.

Reports, comparisons and whoever counts these again ask this alike: it is no figure but what may be told.

How many chairs no longer chair tells it of each of few chairs, under any model: of each where it is all of them
or, among few, none. Where one chair serves all boards of a cluster, whoever stays has another seat than today.
So two things must not follow from totals: that everybody of a cluster stays, and that the only chair of a
cluster stays because no chair is recruited. (That everybody of a group leaves is kept back with the recruits
themselves.)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from planner.core.instance import Instance
from planner.core.plan import Cluster, Plan
from planner.core.rows import OfficeHolder
from planner.objectives.roster import posts_today, seats

FEW_CLUSTERS = 10
"""Below this, one person is a large part of a total of chairs."""
FEWEST = 5
"""Below this, any total of chairs is about known people."""


def pinned(instance: Instance, plan: Plan) -> bool:
    """Whether one of these would follow from seats filled, people recruited and people leaving."""
    if _chairs_settled(instance, plan):
        return True
    together = [c for c in plan.clusters if _together(plan, c)]
    if not together:
        return False
    today, after = posts_today(instance), seats(plan)
    return any(_all_stay(c, today, after) for c in together) or _chair_known(plan, together, today)


def _chairs_settled(instance: Instance, plan: Plan) -> bool:
    """Whether the number of chairs who no longer chair tells of each of them."""
    chairs = {p for p, held in posts_today(instance).items() if any(h.role == "chair" for h in held)}
    if not plan.boards or not chairs:
        return False
    lost = len(chairs - {b.chair for b in plan.boards})
    few = len(chairs) < FEWEST or (not lost and len(chairs) < FEW_CLUSTERS)
    return few or lost == len(chairs)


def _together(plan: Plan, cluster: Cluster) -> bool:
    """Whether one chair serves several boards."""
    model = plan.governance.get(cluster.governance)
    return model is not None and model.chair_scope == "cluster" and len(cluster.organisations) > 1


def _all_stay(
    cluster: Cluster, today: Mapping[str, Sequence[OfficeHolder]], after: Mapping[str, object]
) -> bool:
    here = [p for p, held in today.items() if any(h.organisation in cluster.organisations for h in held)]
    return bool(here) and all(p in after for p in here)


def _chair_known(plan: Plan, together: list[Cluster], today: Mapping[str, Sequence[OfficeHolder]]) -> bool:
    """Whether a cluster has one chair today, and totals would tell that every seat of a chair is theirs.

    Among few clusters such a cluster is enough, whatever the plan has: were it asked only where the totals do
    tell, that they are kept back would tell the same.
    """
    chairs = [
        sum(h.role == "chair" and h.organisation in c.organisations for held in today.values() for h in held)
        for c in together
    ]
    if 1 not in chairs:
        return False
    people = sum(any(h.role == "chair" for h in held) for held in today.values())
    lost = next((x.value for x in plan.levels if x.id == "chairs_lost"), 0)
    others = sum(len(c.organisations) for c in plan.clusters if c not in together)
    return len(together) < FEW_CLUSTERS or people - lost >= sum(n > 0 for n in chairs) + others
