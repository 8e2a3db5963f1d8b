"""Pieces of regions that no possible cluster joins: each can be settled by itself.

What couples them otherwise adds up over clusters (every level of the map that is a sum, pieces of councils and
arrangements included, for a cluster counts once for each that it holds some of) or is about the number of
clusters, and the join of parts keeps both exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import networkx as nx

from planner.core.instance import Instance
from planner.geography.candidates import binding, exempted, fixed_sets, universes
from planner.geography.solver_tail import OWN_RULES
from planner.objectives.base import some
from planner.rules.base import PartitionRule, Rule


def pieces_of(instance: Instance, rules: Sequence[Rule], regions: Sequence[str]) -> list[tuple[str, ...]]:
    """Organisations of some regions in as many groups as no possible cluster reaches across, sorted.

    Organisations that a decision keeps together, that share an established arrangement which stays as it is
    (HR-2), or that are named in one ``exempt`` decision are of one group, whether anything joins them or not.
    All are of one group where clusters need not hang together (GEO-CON), or where a rule looks at the choice
    of clusters as a whole.

    Args:
        instance: the whole of what was given.
        rules: all rules in force.
        regions: regions that are settled together.
    """
    must = binding(rules)
    inside = sorted(o.code for o in instance.organisations if o.region in regions)
    if "GEO-CON" not in must or any(
        isinstance(r, PartitionRule) and r.id not in OWN_RULES for r in must.values()
    ):
        return [tuple(inside)]
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(inside)
    arrangements = fixed_sets(instance, rules)
    frozen = frozenset[str]().union(*arrangements)
    for universe in universes(instance, rules, regions):
        free = set(universe) - frozen
        graph.add_edges_from(
            (x.a, x.b) for x in instance.links if x.kind != "patient_flow" and {x.a, x.b} <= free
        )
    tied = [*arrangements, *exempted(instance)]
    tied += [
        frozenset((d.subject, d.object)) for d in instance.decisions if d.kind == "keep_together" and d.object
    ]
    for group in tied:
        graph.add_edges_from(pairwise(sorted(group & set(inside))))
    return sorted(tuple(sorted(piece)) for piece in nx.connected_components(graph))


def place_of(regions: Sequence[str], piece: Sequence[str] | None) -> str:
    """What a reader calls some regions, or a piece of them.

    >>> place_of(["London"], ["A", "B"])
    'London (A, B)'
    """
    name = " and ".join(regions)
    return name if piece is None else f"{name} ({some(piece)})"
