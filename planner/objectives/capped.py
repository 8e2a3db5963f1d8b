"""What a cap limits, counted on a finished plan; shares nothing with what limits it when boards are settled."""

from __future__ import annotations

from collections.abc import Callable

from planner.core.instance import Instance
from planner.core.plan import Cluster, Plan
from planner.core.rulebook import Rulebook
from planner.objectives.boards.cost import Cost
from planner.objectives.boards.meetings import Meetings
from planner.objectives.boards.places_end import PlacesEnd


def largest_body(plan: Plan) -> int:
    """People in the largest cluster body; 0 where every board meets by itself."""
    return max((len(body(plan, cluster)) for cluster in plan.clusters), default=0)


def body(plan: Plan, cluster: Cluster) -> set[str]:
    """Non-executives who meet with the executive team as one body of the cluster.

    Where a cluster board is nominated, its chair and nominees; where one person chairs all boards, everybody
    on them; else there is no such body.
    """
    if cluster.cluster_board is not None:
        return {cluster.cluster_board.chair, *(n.person for n in cluster.cluster_board.neds)}
    model = plan.governance.get(cluster.governance)
    if model is None or model.chair_scope != "cluster":
        return set()
    boards = [b for b in plan.boards if b.organisation in cluster.organisations]
    chairs = {b.chair for b in boards if b.chair is not None}
    return chairs | {n.person for b in boards for n in b.neds}


COUNTED: dict[str, Callable[[Instance, Plan, Rulebook], int]] = {
    "cost": Cost().value,
    "meetings": Meetings().value,
    "places_end": PlacesEnd().value,
    "cluster_board": lambda _instance, plan, _rulebook: largest_body(plan),
}
"""By id of a cap."""
