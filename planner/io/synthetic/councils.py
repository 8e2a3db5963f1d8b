"""Invented local authorities and consortia on an invented map."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from planner.core.rows import Consortium, Coverage, Footprint, LocalAuthority, Organisation
from planner.io.synthetic.atlas import Graph
from planner.io.synthetic.draw import Draw

COUNTY = 80
"""Organisations in a thousand that begin a county over themselves and up to two neighbours. ASSUMED."""

TWO_COUNCILS = 100
"""Organisations in a thousand that hold two whole councils. ASSUMED."""

CONSORTIA: tuple[tuple[str, int], ...] = (
    ("none", 300),
    ("whole", 250),
    ("parts", 350),
    ("pair", 40),
    ("crossing", 60),
)
"""What consortia an organisation has: unknown, one that covers it, two to four parts of it, one that covers it
and a neighbour, one that reaches into a neighbour; in a thousand. ASSUMED."""

REGISTERED_PER_MILLE = 1030
"""Patients on lists for a thousand residents. ASSUMED."""


def local_authorities(
    draw: Draw, organisations: Sequence[Organisation], near: Graph, region: Sequence[int]
) -> tuple[tuple[LocalAuthority, ...], tuple[Coverage, ...]]:
    """Mostly one council to one organisation; some counties over several, some organisations with two.

    A Care Trust has one council of its own, which nominates to its board. Shares follow the populations and
    add up to exactly 1 for each council.
    """
    areas: list[tuple[int, ...]] = []
    done: set[int] = set()
    for i, organisation in enumerate(organisations):
        if i in done:
            continue
        area = [i]
        if organisation.kind == "pct" and draw.chance(COUNTY):
            free = [
                k
                for k in near[i]
                if k not in done and region[k] == region[i] and organisations[k].kind == "pct"
            ]
            area += draw.shuffled(free)[: 1 + draw.below(2)]
        done.update(area)
        areas.append(tuple(sorted(area)))
        if len(area) == 1 and organisation.kind == "pct" and draw.chance(TWO_COUNCILS):
            areas.append((i,))
    authorities, coverage = [], []
    width = max(3, len(str(len(areas))))
    for number, members in enumerate(areas, 1):
        code = f"LA{number:0{width}d}"
        kind = "County" if len(members) > 1 else "Council"
        authorities.append(LocalAuthority(code=code, name=f"Invented {kind} {number:0{width}d}"))
        for i, share in zip(members, shares([organisations[i].population for i in members]), strict=True):
            relevant = organisations[i].kind != "pct"
            coverage.append(
                Coverage(
                    organisation=organisations[i].code, local_authority=code, share=share, relevant=relevant
                )
            )
    return tuple(authorities), tuple(sorted(coverage, key=lambda c: (c.organisation, c.local_authority)))


def shares(parts: Sequence[int]) -> list[Decimal]:
    """Share of each part in the whole, four decimals; the last takes what rounding left."""
    whole = sum(parts)
    found = [Decimal(10_000 * part // whole).scaleb(-4) for part in parts[:-1]]
    return [*found, Decimal(1) - sum(found, Decimal(0))]


def consortia(
    draw: Draw,
    organisations: Sequence[Organisation],
    near: Graph,
    closed: Sequence[set[int]],
) -> tuple[tuple[Consortium, ...], tuple[Footprint, ...]]:
    """Consortia of whole organisations, of parts, and across two; no organisation is covered more than once.

    Args:
        draw: the stream of draws.
        organisations: by number of the place.
        near: neighbours of each place.
        closed: sets that may have to be a cluster of their own; no consortium of whole organisations is
            one of them, so that GEO-7 leaves a way.
    """
    areas: list[list[tuple[int, Decimal]]] = []
    done: set[int] = set()
    barred = {frozenset(c) for c in closed}
    one = Decimal(1)
    for i in range(len(organisations)):
        kind = draw.weighted(CONSORTIA)
        if i in done or kind == "none":
            continue
        free = [k for k in near[i] if k not in done]
        other = draw.choice(free) if free and kind in ("pair", "crossing") else None
        if other is None and kind in ("pair", "crossing"):
            continue
        covered = {i} if other is None else {i, other}
        if kind in ("whole", "pair") and frozenset(covered) in barred:
            continue
        done |= covered
        if kind == "parts":
            cuts = [20 + draw.below(10) for _ in range(2 + draw.below(3))]
            areas += [[(i, Decimal(cut).scaleb(-2))] for cut in _within_hundred(cuts)]
        elif other is not None and kind == "crossing":
            areas.append([(k, Decimal(30 + draw.below(41)).scaleb(-2)) for k in sorted(covered)])
        else:
            areas.append([(k, one) for k in sorted(covered)])
    width = max(3, len(str(len(areas))))
    rows, footprints = [], []
    for number, area_shares in enumerate(areas, 1):
        code = f"C{number:0{width}d}"
        residents = sum(int(share * organisations[k].population) for k, share in area_shares)
        rows.append(
            Consortium(
                code=code,
                name=f"Invented Consortium {number:0{width}d}",
                population=residents * REGISTERED_PER_MILLE // 1000,
                status="invented",
            )
        )
        footprints += [
            Footprint(consortium=code, organisation=organisations[k].code, share_of_organisation=share)
            for k, share in area_shares
        ]
    return tuple(rows), tuple(sorted(footprints, key=lambda f: (f.consortium, f.organisation)))


def _within_hundred(cuts: Sequence[int]) -> list[int]:
    """Hundredths made to fit into a whole."""
    total = sum(cuts)
    return [cut * 100 // total for cut in cuts] if total > 100 else list(cuts)
