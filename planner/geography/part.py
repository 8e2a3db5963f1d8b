"""One part of the country: the best choice of each number of clusters, tightened as far as it is asked for.

For each number of clusters the stages are settled in order. A stage starts with a bound that other numbers of
clusters lend it, then has one of its own from a linear programme, then its exact value: among candidates that
a better choice could still use, by layers (:mod:`planner.geography.layers`) or, where those grow too wide or
a choice is under rules of its own, by CP-SAT.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np

from planner import cpsat
from planner.geography.bounds import SCALE, Bound, Prices, Programme, Side, priced
from planner.geography.candidates import Table
from planner.geography.compactness import compact_choice
from planner.geography.entry import Entry, LimitError, alike, fix, leading, moved_entry, still_refused, uses
from planner.geography.join import NEVER
from planner.geography.layers import Cover, TooWideError, layer_order, least, moved
from planner.geography.listing import adjacency
from planner.geography.one_by_one import one_by_one
from planner.geography.programmes import last_used
from planner.geography.solver_tail import OWN_RULES, Asked, Rows, solve_rows
from planner.geography.stages import Stage
from planner.geography.sums import Ints, Mask
from planner.geography.ties import SORTED_AT_ONCE, choices
from planner.rules.base import PartitionRule

TAIL = 150
"""Candidates of the first try; more are let in until the proof closes."""
GROWTH = 4
KEPT = 16
"""Equally good choices that are remembered."""
PUT_BY = 2
"""Other stages by which what is known is put by."""
WARM = 300
"""Candidates that a closed one begins with when it is opened again."""
GENTLE = 2_000
"""With more candidates than this the gap grows by a quarter at most from try to try."""
Known = tuple[dict[int, Entry], list[Prices], Ints]
"""By number of clusters what is known; prices that bound every number; and their bounds."""
TIED = 4
"""So many times more candidates than asked for have the same reduced cost: a first try takes only some."""


class Part:
    """Possible clusters of regions that are settled together.

    Args:
        regions: their names.
        table: possible clusters, with the columns of all levels.
        rules: rules about the choice.
        refused: rows that must not all be chosen together (their boards can't be made lawful).
        place: what a reader calls it, if not by its regions.
    """

    def __init__(
        self,
        regions: tuple[str, ...],
        table: Table,
        rules: Sequence[PartitionRule],
        refused: Sequence[frozenset[int]] = (),
        place: str = "",
    ) -> None:
        self.regions, self.table, self.rules, self.refused = regions, table, rules, tuple(refused)
        self.place = place or " and ".join(regions)
        self.own = any(r.id not in OWN_RULES for r in rules)
        self.special = self.own or bool(self.refused)
        self.gone: tuple[frozenset[str], ...] = ()
        """Clusters taken out of the table because their boards can't be made lawful."""
        self.n = len(table.codes)
        self.order = layer_order(adjacency(table.instance, table.codes))
        self.size = table.sums.of(np.ones(self.n, dtype=np.int64)).astype(np.int16)
        largest = int(self.size.max(initial=1))
        everybody = int(np.bitwise_or.reduce(table.masks)) if len(table) else 0
        stranded = everybody != (1 << self.n) - 1
        self.numbers = range(0) if stranded else range(-(-self.n // largest), self.n + 1)
        """Numbers of clusters that sizes allow; none when an organisation is in no possible cluster."""
        self.stages: tuple[Stage, ...] = ()
        self.costs: list[Ints] = []
        self.entries: dict[int, Entry] = {}
        self.lines: list[Prices] = []
        self._free = self._blank()
        self._limits: dict[str, int] = {}
        self._put_by: dict[tuple[Stage, ...], Known] = {}
        self._all: Rows = np.arange(len(table))
        self._programme: Programme | None = None
        self._warm: Rows | None = None

    def derive(self, table: Table, refused: Sequence[frozenset[int]] = ()) -> Part:
        """A part of the same organisations with another table; keeps of this one what still holds.

        Args:
            table: with the columns of the same levels.
            refused: rows of the new table that must not all be chosen together.
        """
        other = Part(self.regions, table, self.rules, refused, self.place)
        other.gone = self.gone
        if not self.stages or not len(table):
            return other
        other.use(self.stages)
        place = np.minimum(np.searchsorted(table.masks, self.table.masks), len(table) - 1)
        alive = table.masks[place] == self.table.masks
        same = alike(other.costs, self.costs, place, alive)
        if self._programme is not None:
            other._warm = place[alive & self._programme.inside]
        if not same or int(alive.sum()) < len(table):
            return other  # candidates came in or cost something else: old proofs say nothing of them
        other.lines = list(self.lines)
        other._free = np.maximum(other._free, self._free)
        if not all(still_refused(group, place, alive, refused) for group in self.refused):
            return other  # what was proved without these choices says nothing of them
        for k, found in self.entries.items():
            if found.impossible or (bool(alive[list(found.rows)].all()) and not uses(found, place, refused)):
                kept = moved_entry(found, place, alive)
                partly = same < len(self.stages)
                other.entries[k] = leading(kept, same, other._all, other._priced) if partly else kept
        return other

    def limit(self, level: str) -> int:
        """Upper bound of a level's sum over any choice."""
        if level not in self._limits:
            each = -(-self.table.columns[level] // np.maximum(self.size, 1))
            self._limits[level] = self.n * int(each.max(initial=0))
        return self._limits[level]

    def use(self, stages: tuple[Stage, ...]) -> None:
        """Settle by these stages from now on; what is known by those used last before is put by."""
        if stages == self.stages:
            return
        if self.stages and stages[: len(self.stages)] == self.stages:
            self.costs += [stage.cost(self.table) for stage in stages[len(self.stages) :]]
            self.stages = stages
            return
        if self.stages:
            self._put_by[self.stages] = self.entries, self.lines, self._free
        fresh: Known = {}, [], self._blank()
        self.entries, self.lines, self._free = self._put_by.pop(stages, fresh)
        while len(self._put_by) > PUT_BY:
            self._put_by.pop(next(iter(self._put_by)))
        self.stages, self._programme = stages, None
        self.costs = [stage.cost(self.table) for stage in stages]

    def most(self, stage: int) -> int:
        """Upper bound of a stage's sum over any choice."""
        cost = self.costs[stage]
        return self.n * int((-(-cost // np.maximum(self.size, 1))).max(initial=0))

    def _blank(self) -> Ints:
        """0 for every number of clusters that sizes allow, NEVER for the others."""
        low = np.full(self.n + 1, NEVER, dtype=np.int64)
        low[self.numbers.start : self.numbers.stop] = 0
        return low

    def _learn(self, line: Prices) -> None:
        """Prices found for one number of clusters bound every other too."""
        self.lines.append(line)
        most = self.most(0) * SCALE
        for k in self.numbers:
            base = line.base(k)
            self._free[k] = max(int(self._free[k]), NEVER if base > most else -(-base // SCALE))

    def entry(self, k: int) -> Entry:
        """What is known of ``k`` clusters."""
        if k not in self.entries:
            self.entries[k] = Entry(k, self._all)
        return self.entries[k]

    def settled(self, k: int, stage: int) -> bool:
        """Whether the stage's value is proved, or that there is no choice."""
        found = self.entries.get(k)
        return found is not None and (found.impossible or len(found.values) > stage)

    def lowers(self, stage: int) -> Ints:
        """Proved lower bounds of a stage by number of clusters (index), NEVER where there is no choice."""
        low = (self._free if stage == 0 else self._blank()).copy()
        for k, found in self.entries.items():
            if found.impossible:
                low[k] = NEVER
            elif len(found.values) > stage:
                low[k] = found.values[stage]
            elif len(found.values) == stage and found.floor is not None:
                low[k] = max(int(low[k]), found.low)
        return low

    def tighten(self, k: int, budget: cpsat.Budget) -> bool:
        """One step for ``k`` clusters: a bound of its own, or the next stage's value; False after a limit."""
        found = self.entry(k)
        if found.impossible or len(found.values) == len(self.stages) or budget.exhausted:
            return not budget.exhausted
        if found.floor is None:
            self._price(found, budget)
            return True
        return self._settle(found, budget)

    def bound(
        self, k: int, values: Sequence[int], left: Rows, known: Sequence[int], budget: cpsat.Budget
    ) -> Bound:
        """A bound of the next stage for ``k`` clusters from a linear programme.

        Args:
            k: number of clusters.
            values: sums of the stages before.
            left: candidates that may be used (rows of the table); all at the first stage.
            known: rows of a choice with these sums; not needed at the first stage.
            budget: charged.
        """
        stage = len(values)
        if stage == 0:
            if self._programme is None:
                self._programme = Programme(
                    self.table.masks, self.table.sums, self.costs[0], (), self.most(0), self._warm
                )
            programme = self._programme
            last_used(self)
        else:
            programme = Programme(
                self.table.masks[left],
                self.table.sums.rows(left),
                self.costs[stage][left],
                [Side(s.column[left], s.value) for s in self._sides(values)],
                self.most(stage),
                np.flatnonzero(np.isin(left, known)),
            )
        budget.spent_work += 1e-3 + 1e-7 * len(left)
        return programme.bound(k, budget.seconds_left)

    def close(self) -> None:
        """Give back the memory of the linear programme; the candidates that mattered are remembered."""
        if self._programme is None:
            return
        inside = np.flatnonzero(self._programme.inside)
        if self.lines and len(inside) > WARM:
            bound = priced(self.table.sums, self.costs[0], 1, (), self.lines[-1], self.most(0))
            inside = inside[np.argsort(bound.reduced[inside], kind="stable")[:WARM]]
        self._warm, self._programme = inside, None

    def _price(self, found: Entry, budget: cpsat.Budget) -> None:
        """A bound of its own for the next stage."""
        bound = self.bound(found.k, found.values, found.left, found.rows, budget)
        found.floor, found.low = bound.prices, bound.value
        if not found.values:
            self._learn(bound.prices)
            if not bound.possible:
                found.impossible, found.refuted = True, bound.prices

    def _priced(self, found: Entry) -> Bound:
        """The bound of the next stage with all reduced costs; they are not kept, for they fill the memory."""
        stage = len(found.values)
        if found.floor is None:
            raise ValueError("a stage is settled after it has a bound")
        sides = [Side(s.column[found.left], s.value) for s in self._sides(found.values)]
        whole = found.left is self._all
        sums = self.table.sums if whole else self.table.sums.rows(found.left)
        cost = self.costs[stage] if whole else self.costs[stage][found.left]
        return priced(sums, cost, found.k, sides, found.floor, self.most(stage))

    def _sides(self, values: Sequence[int]) -> list[Side]:
        """Every level of the stages settled at its value: small numbers, unlike the stages' sums."""
        return [
            Side(self.table.columns[level], value)
            for stage, total in zip(self.stages, values, strict=False)
            for (level, _), value in zip(stage.parts, stage.split(total), strict=True)
        ]

    def _settle(self, found: Entry, budget: cpsat.Budget) -> bool:
        """The next stage's value, exactly."""
        bound, stage = self._priced(found), len(found.values)
        known = int(self.costs[stage][list(found.rows)].sum()) if found.rows else None
        try:
            if known is not None and known <= bound.value:  # the choice at hand reaches the bound
                answer: tuple[int, tuple[int, ...]] | None = (known * SCALE - bound.base, found.rows)
            else:
                answer = self.search(found, bound, budget)
        except LimitError:
            return False
        if answer is None:
            if stage:
                raise RuntimeError("a stage that had a choice has none")
            found.impossible = True
            return True
        fix(found, bound, answer[0])
        found.rows, found.floor, found.low = answer[1], None, 0
        return True

    def search(self, found: Entry, bound: Bound, budget: cpsat.Budget) -> tuple[int, tuple[int, ...]] | None:
        """Least scaled cost above the bound of the next stage, with its rows; None without a choice.

        Candidates are let in by their reduced cost until the best choice lies inside.

        Raises:
            LimitError: a limit ended the search.
        """
        even = np.abs(self.size[found.left] * np.int16(found.k) - self.n)
        ordered = np.lexsort((even, bound.reduced))  # among equals those of a fair share of organisations first
        size, gap, compact, whole = TAIL, -1, self.special, self.most(len(found.values)) * SCALE - bound.base
        while True:
            everything = size >= len(ordered)
            reach = whole if everything else int(bound.reduced[ordered[size]])
            if size > GENTLE and gap >= 0 and reach > gap + gap // 4 + SCALE:  # the layers grow with the gap
                everything, reach = False, gap + gap // 4 + SCALE
            gap = min(reach, whole)
            keep = np.flatnonzero(bound.reduced <= gap)
            tied = len(keep) > TIED * size
            if tied:  # too many equals for a proof: some of them may still reach the bound
                keep = np.sort(ordered[:size])
            answer = self._least(found, bound, keep, gap, budget)
            if answer is not None and (not tied or bound.base + answer[0] <= bound.value * SCALE):
                return answer
            if everything:
                return None
            if tied and not compact:
                compact, excess = True, bound.value * SCALE - bound.base
                sums, must = (*found.sums, bound.reduced), (*found.gaps, excess)
                rows = compact_choice(self.table, self.order, found.left, found.k, sums, must, budget)
                if rows is not None:
                    return excess, rows
            size = (size if tied else len(keep)) * GROWTH

    def _least(
        self, found: Entry, bound: Bound, keep: Rows, gap: int, budget: cpsat.Budget
    ) -> tuple[int, tuple[int, ...]] | None:
        """Least scaled cost above the bound among some candidates, with its rows; None without a choice.

        Raises:
            LimitError: a limit ended the search.
        """
        if not self.special:
            try:
                sums = (*(s[keep] for s in found.sums), bound.reduced[keep])
                answer = least(self._cover(found, keep, sums, gap), budget)
            except TooWideError:
                if budget.exhausted:
                    raise LimitError from None
            else:
                return (
                    None if answer is None else (answer[0], tuple(found.left[keep[list(answer[1])]].tolist()))
                )
        stage = len(found.values)
        limit = (gap + bound.base) // SCALE
        asked = Asked(self.rules, self.refused, found.k, self._sides(found.values))
        solved, rows = solve_rows(self.table, found.left[keep], asked, self.costs[stage], limit, budget)
        if solved.status == "infeasible":
            return None
        if solved.status != "optimal" or solved.value is None:
            raise LimitError
        return solved.value * SCALE - bound.base, rows

    def layered(self, rows: Rows) -> Mask:
        """Masks of some candidates in the order of layers."""
        return moved(self.table.masks[rows], self.order)

    def _cover(self, found: Entry, keep: Rows, sums: tuple[Ints, ...], gap: int) -> Cover:
        masks = self.layered(found.left[keep])
        return Cover(masks, self.n, found.k, sums, (*found.gaps, gap))

    def equals(self, k: int, budget: cpsat.Budget, cap: int) -> tuple[int | None, Iterator[tuple[int, ...]]]:
        """How many choices of ``k`` clusters are best at every stage (None: not known), and which.

        They come in canonical order; where they can't be counted, at most ``cap`` are told, and only which of
        them comes first is sure.
        """
        found = self.entry(k)
        count, first = found.told
        if not first or len(first) < min(cap, count or cap):
            count, every = self._equals(found, budget, cap)
            if cap > 1 and (count is None or count > KEPT):
                return count, every
            first = list(islice(every, cap))
            found.told = count, first
        return count, iter(first)

    def _equals(
        self, found: Entry, budget: cpsat.Budget, cap: int
    ) -> tuple[int | None, Iterator[tuple[int, ...]]]:
        """The same, worked out."""
        k = found.k
        if not self.own:
            question = Cover(self.layered(found.left), self.n, k, tuple(found.sums), tuple(found.gaps))
            try:
                count, told = choices(question, self.order, budget)
            except TooWideError:
                pass
            else:
                every = (tuple(sorted(found.left[list(c)].tolist())) for c in told)
                if not self.refused:
                    return count, every
                if count <= SORTED_AT_ONCE:
                    some = [rows for rows in every if not any(g.issubset(rows) for g in self.refused)]
                    return len(some), iter(some)
        asked = Asked(self.rules, self.refused, k, self._sides(found.values))
        return None, one_by_one(self.table, found, asked, budget, cap)
