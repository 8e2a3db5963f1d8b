"""Trade-offs of one block of clusters under given governance models: every best compromise, each proved.

A *front* is the set of pairs (capped amounts, aims) that no boards of the block better in both at once. It is
found by the method of bounds on one criterion (Haimes, Lasdon and Wismer 1971), for several amounts with
boxes: whoever was best in a box with amounts a leaves, for each amount, the part of the box where it is less
than a. Points are found when asked for; what is not looked at yet stays as boxes whose optimistic corner is
known.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner import cpsat
from planner.boards.model import BlockModel
from planner.boards.pool import Posts, Shape
from planner.boards.settle import Limit, SettledBlock, settle_block
from planner.core.instance import Instance
from planner.core.rulebook import Rulebook
from planner.objectives.base import BoardLevel, LevelModel
from planner.objectives.registry import LEVELS
from planner.rules.base import Expr, Rule

Amounts = tuple[int, ...]
Upper = tuple[int | None, ...]
"""Most of each amount; None without a limit."""

MEETINGS = "meetings"
BODY = "cluster_board"


@dataclass(frozen=True)
class Asked:
    """What a front is about."""

    aims: tuple[str, ...]
    """Ids of levels (or ``meetings``) to minimise, in order."""
    capped: tuple[str, ...]
    """Ids of the amounts that caps limit, from ``cost``, ``meetings`` and ``places_end``."""
    body: int | None = None
    """Most people in the cluster body of any one cluster."""

    @property
    def varying(self) -> tuple[str, ...]:
        """Capped amounts that boards of one governance model can still change."""
        return tuple(c for c in self.capped if c != MEETINGS)

    @property
    def posted(self) -> tuple[str, ...]:
        """Levels to settle: the aims, then the amounts that are no aim, so that none is larger than need be."""
        return tuple(dict.fromkeys(a for a in (*self.aims, *self.varying) if a != MEETINGS))


@dataclass(frozen=True)
class Ground:
    """What all blocks of an instance share."""

    instance: Instance
    rulebook: Rulebook
    rules: Sequence[Rule]
    posts: Posts

    def settle(
        self,
        shapes: Sequence[Shape],
        levels: Sequence[BoardLevel],
        limits: Sequence[Limit],
        budget: cpsat.Budget,
        *,
        tidy: bool = False,
        known: Sequence[int] = (),
    ) -> SettledBlock:
        """The best boards of a block within limits; ``known`` are proved values of its first levels."""
        given = self.instance, self.rulebook, self.rules, levels, self.posts, shapes
        return settle_block(*given, budget, limits, tidy=tidy, known=known)


def meetings_of(shapes: Sequence[Shape]) -> int:
    """Board meetings a year that the executive teams of these clusters serve."""
    return sum(
        fixed + each * len(s.organisations) for s in shapes for fixed, each in [s.governance.yearly_meetings]
    )


def level(name: str) -> BoardLevel:
    """The board level of an id.

    Raises:
        ValueError: there is none.
    """
    kind = LEVELS.get(name)
    if kind is None or not issubclass(kind, BoardLevel):
        raise ValueError(f"no level {name!r} about boards")
    return kind()


def body_size(model: LevelModel, shape: Shape) -> Expr:
    """People who meet with the executive team as one body of the cluster; 0 where every board meets alone.

    A cluster's one chair sits beside its NEDs; shared NEDs count once.
    """
    inside, count = set(shape.organisations), len(shape.organisations)
    if shape.governance.nominated_cluster_board:
        return 1 + sum(v for (_, o), v in model.nominee.items() if o in inside)
    if shape.governance.chair_scope != "cluster":
        return 0
    if shape.governance.locality_neds[1] == 0:
        return 1 + sum(v for (_, o), v in model.ned.items() if o == shape.organisations[0])
    seats = sum(v for (_, o), v in model.ned.items() if o in inside)
    return 1 + seats - (count - 1) * sum(v for (_, k), v in model.shared.items() if k == shape.id)


class LargestBody(BoardLevel):
    """People in the largest cluster body of a block, to find the least that is possible."""

    id = BODY
    title = unit = ""

    def __init__(self, shapes: Sequence[Shape]) -> None:
        self.shapes = shapes

    def post(self, model: LevelModel, rulebook: Rulebook) -> tuple[Expr, int]:  # noqa: ARG002 - of its kind
        """One auxiliary, at least every body."""
        most = 1 + len(model.ned)
        largest = model.new_int(BODY, 0, most)
        for shape in self.shapes:
            model.require(body_size(model, shape) <= largest, None)
        return largest, most

    def value(self, *_: Any) -> int:
        """Not counted on a plan here; see :mod:`planner.objectives.capped`."""
        raise NotImplementedError


@dataclass(frozen=True)
class Point:
    """Boards that no others better in every amount and the aims at once."""

    amounts: Amounts
    """As ``Asked.capped``."""
    aims: Amounts
    settled: SettledBlock


@dataclass(frozen=True)
class Box:
    """Boards not looked at yet: within ``upper``, with aims no better than ``aims``."""

    upper: Upper
    aims: Amounts


@dataclass
class Front:
    """The front of one block under one governance model for each of its clusters."""

    ground: Ground
    shapes: tuple[Shape, ...]
    asked: Asked
    points: list[Point] = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    least: Amounts = ()
    """Least of each varying amount by itself; empty until worked out."""
    proved: bool = True
    """False once a limit stopped some question; points stay lawful, boxes may be missing."""
    lawful: bool = True
    rank: int = 0
    """Of two fronts of one block with equal points, the lower wins."""
    learnt: int = 0
    """Grows whenever points or boxes may have changed."""
    _solved: list[tuple[Upper, Point | None]] = field(default_factory=list)
    _seen: set[Upper] = field(default_factory=set)
    _examples: dict[Amounts, SettledBlock] = field(default_factory=dict)

    def open(self, budget: cpsat.Budget) -> None:
        """Settle the block without regard to sums."""
        varying = len(self.asked.varying)
        self.boxes = [Box((None,) * varying, (0,) * len(self.asked.aims))]
        self.expand(self.boxes[0], budget)
        self.lawful = bool(self.points) or not self.proved

    def optimistic(self) -> Amounts:
        """Amounts, as ``Asked.capped``, that nothing in any box can undercut."""
        least = iter(self.least or (0,) * len(self.asked.varying))
        return tuple(self.meetings if c == MEETINGS else next(least) for c in self.asked.capped)

    @property
    def meetings(self) -> int:
        """Meetings a year; fixed by the models."""
        return meetings_of(self.shapes)

    def expand(self, box: Box, budget: cpsat.Budget, beside: Sequence[Front] = ()) -> None:
        """Know more of a box: how little its amounts could be, or what is best in it.

        Args:
            box: one of :attr:`boxes`.
            budget: charged.
            beside: fronts of the same block; what one of them betters needs no looking at.
        """
        self.learnt += 1
        if self.points and not self.least and box.upper:
            self._find_least(budget)
            return
        self.boxes.remove(box)
        upper = self._tightened(box, beside)
        if not self._possible(upper):
            return
        found, known = self._known(upper)
        if not known:
            found = self._solve(upper, budget)
        if found is None:
            return
        if all((p.amounts, p.aims) != (found.amounts, found.aims) for p in self.points):
            self.points.append(found)
        for i, amount in enumerate(self._varying(found)):
            smaller = (*upper[:i], amount - 1, *upper[i + 1 :])
            if smaller not in self._seen and self._possible(smaller):
                self._seen.add(smaller)
                self.boxes.append(Box(smaller, found.aims))

    def _varying(self, point: Point) -> Amounts:
        return tuple(point.amounts[self.asked.capped.index(c)] for c in self.asked.varying)

    def _possible(self, upper: Upper) -> bool:
        """Whether a box may hold anything, by the least of each amount."""
        return not self.least or all(u is None or u >= m for u, m in zip(upper, self.least, strict=True))

    def _tightened(self, box: Box, beside: Sequence[Front]) -> Upper:
        """The part of a box that no known point of the block betters; only where one amount is capped.

        All in the box has aims no better than ``box.aims``, so beside a point with aims as good it must have
        less of the amount, or as much where it wins the tie.
        """
        if self.asked.capped != self.asked.varying or len(box.upper) != 1:
            return box.upper
        most = box.upper[0]
        for front in beside:
            for point in front.points:
                if point.aims <= box.aims:
                    below = point.amounts[0] - (front.rank <= self.rank)
                    most = below if most is None else min(most, below)
        return (most,)

    def _find_least(self, budget: cpsat.Budget) -> None:
        least = []
        for name in self.asked.varying:
            settled = self.ground.settle(self.shapes, [level(name)], self._limits(()), budget)
            if settled.status != "optimal":
                self.proved = False
                return
            least.append(settled.values[0])
        self.least = tuple(least)
        self.boxes = [b for b in self.boxes if self._possible(b.upper)]

    def _known(self, upper: Upper) -> tuple[Point | None, bool]:
        """The best of a box as far as an earlier, larger box tells."""
        for larger, point in self._solved:
            if not all(w is None or (u is not None and u <= w) for u, w in zip(upper, larger, strict=True)):
                continue
            if point is None:
                return None, True
            if all(u is None or v <= u for v, u in zip(self._varying(point), upper, strict=True)):
                return point, True
        return None, False

    def _limits(self, upper: Upper) -> list[Limit]:
        limits: list[Limit] = []
        for name, most in zip(self.asked.varying, upper, strict=False):
            if most is not None:
                limits.append((_expression_of(name), most))
        if self.asked.body is not None:
            limits += [(_body_of(s), self.asked.body) for s in self.shapes]
        return limits

    def _solve(self, upper: Upper, budget: cpsat.Budget) -> Point | None:
        levels = [level(name) for name in self.asked.posted]
        if not levels:  # nothing but meetings is asked about: any lawful boards will do
            levels = [level("places_end")]
        settled = self.ground.settle(self.shapes, levels, self._limits(upper), budget)
        if settled.status not in ("optimal", "infeasible"):
            self.proved = False
        point = None if not settled.values else self._point(settled)
        if settled.status in ("optimal", "infeasible"):
            self._solved.append((upper, point))
        return point

    def _point(self, settled: SettledBlock) -> Point:
        value = dict(zip(self.asked.posted, settled.values, strict=False)) | {MEETINGS: self.meetings}
        return Point(
            tuple(value[c] for c in self.asked.capped), tuple(value[a] for a in self.asked.aims), settled
        )

    def example(self, point: Point, budget: cpsat.Budget) -> SettledBlock:
        """Boards of a point as a reader expects them, whatever questions it was found by."""
        if point.amounts not in self._examples:
            levels = [level(name) for name in self.asked.posted]
            limits = self._limits(self._varying(point))
            # what is proved is proved; only which of equal boards to show is open
            known = point.settled.values if point.settled.status == "optimal" else ()
            settled = self.ground.settle(self.shapes, levels, limits, budget, tidy=True, known=known)
            if settled.status != "optimal":
                return point.settled
            self._examples[point.amounts] = settled
        return self._examples[point.amounts]


def _expression_of(name: str) -> Any:
    return lambda _model, posted: posted[name]


def _body_of(shape: Shape) -> Any:
    def measure(model: BlockModel, _posted: Mapping[str, Expr]) -> Expr:
        return body_size(model, shape)

    return measure


__all__ = ["Asked", "Box", "Front", "Ground", "LargestBody", "Point", "level", "meetings_of"]
