"""Parts of an instance, kept by the decisions that touch them: a changed decision works on one part only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import networkx as nx

from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.geography.candidates import Summed, Table, base_table, binding, decided
from planner.geography.large import LargePart
from planner.geography.listing import TooManyCandidatesError
from planner.geography.part import Part
from planner.rules.base import PartitionRule, Rule

KEPT = 200
"""Parts under changed decisions that are kept at most."""
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


def _crossings(instance: Instance) -> tuple[tuple[str, str], ...]:
    """Decisions that let organisations cross borders."""
    return tuple(sorted((d.subject, d.object or "") for d in instance.decisions if d.kind == "cross_region"))


class Shelf:
    """Lists possible clusters of parts and keeps them.

    Args:
        rulebook: in force, with a binding range of clusters if one was asked for.
        rules: all rules in force.
        levels: levels of the map that have columns.
    """

    def __init__(self, rulebook: Rulebook, rules: Sequence[Rule], levels: Sequence[Summed]) -> None:
        self.rulebook, self.rules, self.levels = rulebook, rules, levels
        self.chosen_by = [r for r in binding(rules).values() if isinstance(r, PartitionRule)]
        self._bases: dict[Key, Table] = {}
        self._parts: dict[Key, Part] = {}
        self._latest: dict[tuple[str, ...], Part] = {}

    def large(self, instance: Instance, regions: tuple[str, ...]) -> LargePart:
        """Some regions to be settled without a list."""
        return LargePart(regions, instance, self.rules, self.rulebook, self.levels)

    def part(self, instance: Instance, regions: tuple[str, ...]) -> Part:
        """Possible clusters of some regions under the instance's decisions.

        Regions too large to list are a :class:`LargePart`.
        """
        inside = {o.code for o in instance.organisations if o.region in regions}
        crossings = _crossings(instance)
        touching = tuple(
            sorted(
                (d.kind, d.subject, d.object or "")
                for d in instance.decisions
                if d.kind in ("keep_together", "keep_apart", "exempt")
                and inside & {d.subject, *(d.object or "").split(";")}
            )
        )
        key = (regions, crossings, touching)
        if key not in self._parts:
            base_key = (regions, crossings)
            if base_key not in self._bases:
                try:
                    self._bases[base_key] = base_table(instance, self.rules, regions)
                except TooManyCandidatesError:
                    return self.large(instance, regions)
            table = decided(self._bases[base_key], instance, self.rules, self.levels, self.rulebook)
            first = self._latest.get(regions)
            made = first.derive(table) if first is not None else Part(regions, table, self.chosen_by)
            self._latest.setdefault(regions, made)
            while len(self._parts) >= KEPT:
                self._parts.pop(next(iter(self._parts)))
            self._parts[key] = made
        return self._parts[key]
