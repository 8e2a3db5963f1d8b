"""Which governance model where: the boards of a map under caps, or with the models left open, proved best.

For every block of clusters and every choice of models for its clusters there is a front (planner.boards.fronts)
of which only as much is worked out as the answer needs: what is not known yet takes part as an alternative that
promises more than there can be. Once the best combination uses nothing of that kind, it is the best there is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product

from planner import cpsat
from planner.boards.combine import Item, Ladder, best_choice, front_choices, weighed
from planner.boards.curve import COST, ENDS, Curve, Stopped, curve, least_of
from planner.boards.fronts import MEETINGS, Asked, Box, Front, Ground, LargestBody, meetings_of
from planner.boards.pool import Posts, Shape, blocks, people_of
from planner.core.caps import CAPS
from planner.core.instance import Instance
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.engine.boards import Map, MapBoards, Vector
from planner.engine.equal import until_open
from planner.engine.written_out import WrittenOut
from planner.rules.base import Rule

BODY = "cluster_board"


@dataclass(frozen=True)
class Shortfall:
    """A cap that no boards of a map keep."""

    cap: str
    most: int
    """What was asked for."""
    least: int | None
    """The least that is possible, by itself or, with ``others``, while the other caps are kept; None when
    that was not worked out or the other caps can't be kept."""
    others: bool


@dataclass(frozen=True)
class _Chosen:
    """The best alternatives of all blocks, with what is proved of them."""

    status: cpsat.Status
    items: tuple[Item, ...] = ()
    impossible: tuple[int, ...] = ()
    """Numbers of blocks without any alternative."""
    promised: Vector = ()
    """Aims that no choice within the caps betters, in order of importance; empty when nothing is known."""


Block = tuple[Shape, ...]


class _Ready:
    """Alternatives of all blocks, weighed once for all caps."""

    def __init__(
        self, state: object, groups: Sequence[Sequence[Item]], fronts: Sequence[Sequence[Front]]
    ) -> None:
        self.state, self.groups = state, groups
        self.fronts = fronts
        """Held, so that no id in the state is used twice."""
        self.rows = weighed(groups)[0] if groups and all(groups) else None
        self.ladder: Ladder | None = None

    def prepare(self) -> None:
        """Make further caps on one amount quick, once nothing had to be learnt for an answer."""
        if self.ladder is None and self.rows and len(self.groups[0][0].amounts) == 1:
            self.ladder = Ladder(self.rows)

    def best(self, most: Vector) -> list[Item] | None:
        """The best alternatives within the caps."""
        if self.ladder is not None and self.ladder.complete:
            return self.ladder.best(most[0])
        return best_choice(self.groups, most, self.rows)


