"""The best vector over all maps and all boards."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby

from planner.core.instance import Instance
from planner.core.rulebook import GovernanceModel, Rulebook
from tests.oracle.boards import solve_boards
from tests.oracle.facts import people_of
from tests.oracle.geography import Cluster, Map, lawful_maps
from tests.oracle.seats import list_levels


@dataclass(frozen=True)
class OracleAnswer:
    """Whether there is a plan, the best vector, and the vector of each map that ties on geography."""

    verdict: bool
    vector: tuple[int, ...] | None
    maps: dict[Map, tuple[int, ...] | None] = field(default_factory=dict)
    """Maps looked at (those of better geography had no lawful boards)."""


def geography_only(
    instance: Instance, rulebook: Rulebook, clusters: tuple[int, int] | None = None
) -> OracleAnswer:
    """The best five levels, no boards asked for."""
    maps = lawful_maps(instance, rulebook, clusters)
    if not maps:
        return OracleAnswer(False, None)
    return OracleAnswer(True, maps[0][0], {m: v for v, m in maps if v == maps[0][0]})


def components(instance: Instance, rulebook: Rulebook, m: Map) -> list[list[Cluster]]:
    """Clusters of the map in groups that no person couples."""
    groups = [{c} for c in m]
    for p in people_of(instance, rulebook):
        touched = [g for g in groups if any(c & p.pool for c in g)]
        groups = [g for g in groups if g not in touched] + [set().union(*touched)]
    return [sorted(g, key=min) for g in groups]


def best(
    instance: Instance,
    rulebook: Rulebook,
    governance: GovernanceModel,
    standalone: GovernanceModel,
    clusters: tuple[int, int] | None = None,
    most: int = 10**9,
) -> OracleAnswer:
    """The best vector; as the first difference decides, maps of better geography are asked for boards first."""
    seen: dict[Map, tuple[int, ...] | None] = {}
    solved: dict[frozenset[Cluster], tuple[int, ...] | None] = {}
    for levels, tied in groupby(lawful_maps(instance, rulebook, clusters), key=lambda x: x[0]):
        found = []
        for _, m in tied:
            total: tuple[int, ...] | None = (0,) * len(list_levels(instance, rulebook))
            for part in components(instance, rulebook, m):
                key = frozenset(part)
                if key not in solved:
                    models = [standalone if len(c) == 1 else governance for c in part]
                    solved[key] = solve_boards(instance, rulebook, part, models, most)
                answer = solved[key]
                if total is None or answer is None:
                    total = None
                    break
                total = tuple(x + y for x, y in zip(total, answer, strict=True))
            seen[m] = None if total is None else levels + total
            if total is not None:
                found.append(levels + total)
        if found:
            return OracleAnswer(True, min(found), seen)
    return OracleAnswer(False, None, seen)
