"""A whole invented instance with a planar map."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Literal

from planner.core.instance import Instance
from planner.core.rows import Link, Organisation
from planner.io.synthetic import atlas, rates
from planner.io.synthetic.councils import consortia, local_authorities
from planner.io.synthetic.draw import Draw
from planner.io.synthetic.roster import synthetic_ned_seats, synthetic_roster

MOST = 5000
"""Largest number of organisations."""

AS_AT = date(2011, 6, 1)
HORIZON_END = date(2013, 3, 31)

REGION_SIZE = 15
"""Mean number of organisations of a region: 151 in ten SHAs."""

ARRANGEMENT = (2, 6)
"""Fewest and most organisations of an arrangement."""

REFERENCE = (1, 6)
"""Fewest and most organisations of a cluster to compare with."""

MOST_PEOPLE = 2_400_000
"""Most people in an arrangement or a cluster to compare with, inside the population window."""

BRIDGE = 30
"""Neighbours in a thousand joined by a bridge only. ASSUMED."""

LENGTH = (2_000, 40_000)
"""Shortest and longest shared boundary, metres. ASSUMED."""

INVENTED = (
    "organisations.csv", "links.csv", "local_authorities.csv", "coverage.csv", "consortia.csv",
    "footprints.csv", "office_holders.csv", "stances.csv", "equality.csv", "alternative_roles.csv",
)  # fmt: skip

ASSUMPTIONS = (
    "Everything in this instance is invented: places, populations, boundaries, councils, consortia, "
    "arrangements, the clusters to compare with, and all office holders.",
    "Office holders are invented with the rates written down in planner.io.synthetic; none is a real person.",
)

Kind = Literal["pct", "care_trust", "care_trust_plus"]
Arrangement = tuple[str, Literal["established", "partial"]]


def synthetic_instance(n: int, seed: int, name: str = "synthetic") -> Instance:
    """Invent an instance of ``n`` organisations with a planar map, regions and people.

    Same arguments, same instance, on every machine. Established arrangements leave every other organisation a
    neighbour to join, and no consortium has the footprint of a set that may have to be a cluster, so that maps
    that follow the guidance should exist; boards may be unlawful today.

    Args:
        n: number of organisations, 1 to 5000.
        seed: the number that fixes all draws.
        name: name of the instance.

    Raises:
        ValueError: ``n`` is out of range.

    >>> instance = synthetic_instance(6, seed=1)
    >>> len(instance.organisations), instance.regions
    (6, ('Invented Region 01',))
    """
    if not 1 <= n <= MOST:
        raise ValueError(f"a synthetic instance has 1 to {MOST} organisations, not {n}")
    draw = Draw(seed)
    places = atlas.points(draw, n)
    edges = atlas.gabriel(places)
    near = atlas.graph(n, edges)
    parts = atlas.regions(draw, near, max(1, (n + REGION_SIZE // 2) // REGION_SIZE))
    region = _numbers(parts, n)
    population = [_population(draw) for _ in range(n)]
    kinds = [_kind(draw) for _ in range(n)]
    arrangement, closed = _arrangements(draw, near, parts, population)
    reference = _reference(draw, near, parts, population, arrangement)
    width = max(3, len(str(n)))
    codes = [f"S{i:0{width}d}" for i in range(1, n + 1)]
    seats = synthetic_ned_seats(codes, seed)
    organisations = tuple(
        Organisation(
            code=codes[i],
            name=_name(i + 1, width, kinds[i]),
            kind=kinds[i],
            region=f"Invented Region {region[i] + 1:02d}",
            population=population[i],
            ned_seats=seats[codes[i]],
            easting=places[i][0],
            northing=places[i][1],
            arrangement=arrangement[i][0] if i in arrangement else None,
            arrangement_strength=arrangement[i][1] if i in arrangement else None,
            cluster_reference=f"Reference {reference[i] + 1:03d}",
        )
        for i in range(n)
    )
    links = tuple(_link(draw, codes[i], codes[j]) for i, j in edges)
    authorities, coverage = local_authorities(draw, organisations, near, region)
    bodies, footprints = consortia(draw, organisations, near, closed)
    holders, stances, equality, roles = synthetic_roster(
        organisations, coverage, seed, as_at=AS_AT, horizon_end=HORIZON_END, links=links
    )
    return Instance(
        name=name,
        title=f"Invented country {seed} with {n} organisation{'s' if n > 1 else ''}",
        as_at=AS_AT,
        horizon_end=HORIZON_END,
        rulebook="pct-2011",
        synthetic=tuple(sorted(INVENTED)),
        assumptions=ASSUMPTIONS,
        organisations=organisations,
        links=links,
        local_authorities=authorities,
        coverage=coverage,
        consortia=bodies,
        footprints=footprints,
        office_holders=holders,
        stances=stances,
        equality=equality,
        alternative_roles=roles,
    )


def _population(draw: Draw) -> int:
    """Residents, from the tenths of ``POPULATION_KNOTS``."""
    tenth = draw.below(len(rates.POPULATION_KNOTS) - 1)
    low, high = rates.POPULATION_KNOTS[tenth : tenth + 2]
    return low + draw.below(high - low + 1)


def _kind(draw: Draw) -> Kind:
    """Kind of body."""
    if not draw.chance(rates.CARE_TRUST):
        return "pct"
    return "care_trust_plus" if draw.chance(rates.CARE_TRUST_PLUS) else "care_trust"


def _name(number: int, width: int, kind: Kind) -> str:
    """A name that nobody takes for a real place."""
    ending = {"pct": "PCT", "care_trust": "Care Trust", "care_trust_plus": "Care Trust Plus"}[kind]
    return f"Invented {number:0{width}d} {ending}"


def _link(draw: Draw, a: str, b: str) -> Link:
    """Neighbours, mostly by land."""
    if draw.chance(BRIDGE):
        return Link(a=a, b=b, kind="bridge")
    return Link(a=a, b=b, kind="land", length_m=LENGTH[0] + draw.below(LENGTH[1] - LENGTH[0] + 1))


def _numbers(parts: Sequence[set[int]], n: int) -> list[int]:
    """Number of the part each place is in."""
    number = {i: p for p, part in enumerate(parts) for i in part}
    return [number[i] for i in range(n)]


def _arrangements(
    draw: Draw, near: atlas.Graph, parts: Sequence[set[int]], population: Sequence[int]
) -> tuple[dict[int, Arrangement], list[set[int]]]:
    """Arrangement of each place that has one, and the sets that may have to be a cluster of their own.

    An arrangement becomes established only when that cuts no other place off from all its neighbours.
    """
    found: dict[int, Arrangement] = {}
    closed: list[set[int]] = []
    number = 0
    for part in parts:
        open_places = set(part)
        for group in atlas.groups(draw, near, part, sizes=ARRANGEMENT, weight=population, most=MOST_PEOPLE):
            point = draw.below(1000)
            if len(group) < ARRANGEMENT[0] or point >= rates.ESTABLISHED + rates.PARTIAL:
                continue
            number += 1
            rest = atlas.components(near, open_places - group)
            kept = point < rates.ESTABLISHED and all(len(r) > 1 for r in rest)
            if kept:
                open_places -= group
                closed.append(group)
            strength: Literal["established", "partial"] = "established" if kept else "partial"
            found.update(dict.fromkeys(group, (f"Invented Arrangement {number:03d}", strength)))
        closed += atlas.components(near, open_places)
    return found, closed


def _reference(
    draw: Draw,
    near: atlas.Graph,
    parts: Sequence[set[int]],
    population: Sequence[int],
    arrangement: dict[int, Arrangement],
) -> list[int]:
    """Number of the cluster to compare with that each place is in; it keeps established arrangements whole."""
    kept: dict[str, set[int]] = {}
    for i, (title, strength) in arrangement.items():
        if strength == "established":
            kept.setdefault(title, set()).add(i)
    clusters = list(kept.values())
    settled = set().union(*clusters)
    for part in parts:
        rest = part - settled
        clusters += atlas.groups(draw, near, rest, sizes=REFERENCE, weight=population, most=MOST_PEOPLE)
    return _numbers(sorted(clusters, key=min), len(near))
