"""Trade-offs between two or three aims, over all maps or over all boards of one map."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from planner.boards.curve import Stopped
from planner.checker.pseudo import Pairs, reference_pairs, today_pairs
from planner.core.plan import Plan
from planner.core.progress import Progress, Silent
from planner.core.rulebook import GovernanceModel
from planner.core.settings import Settings
from planner.engine import Engine, open_engine
from planner.engine.run import Run
from planner.geography.entry import LimitError
from planner.geography.layers import TooWideError
from planner.geography.national import Map
from planner.geography.order import Order
from planner.geography.part import Part
from planner.objectives.base import BoardLevel, CountLevel, GeographyLevel
from planner.objectives.geography.cluster_target import ClusterTarget, target
from planner.objectives.registry import LEVELS
from planner.study.options.limits import Ground
from planner.study.options.words import unit_words
from planner.study.pareto.boards import board_points
from planner.study.pareto.maps import MapFront, ends
from planner.study.pareto.marks import (
    Mark,
    board_values,
    board_values_today,
    lawful_today,
    mark,
)
from planner.study.tradeoffs import FRONTS, NotWorkedOutError


class TradeOffError(ValueError):
    """These aims can't be set against each other; the text says why."""


@dataclass(frozen=True)
class FrontPoint:
    """One best compromise."""

    values: tuple[int, ...]
    """By level."""
    clusters: tuple[tuple[str, ...], ...]
    """A map that has it; the same for all points where boards are traded off."""
    governance: dict[str, str]
    """Governance model by cluster id, where boards are traded off."""


@dataclass(frozen=True)
class Pareto:
    """All best compromises: no plan betters one of them, and none is missing."""

    levels: tuple[str, ...]
    titles: tuple[str, ...]
    units: tuple[str, ...]
    about: str
    """``maps``, or ``boards`` of one map."""
    clusters: tuple[int, ...]
    """Numbers of clusters that were allowed; empty where boards are traded off."""
    points: tuple[FrontPoint, ...]
    """In order of their values."""
    marks: tuple[Mark, ...]
    ok: bool
    """Whether the checker counted the same on an example of every point (maps)."""


