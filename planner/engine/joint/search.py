"""The best boards and map under the profile ``people-first``, proved.

Levels about boards come before those about the map. Every possible cluster starts with lower bounds of its
boards' levels; the map's engine chooses the best map by them; boards of the chosen clusters are settled exactly
and take the place of their bounds; and so on, until the chosen map costs what it was chosen by. No other map
can be better then, since none costs less than its bounds. Levels are taken in a few steps, first only the
leading ones, so that these are proved even when time is short.

Clusters that share people stand in the table several times (:mod:`planner.engine.joint.atoms`); what they add
up to may stay below what their boards really cost together. Where it does, maps are told in the order of their
sums until these reach the best map's real cost.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Sequence
from copy import copy
from dataclasses import dataclass, field
from itertools import accumulate, islice

from planner import cpsat
from planner.core.instance import Instance
from planner.core.progress import Progress
from planner.core.rulebook import Rulebook
from planner.engine.boards import BoardsOfMaps, MapBoards
from planner.engine.equal import canonical
from planner.engine.joint.atoms import atoms_of
from planner.engine.joint.columns import counted
from planner.engine.joint.exact import ExactValues, Vector
from planner.engine.joint.floors import floors
from planner.engine.joint.people import Counts, Today
from planner.engine.joint.side import Side, made
from planner.geography.entry import LimitError
from planner.geography.large import LargePart
from planner.geography.layers import TooWideError
from planner.geography.many import best_maps
from planner.geography.national import EQUAL_MAPS, Joined, Map, NationalMap
from planner.geography.order import Order
from planner.geography.stages import rounded, stages
from planner.objectives.base import BottleneckLevel, CountLevel, GeographyLevel, Level

MAPS = 64
"""Maps told at first, where sums stay below real costs."""
MOST_MAPS = 20_000
Chosen = list[tuple[Side, int]]
"""One map as rows of sides."""


class NoMapError(Exception):
    """No choice of possible clusters with lawful boards covers everybody in a number asked for."""


@dataclass(frozen=True)
class Found:
    """The best map found, its boards, and how far it is proved."""

    grouping: Map
    boards: MapBoards
    values: Vector
    """Levels about boards, then those about the map without what every map has in common."""
    bounds: Vector
    proved: bool


@dataclass(frozen=True)
class Nothing:
    """No map: the limit was reached, or ``impossible`` are boards that can't be made lawful, or neither."""

    limit: bool = False
    impossible: MapBoards | None = None


