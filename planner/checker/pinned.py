"""Whether public totals would pin down single people, whose names today's lists of boards give.

Reports, comparisons and whoever counts these again ask this alike: it is no figure but what may be told.

How many chairs no longer chair tells it of each of few chairs, under any model: of each where it is all of them
or, among few, none. Where one chair serves all boards of a cluster, whoever stays has another seat than today.
So two things must not follow from totals: that everybody of a cluster stays, and that the only chair of a
cluster stays because no chair is recruited. Where boards have chairs of their own, the only chair of a cluster
would take its other boards for the same reason.
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

Posts = Mapping[str, Sequence[OfficeHolder]]


def pinned(instance: Instance, plan: Plan) -> bool:
    """Whether one of these would follow from seats filled, people recruited and people leaving."""
    return terms_known(instance, plan) or any(_pinned(plan, today) for today in _readings(instance))


def terms_known(instance: Instance, plan: Plan) -> bool:
    """Whether how many leave as a term ends would tell of few of those whose terms end, as everybody can read.

    Where every term is renewed, or none is, it follows from that; where it is chosen with the plan, they leave
    so or stay.
    """
    if instance.renewals != "chosen" or not plan.boards:
        return False
    end = instance.horizon_end
    ending = sum(all(h.term_end < end for h in rows) for rows in posts_today(instance).values())
    leave = sum(p.outcome == "term_ends" for p in plan.people)
    return ending > 0 and min(leave, ending - leave) < FEWEST


def tens_told(instance: Instance, plan: Plan) -> bool:
    """Whether tens of chairs who no longer chair may be told where the number itself would pin somebody down.

    Not among few clusters; nor near an edge: where a ten ends at the fewest who can lose a chair, for then
    every seat of a chair is known, or begins at that of all chairs. Ten further numbers are kept back with it,
    or that it is kept back would tell as much.
    """
    together = [c for c in plan.clusters if one_chair(plan, c)]
    everybody = _chairs(posts_today(instance))
    lost = len(everybody - {b.chair for b in plan.boards})
    for today in _readings(instance):
        chairs, least = len(_chairs(today)), len(everybody) - _seats_of_chairs(plan, together, today)
        if (least == 9 or (least >= 10 and least % 10 == 4)) and lost <= least + 10:
            return False
        if (chairs == 10 or chairs % 10 == 5) and lost >= chairs - 10:
            return False
    return len(plan.clusters) >= FEW_CLUSTERS


def _readings(instance: Instance) -> list[Posts]:
    """People in post; and where not all terms are renewed, as everybody knows, those whose do not end."""
    today = posts_today(instance)
    if instance.renewals == "assumed":
        return [today]
    end = instance.horizon_end
    return [today, {p: rows for p, rows in today.items() if any(h.term_end >= end for h in rows)}]


def _pinned(plan: Plan, today: Posts) -> bool:
    """The same of some of the people in post."""
    if _chairs_settled(plan, today):
        return True
    several = [c for c in plan.clusters if len(c.organisations) > 1] if plan.boards else []
    together = [c for c in several if one_chair(plan, c)]
    apart = [c for c in several if c not in together]
    after = seats(plan)
    return (
        any(_all_stay(c, today, after) for c in together)
        or _chair_known(plan, together, today)
        or _chair_takes_all(plan, apart, today)
        or any(_everybody_doubles(plan, c, today) for c in apart)
    )


def _chairs_settled(plan: Plan, today: Posts) -> bool:
    """Whether the number of chairs who no longer chair tells of each of them."""
    chairs = _chairs(today)
    if not plan.boards or not chairs:
        return False
    lost = len(chairs - {b.chair for b in plan.boards})
    few = len(chairs) < FEWEST or (not lost and len(chairs) < FEW_CLUSTERS)
    return few or lost == len(chairs)


def _chairs(today: Posts) -> set[str]:
    """People who chair a board today."""
    return {p for p, held in today.items() if any(h.role == "chair" for h in held)}


def one_chair(plan: Plan, cluster: Cluster) -> bool:
    """Whether one chair serves several boards."""
    model = plan.governance.get(cluster.governance)
    return model is not None and model.chair_scope == "cluster" and len(cluster.organisations) > 1


def shares_directors(plan: Plan, cluster: Cluster) -> bool:
    """Whether directors serve all boards of a cluster, or may."""
    model = plan.governance.get(cluster.governance)
    return model is not None and not model.keeps_boards


def _all_stay(cluster: Cluster, today: Posts, after: Mapping[str, object]) -> bool:
    here = _here(cluster, today)
    return bool(here) and all(p in after for p in here)


def _here(cluster: Cluster, today: Posts, *roles: str) -> list[str]:
    """People with a post in a cluster today, of these roles if any are named."""
    inside = cluster.organisations
    return [
        p
        for p, held in today.items()
        if any(h.organisation in inside and (not roles or h.role in roles) for h in held)
    ]


def _alone(cluster: Cluster, today: Posts) -> bool:
    """Whether a cluster has one chair today, who does not chair all its boards already."""
    chairs = _here(cluster, today, "chair")
    if len(chairs) != 1:
        return False
    led = {h.organisation for h in today[chairs[0]] if h.role == "chair"}
    return not led.issuperset(cluster.organisations)


def _chair_known(plan: Plan, together: list[Cluster], today: Posts) -> bool:
    """Whether a cluster has one chair today, and totals would tell that every seat of a chair is theirs.

    Among few clusters such a cluster is enough, whatever the plan has: were it asked only where the totals do
    tell, that they are kept back would tell the same.
    """
    if not any(_alone(c, today) for c in together):
        return False
    kept = _chairs(today) & {b.chair for b in plan.boards}
    return len(together) < FEW_CLUSTERS or len(kept) >= _seats_of_chairs(plan, together, today)


def _seats_of_chairs(plan: Plan, together: list[Cluster], today: Posts) -> int:
    """How many people of today can chair at most: one for each cluster that has some, or one for each board."""
    others = sum(len(c.organisations) for c in plan.clusters if c not in together)
    return sum(bool(_here(c, today, "chair")) for c in together) + others


def _chair_takes_all(plan: Plan, apart: list[Cluster], today: Posts) -> bool:
    """The same where each board has a chair of its own: nobody else of the cluster could take its other boards.

    It is told where no more chairs are recruited than clusters that have none today need at least.
    """
    if not any(_alone(c, today) for c in apart):
        return False
    without = sum(not _here(c, today, "chair") for c in plan.clusters)
    return len(apart) < FEW_CLUSTERS or sum(r.role == "chair" for r in plan.to_recruit) <= without


def _everybody_doubles(plan: Plan, cluster: Cluster, today: Posts) -> bool:
    """Whether seats filled on boards that keep their people are so many that nobody there has but one."""
    boards = [plan.board_of[o] for o in cluster.organisations if o in plan.board_of]
    here = _here(cluster, today)
    recruited = {n.person for b in boards for n in b.neds} - today.keys()
    mine = sum(len(b.neds) for b in boards) - len(recruited) * len(boards)
    return bool(here) and not shares_directors(plan, cluster) and mine > len(boards) * (len(here) - 1) + 1