def pareto(
    engine: Engine,
    levels: Sequence[str],
    *,
    governance: GovernanceModel | str | None = None,
    settings: Settings | None = None,
    plan: Plan | None = None,
    cluster: Sequence[str] = (),
    on_progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Pareto:
    """Every best compromise between two or three aims, each proved.

    Aims about the map: over all maps that keep the rules and have the number of clusters asked for, else one
    as near as can be to the target; aims that are not named are free. Aims about boards: over all lawful
    boards of one map, that of ``plan`` or the best, or of one cluster.

    Args:
        engine: the opened instance.
        levels: ids of two or three levels, all about the map or all about boards.
        governance: for boards: one model, or ``any`` (the default) for the best in each cluster.
        settings: limits and number of clusters.
        plan: marked; its map is taken where boards are traded off.
        cluster: organisations of one cluster, whose boards alone are looked at.
        on_progress: told of stages.
        stop: set it to end.

    Raises:
        TradeOffError: aims that can't be set against each other.
        NotWorkedOutError: a limit was reached before the whole was known, or no plan gives boards a map.
        InputFaultsError: the instance lacks what an aim counts.
    """
    boards = _kind(levels)
    search = _Search(engine, tuple(levels), settings or Settings(), on_progress or Silent(), stop)
    if boards:
        return search.of_boards(governance or "any", plan, frozenset(cluster))
    if cluster:
        raise TradeOffError("a cluster's trade-off is about its boards, and these aims are about the map")
    return search.of_maps(plan)


def _kind(levels: Sequence[str]) -> bool:
    """Whether the aims are about boards."""
    unknown = [name for name in levels if name not in LEVELS]
    if unknown:
        raise TradeOffError(f"there is no aim {unknown[0][:60]!r}")
    if len(set(levels)) != len(levels) or len(levels) not in (2, 3):
        raise TradeOffError("two or three different aims are needed")
    boards = [issubclass(LEVELS[name], BoardLevel) for name in levels]
    if any(boards) and not all(boards):
        first, other = levels[boards.index(True)], levels[boards.index(False)]
        why = "every map has boards of its own, and there are too many maps to settle the boards of each"
        then = "Ask for aims about the map, then for aims about the boards of one of its plans"
        raise TradeOffError(f"{first} is about boards and {other} about the map: {why}. {then}")
    if not any(boards) and not any(issubclass(LEVELS[name], GeographyLevel) for name in levels):
        raise TradeOffError("at least one of the aims must add up over clusters")
    if boards[0] and set(levels) <= {"meetings"}:
        raise TradeOffError("an aim that boards can change is needed")
    return boards[0]


class _Search:
    """One question for a trade-off."""

    def __init__(
        self,
        engine: Engine,
        levels: tuple[str, ...],
        settings: Settings,
        progress: Progress,
        stop: threading.Event | None,
    ) -> None:
        self.engine, self.levels, self.progress = engine, levels, progress
        self.settings = settings.model_copy(update={"caps": {}, "geography": "free"})
        self.stop = stop or threading.Event()
        self.kinds = [LEVELS[name] for name in levels]

    def _made(
        self,
        about: str,
        clusters: tuple[int, ...],
        points: Sequence[FrontPoint],
        marks: list[Mark],
        *,
        ok: bool,
    ) -> Pareto:
        titles = tuple(k.title for k in self.kinds)
        units = tuple(unit_words(k.id, k.unit, self.engine.rulebook) for k in self.kinds)
        return Pareto(self.levels, titles, units, about, clusters, tuple(points), tuple(marks), ok)

    # ---- maps

    def of_maps(self, plan: Plan | None) -> Pareto:
        """Over all maps."""
        instance = self.engine.instance
        book = self.engine.rulebook.model_copy(update={"geography_levels": self.levels})
        own = open_engine(instance, book)
        alone = self.settings.model_copy(update={"only_geography": True})
        run = Run(own, instance, None, alone, self.progress, self.stop)
        maps = own.free_maps(run)
        if maps.unlisted():
            raise TradeOffError("there are too many possible clusters here to list, so no trade-off is exact")
        maps.resume(run.budget, self.progress, run.in_force)
        totals = self._totals(run, maps.parts)
        self.progress.stage("Working out best compromises", " and ".join(self.levels))
        try:
            ground = Ground(maps.parts, run.aims, instance, run.in_force, run.budget)
            found = MapFront(ground, totals, ends(ground, totals)).points()
        except (LimitError, TooWideError):
            raise NotWorkedOutError from None
        self.progress.stage("Checking an example of each", f"{len(found)} best compromises")
        points, ok = [], True
        for point in found:
            ok = ok and self._values(own, alone, _pairs(point.grouping)) == (point.values, True)
            clusters = tuple(sorted(tuple(sorted(c)) for c in point.grouping))
            points.append(FrontPoint(point.values, clusters, {}))
        marks = []
        for name, pairs in self._known(plan):
            values, lawful = self._values(own, alone, pairs)
            many = len({cluster for _, cluster in pairs})
            marks.append(mark(name, values, [p.values for p in points], lawful=lawful, clusters=many))
        return self._made("maps", tuple(totals), points, marks, ok=ok)

    def _totals(self, run: Run, parts: Sequence[Part]) -> list[int]:
        """Numbers of clusters allowed."""
        everybody = len(self.engine.instance.organisations)
        if self.settings.clusters is not None or any(issubclass(k, CountLevel) for k in self.kinds):
            return list(range(run.low, run.high + 1))
        summed = next(x for x in run.aims if isinstance(x, GeographyLevel))
        order = Order([ClusterTarget(), summed], run.instance, run.in_force, run.budget)
        best = order.best(parts, range(1, everybody + 1))
        if best is None and not run.budget.exhausted:
            return []
        if best is None or not best.proved:
            raise NotWorkedOutError
        middle, far = target(run.instance, run.in_force), best.values[0]
        return sorted({t for t in (middle - far, middle + far) if 1 <= t <= everybody})

    def _values(self, own: Engine, alone: Settings, pairs: Pairs) -> tuple[tuple[int, ...], bool]:
        """Values that the checker counts on a grouping, and whether it keeps every rule."""
        result = own.solve(None, alone.model_copy(update={"geography": pairs}))
        if result.plan is None:
            raise NotWorkedOutError
        by_id = {x.id: x.value for x in result.plan.levels}
        lawful = result.plan.status != "infeasible" and not result.disagreements
        return tuple(by_id[name] for name in self.levels), lawful

    def _known(self, plan: Plan | None) -> Iterator[tuple[str, Pairs]]:
        yield "today", today_pairs(self.engine.instance)
        reference = reference_pairs(self.engine.instance)
        if reference is not None:
            yield "the reference", reference
        if plan is not None:
            yield "the plan", tuple(sorted((o, c.id) for c in plan.clusters for o in c.organisations))

    # ---- boards

    def of_boards(
        self, governance: GovernanceModel | str, plan: Plan | None, cluster: frozenset[str]
    ) -> Pareto:
        """Over all boards of one map or cluster."""
        instance, rulebook = self.engine.instance, self.engine.rulebook
        chosen = plan
        if chosen is None and not cluster:
            chosen = self.engine.solve(governance, self.settings, self.progress, self.stop).plan
            if chosen is None:
                raise NotWorkedOutError
        unknown = sorted(cluster - set(instance.by_code))
        if unknown:
            raise TradeOffError(f"there is no organisation {unknown[0][:30]!r} here")
        grouping: Map = (
            frozenset({cluster})
            if cluster or chosen is None
            else frozenset(frozenset(c.organisations) for c in chosen.clusters)
        )
        run = Run(self.engine, instance, governance, self.settings, self.progress, self.stop)
        models = self.engine.models(run)
        self.progress.stage("Working out best compromises", " and ".join(self.levels))
        found: list[tuple[tuple[int, ...], dict[str, str]]]
        try:
            if len(self.levels) == 2 and set(self.levels) <= set(FRONTS):
                some = models.front(grouping, self.levels[1], self.levels[0], run.budget)
                if some is None:
                    raise NotWorkedOutError
                found = [(tuple(amounts[n] for n in self.levels), model_of) for amounts, model_of in some]
            else:
                found = board_points(models, grouping, self.levels, run.budget)
        except Stopped:
            raise NotWorkedOutError from None
        clusters = tuple(sorted(tuple(sorted(c)) for c in grouping))
        points = [
            FrontPoint(values, clusters, model_of) for values, model_of in sorted(found, key=lambda f: f[0])
        ]
        codes = set(chain.from_iterable(clusters))
        numbers = [p.values for p in points]
        today = board_values_today(self.levels, instance, rulebook, codes)
        marks = [mark("today", today, numbers, lawful=lawful_today(instance, codes))]
        if chosen is not None and chosen.boards and _holds(chosen, clusters):
            values = board_values(self.levels, instance, chosen, rulebook, codes)
            marks.append(mark("the plan", values, numbers, lawful=chosen.status != "infeasible"))
        reference = reference_pairs(instance) if not cluster else None
        if reference is not None:
            asked = self.settings.model_copy(update={"geography": reference, "ring_fences": False})
            there = self.engine.solve(governance, asked, self.progress, self.stop).plan
            if there is not None and there.boards:
                values = board_values(self.levels, instance, there, rulebook, codes)
                marks.append(mark("the reference", values, numbers, lawful=there.status != "infeasible"))
        return self._made("boards", (), points, marks, ok=True)


def _holds(plan: Plan, clusters: Sequence[Sequence[str]]) -> bool:
    """Whether all of these clusters are clusters of the plan."""
    return {tuple(c) for c in clusters} <= {tuple(sorted(c.organisations)) for c in plan.clusters}


def _pairs(grouping: Map) -> Pairs:
    return tuple(sorted((code, min(cluster)) for cluster in grouping for code in cluster))
