"""Options for one instance: plans within tolerances of the best, far from each other, best first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from planner.checker import verify
from planner.core.instance import Instance
from planner.core.plan import Plan
from planner.core.progress import Progress, Silent
from planner.core.result import Refusal, Result
from planner.core.rulebook import GovernanceModel
from planner.core.settings import Settings
from planner.engine import Engine
from planner.engine.equal import to_refuse
from planner.engine.run import Run
from planner.geography.large import NotListedError
from planner.geography.layers import TooWideError
from planner.geography.national import Map, NationalMap
from planner.study.options import tolerances
from planner.study.options.distance import distance
from planner.study.options.limits import Ground
from planner.study.options.maps import MapsWithin
from planner.study.options.words import differences

Ended = Literal["enough", "none_left", "limit", "stopped", "refused"]


@dataclass(frozen=True)
class Option:
    """One of several good plans."""

    number: int
    """From 1, the best plan."""
    plan: Plan
    distances: tuple[int, ...]
    """The fewest organisations to move from each option before this one."""
    differences: tuple[str, ...]
    """What tells it from the first option, in plain sentences."""
    ok: bool
    """Whether the checker agrees with the plan."""


@dataclass(frozen=True)
class Options:
    """What was found and what is proved of it."""

    asked: int
    distance: int
    best: dict[str, int]
    """Value of each level of the best plan, by id."""
    limits: dict[str, int]
    """Most of each level that an option may have; levels of boards only where a tolerance was asked for."""
    found: tuple[Option, ...]
    ended: Ended
    """``enough``; ``none_left``: proved that no further plan lies within the limits and far enough from all;
    ``limit`` or ``stopped``: not known whether there is a further one; ``refused``: no plan at all."""
    proved: bool
    """Whether the first plan is proved best and each next one the best of those left."""
    passed: int = 0
    """Maps passed over because their best boards exceed a tolerance or a cap."""
    refusal: Refusal | None = None


def options(
    engine: Engine,
    governance: GovernanceModel | str | None = None,
    n: int = 10,
    *,
    settings: Settings | None = None,
    tolerance: Mapping[str, int] | None = None,
    apart: int | None = None,
    on_found: Callable[[Option], None] | None = None,
    on_progress: Progress | None = None,
    stop: threading.Event | None = None,
) -> Options:
    """Really different good plans, the best first.

    The first is the best plan. Each next one has the best map of all that keep the rules, lie within the
    limits of every level of the map and differ by ``apart`` organisations from every option before it; its
    boards are the best for that map.

    Args:
        engine: the opened instance.
        governance: as for :meth:`Engine.solve`.
        n: how many options, at least 1.
        settings: limits, number of clusters, caps; the map must be free and come before the boards.
        tolerance: by level id, how much worse than in the best plan it may be. Levels of the map that are not
            named get a tenth, two at least, and ``cluster_target`` none; levels of boards no limit.
        apart: the fewest organisations that must move between any two options, at least 1; by default one in
            15, two at least.
        on_found: told of each option as soon as it is verified.
        on_progress: told of stages.
        stop: set it to end; what was found is kept.

    Raises:
        ValueError: a given grouping or people-first was asked for, a level is unknown, or the regions are too
            large to list possible clusters.
    """
    settings = settings or Settings()
    if settings.geography != "free" or settings.profile != "geography-first":
        raise ValueError("options are found for a free map that is chosen before the boards")
    if n < 1 or (apart is not None and apart < 1):
        raise ValueError("at least one option, at least one organisation apart")
    if tolerance:
        tolerances.check(tolerance, _known(engine, settings))
    stop = stop or threading.Event()
    progress = on_progress or Silent()
    result = engine.solve(governance, settings, progress, stop)
    search = _Search(engine, governance, settings, progress, stop)
    return search.found(result, n, dict(tolerance or {}), apart, on_found or (lambda _: None))


def _known(engine: Engine, settings: Settings) -> tuple[str, ...]:
    book = engine.rulebook
    return book.geography_levels if settings.only_geography else (*book.geography_levels, *book.board_levels)


class _Search:
    """One question for options."""

    def __init__(
        self,
        engine: Engine,
        governance: GovernanceModel | str | None,
        settings: Settings,
        progress: Progress,
        stop: threading.Event,
    ) -> None:
        self.engine, self.governance, self.settings, self.progress = engine, governance, settings, progress
        self.stop = stop
        self.run = Run(engine, engine.instance, governance, settings, progress, stop)
        self.alone = settings.only_geography or governance is None
        self.options: list[Option] = []
        self.passed: list[Map] = []

    def found(
        self,
        result: Result,
        n: int,
        asked: dict[str, int],
        apart: int | None,
        on_found: Callable[[Option], None],
    ) -> Options:
        """All options, from the best plan on."""
        instance = self.engine.instance
        far = apart or tolerances.usual_distance(len(instance.organisations))
        if result.plan is None:
            return Options(n, far, {}, {}, (), "refused", proved=False, refusal=result.refusal)
        best = {x.id: x.value for x in result.plan.levels}
        ids = set(self.engine.rulebook.geography_levels)
        most = tolerances.limits([x for x in result.plan.levels if x.id in ids], asked)
        boards = {name: best[name] + more for name, more in asked.items() if name not in ids and name in best}
        self._keep(result.plan, on_found)
        ended: Ended = "enough"
        if len(self.options) < n:
            try:
                ended = self._more(n, far, best, most, boards, on_found)
            except TooWideError:
                ended = "limit"
        if self.stop.is_set() and len(self.options) < n:
            ended = "stopped"
        proved = result.plan.status == "optimal" and all(x.plan.status == "optimal" for x in self.options)
        return Options(
            n, far, best, most | boards, tuple(self.options), ended, proved=proved, passed=len(self.passed)
        )

    def _more(
        self,
        n: int,
        far: int,
        best: Mapping[str, int],
        most: Mapping[str, int],
        boards: Mapping[str, int],
        on_found: Callable[[Option], None],
    ) -> Ended:
        run = self.run
        maps = self.engine.free_maps(run) if self.alone else self.engine.maps(run)
        if maps.unlisted():
            raise ValueError("options need a list of possible clusters, and there are too many here to list")
        maps.resume(run.budget, self.progress, run.in_force)
        ground = Ground(list(maps.parts), run.aims, run.instance, run.in_force, run.budget)
        within = MapsWithin(ground, best, most, run.low, run.high)
        while len(self.options) < n:
            self.progress.stage("Looking for a further option", f"{len(self.options)} found")
            away = [(_map(x.plan), far) for x in self.options] + [(m, 1) for m in self.passed]
            following = within.following(away)
            if following is None:
                return "none_left"
            plan = self._plan(following[1], maps, within)
            if plan is None:
                if run.budget.exhausted:
                    return "limit"
                continue
            if any(x.value > boards.get(x.id, x.value) for x in plan.levels):
                self.passed.append(following[1])
                continue
            self._keep(plan, on_found)
        return "enough"

    def _plan(self, grouping: Map, maps: NationalMap, within: MapsWithin) -> Plan | None:
        """The plan of a map; None when its boards can't be lawful (remembered) or a limit was reached."""
        left = self.run.budget.seconds_left
        if left <= 0 or self.stop.is_set():
            raise TooWideError
        pairs = tuple(sorted((code, min(cluster)) for cluster in grouping for code in cluster))
        asked = self.settings.model_copy(update={"geography": pairs, "seconds": left})
        result = self.engine.solve(self.governance, asked, self.progress, self.stop)
        if result.plan is not None:
            # the limit that was asked for, not what was left of it: equal runs write equal plans
            limit = {"time_limit": self.options[0].plan.settings["time_limit"]}
            return result.plan.model_copy(update={"settings": {**result.plan.settings, **limit}})
        if result.status != "infeasible":
            self.run.budget.give_up()
            return None
        found = self.run.boards_of(grouping)
        if not found.impossible:  # lawful, but not within the caps
            self.passed.append(grouping)
            return None
        try:
            for clusters in to_refuse([found]):
                maps.refuse(clusters)
        except NotListedError as error:
            raise TooWideError from error
        within.refused(maps.parts)
        return None

    def _keep(self, plan: Plan, on_found: Callable[[Option], None]) -> None:
        """Check a plan, measure how far it is from the others and hand it on."""
        instance: Instance = self.engine.instance
        first = self.options[0].plan if self.options else plan
        option = Option(
            number=len(self.options) + 1,
            plan=plan,
            distances=tuple(distance(_map(x.plan), _map(plan)) for x in self.options),
            differences=differences(instance, first, plan, self.engine.rulebook) if self.options else (),
            ok=verify(instance, plan, self.engine.rulebook).ok,
        )
        self.options.append(option)
        on_found(option)


def _map(plan: Plan) -> Map:
    return frozenset(frozenset(c.organisations) for c in plan.clusters)
