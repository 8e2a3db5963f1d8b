"""The whole map: groups of regions settled by number of clusters, then joined exactly.

Regions are independent but for the total number of clusters and for decisions that cross their borders, so
each group gives a table
"best by number of clusters" and a join over all totals is exact: vectors of levels add up, and comparing them
in order is compatible with adding.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise, product

import networkx as nx

from planner import cpsat
from planner.core.instance import Instance
from planner.core.progress import Progress
from planner.core.rulebook import Rulebook
from planner.geography.candidates import Table, possible_clusters
from planner.geography.parallel import Task, settle_side_by_side
from planner.geography.partition import Problem, Settled
from planner.objectives.base import GeographyLevel
from planner.rules.base import PartitionRule, Rule

Vector = tuple[int, ...]
Map = frozenset[frozenset[str]]
"""A grouping: the clusters as sets of organisation codes."""

EQUAL_MAPS = 200
"""Equally good maps looked at before the boards' levels are called best found instead of proved."""


@dataclass(eq=False)
class Group:
    """Regions that must be settled together."""

    regions: tuple[str, ...]
    problem: Problem
    settled: dict[int, Settled] = field(default_factory=dict)
    free: dict[int, Settled] = field(default_factory=dict)
    """What is best when nothing is refused, shared by all forks of a map."""

    def settle(self, k: int) -> Settled:
        """The best choice of ``k`` clusters; remembered."""
        if k not in self.settled:
            known = self.free.get(k)
            if known is None or any(refused <= set(known.rows) for refused in self.problem.refused):
                known = self.problem.settle(k)
                if not self.problem.refused and known.status in ("optimal", "infeasible"):
                    self.free[k] = known
            self.settled[k] = known
        return self.settled[k]


@dataclass(frozen=True)
class Joined:
    """The best total over all groups."""

    distance: int
    values: Vector
    bounds: Vector
    allocations: tuple[tuple[int, ...], ...]
    """Numbers of clusters by group that reach it (all of them when proved)."""
    proved: bool


def groups_of(instance: Instance) -> list[tuple[str, ...]]:
    """Regions joined by decisions that cross their borders, sorted."""
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
    return sorted(tuple(sorted(c)) for c in nx.connected_components(graph))


def join(
    tables: Sequence[Mapping[int, Vector]], low: int, high: int, target: int | None
) -> tuple[tuple[int, Vector], list[tuple[int, ...]]] | None:
    """Best total vector over one entry of each table, and every allocation that reaches it.

    Args:
        tables: for each group, number of clusters → vector of levels.
        low: fewest clusters in all.
        high: most clusters in all.
        target: the distance of the total from it comes first; None for no target.

    Returns:
        ((distance, vector), allocations) or None when no total within the limits can be reached.

    >>> join([{1: (5,), 2: (3,)}, {1: (4,), 2: (1,)}], 1, 9, 3)
    ((0, (6,)), [(1, 2)])
    """
    best: dict[int, Vector] = {0: ()}
    history: list[dict[int, list[int]]] = []
    for table in tables:
        grown: dict[int, Vector] = {}
        via: dict[int, list[int]] = {}
        for total, so_far in best.items():
            for k, vector in table.items():
                value = tuple(a + b for a, b in zip(so_far, vector, strict=True)) if so_far else vector
                known = grown.get(total + k)
                if known is None or value < known:
                    grown[total + k], via[total + k] = value, [k]
                elif value == known:
                    via[total + k].append(k)
        best = grown
        history.append(via)
    ranked = [
        ((abs(total - target) if target is not None else 0, vector), total)
        for total, vector in best.items()
        if low <= total <= high
    ]
    if not ranked:
        return None
    winner = min(ranked)[0]

    def trace(level: int, total: int) -> Iterator[tuple[int, ...]]:
        if level < 0:
            yield ()
            return
        for k in sorted(set(history[level][total])):
            for head in trace(level - 1, total - k):
                yield (*head, k)

    allocations = [
        a for value, total in sorted(ranked) if value == winner for a in trace(len(tables) - 1, total)
    ]
    return winner, allocations


