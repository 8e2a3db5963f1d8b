"""What beside totals would tell of single people: pay and chances of chairs, recruits of nominees.

Like :mod:`planner.checker.pinned`, asked alike by reports, comparisons and whoever counts these again.
"""

from __future__ import annotations

from collections import Counter

from planner.checker.pinned import FEWEST, one_chair, shares_directors
from planner.core.instance import Instance
from planner.core.plan import Cluster, NedSeat, Plan
from planner.objectives.roster import posts_today


def chairs_move(instance: Instance, plan: Plan) -> bool:
    """Whether a board with a chair of its own has another than today: exact pay tells which, by its band."""
    return any(_new_chairs(instance, plan).values())


def chairs_double(instance: Instance, plan: Plan) -> bool:
    """Whether somebody takes a second chair of that kind: chances that boards last would tell who.

    Neither is news that this is so: chairs lost, recruited and vacant today tell how many.
    """
    held = Counter(b.chair for b in plan.boards)
    today = {p for p, rows in posts_today(instance).items() if any(h.role == "chair" for h in rows)}
    return any(p in today and held[p] > 1 for p, new in _new_chairs(instance, plan).items() if new)


def recruits_known(instance: Instance, plan: Plan) -> bool:
    """Whether recruits, or that there are none, would tell of a nominee, or of all directors of a cluster."""
    return nominee_known(instance, plan) or only_recruits(instance, plan)


def nominee_known(instance: Instance, plan: Plan) -> bool:
    """Whether recruits, or that there are none, would tell of a council's nominee on a Care Trust's board.

    The law asks for a nominee, so either today's stays or one is recruited. Of few it is enough that they are.
    """
    trusts = {o.code for o in instance.organisations if o.kind != "pct"}
    asked = {(c.organisation, c.local_authority) for c in instance.coverage if c.relevant}
    today = posts_today(instance)
    held = {
        (h.organisation, h.nominated_by)
        for rows in today.values()
        for h in rows
        if h.la_member and h.organisation in trusts and (h.organisation, h.nominated_by) in asked
    }
    if len(held) < FEWEST or not plan.boards:
        return bool(held and plan.boards)
    for organisation, authority in held:
        cluster = plan.cluster_of[organisation]
        new = [n for n in _directors(plan, cluster) if n.person not in today]
        if any(n.nominee_of == authority for n in new):
            return True
        if len(cluster.organisations) > 1 and shares_directors(plan, cluster) and not new:
            return True
    return False


def only_recruits(instance: Instance, plan: Plan) -> bool:
    """Whether the directors of some cluster are all recruited: then everybody there of today leaves."""
    today = posts_today(instance)
    for cluster in plan.clusters:
        had = any(h.role == "ned" and h.organisation in cluster.organisations for h in instance.office_holders)
        directors = {n.person for n in _directors(plan, cluster)}
        if had and directors and not directors & today.keys():
            return True
    return False


def _directors(plan: Plan, cluster: Cluster) -> list[NedSeat]:
    """Seats of directors on the boards of a cluster."""
    return [n for o in cluster.organisations if o in plan.board_of for n in plan.board_of[o].neds]


def _new_chairs(instance: Instance, plan: Plan) -> dict[str | None, bool]:
    """Who chairs boards that have a chair of their own, and whether one of them is another's today."""
    mine = {(p, h.organisation) for p, rows in posts_today(instance).items() for h in rows if h.role == "chair"}
    found: dict[str | None, bool] = {}
    for board in plan.boards:
        if not one_chair(plan, plan.cluster_of[board.organisation]):
            found[board.chair] = found.get(board.chair, False) or (board.chair, board.organisation) not in mine
    return found
