"""Best compromises over the maps of a region by other means: clusters listed set by set, maps by HiGHS.

Nothing here is shared with what is tested but the instance and the numbers of the rulebook: possible clusters
are grown in plain sets, aims are counted by hand, and maps are those of plain recursion or of a programme in
0 and 1 that HiGHS solves.
"""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from ortools.math_opt.python import mathopt

from planner.core.instance import Instance
from planner.core.rulebook import Rulebook

Cluster = frozenset[str]
SECONDS = 600.0
"""Limit of one programme; none comes near it."""


@dataclass(frozen=True)
class Listed:
    """Possible clusters of a region with what each adds to the aims, and the number of clusters wished."""

    clusters: list[Cluster]
    adds: dict[str, list[int]]
    """By aim; boundaries twice, for each is counted from both sides."""
    always: dict[str, int]
    """What the whole region adds, whatever the map."""
    wished: int

    def total(self, name: str, rows: list[int]) -> int:
        """An aim of a map."""
        added = sum(self.adds[name][row] for row in rows)
        if name == "boundary_cut":
            added //= 2
        return added + self.always[name]


def listed(given: Instance, book: Rulebook) -> Listed:
    """Every connected set that keeps the rules about one cluster, for an instance without decisions.

    Raises:
        ValueError: there are decisions.
    """
    if given.decisions:
        raise ValueError("decisions are not looked at here")
    people = {o.code: o.population for o in given.organisations}
    theta = Fraction(book.by_id["GEO-7"].parameters["theta_permille"], 1000)
    footprints = _footprints(given)
    windows = book.by_id["GEO-POP"].parameters["windows"]
    clusters = sorted(
        (
            s
            for s in _grown(given, book.by_id["GEO-SIZE"].parameters["max"], max(high for _, high in windows))
            if any(low <= sum(people[c] for c in s) <= high for low, high in windows)
            and not any(_is(s, shares, people, theta) for shares in footprints)
        ),
        key=sorted,
    )
    groups: dict[str, set[str]] = defaultdict(set)
    for o in given.organisations:
        if o.arrangement:
            groups[f"arrangement {o.arrangement}"].add(o.code)
    for c in given.coverage:
        groups[c.local_authority].add(c.organisation)
    low, high = book.population_band
    steps = [
        -(-max(low - p, p - high, 0) // book.population_step)
        for p in (sum(people[c] for c in s) for s in clusters)
    ]
    cut = [
        sum(x.length_m or 0 for x in given.links if x.kind == "land" and (x.a in s) != (x.b in s))
        for s in clusters
    ]
    pieces = [sum(bool(g & s) for g in groups.values()) for s in clusters]
    share = Fraction(book.target_clusters * len(people), book.target_organisations)
    return Listed(
        clusters,
        {"splits": pieces, "population_steps": steps, "boundary_cut": cut},
        {"splits": -len(groups), "population_steps": 0, "boundary_cut": 0},
        max(1, int(share + Fraction(1, 2))),
    )


def _grown(given: Instance, most: int, highest: int) -> list[Cluster]:
    """Connected sets of at most so many organisations and people; HR-2 is on.

    An established arrangement is one cluster, so nothing else is grown from or over its organisations.
    """
    people = {o.code: o.population for o in given.organisations}
    beside: dict[str, set[str]] = defaultdict(set)
    for x in given.links:
        if x.kind != "patient_flow":
            beside[x.a].add(x.b)
            beside[x.b].add(x.a)
    blocks: dict[str, set[str]] = defaultdict(set)
    established = {o.arrangement for o in given.organisations if o.arrangement_strength == "established"}
    for o in given.organisations:
        if o.arrangement in established:
            blocks[o.arrangement or ""].add(o.code)
    free = people.keys() - set().union(*blocks.values())
    found: list[Cluster] = []
    for block in blocks.values():
        reached = {min(block)}
        while more := set().union(*(beside[c] for c in reached)) & block - reached:
            reached |= more
        if reached == block and len(block) <= most:
            found.append(frozenset(block))
    layer: set[Cluster] = {frozenset({code}) for code in free}
    while layer:
        found += layer
        # a set that has too many people stays too large, so nothing is grown from it
        layer = {
            s | {code}
            for s in layer
            if len(s) < most
            for code in set().union(*(beside[c] for c in s)) & free - s
            if sum(people[c] for c in s) + people[code] <= highest
        }
    return found


def _footprints(given: Instance) -> list[dict[str, Fraction]]:
    """Shares of organisations by consortium, where all of them are in the region."""
    rows: dict[str, dict[str, Fraction]] = defaultdict(dict)
    for f in given.footprints:
        rows[f.consortium][f.organisation] = Fraction(f.share_of_organisation)
    return [shares for shares in rows.values() if set(shares) <= set(given.by_code)]


def _is(s: Cluster, shares: Mapping[str, Fraction], people: Mapping[str, int], theta: Fraction) -> bool:
    """Whether a cluster is on a footprint: the same whole organisations, or so much of both in common."""
    if all(share == 1 for share in shares.values()):
        return s == frozenset(shares)
    common = sum(share * people[c] for c, share in shares.items() if c in s)
    both = sum(people[c] for c in s) + sum(share * people[c] for c, share in shares.items()) - common
    return common >= theta * both


def in_order(found: Listed, k: int) -> Iterator[list[int]]:
    """Every way to choose ``k`` clusters that hold each organisation once, by plain recursion."""
    codes = sorted(set().union(*found.clusters))
    bit = {code: 1 << i for i, code in enumerate(codes)}
    masks = [sum(bit[c] for c in s) for s in found.clusters]
    by_first: dict[int, list[int]] = {1 << i: [] for i in range(len(codes))}
    for row, mask in enumerate(masks):
        by_first[mask & -mask].append(row)
    everybody = (1 << len(codes)) - 1

    def grow(done: int, rows: list[int]) -> Iterator[list[int]]:
        if done == everybody:
            if len(rows) == k:
                yield rows
            return
        if len(rows) == k:
            return
        free = ~done & everybody
        for row in by_first[free & -free]:
            if not masks[row] & done:
                yield from grow(done | masks[row], [*rows, row])

    return grow(0, [])


class Programme:
    """Maps of ``k`` possible clusters as a programme in 0 and 1: the least of one aim within limits."""

    def __init__(self, found: Listed, k: int) -> None:
        self.found = found
        self.model = mathopt.Model()
        self.chosen = [self.model.add_binary_variable() for _ in found.clusters]
        holding: dict[str, list[int]] = defaultdict(list)
        for row, s in enumerate(found.clusters):
            for code in s:
                holding[code].append(row)
        for rows in holding.values():
            self.model.add_linear_constraint(self._sum(dict.fromkeys(rows, 1)) == 1)
        self.model.add_linear_constraint(self._sum(dict.fromkeys(range(len(self.chosen)), 1)) == k)
        self.sums = {
            name: self._sum({row: n for row, n in enumerate(adds) if n}) for name, adds in found.adds.items()
        }
        self.limits = {
            name: self.model.add_linear_constraint(total <= math.inf) for name, total in self.sums.items()
        }

    def _sum(self, weights: Mapping[int, int]) -> mathopt.LinearSum:
        return mathopt.fast_sum(n * self.chosen[row] for row, n in weights.items())

    def least(self, name: str, limits: Mapping[str, int]) -> list[int] | None:
        """A map with the least of an aim while others keep limits; None: there is none.

        HiGHS reckons in floating point: the map is read off as a set and counted anew, and its bound must
        leave no room for a smaller whole number.

        Raises:
            RuntimeError: it has no proof, or what it calls one is none.
        """
        for other, limit in self.limits.items():
            twice = 2 if other == "boundary_cut" else 1
            # half of one above the limit: no whole number lies between
            limit.upper_bound = (
                twice * (limits[other] - self.found.always[other]) + 0.5 if other in limits else math.inf
            )
        self.model.minimize(self.sums[name])
        solved = mathopt.solve(
            self.model,
            mathopt.SolverType.HIGHS,
            params=mathopt.SolveParameters(
                time_limit=dt.timedelta(seconds=SECONDS),
                relative_gap_tolerance=0.0,
                absolute_gap_tolerance=0.0,
            ),
        )
        none = (mathopt.TerminationReason.INFEASIBLE, mathopt.TerminationReason.INFEASIBLE_OR_UNBOUNDED)
        if solved.termination.reason in none:  # nothing is unbounded in 0 and 1
            return None
        if solved.termination.reason != mathopt.TerminationReason.OPTIMAL:
            raise RuntimeError(f"HiGHS ended without a proof: {solved.termination.reason}")
        rows = [row for row, x in enumerate(self.chosen) if solved.variable_values(x) > 0.5]
        held = sorted(code for row in rows for code in self.found.clusters[row])
        added = sum(self.found.adds[name][row] for row in rows)
        right = held == sorted(set().union(*self.found.clusters)) and all(
            self.found.total(other, rows) <= most for other, most in limits.items()
        )
        if not right or solved.best_objective_bound() <= added - 0.9:
            raise RuntimeError("what HiGHS calls proved is no map within the limits, or its bound leaves room")
        return rows

    def front(self, few: str, many: str) -> list[tuple[int, int]]:
        """All best compromises of two aims: the least of one, then of the other, one piece fewer each time."""
        points: list[tuple[int, int]] = []
        most: dict[str, int] = {}
        while True:
            rows = self.least(many, most)
            if rows is None:
                return sorted(points)
            dear = self.found.total(many, rows)
            again = self.least(few, {many: dear})
            if again is None or self.found.total(many, again) != dear:
                raise RuntimeError("HiGHS contradicts itself")
            pieces = self.found.total(few, again)
            if pieces > most.get(few, pieces):
                raise RuntimeError("HiGHS contradicts itself")
            points.append((pieces, dear))
            most = {few: pieces - 1}