class NationalMap:
    """Possible clusters of every group, and the best map made of them."""

    def __init__(
        self,
        instance: Instance,
        rulebook: Rulebook,
        rules: Sequence[Rule],
        levels: Sequence[GeographyLevel],
        budget: cpsat.Budget,
        progress: Progress,
        workers: int = 1,
    ) -> None:
        self.instance = instance
        self.rulebook = rulebook
        self.rules = rules
        self.progress = progress
        self.budget = budget
        self.levels = levels
        self.workers = workers
        self.progress.stage("Listing possible clusters")
        self.groups = [self._group(regions) for regions in groups_of(instance)]

    def _group(self, regions: tuple[str, ...]) -> Group:
        table = possible_clusters(self.instance.within(regions), self.rules)
        costs = [level.column(table, self.rulebook) for level in self.levels]
        # the number of clusters in all (GEO-10) is the join's business
        chosen_by = [r for r in self.rules if isinstance(r, PartitionRule) and r.id != "GEO-10"]
        return Group(regions, Problem(table, costs, chosen_by, self.budget))

    def fork(self) -> NationalMap:
        """The same map with nothing refused; tables and what is settled freely are shared."""
        other = copy.copy(self)
        other.groups = [
            Group(g.regions, Problem(p.table, p.costs, p.rules, self.budget), free=g.free)
            for g in self.groups
            for p in [g.problem]
        ]
        return other

    def resume(self, budget: cpsat.Budget, progress: Progress, workers: int = 1) -> None:
        """Go on under another budget; what is proved stays, what a limit cut short is tried again."""
        self.budget, self.progress, self.workers = budget, progress, workers
        for group in self.groups:
            group.problem.budget = budget
            group.settled = {k: s for k, s in group.settled.items() if s.status in ("optimal", "infeasible")}

    def possible(self) -> int:
        """How many possible clusters there are in all."""
        return sum(len(g.problem.table) for g in self.groups)

    def refuse(self, clusters: Sequence[frozenset[str]]) -> None:
        """Never again choose all of these clusters together (their boards can't be made lawful)."""
        for group in self.groups:
            rows = [row for c in clusters if (row := _row_of(group.problem.table, c)) is not None]
            if len(rows) == len(clusters):
                refused = frozenset(rows)
                group.problem.refused.append(refused)
                # what does not use them stays best
                group.settled = {k: s for k, s in group.settled.items() if not refused <= set(s.rows)}
                return
        self._merge(clusters)
        self.refuse(clusters)

    def _merge(self, clusters: Sequence[frozenset[str]]) -> None:
        """Settle together from now on the groups that these clusters lie in; what was refused stays so."""
        members = frozenset().union(*clusters)
        touched = [g for g in self.groups if members & set(g.problem.table.codes)]
        if len(touched) < 2:
            raise ValueError("a cluster that is to be refused is no possible cluster")
        merged = self._group(tuple(sorted(r for g in touched for r in g.regions)))
        for group in touched:
            for refused in group.problem.refused:
                sets = [frozenset(group.problem.table.organisations(row)) for row in refused]
                rows = [_row_of(merged.problem.table, s) for s in sets]
                merged.problem.refused.append(frozenset(r for r in rows if r is not None))
        self.groups = sorted([g for g in self.groups if g not in touched] + [merged], key=lambda g: g.regions)

    def _numbers(self, low: int, high: int, target: int | None) -> Iterator[list[list[int]]]:
        """Numbers of clusters to settle for each group; a single group stops at the first wave with a map."""
        sizes = [len(g.problem.table.codes) for g in self.groups]
        if len(self.groups) > 1:
            yield [list(range(1, min(n, high) + 1)) for n in sizes]
            return
        wanted = [k for k in range(1, sizes[0] + 1) if low <= k <= high]
        if target is None:
            yield [wanted]
            return
        for distance in sorted({abs(k - target) for k in wanted}):
            yield [[k for k in wanted if abs(k - target) == distance]]

    def best(self, low: int, high: int, target: int | None) -> Joined | None:
        """The best map within limits on the number of clusters; None when there is none or nothing is known.

        ``self.budget.exhausted`` tells a refusal that is proved from one that is not.
        """
        for wave in self._numbers(low, high, target):
            self._ahead(wave)
            for group, numbers in zip(self.groups, wave, strict=True):
                if any(k not in group.settled for k in numbers):
                    count = f"{len(group.problem.table):,} possible clusters"
                    self.progress.stage("Choosing clusters", f"{', '.join(group.regions)}, {count}")
                for k in numbers:
                    group.settle(k)
            tables = [
                {k: s.values for k, s in g.settled.items() if s.values and k in numbers}
                for g, numbers in zip(self.groups, wave, strict=True)
            ]
            found = join(tables, low, high, target)
            if found is None:
                continue
            (distance, values), allocations = found
            proved = all(
                s.status in ("optimal", "infeasible")
                for g, numbers in zip(self.groups, wave, strict=True)
                for k, s in g.settled.items()
                if k in numbers
            )
            bounds = values if proved else self._weak_bounds(wave, values, low, high, target, distance)
            return Joined(distance, values, bounds, tuple(allocations), proved)
        return None

    def _ahead(self, wave: list[list[int]]) -> None:
        """Settle groups in several processes where that is allowed; a work limit is one process's account."""
        if self.workers < 2 or len(self.groups) < 2 or self.budget.work is not None:
            return
        tasks = []
        for number, (group, numbers) in enumerate(zip(self.groups, wave, strict=True)):
            todo = tuple(k for k in numbers if k not in group.settled and k not in group.free)
            p = group.problem
            if todo and not p.refused:
                tasks.append(
                    Task(number, p.table, p.costs, p.rules, todo, self.budget.seconds_left, self.budget.seed)
                )
        if len(tasks) < 2:
            return
        self.progress.stage("Choosing clusters", f"{len(tasks)} parts of the country side by side")
        for number, settled in settle_side_by_side(tasks, self.workers, self.budget).items():
            final = {k: s for k, s in settled.items() if s.status in ("optimal", "infeasible")}
            self.groups[number].free.update(final)
            self.groups[number].settled.update(settled)

    def _weak_bounds(
        self, wave: list[list[int]], values: Vector, low: int, high: int, target: int | None, distance: int
    ) -> Vector:
        """Bounds when a limit ended the search: what each number of clusters is known to cost at least."""
        tables = []
        for group, numbers in zip(self.groups, wave, strict=True):
            table = {}
            for k in numbers:
                s = group.settled[k]
                if s.status != "infeasible":
                    table[k] = s.bounds or (0,) * len(values)
            tables.append(table)
        found = join(tables, low, high, target)
        if found is None or found[0][0] < distance:
            return (0,) * len(values)
        # only the leading levels are bounded by the lexicographic least; once below the value, later ones are
        # open
        bounds: list[int] = []
        for value, bound in zip(values, found[0][1], strict=True):
            bounds.append(min(value, bound))
            if bound < value:
                break
        return tuple(bounds) + (0,) * (len(values) - len(bounds))

    def maps(self, joined: Joined) -> Iterator[Map]:
        """Maps as good as the best, up to :data:`EQUAL_MAPS`; just one when the best is not proved."""
        for allocation in joined.allocations:
            choices = []
            for group, k in zip(self.groups, allocation, strict=True):
                settled = group.settled[k]
                cap = EQUAL_MAPS if joined.proved else 1
                choices.append(
                    [
                        frozenset(frozenset(group.problem.table.organisations(r)) for r in rows)
                        for rows in islice(group.problem.equals(k, settled, cap), cap)
                    ]
                )
            for parts in product(*choices):
                yield frozenset().union(*parts)
            if not joined.proved:
                return


def _row_of(table: Table, cluster: frozenset[str]) -> int | None:
    if not cluster <= set(table.codes):
        return None
    same = (table.members == [c in cluster for c in table.codes]).all(axis=1).nonzero()[0]
    return int(same[0]) if len(same) else None
