"""Every map there is, which of them are lawful, and their five levels."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from tests.oracle.facts import lifted

Cluster = frozenset[str]
Map = tuple[Cluster, ...]


def partitions(codes: list[str]) -> Iterator[list[list[str]]]:
    """All set partitions."""
    if not codes:
        yield []
        return
    first, rest = codes[0], codes[1:]
    for p in partitions(rest):
        yield [[first], *p]
        for i in range(len(p)):
            yield [*p[:i], [first, *p[i]], *p[i + 1 :]]


def _connected(instance: Instance, cluster: Cluster) -> bool:
    seen = {min(cluster)}
    while True:
        more = set()
        for x in instance.links:
            if x.kind != "patient_flow" and {x.a, x.b} <= cluster and len({x.a, x.b} & seen) == 1:
                more |= {x.a, x.b}
        if not more - seen:
            return seen == cluster
        seen |= more


def _led(instance: Instance, cluster: Cluster) -> bool:
    """GEO-4: some region with a member of its own has no stranger in the cluster."""
    joins = {(d.subject, d.object) for d in instance.decisions if d.kind == "cross_region"}
    region = {c: instance.by_code[c].region for c in cluster}
    return any(all(region[c] == lead or (c, lead) in joins for c in cluster) for lead in set(region.values()))


def _on_footprint(instance: Instance, cluster: Cluster) -> bool:
    rows: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for f in instance.footprints:
        rows[f.consortium][f.organisation] = Fraction(f.share_of_organisation)
    for shares in rows.values():
        if not set(shares) <= set(instance.by_code):
            continue
        if all(s == 1 for s in shares.values()):
            if set(shares) == cluster:
                return True
            continue
        size = {c: instance.by_code[c].population for c in instance.by_code}
        overlap = sum(s * size[c] for c, s in shares.items() if c in cluster)
        union = sum(size[c] for c in cluster) + sum(s * size[c] for c, s in shares.items()) - overlap
        if overlap >= Fraction(95, 100) * union:
            return True
    return False


def _arrangements(instance: Instance) -> dict[str, set[str]]:
    out: dict[str, set[str]] = defaultdict(set)
    for o in instance.organisations:
        if o.arrangement:
            out[o.arrangement].add(o.code)
    return out


def _keeps_established(instance: Instance, cluster: Cluster) -> bool:
    groups = _arrangements(instance)
    for o in instance.organisations:
        if o.arrangement and o.arrangement_strength == "established":
            members = groups[o.arrangement]
            if members & cluster and members != cluster:
                return False
    return True


def lawful_cluster(instance: Instance, rulebook: Rulebook, cluster: Cluster) -> bool:
    """All rules about one cluster."""
    people = sum(instance.by_code[c].population for c in cluster)
    by_id = rulebook.by_id
    windows = by_id["GEO-POP"].parameters["windows"]
    tests = {
        "GEO-CON": lambda: _connected(instance, cluster),
        "GEO-4": lambda: _led(instance, cluster),
        "GEO-SIZE": lambda: len(cluster) <= by_id["GEO-SIZE"].parameters["max"],
        "GEO-POP": lambda: any(low <= people <= high for low, high in windows),
        "GEO-7": lambda: not _on_footprint(instance, cluster),
        "HR-2": lambda: _keeps_established(instance, cluster),
    }
    return all(
        not by_id[rule].on or cluster in lifted(instance, rulebook, rule) or test()
        for rule, test in tests.items()
    )


def _decided(instance: Instance, m: Map) -> bool:
    where = {c: k for k, cluster in enumerate(m) for c in cluster}
    for d in instance.decisions:
        if d.kind in ("keep_together", "keep_apart"):
            together = where[d.subject] == where[d.object or ""]
            if together != (d.kind == "keep_together"):
                return False
    return True


def lawful_maps(
    instance: Instance, rulebook: Rulebook, clusters: tuple[int, int] | None = None
) -> list[tuple[tuple[int, ...], Map]]:
    """Lawful maps with their five levels, best first."""
    out = []
    known: dict[Cluster, bool] = {}
    for p in partitions(sorted(instance.by_code)):
        m = tuple(sorted((frozenset(c) for c in p), key=min))
        if clusters is not None and not clusters[0] <= len(m) <= clusters[1]:
            continue
        for c in m:
            if c not in known:
                known[c] = lawful_cluster(instance, rulebook, c)
        if all(known[c] for c in m) and _decided(instance, m):
            out.append((map_levels(instance, rulebook, m, clusters), m))
    return sorted(out, key=lambda x: (x[0], [sorted(c) for c in x[1]]))


def map_levels(
    instance: Instance, rulebook: Rulebook, m: Map, clusters: tuple[int, int] | None
) -> tuple[int, ...]:
    """The five geography levels."""
    share = Fraction(rulebook.target_clusters * len(instance.organisations), rulebook.target_organisations)
    target = max(1, int(share + Fraction(1, 2)))
    recorded = lifted(instance, rulebook, "GEO-SIZE")
    groups = _arrangements(instance)
    councils: dict[str, set[str]] = defaultdict(set)
    for c in instance.coverage:
        councils[c.local_authority].add(c.organisation)
    low, high = rulebook.population_band
    steps = 0
    for k in m:
        people = sum(instance.by_code[c].population for c in k)
        steps += -(-max(low - people, people - high, 0) // rulebook.population_step)
    where = {c: i for i, k in enumerate(m) for c in k}
    return (
        0 if clusters is not None else abs(len(m) - target),
        sum(len(k) == 1 and k not in recorded for k in m),
        sum(len({where[c] for c in s}) - 1 for s in [*groups.values(), *councils.values()]),
        steps,
        sum(x.length_m or 0 for x in instance.links if x.kind == "land" and where[x.a] != where[x.b]),
    )
