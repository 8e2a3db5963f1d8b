"""Parts of an instance, kept by the decisions that touch them: a changed decision works on one part only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import networkx as nx

from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.geography.candidates import Summed, Table, base_table, binding, codes_of, decided
from planner.geography.kept import Kept
from planner.geography.large import LargePart
from planner.geography.listing import LIST_LIMIT, TooManyCandidatesError
from planner.geography.part import Part
from planner.geography.pieces import pieces_of, place_of
from planner.rules.base import PartitionRule, Rule

KEPT = 1_000
"""Lists, and parts under changed decisions, that are kept at most."""
ROWS = 3 * LIST_LIMIT
"""Possible clusters that those kept hold together at most (about a gigabyte with their costs)."""
Key = tuple[object, ...]


def groups_of(instance: Instance, rules: Sequence[Rule]) -> list[tuple[str, ...]]:
    """Regions that must be settled together, sorted: joined by decisions or established arrangements.

    Without GEO-4 nothing keeps clusters within regions, so all are one.
    """
    if "GEO-4" not in binding(rules):
        return [instance.regions]
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(instance.regions)
    region = {o.code: o.region for o in instance.organisations}
    for d in instance.decisions:
        if d.kind == "cross_region" and d.subject in region and d.object in instance.regions:
            graph.add_edge(region[d.subject], d.object)
        elif d.kind == "keep_together" and d.object:
            graph.add_edge(region[d.subject], region[d.object])
        elif d.kind == "exempt" and d.object:
            touched = sorted({region[c] for c in d.object.split(";") if c in region})
            graph.add_edges_from(pairwise(touched))
    strong = {o.arrangement for o in instance.organisations if o.arrangement_strength == "established"}
    for arrangement in sorted(a for a in strong if a):
        shared = sorted({o.region for o in instance.organisations if o.arrangement == arrangement})
        graph.add_edges_from(pairwise(shared))
    return sorted(tuple(sorted(c)) for c in nx.connected_components(graph))


def _crossings(instance: Instance, regions: Sequence[str], inside: set[str]) -> tuple[tuple[str, str], ...]:
    """Decisions that let organisations of some regions, or into them, cross borders."""
    return tuple(
        sorted(
            (d.subject, d.object or "")
            for d in instance.decisions
            if d.kind == "cross_region" and (d.subject in inside or d.object in regions)
        )
    )


class Shelf:
    """Lists possible clusters of parts and keeps them.

    Args:
        rulebook: in force, with a binding range of clusters if one was asked for.
        rules: all rules in force.
        levels: levels of the map that have columns.
        limit: most possible clusters listed for one part; :data:`~planner.geography.listing.LIST_LIMIT`
            when not given.
        like: of the same instance under other rules; what is proved there is kept where it holds here too.
    """

    def __init__(
        self,
        rulebook: Rulebook,
        rules: Sequence[Rule],
        levels: Sequence[Summed],
        limit: int | None = None,
        like: Shelf | None = None,
    ) -> None:
        self.rulebook, self.rules, self.levels, self.limit = rulebook, rules, levels, limit
        self.chosen_by = [r for r in binding(rules).values() if isinstance(r, PartitionRule)]
        same = like is not None and [r.spec for r in like.chosen_by] == [r.spec for r in self.chosen_by]
        self._like = like if same else None
        self._bases: Kept[Table | None] = Kept(KEPT, ROWS)
        self._parts: Kept[Part] = Kept(KEPT, ROWS)
        self._first: Kept[Part] = Kept(KEPT, ROWS)
        """Of each region or piece the part asked for first, from which others take over what still holds."""

    def large(
        self, instance: Instance, regions: tuple[str, ...], piece: tuple[str, ...] | None = None
    ) -> LargePart:
        """Some regions to be settled without a list."""
        return LargePart(regions, instance, self.rules, self.rulebook, self.levels, piece)

    def parts(self, instance: Instance, regions: tuple[str, ...]) -> list[Part]:
        """Regions that must be settled together as parts: as one, or by pieces when they are too large to list.

        Pieces are taken where all of them can be listed; one that can't be gains little by itself.
        """
        whole = self.part(instance, regions)
        if not isinstance(whole, LargePart):
            return [whole]
        pieces = pieces_of(instance, self.rules, regions)
        if len(pieces) == 1:
            return [whole]
        made = [self.part(instance, regions, piece) for piece in pieces]
        return [whole] if any(isinstance(part, LargePart) for part in made) else made

    def part(self, instance: Instance, regions: tuple[str, ...], piece: tuple[str, ...] | None = None) -> Part:
        """Possible clusters of some regions, or of a piece of them, under the instance's decisions.

        What is too large to list is a :class:`LargePart`.
        """
        inside = set(codes_of(instance, regions) if piece is None else piece)
        crossings = _crossings(instance, regions, inside)
        touching = tuple(
            sorted(
                (d.kind, d.subject, d.object or "")
                for d in instance.decisions
                if d.kind in ("keep_together", "keep_apart", "exempt")
                and inside & {d.subject, *(d.object or "").split(";")}
            )
        )
        base_key = (regions, piece, crossings)
        key = (*base_key, touching)
        known = self._parts.get(key)
        if known is not None:
            return known
        base = self._base(base_key, instance, regions, piece)
        if base is None:
            return self.large(instance, regions, piece)
        table = decided(base, instance, self.rules, self.levels, self.rulebook)
        first = self._first.get((regions, piece)) or self._beside(key)
        if first is None:
            made = Part(regions, table, self.chosen_by, place=place_of(regions, piece))
            self._first.put((regions, piece), made, len(table))
        else:
            made = first.derive(table)
        return self._parts.put(key, made, len(table))

    def _beside(self, key: Key) -> Part | None:
        """The same part under the other rules, if it was asked for there."""
        return None if self._like is None else self._like._parts.get(key)

    def _base(
        self, key: Key, instance: Instance, regions: tuple[str, ...], piece: tuple[str, ...] | None
    ) -> Table | None:
        """The list before decisions within it; None where it would be too long."""
        if key in self._bases:
            return self._bases.get(key)
        try:
            made = base_table(instance, self.rules, regions, piece, limit=self.limit)
        except TooManyCandidatesError:
            return self._bases.put(key, None, 0)
        return self._bases.put(key, made, len(made))
