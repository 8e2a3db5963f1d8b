"""Writes down what was proved of the map, part by part, for a checker that trusts no solver."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from planner.core.certificate import Certificate, EntryProof, PartProof, Proved, StagePrices, Term
from planner.core.instance import Instance
from planner.core.plan import InstanceStamp
from planner.core.rulebook import Rulebook
from planner.geography.bounds import SCALE, Prices
from planner.geography.entry import Entry
from planner.geography.large import LargePart
from planner.geography.part import Part
from planner.geography.stages import Stage


def certificate(
    instance: Instance,
    rulebook: Rulebook,
    version: str,
    low: int,
    high: int,
    stages: Sequence[Stage],
    parts: Sequence[Part],
) -> Certificate:
    """Everything that is known of some parts by these stages.

    Args:
        instance: the whole of what was given.
        rulebook: with the levels of the map in order.
        version: of this package.
        low: fewest clusters allowed in all.
        high: most clusters allowed in all.
        stages: by which the parts were settled.
        parts: all parts of the country.
    """
    for part in parts:
        part.use(tuple(stages))
    return Certificate(
        planner_version=version,
        instance=InstanceStamp(name=instance.name, sha256=instance.sha256),
        rulebook=rulebook.sha256,
        levels=rulebook.geography_levels,
        fewest=low,
        most=high,
        scale=SCALE,
        stages=tuple(tuple(Term(level=level, times=times) for level, times in s.parts) for s in stages),
        parts=tuple(_part(part) for part in parts),
    )


def _part(part: Part) -> PartProof:
    if isinstance(part, LargePart):
        return PartProof(regions=part.regions, organisations=part.table.codes, listed=False)
    groups = [[tuple(sorted(cluster))] for cluster in part.gone]
    groups += [sorted(part.table.organisations(row) for row in group) for group in part.refused]
    known = [_entry(part, found) for found in part.entries.values() if _known(found)]
    return PartProof(
        regions=part.regions,
        organisations=part.table.codes,
        listed=True,
        lines=tuple(dict.fromkeys(_prices(line) for line in part.lines)),
        entries=tuple(sorted([*known, *_too_few_or_many(part)], key=lambda e: e.clusters)),
        refused=tuple(tuple(group) for group in groups),
    )


def _known(found: Entry) -> bool:
    return found.impossible or bool(found.values)


def _too_few_or_many(part: Part) -> Iterator[EntryProof]:
    """Numbers of clusters that sizes rule out only because some cluster was refused; told, not settled."""
    if not part.gone:
        return
    n, sizes = len(part.table.codes), np.bitwise_count(part.table.masks).astype(np.int64)
    for k in range(1, n + 1):
        fits = len(sizes) and k * int(sizes.min()) <= n <= k * int(sizes.max())
        if not fits and not (k in part.entries and _known(part.entries[k])):
            yield EntryProof(clusters=k, impossible=True)


def _prices(prices: Prices) -> StagePrices:
    return StagePrices(organisations=prices.organisations, count=prices.count, earlier=prices.sides)


def _entry(part: Part, found: Entry) -> EntryProof:
    stages = list(zip(found.prices, found.values, strict=True))
    if found.floor is not None and not found.impossible:
        # a bound was enough to see that this number is not of a best map
        stages.append((found.floor, found.low))
    return EntryProof(
        clusters=found.k,
        impossible=found.impossible,
        stages=tuple(
            Proved(organisations=p.organisations, count=p.count, earlier=p.sides, value=v) for p, v in stages
        ),
        incumbent=tuple(sorted(part.table.organisations(row) for row in found.rows)),
    )