@dataclass
class PeopleFirst:
    """One question.

    Args:
        maps: possible clusters of every part.
        boards: settles boards.
        aims: levels about the map, most important first.
        rulebook: in force.
        totals: numbers of clusters allowed.
        budget: charged.
        progress: told of stages.
    """

    maps: NationalMap
    boards: BoardsOfMaps
    aims: Sequence[Level]
    rulebook: Rulebook
    totals: Collection[int]
    budget: cpsat.Budget
    progress: Progress
    sides: list[Side] = field(init=False)
    lower: Vector = ()
    """Leading levels of a vector that no map comes before."""
    rounds: int = 0
    proved_after: dict[int, float] = field(default_factory=dict)
    """Seconds until so many leading levels were proved."""
    best: tuple[Vector, tuple[tuple[str, ...], ...], Map, MapBoards] | None = None
    """Values, clusters in canonical order, the map and its boards."""
    blocked: MapBoards | None = None

    def __post_init__(self) -> None:
        self.instance: Instance = self.boards.instance
        self.exact = ExactValues(self.boards, self.budget)
        self.ids = tuple(level.id for level in self.boards.levels)
        self.levels: tuple[Level, ...] = (*counted(self.boards.levels), *self.aims)
        self.sides = self._sides(by_pay=False)

    def _sides(self, *, by_pay: bool) -> list[Side]:
        """Every part with bounds of its boards."""
        today = Today(self.instance, self.boards.rulebook, self.boards.posts)
        sides = []
        for part in self.maps.parts:
            if isinstance(part, LargePart):
                raise TypeError("people come first only where possible clusters can be listed")
            atoms = atoms_of(part.table, today.reach, by_pay=by_pay)
            columns = floors(Counts(today, atoms), self.ids, self.boards.governance, self.boards.standalone)
            sides.append(made(atoms, columns, part))
        return sides

    def answer(self) -> Found | Nothing:
        """The best map and boards."""
        proved, began = False, time.monotonic()
        try:
            proved = self._step_by_step(began)
            if not proved and any(side.atoms.apart.any() for side in self.sides):
                self.sides = self._sides(by_pay=True)
                proved = self._step_by_step(began)
            proved = proved or self._one_by_one()
        except NoMapError:
            if self.best is None:
                return Nothing(impossible=self.blocked)
            proved = True
        except LimitError:
            pass
        if self.best is None:
            return Nothing(limit=True)
        values, _, grouping, boards = self.best
        if values[: len(self.lower)] < self.lower:
            raise RuntimeError("a map comes before what bounds all maps")
        return Found(grouping, boards, values, values if proved else self._bounds(values), proved)

    def _step_by_step(self, began: float) -> bool:
        """Whether the best map costs no more than what bounds all maps, once all levels are closed."""
        values: Vector = ()
        for depth in self._depths():
            values = self._close(depth).values
            # a map whose boards cost what it was chosen by, and nothing costs less
            if self.best is not None and self.best[0][:depth] == values:
                self.proved_after.setdefault(depth, round(time.monotonic() - began, 3))
        return self._met(values)

    def _depths(self) -> list[int]:
        """How many levels each step takes in: as many as are settled as one sum, then the next so many."""
        limits = [rounded(sum(side.refresh().limit(level) for side in self.sides)) for level in self.ids]
        sizes = [len(stage.parts) for stage in stages(self.ids, limits)]
        return [*accumulate(sizes), len(self.levels)]

    def _met(self, values: Vector) -> bool:
        """Whether the best map costs no more than what bounds all maps."""
        return self.best is not None and self.best[0] == values

    def _bounds(self, values: Vector) -> Vector:
        """Bounds by level from the lexicographic one: proved up to the first level it stays below."""
        found: list[int] = []
        for value, low in zip(values, self.lower, strict=False):
            found.append(min(value, low))
            if low != value:
                break
        return (*found, *([0] * (len(values) - len(found))))

    # ---- choosing by bounds

    def _close(self, depth: int) -> Joined:
        """The best map at the leading levels, whose clusters cost what they were chosen by.

        Raises:
            LimitError: a limit ended it.
            NoMapError: there is no map.
        """
        words = f"{self.maps.possible():,} possible clusters, {depth} of {len(self.levels)} aims"
        self.progress.stage("Choosing clusters, people first", words)
        while True:
            joined = self._joined(depth)
            chosen = self._chosen(joined, final=depth == len(self.levels))
            before = self._sums(chosen, depth)
            dead = [organisations for side, row in chosen if (organisations := side.settle(row, self.exact))]
            for organisations in dead:
                self.blocked = self.boards.of(frozenset([frozenset(organisations)]), self.budget)
            if dead:
                continue
            if self.best is None or self._sums(chosen, depth) == before:
                self._offer(frozenset(frozenset(side.atoms.organisations(row)) for side, row in chosen))
            if self._sums(chosen, depth) == before:
                return joined

    def _joined(self, depth: int) -> Joined:
        """The best map by what is known, at the leading levels; what it costs bounds every map."""
        self.rounds += 1
        order = Order(self.levels[:depth], self.instance, self.rulebook, self.budget)
        joined = order.best([side.refresh() for side in self.sides], self.totals)
        if joined is None:
            if self.budget.exhausted:
                raise LimitError
            raise NoMapError
        if not joined.proved:
            known = list(zip(joined.values, joined.bounds, strict=True))
            still_open = next((i for i, (value, low) in enumerate(known) if low < value), len(known))
            self.lower = max(self.lower, joined.bounds[: still_open + 1])
            raise LimitError
        self.lower = max(self.lower, joined.values)
        return joined

    def _chosen(self, joined: Joined, *, final: bool) -> Chosen:
        """One of the best maps; the canonically first when all levels count."""
        if not final:
            sets = zip(self.sides, joined.parts, joined.allocations[0], strict=True)
            return [(s, row) for s, p, k in sets for row in s.rows(p.table, p.entry(k).rows)]
        maps = copy(self.maps)
        maps.resume(self.budget, self.progress, self.rulebook)
        first = min(islice(maps.maps(joined, 1), EQUAL_MAPS), key=canonical)
        home = {
            code: side for side in self.sides for code in side.atoms.table.codes[: len(side.atoms.base.codes)]
        }
        found = []
        for cluster in first:
            side = home[min(cluster)]
            row = side.atoms.table.row_of(cluster)
            if row is None:
                raise RuntimeError("a chosen cluster is no possible cluster")
            found.append((side, row))
        return found

    def _sums(self, chosen: Chosen, depth: int) -> Vector:
        """Levels about boards of a map by what is known of its clusters, as far as they count."""
        each = [side.values([row]) for side, row in chosen]
        return tuple(map(sum, zip(*each, strict=True)))[:depth]

    # ---- real cost

    def _offer(self, grouping: Map) -> None:
        """Look at a map's real boards; keep it when none was better.

        Raises:
            LimitError: a limit ended it.
        """
        boards = self.boards.of(grouping, self.budget)
        if boards.status == "unknown" or (boards.status == "feasible" and self.best is not None):
            raise LimitError
        if boards.status == "infeasible":
            self.blocked = boards
            return
        rank = (boards.values + self._geography(grouping), canonical(grouping))
        if self.best is None or rank < self.best[:2]:
            self.best = (*rank, grouping, boards)
        if boards.status == "feasible":
            raise LimitError

    def _geography(self, grouping: Map) -> Vector:
        """Levels about the map."""
        rows = [
            (side, row)
            for side in self.sides
            for cluster in grouping
            if (row := side.atoms.base.row_of(cluster)) is not None
        ]
        values: list[int] = []
        for aim in self.aims:
            if isinstance(aim, CountLevel):
                values.append(aim.of(len(grouping), self.instance, self.rulebook))
                continue
            each = [int(side.atoms.base.columns[aim.id][row]) for side, row in rows]
            values.append(max(each) if isinstance(aim, BottleneckLevel) else sum(each))
        return tuple(values)

    # ---- maps whose clusters cost more together than apart

    def _one_by_one(self) -> bool:
        """Whether the best map is proved by telling maps in the order of their sums."""
        depth = self._ranked()
        whole = depth == len(self.levels)
        maps, most = copy(self.maps), MAPS
        maps.levels = self.levels[:depth]
        maps.resume(self.budget, self.progress, self.rulebook)
        seen: set[Map] = set()
        self.progress.stage("Comparing maps whose clusters share people")
        while most <= MOST_MAPS and not self.budget.exhausted:
            maps.parts = [side.refresh() for side in self.sides]
            try:
                told = best_maps(maps, most, min(self.totals), max(self.totals))
            except (TooWideError, ValueError):
                return False
            for one in told:
                best = None if self.best is None else self.best[0][:depth]
                if best is not None and (one.values > best or (whole and one.values >= best)):
                    return True
                self.lower = max(self.lower, one.values)
                plain = frozenset(frozenset(o for o in c if not o.startswith("~")) for c in one.grouping)
                if plain not in seen:
                    seen.add(plain)
                    self._offer(plain)
            if len(told) < most and not self.budget.exhausted:
                if self.best is None:
                    raise NoMapError
                return True
            most *= 4
        return False

    def _ranked(self) -> int:
        """Leading levels by which maps can be told in order: sums over clusters."""
        depth = len(self.ids)
        for aim in self.aims:
            if not isinstance(aim, GeographyLevel) and not (
                isinstance(aim, CountLevel) and len(self.totals) == 1
            ):
                break
            depth += 1
        return depth
