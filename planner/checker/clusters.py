"""Checks of the map: who is where, by what name, under which region, and whether it hangs together."""

from __future__ import annotations

from collections import Counter, defaultdict, deque

from planner.checker.case import Case, Problems
from planner.checker.verdict import Problem
from planner.core.plan import Cluster

CONNECTING = ("land", "bridge", "ferry")


def check_cover(case: Case) -> Problems:
    """Every organisation of the instance is in one cluster, and nothing else is."""
    count = Counter(code for c in case.plan.clusters for code in c.organisations)
    for code in sorted(case.instance.by_code):
        if count[code] != 1:
            found = "no cluster" if not count[code] else f"{count[code]} places in clusters"
            yield Problem(
                check="CLUSTER-COVER", text=f"organisation {code} has {found}, not one", subject=(code,)
            )
    for code in sorted(set(count) - set(case.instance.by_code)):
        yield Problem(
            check="CLUSTER-COVER", text=f"organisation {code} is not in the instance", subject=(code,)
        )
    for cluster in case.plan.clusters:
        if not cluster.organisations:
            yield Problem(
                check="CLUSTER-COVER", text=f"cluster {cluster.id} has no organisation", subject=(cluster.id,)
            )


def check_names(case: Case) -> Problems:
    """Ids, their order and the governance of organisations that stand alone."""
    ids = [c.id for c in case.plan.clusters]
    if ids != sorted(set(ids)):
        yield Problem(check="CLUSTER-ORDER", text="clusters are not sorted by id, each once")
    for cluster in case.plan.clusters:
        smallest = min(cluster.organisations, default=cluster.id)
        if cluster.id != smallest:
            yield Problem(
                check="CLUSTER-ID",
                text=f"cluster {cluster.id} should have the id {smallest}, its smallest organisation code",
                subject=(cluster.id,),
            )
        alone = len(cluster.organisations) == 1
        if alone != (cluster.governance == "standalone"):
            yield Problem(
                check="CLUSTER-GOVERNANCE",
                text=f"cluster {cluster.id} of {len(cluster.organisations)} has governance "
                f"{cluster.governance}; standalone is for one organisation and for nothing else",
                subject=(cluster.id,),
            )


def check_figures(case: Case) -> Problems:
    """Population and leading region of each cluster."""
    for cluster in case.plan.clusters:
        people = sum(case.instance.by_code[code].population for code in cluster.organisations)
        if cluster.population != people:
            yield Problem(
                check="CLUSTER-POPULATION",
                text=f"cluster {cluster.id} says {cluster.population:,} people; its members have {people:,}",
                subject=(cluster.id,),
            )
        lead = lead_region(case, cluster)
        if cluster.region != lead:
            yield Problem(
                check="CLUSTER-REGION",
                text=f"cluster {cluster.id} says it is led by {cluster.region}; it is led by {lead}",
                subject=(cluster.id,),
            )


def lead_region(case: Case, cluster: Cluster) -> str:
    """Region of which the fewest members are strangers; ties by most members, then by name."""
    home = {code: case.instance.by_code[code].region for code in cluster.organisations}
    may_join = {(d.subject, d.object) for d in case.instance.decisions if d.kind == "cross_region"}
    count = Counter(home.values())
    strangers = {
        region: sum(r != region and (code, region) not in may_join for code, r in home.items())
        for region in count
    }
    return min(count, key=lambda region: (strangers[region], -count[region], region))


def check_connected(case: Case) -> Problems:
    """Each cluster hangs together, by breadth-first search over links of the instance."""
    spec = case.rulebook.by_id.get("GEO-CON")
    if spec is None or not spec.on or spec.strength != "must":
        return
    if any(r.id == "GEO-CON" and r.status == "fail" for r in case.plan.rules):
        return  # the plan says itself that a cluster is in pieces
    exempt = {
        frozenset((d.object or "").split(";"))
        for d in case.instance.decisions
        if d.kind == "exempt" and d.subject == "GEO-CON"
    }
    beside: dict[str, set[str]] = defaultdict(set)
    for link in case.instance.links:
        if link.kind in CONNECTING:
            beside[link.a].add(link.b)
            beside[link.b].add(link.a)
    for cluster in case.plan.clusters:
        members = set(cluster.organisations)
        if members in exempt:
            continue
        start = min(members)
        reached, queue = {start}, deque([start])
        while queue:
            for code in beside[queue.popleft()] & members - reached:
                reached.add(code)
                queue.append(code)
        if reached != members:
            cut_off = ", ".join(sorted(members - reached))
            yield Problem(
                check="CLUSTER-CONNECTED",
                text=f"cluster {cluster.id} does not hang together: {cut_off} can't be reached from {start}",
                subject=tuple(sorted(members)),
            )