@dataclass
class ModelsOfMaps:
    """Fronts of blocks under any choice of some governance models; kept between questions."""

    instance: Instance
    rulebook: Rulebook
    rules: Sequence[Rule]
    models: Sequence[GovernanceModel]
    """What each cluster of two or more may use; the first wins ties."""
    standalone: GovernanceModel
    pins: Mapping[str, str] = field(default_factory=dict)
    """Id of the only model that the cluster of an organisation may use, by the organisation's code."""
    unpinned: int | None = None
    """So many of the models, from the first, are for clusters without such an organisation; None: all."""
    posts: Posts = field(init=False)
    _fronts: dict[object, Front] = field(default_factory=dict)
    _ready: dict[Asked, _Ready] = field(default_factory=dict)
    _curves: dict[object, list[tuple[Block, dict[str, int]]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.posts = people_of(self.instance)
        self.ground = Ground(self.instance, self.rulebook, self.rules, self.posts)

    def blocks(self, grouping: Map) -> list[Block]:
        """Blocks of a map, every cluster of several under the first model."""
        shapes = []
        for cluster in grouping:
            organisations = tuple(sorted(cluster))
            model = self.allowed(organisations)[0] if len(organisations) > 1 else self.standalone
            shapes.append(Shape(organisations[0], organisations, model))
        return blocks(self.instance, self.posts, sorted(shapes, key=lambda s: s.id))

    def allowed(self, organisations: Sequence[str]) -> Sequence[GovernanceModel]:
        """Models that a cluster may use; where its organisations are pinned to several, all of these."""
        if len(organisations) == 1:
            return (self.standalone,)
        wanted = {self.pins[o] for o in organisations if o in self.pins}
        return [m for m in self.models if m.id in wanted] if wanted else self.models[: self.unpinned]

    def under(self, block: Block) -> list[Block]:
        """The block under every choice of models."""
        if any(len({self.pins[o] for o in s.organisations if o in self.pins}) > 1 for s in block):
            return []
        choices = product(*(self.allowed(s.organisations) for s in block))
        return [tuple(replace(s, governance=m) for s, m in zip(block, c, strict=True)) for c in choices]

    def of(self, grouping: Map, caps: Mapping[str, int], budget: cpsat.Budget) -> MapBoards:
        """The best boards of a map within caps, with a model for each cluster."""
        todo = self.blocks(grouping)
        aims = self.rulebook.board_levels
        found = self._choose(todo, aims, caps, budget)
        if found.status == "infeasible":
            unlawful = [todo[n] for n in found.impossible if not self._lawful(todo[n], budget)]
            if unlawful:
                small = tuple(s for block in unlawful for s in self._smallest(block, budget))
                return MapBoards("infeasible", impossible=small)
            return MapBoards("unknown" if budget.ended_by else "infeasible")
        if found.status == "unknown":
            return MapBoards("unknown")
        values: Vector = tuple(sum(i.aims[n] for i in found.items) for n in range(len(aims)))
        bounds = values
        if found.status != "optimal":
            bounds = tuple(until_open(list(values), list(found.promised or (0,) * len(values))))
        return MapBoards(found.status, WrittenOut(found.items, budget), values, bounds)

    def shortfalls(
        self, groupings: Sequence[Map], caps: Mapping[str, int], budget: cpsat.Budget
    ) -> list[Shortfall]:
        """Why no boards of any of these maps keep the caps.

        Returns:
            Caps that are out of reach by themselves; else, for each, how little it could be with the others.
        """
        maps = [self.blocks(g) for g in groupings]
        alone = []
        for name, most in caps.items():
            least = self._least_of(maps, name, {}, budget)
            if least is not None and least > most:
                alone.append(Shortfall(name, most, least, others=False))
        if alone or len(caps) < 2:
            return alone
        return [
            Shortfall(name, most, self._least_of(maps, name, _without(caps, name), budget), others=True)
            for name, most in caps.items()
        ]

    def _least_of(
        self, maps: Sequence[Sequence[Block]], name: str, caps: Mapping[str, int], budget: cpsat.Budget
    ) -> int | None:
        """The least of one amount over several maps; None when a limit left one of them open, or none can."""
        found = []
        for todo in maps:
            least = self._least(todo, name, caps, budget)
            if least is not None:
                found.append(least)
            elif budget.ended_by:
                return None
        return min(found, default=None)

    def front(
        self, grouping: Map, first: str, second: str, budget: cpsat.Budget
    ) -> list[tuple[dict[str, int], dict[str, str]]] | None:
        """Every best compromise of two amounts over all boards of a map; None when a limit was reached.

        Returns:
            Amounts by id (the two, and the meetings) and the model of each cluster, ``second`` rising.
        """
        todo = self.blocks(grouping)
        ranks = self._ranks(todo)
        groups = []
        for block in todo:
            try:
                points = self._compromises(block, first, second, budget)
            except Stopped:
                return None
            if not points:
                return []
            groups.append(
                [
                    Item((amounts[second],), (amounts[first],), _rank(shapes, ranks), (shapes, amounts))
                    for shapes, amounts in points
                ]
            )
        found = []
        for items in front_choices(groups):
            amounts = {
                name: sum(i.ref[1][name] for i in items) for name in dict.fromkeys((first, second, MEETINGS))
            }
            found.append((amounts, {s.id: s.governance.id for i in items for s in i.ref[0]}))
        return found

    def _compromises(
        self, block: Block, first: str, second: str, budget: cpsat.Budget
    ) -> list[tuple[Block, dict[str, int]]]:
        """Compromises of a block between two amounts, with its models; all that others don't better.

        Raises:
            Stopped: a limit was reached.
        """
        varying = tuple(sorted({first, second} - {MEETINGS}))
        key = (varying, tuple(s.organisations for s in block))
        if key not in self._curves:
            found: list[tuple[Block, dict[str, int]]] = []
            curves: list[Curve] = []
            for shapes in self.under(block):
                meetings = {MEETINGS: meetings_of(shapes)}
                if len(varying) == 1:
                    least = least_of(self.ground, shapes, varying[0], budget)
                    found += [] if least is None else [(shapes, meetings | {varying[0]: least})]
                    continue
                curves.append(curve(self.ground, shapes, budget, curves) or {})
                found += [(shapes, meetings | {ENDS: e, COST: c}) for e, c in curves[-1].items()]
            self._curves[key] = found
        return self._curves[key]

    # ---- the choice --------------------------------------------------------------------------------

    def _choose(
        self, todo: Sequence[Block], aims: Sequence[str], caps: Mapping[str, int], budget: cpsat.Budget
    ) -> _Chosen:
        """The best alternatives; fronts are worked out until nothing unknown could be better."""
        sums = {name: most for name, most in caps.items() if CAPS[name].summed}
        asked = Asked(tuple(aims), tuple(sums), caps.get(BODY))
        most = tuple(sums.values())
        fronts = [self._open(block, asked, budget) for block in todo]
        none = tuple(n for n, group in enumerate(fronts) if not group)
        if none:
            return _Chosen("infeasible", impossible=none)
        ranks = self._ranks(todo)
        promised: Vector = ()
        while True:
            ready = self._alternatives(asked, fronts, ranks)
            if any(not g for g in ready.groups):
                return _Chosen("unknown")
            chosen = ready.best(most)
            if chosen is None:
                proved = all(f.proved for group in fronts for f in group)
                return _Chosen("infeasible" if proved else "unknown")
            # where no front has lost a part to a limit, the promise holds for whatever is not looked at yet
            if all(f.proved for group in fronts for f in group):
                promised = tuple(sum(i.aims[n] for i in chosen) for n in range(len(aims)))
            unknown = [
                (*item.ref, group)
                for item, group in zip(chosen, fronts, strict=True)
                if isinstance(item.ref[1], Box)
            ]
            if not unknown:
                ready.prepare()
                proved = all(f.proved for group in fronts for f in group)
                return _Chosen("optimal" if proved else "feasible", tuple(chosen), promised=promised)
            for front, box, beside in unknown:
                front.expand(box, budget, beside)
            if not all(f.proved for f, _, _ in unknown):
                return replace(self._as_known(fronts, ranks, most), promised=promised)

    def _alternatives(
        self, asked: Asked, fronts: Sequence[Sequence[Front]], ranks: Mapping[object, int]
    ) -> _Ready:
        """What is known and what is promised of every block, made ready; kept while no front learns more."""
        state = tuple((id(f), f.learnt) for group in fronts for f in group), tuple(ranks.items())
        if asked not in self._ready or self._ready[asked].state != state:
            groups = [
                [i for f in group for i in (*self._points(f, ranks), *self._promises(f, ranks))]
                for group in fronts
            ]
            self._ready[asked] = _Ready(state, groups, fronts)
        return self._ready[asked]

    def _as_known(
        self, fronts: Sequence[Sequence[Front]], ranks: Mapping[object, int], most: Vector
    ) -> _Chosen:
        """The best of what is known once a limit is reached."""
        groups = [[i for f in group for i in self._points(f, ranks)] for group in fronts]
        chosen = best_choice(groups, most) if all(groups) else None
        return _Chosen("unknown") if chosen is None else _Chosen("feasible", tuple(chosen))

    def _open(self, block: Block, asked: Asked, budget: cpsat.Budget) -> list[Front]:
        """Fronts of a block under every choice of models that has lawful boards."""
        opened = []
        for rank, shapes in enumerate(self.under(block)):
            key = (asked, tuple((s.organisations, s.governance.id) for s in shapes))
            front = self._fronts.get(key)
            if front is None or not front.proved:
                front = Front(self.ground, shapes, asked, rank=rank)
                front.open(budget)
                self._fronts[key] = front
            if front.lawful:
                opened.append(front)
        return opened

    @staticmethod
    def _points(front: Front, ranks: Mapping[object, int]) -> list[Item]:
        rank = _rank(front.shapes, ranks)
        return [Item(p.amounts, p.aims, rank, (front, p)) for p in front.points]

    @staticmethod
    def _promises(front: Front, ranks: Mapping[object, int]) -> list[Item]:
        rank = _rank(front.shapes, ranks)
        return [Item(front.optimistic(), b.aims, rank, (front, b)) for b in front.boxes]

    def _ranks(self, todo: Sequence[Block]) -> dict[object, int]:
        """Place of every (cluster, model) in the order of ties: clusters by id, models as listed."""
        several = sorted(s.id for block in todo for s in block if len(s.organisations) > 1)
        base = len(self.models)
        return {
            (cluster, model.id): place * base ** (len(several) - 1 - n)
            for n, cluster in enumerate(several)
            for place, model in enumerate(self.models)
        }

    # ---- what is out of reach ----------------------------------------------------------------------

    def _least(
        self, todo: Sequence[Block], name: str, caps: Mapping[str, int], budget: cpsat.Budget
    ) -> int | None:
        """The least of one amount within the other caps; None when it can't be said."""
        if name == BODY:
            # the least of a largest value is no sum: raise it until the other caps can be kept
            sizes = [self._least_body(block, budget) for block in todo]
            if any(s is None for s in sizes):
                return None
            least = max((s for s in sizes if s is not None), default=0)
            most = len(self.posts) + 10 * len(todo)
            while caps and least <= most:
                found = self._choose(todo, (), {**caps, BODY: least}, budget)
                if found.status != "infeasible":
                    return least if found.status == "optimal" else None
                least += 1
            return least if not caps else None
        found = self._choose(todo, (name,), caps, budget)
        return sum(i.aims[0] for i in found.items) if found.status == "optimal" else None

    def _least_body(self, block: Block, budget: cpsat.Budget) -> int | None:
        """The least possible size of the largest cluster body of a block."""
        found = [self.ground.settle(s, [LargestBody(s)], (), budget) for s in self.under(block)]
        if any(f.status not in ("optimal", "infeasible") for f in found):
            return None
        return min((f.values[0] for f in found if f.values), default=None)

    def _lawful(self, block: Block, budget: cpsat.Budget) -> bool:
        """Whether the block has boards at all, whatever the caps."""
        return bool(self._open(block, Asked(self.rulebook.board_levels, ()), budget))

    def _smallest(self, block: Block, budget: cpsat.Budget) -> list[Block]:
        """Single clusters that are impossible by themselves, else the whole block."""
        if len(block) == 1:
            return [block]
        alone: list[Block] = [(s,) for s in block if not self._lawful((s,), budget)]
        return alone or [block]


def _without(caps: Mapping[str, int], name: str) -> dict[str, int]:
    return {k: v for k, v in caps.items() if k != name}


def _rank(shapes: Block, ranks: Mapping[object, int]) -> int:
    return sum(ranks.get((s.id, s.governance.id), 0) for s in shapes)


__all__ = ["ModelsOfMaps", "Shortfall"]
