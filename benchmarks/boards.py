"""What the measurements of boards share: clusters of 2011, other clusters of every size, one block settled."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

import networkx as nx

import planner
from planner import cpsat
from planner.boards.pool import People, Shape, blocks, people_of
from planner.boards.settle import SettledBlock, settle_block
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.io.rulebook import load_governance
from planner.objectives.registry import board_levels
from planner.rules.registry import build

MODELS = ("model-1", "model-2", "model-3", "model-4")
SECONDS = 120.0
"""Limit of one block; none is expected to come near it."""


class Boards:
    """An instance whose boards are settled cluster by cluster; people and rules are looked up once."""

    def __init__(self, instance: Instance) -> None:
        self.instance = instance
        self.rulebook: Rulebook = planner.load_rulebook("pct-2011")
        self.rules = build(self.rulebook)
        self.levels = board_levels(self.rulebook)
        self.people: People = people_of(instance)
        self.alone = load_governance("standalone")

    def shapes(self, groups: Iterable[Sequence[str]], model: str) -> list[Shape]:
        """Clusters under a model; a standalone keeps its board."""
        governance = load_governance(model)
        made = [
            Shape(min(g), tuple(sorted(g)), governance if len(g) > 1 else self.alone) for g in groups if len(g)
        ]
        return sorted(made, key=lambda s: s.id)

    def blocks(self, groups: Iterable[Sequence[str]], model: str) -> list[tuple[Shape, ...]]:
        """Clusters tied by people with posts in several, together."""
        return blocks(self.instance, self.people, self.shapes(groups, model))

    def settle(self, block: Sequence[Shape], *, straight: bool = True) -> SettledBlock:
        """The best boards of one block, from nothing; ``straight`` asks linear programmes before CP-SAT."""
        return settle_block(
            self.instance,
            self.rulebook,
            self.rules,
            self.levels,
            self.people,
            block,
            cpsat.Budget(SECONDS),
            straight=straight,
        )


def reference_clusters(instance: Instance) -> list[tuple[str, ...]]:
    """The clusters of 2011."""
    groups: dict[str, list[str]] = {}
    for o in instance.organisations:
        groups.setdefault(o.cluster_reference or o.code, []).append(o.code)
    return sorted(tuple(sorted(g)) for g in groups.values())


def connected_sets(instance: Instance, size: int, count: int, seed: int = 1) -> list[tuple[str, ...]]:
    """Random connected sets of so many organisations of one region, each once; fewer if there are no more."""
    rng = random.Random(f"{size} {seed}")  # noqa: S311 - not for cryptography
    graph: nx.Graph[str] = nx.Graph()
    region = {o.code: o.region for o in instance.organisations}
    graph.add_nodes_from(region)
    graph.add_edges_from(
        (x.a, x.b) for x in instance.links if x.kind != "patient_flow" and region[x.a] == region[x.b]
    )
    found: dict[tuple[str, ...], None] = {}
    for _ in range(50 * count):
        chosen = {rng.choice(sorted(graph))}
        while len(chosen) < size:
            border = sorted({n for c in chosen for n in graph[c]} - chosen)
            if not border:
                break
            chosen.add(rng.choice(border))
        if len(chosen) == size:
            found[tuple(sorted(chosen))] = None
        if len(found) == count:
            break
    return list(found)
