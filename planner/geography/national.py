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

CHUNKS = ((0, 2), (2, 5), (5, 10), (10, None))
"""Numbers of clusters that go to another process together, likely ones first."""
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
    distance_bound: int
    values: Vector
    bounds: Vector
    """Proved lower bounds of the values, without what every map has in common; 0 where nothing is known."""
    allocations: tuple[tuple[int, ...], ...]
    """Numbers of clusters by group that reach it (all of them when proved)."""
    proved: bool


def groups_of(instance: Instance) -> list[tuple[str, ...]]:
    """Regions joined by decisions or established arrangements that cross their borders, sorted."""
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
    for arrangement in strong:
        shared = sorted({o.region for o in instance.organisations if o.arrangement == arrangement})
        graph.add_edges_from(pairwise(shared))
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
        table = possible_clusters(self.instance, self.rules, regions)
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
        self.progress, self.workers = progress, workers
        self.spend(budget)
        for group in self.groups:
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
                rows = [row for s in sets if (row := _row_of(merged.problem.table, s)) is not None]
                if len(rows) == len(sets):  # else one of them is no longer possible at all
                    merged.problem.refused.append(frozenset(rows))
        self.groups = sorted([g for g in self.groups if g not in touched] + [merged], key=lambda g: g.regions)

    def _numbers(self, low: int, high: int, target: int | None) -> Iterator[list[list[int]]]:
        """Numbers of clusters to settle for each group, likely ones first.

        A single group stops at the first wave with a map; several need every number for the join.
        """
        sizes = [len(g.problem.table.codes) for g in self.groups]
        if len(self.groups) > 1:
            wanted = (low + high) / 2 if target is None else target
            share = [wanted * n / sum(sizes) for n in sizes]
            yield [
                sorted(range(1, min(n, high) + 1), key=lambda k, s=s: (abs(k - s), k))  # type: ignore[misc]
                for n, s in zip(sizes, share, strict=True)
            ]
            return
        numbers = [k for k in range(1, sizes[0] + 1) if low <= k <= high]
        if target is None:
            yield [numbers]
            return
        for distance in sorted({abs(k - target) for k in numbers}):
            yield [[k for k in numbers if abs(k - target) == distance]]

    def best(self, low: int, high: int, target: int | None) -> Joined | None:
        """The best map within limits on the number of clusters; None when there is none or nothing is known.

        ``self.budget.exhausted`` tells a refusal that is proved from one that is not.
        """
        for wave in self._numbers(low, high, target):
            self._settle(wave)
            tables = [
                {k: s.values for k, s in g.settled.items() if s.values and k in numbers}
                for g, numbers in zip(self.groups, wave, strict=True)
            ]
            found = join(tables, low, high, target)
            if found is None:
                continue
            (distance, values), allocations = found
            looked = [s for g in self.groups for k, s in g.settled.items() if low <= k or len(self.groups) > 1]
            proved = all(s.status in ("optimal", "infeasible") for s in looked)
            near, bounds = distance, values
            if not proved:
                near, bounds = self._weak_bounds(values, low, high, target, distance)
            return Joined(distance, near, values, bounds, tuple(allocations), proved)
        return None

    def _settle(self, wave: list[list[int]]) -> None:
        """Settle all numbers of a wave, in turn over the groups, so that a limit finds something everywhere."""
        self._ahead(wave)
        for turn in range(max(len(numbers) for numbers in wave)):
            for group, numbers in zip(self.groups, wave, strict=True):
                if turn >= len(numbers):
                    continue
                if numbers[turn] not in group.settled and not self.budget.exhausted:
                    about = f"{', '.join(group.regions)}, {len(group.problem.table):,} possible clusters"
                    self.progress.stage("Choosing clusters", about)
                group.settle(numbers[turn])

    def _ahead(self, wave: list[list[int]]) -> None:
        """Settle groups in several processes where that is allowed; a work limit is one process's account."""
        if self.workers < 2 or len(self.groups) < 2 or self.budget.work is not None:
            return
        tasks = []
        for start, stop in CHUNKS:
            for number, (group, numbers) in enumerate(zip(self.groups, wave, strict=True)):
                part = numbers[start:stop]
                todo = tuple(k for k in part if k not in group.settled and k not in group.free)
                p = group.problem
                if todo and not p.refused:
                    tasks.append(
                        Task(
                            number, p.table, p.costs, p.rules, todo, self.budget.seconds_left, self.budget.seed
                        )
                    )
        if len(tasks) < 2:
            return
        self.progress.stage("Choosing clusters", f"{len(self.groups)} parts of the country side by side")
        for number, settled in settle_side_by_side(tasks, self.workers, self.budget):
            final = {k: s for k, s in settled.items() if s.status in ("optimal", "infeasible")}
            self.groups[number].free.update(final)
            self.groups[number].settled.update(settled)

    def _weak_bounds(
        self, values: Vector, low: int, high: int, target: int | None, distance: int
    ) -> tuple[int, Vector]:
        """Bounds when a limit ended the search: what each number of clusters is known to cost at least."""
        tables = []
        nothing = (0,) * len(values)
        for group in self.groups:
            table = {}
            for k in range(1, len(group.problem.table.codes) + 1):
                s = group.settled.get(k)
                if s is None or s.status != "infeasible":
                    table[k] = (s.bounds if s else ()) or nothing
            tables.append(table)
        found = join(tables, low, high, target)
        if found is None or found[0][0] < distance:
            return (found[0][0] if found else 0), nothing
        # only leading levels are bounded by the lexicographic least; once below the value, later ones are open
        bounds: list[int] = []
        for value, bound in zip(values, found[0][1], strict=True):
            bounds.append(min(value, bound))
            if bound < value:
                break
        return distance, tuple(bounds) + (0,) * (len(values) - len(bounds))

    def spend(self, budget: cpsat.Budget) -> None:
        """Charge another budget from now on."""
        self.budget = budget
        for group in self.groups:
            group.problem.budget = budget
            group.problem.unfinished = False

    @property
    def unfinished(self) -> bool:
        """Whether a limit cut the last look at equally good maps short."""
        return any(g.problem.unfinished for g in self.groups)

    def maps(self, joined: Joined, most: int) -> Iterator[Map]:
        """Up to ``most`` maps for each allocation as good as the best; just one when the best is not proved."""
        for allocation in joined.allocations:
            choices = []
            for group, k in zip(self.groups, allocation, strict=True):
                settled = group.settled[k]
                cap = most if joined.proved else 1
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
