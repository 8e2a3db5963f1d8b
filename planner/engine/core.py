"""The engine: opens an instance, lists possible clusters once, and answers questions about it."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from planner.core.faults import InputFaultsError
from planner.core.instance import Instance
from planner.core.progress import Progress, Silent
from planner.core.result import Refusal, Result
from planner.core.rows import Decision
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.core.settings import Settings
from planner.engine.boards import BoardsOfMaps, Map, SettledShelf
from planner.engine.choose import ModelsOfMaps
from planner.engine.run import Run
from planner.geography.candidates import Summed
from planner.geography.entry import LimitError
from planner.geography.listing import TooManyCandidatesError
from planner.geography.many import MapCensus, RankedMap, best_maps
from planner.geography.national import NationalMap
from planner.geography.shelf import Shelf
from planner.io.asked_decisions import faults_in
from planner.io.fingerprint import canonical, texts
from planner.io.rulebook import load_governance
from planner.objectives.base import GeographyLevel
from planner.objectives.needs import require
from planner.objectives.order import in_order
from planner.objectives.registry import board_levels, geography_levels

KEPT = 32
"""Answers under changed decisions that are kept at most."""


@dataclass
class Engine:
    """An opened instance. Possible clusters and settled boards are kept between questions."""

    instance: Instance
    rulebook: Rulebook
    _shelves: dict[tuple[int, int] | None, Shelf] = field(default_factory=dict)
    _maps: dict[object, NationalMap] = field(default_factory=dict)
    _boards: dict[object, BoardsOfMaps] = field(default_factory=dict)
    _models: dict[object, ModelsOfMaps] = field(default_factory=dict)
    _settled: SettledShelf = field(default_factory=SettledShelf)
    _texts: dict[str, str] = field(default_factory=dict)
    """Content of the instance, for fingerprints under other decisions."""
    _like: Engine | None = None
    """The same instance under other rules; see :mod:`planner.engine.under`."""
    _limit: int | None = None
    """Possible clusters of one part that are listed at most."""

    def solve(
        self,
        governance: GovernanceModel | str | None = None,
        settings: Settings | None = None,
        on_progress: Progress | None = None,
        stop: threading.Event | None = None,
        decisions: Sequence[Decision] | None = None,
    ) -> Result:
        """The best map and boards.

        What an earlier question has settled is re-used: under changed decisions only the regions that they
        touch are worked on again.

        Args:
            governance: a model or the id of a shipped one; ``any`` to choose one for each cluster; may be left
                out when only the map is asked for.
            settings: limits, number of clusters, given grouping, caps.
            on_progress: told of stages and better answers.
            stop: set it to end the run; the best plan so far is kept.
            decisions: instead of the instance's own, to ask "what if".

        Returns:
            A plan that the checker has verified, or a refusal that says what blocks it.

        Raises:
            InputFaultsError: decisions that can't be: about someone without a post there, an unknown code, or
                contradicting each other; holds every fault.
            ValueError: no governance model although boards are asked for; caps on a map alone, or on cluster
                bodies under a model of one's own that leaves them open; a given grouping that does not fit.
        """
        settings = settings or Settings()
        instance = self._decided(decisions)
        # what an earlier question has settled would change how far a work limit reaches
        engine = self if settings.work is None else Engine(self.instance, self.rulebook)
        run = Run(engine, instance, governance, settings, on_progress or Silent(), stop or threading.Event())
        try:
            result = run.result()
        except TooManyCandidatesError as error:
            result = Result(plan=None, refusal=Refusal(status="unknown", text=str(error)))
        return result.model_copy(update={"instance": instance, "rulebook": self.rulebook})

    def front(
        self,
        grouping: Map,
        first: str,
        second: str,
        governance: GovernanceModel | str = "any",
        settings: Settings | None = None,
    ) -> list[tuple[dict[str, int], dict[str, str]]] | None:
        """Best compromises between two amounts over all boards of a map; see :mod:`planner.study.tradeoffs`.

        Returns:
            Amounts by id and the model of each cluster; None when a limit was reached.
        """
        asked = (settings or Settings()).model_copy(update={"caps": {}})
        run = Run(self, self.instance, governance, asked, Silent(), threading.Event())
        return self.models(run).front(grouping, first, second, run.budget)

    def best_maps(
        self,
        most: int,
        settings: Settings | None = None,
        decisions: Sequence[Decision] | None = None,
    ) -> list[RankedMap]:
        """The best so many maps (all, where there are fewer), best first, each once; boards are not looked at.

        Args:
            most: length of the list.
            settings: number of clusters and limits; the target where no number binds.
            decisions: instead of the instance's own.

        Raises:
            TooWideError: too many maps are equally good to be told apart within the limits.
            ValueError: an aim is a largest value, or a region is too large to list.
        """
        run, maps = self._ready(settings, decisions)
        found = best_maps(maps, most, run.low, run.high)
        always = [
            x.constant(run.instance, run.in_force) if isinstance(x, GeographyLevel) else 0 for x in run.aims
        ]
        return [
            RankedMap(tuple(v + c for v, c in zip(m.values, always, strict=True)), m.grouping) for m in found
        ]

    def census(
        self,
        settings: Settings | None = None,
        decisions: Sequence[Decision] | None = None,
    ) -> MapCensus | None:
        """How many maps meet every rule, exactly, with uniform samples; None when they can't be counted.

        ``settings.seconds`` bounds the work. Boards are not looked at.
        """
        run, maps = self._ready(settings, decisions)
        try:
            return MapCensus(maps.parts, run.low, run.high, run.budget)
        except LimitError:
            return None

    def _ready(
        self, settings: Settings | None, decisions: Sequence[Decision] | None
    ) -> tuple[Run, NationalMap]:
        """A question about maps alone, and the map it is asked of."""
        asked = (settings or Settings()).model_copy(update={"only_geography": True})
        instance = self._decided(decisions)
        run = Run(self, instance, None, asked, Silent(), threading.Event())
        maps = self.maps(run)
        maps.resume(run.budget, Silent(), run.in_force)
        return run, maps

    def _decided(self, decisions: Sequence[Decision] | None) -> Instance:
        """The instance under other decisions, once they are found to be possible."""
        if decisions is None:
            return self.instance
        faults = faults_in(decisions, self.instance, self.rulebook)
        if faults:
            raise InputFaultsError(faults)
        if not self._texts:
            self._texts = texts(self.instance)
        return decided_anew(self.instance, decisions, self._texts)

    def maps(self, run: Run) -> NationalMap:
        """Possible clusters and their tables, for one set of decisions and one governance model; kept."""
        key = self._key(run)
        if key not in self._maps:
            self._maps[key] = self.free_maps(run).fork()
        return self._maps[key]

    def free_maps(self, run: Run) -> NationalMap:
        """The same with nothing ruled out by boards."""
        asked, decided, _ = self._key(run)
        if asked not in self._shelves:
            self._shelves[asked] = Shelf(
                run.in_force,
                run.rules,
                [a for a in run.aims if isinstance(a, Summed)],
                self._limit,
                None if self._like is None else self._like._shelves.get(asked),
            )
        free = (asked, decided, "")
        if free not in self._maps:
            _make_room(self._maps)
            self._maps[free] = NationalMap(
                self._shelves[asked],
                run.instance,
                run.aims,
                run.in_force,
                run.budget,
                run.progress,
            )
        return self._maps[free]

    @staticmethod
    def _key(run: Run) -> tuple[tuple[int, int] | None, tuple[Decision, ...], str]:
        by_range = any(isinstance(a, GeographyLevel) and a.by_range for a in run.aims)
        model = "".join(m.model_dump_json() for m in run.models)
        if run.pins:
            model += f"{run.unpinned} {sorted(run.pins.items())}"
        return run.settings.clusters if by_range else None, run.instance.decisions, model

    def boards(self, run: Run, model: GovernanceModel) -> BoardsOfMaps:
        """Settled boards under one governance model; kept."""
        key = (run.instance.decisions, model.model_dump_json())
        if key not in self._boards:
            _make_room(self._boards)
            self._boards[key] = BoardsOfMaps(
                run.instance,
                self.rulebook,
                run.rules,
                board_levels(self.rulebook),
                model,
                load_governance("standalone"),
                self._settled,
            )
        return self._boards[key]

    def models(self, run: Run) -> ModelsOfMaps:
        """Trade-offs of blocks under the models that a question leaves open; kept."""
        pins = tuple(sorted(run.pins.items()))
        key = (run.instance.decisions, pins, run.unpinned, *(m.model_dump_json() for m in run.models))
        if key not in self._models:
            _make_room(self._models)
            self._models[key] = ModelsOfMaps(
                run.instance,
                self.rulebook,
                run.rules,
                run.models,
                load_governance("standalone"),
                run.pins,
                run.unpinned,
            )
        return self._models[key]


def _make_room(kept: dict[object, Any]) -> None:
    """Forget the oldest answers but the first, which belong to the instance as it was given."""
    while len(kept) > KEPT:
        kept.pop(list(kept)[1])


def decided_anew(
    instance: Instance, decisions: Sequence[Decision], known: Mapping[str, str] | None = None
) -> Instance:
    """The instance with other decisions, as if it had been read with them.

    ``known`` are the texts of its fields for the fingerprint, if they were made before.
    """
    return canonical(instance.replaced(decisions=tuple(decisions)), only=("decisions",), known=known)


def open_engine(instance: Instance, rulebook: Rulebook, shelf: SettledShelf | None = None) -> Engine:
    """Open an instance for questions. Nothing is computed yet.

    Args:
        instance: what is given.
        rulebook: its rules and aims.
        shelf: boards settled by another engine, to share; it must be for the same boards: people, posts, dates,
            organisations, and everything of the rulebook that is not about the map alone.

    Raises:
        NeedsError: the instance lacks what an aim of the rulebook counts, for example coordinates.
        ValueError: the rulebook names no aim for the map, or one that there is not.
    """
    if not geography_levels(rulebook):
        raise ValueError("the rulebook names no aim for the map")
    require(instance, rulebook)
    engine = Engine(instance, in_order(rulebook, instance))
    if shelf is not None:
        engine._settled = shelf
    return engine
