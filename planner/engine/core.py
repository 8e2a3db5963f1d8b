"""The engine: opens an instance, lists possible clusters once, and answers questions about it."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from itertools import islice

from planner import cpsat
from planner.boards.extract import extract
from planner.checker import verify
from planner.checker.assumptions import assumptions_made
from planner.core.instance import Instance
from planner.core.plan import Plan, Status
from planner.core.progress import Careful, Progress, Silent
from planner.core.result import Refusal, Result
from planner.core.rulebook import GovernanceModel, Rulebook
from planner.core.settings import Settings
from planner.engine import refuse
from planner.engine.asked import rules_in_force, settings_written, with_rules
from planner.engine.assemble import Frame, assemble, levels_of, run_facts
from planner.engine.boards import BoardsOfMaps, Map, MapBoards
from planner.geography.candidates import TooManyCandidatesError
from planner.geography.national import EQUAL_MAPS, Joined, NationalMap
from planner.io.rulebook import load_governance
from planner.objectives.base import GeographyLevel
from planner.objectives.geography.cluster_target import target
from planner.objectives.needs import require
from planner.objectives.registry import board_levels, geography_levels
from planner.rules.registry import build

MAP_PERCENT = 70
"""Part of the time or work that the map may use; the boards get the rest."""


@dataclass
class Chosen:
    """A map, its boards and how far both are proved."""

    grouping: Map
    boards: MapBoards | None
    joined: Joined | None
    proved: bool
    board_bounds: tuple[int, ...] = ()
    """What the boards of every equally good map are proved to cost at least."""


@dataclass
class Engine:
    """An opened instance. Possible clusters and settled boards are kept between questions."""

    instance: Instance
    rulebook: Rulebook
    _maps: dict[str, NationalMap] = field(default_factory=dict)
    _boards: dict[str, BoardsOfMaps] = field(default_factory=dict)

    def solve(
        self,
        governance: GovernanceModel | str | None = None,
        settings: Settings | None = None,
        on_progress: Progress | None = None,
        stop: threading.Event | None = None,
    ) -> Result:
        """The best map and boards.

        Args:
            governance: a model or the id of a shipped one; may be left out when only the map is asked for.
            settings: limits, number of clusters, given grouping.
            on_progress: told of stages and better answers.
            stop: set it to end the run; the best plan so far is kept.

        Returns:
            A plan that the checker has verified, or a refusal that says what blocks it.

        Raises:
            ValueError: no governance model although boards are asked for; a given grouping that does not fit.
        """
        settings = settings or Settings()
        # what an earlier question has settled would change how far a work limit reaches
        engine = self if settings.work is None else Engine(self.instance, self.rulebook)
        run = _Run(engine, governance, settings, on_progress or Silent(), stop or threading.Event())
        try:
            result = run.result()
        except TooManyCandidatesError as error:
            result = Result(plan=None, refusal=Refusal(status="unknown", text=str(error)))
        return result.model_copy(update={"instance": self.instance, "rulebook": self.rulebook})

    def maps(self, run: _Run) -> NationalMap:
        """Possible clusters and their tables for one governance model; kept."""
        aims = [a for a in geography_levels(self.rulebook) if isinstance(a, GeographyLevel)]
        first = f"{run.settings.clusters}:" if any(a.by_range for a in aims) else ""
        if first not in self._maps:
            self._maps[first] = NationalMap(
                self.instance, run.in_force, run.rules, aims, run.budget, run.progress
            )
        key = first + (run.model.model_dump_json() if run.model else "")
        if key not in self._maps:
            self._maps[key] = self._maps[first].fork()
        return self._maps[key]

    def boards(self, run: _Run, model: GovernanceModel) -> BoardsOfMaps:
        """Settled boards under one governance model; kept."""
        key = model.model_dump_json()
        if key not in self._boards:
            self._boards[key] = BoardsOfMaps(
                self.instance,
                self.rulebook,
                run.rules,
                board_levels(self.rulebook),
                model,
                load_governance("standalone"),
            )
        return self._boards[key]


class _Run:
    """One question to an engine."""

    def __init__(
        self,
        engine: Engine,
        governance: GovernanceModel | str | None,
        settings: Settings,
        progress: Progress,
        stop: threading.Event,
    ) -> None:
        if governance is None and not settings.only_geography:
            raise ValueError("boards need a governance model")
        self.engine = engine
        self.instance = engine.instance
        self.model = load_governance(governance) if isinstance(governance, str) else governance
        self.settings = settings
        self.progress = Careful(progress)
        self.budget = cpsat.Budget(settings.seconds, settings.work, settings.seed, stop)
        self.in_force = with_rules(engine.rulebook, rules_in_force(engine.rulebook, settings.clusters))
        self.rules = build(self.in_force)
        self.started = time.monotonic()
        self.statistics: dict[str, int] = {}
        low, high = settings.clusters or (1, len(self.instance.organisations))
        self.low, self.high = low, high
        self.target = None if settings.clusters else target(self.instance, engine.rulebook)

    def result(self) -> Result:
        """Choose, settle, write down, check."""
        found = self._given() if self.settings.geography != "free" else self._free()
        if isinstance(found, Refusal):
            return Result(plan=None, refusal=found, statistics=dict(self.statistics))
        self.progress.stage("Checking the plan")
        plan = self._plan(found)
        verdict = verify(self.instance, plan, self.engine.rulebook)
        given = self.settings.geography != "free"
        broken = {r.id for r in plan.rules if r.status == "fail"} if given else set()
        disagreements = tuple(f"{p.check}: {p.text}" for p in verdict.problems)
        disagreements += tuple(f"{r.id} is broken" for r in verdict.broken if r.id not in broken)
        return Result(plan=plan, disagreements=disagreements, statistics=dict(self.statistics))

    def _given(self) -> Chosen | Refusal:
        """Boards for a grouping that was given."""
        wanted: dict[str, set[str]] = {}
        pairs = (
            [(o.code, o.cluster_reference or "") for o in self.instance.organisations]
            if isinstance(self.settings.geography, str)
            else self.settings.geography
        )
        for organisation, cluster in pairs:
            wanted.setdefault(cluster, set()).add(organisation)
        listed = sorted(o for group in wanted.values() for o in group)
        if listed != sorted(self.instance.by_code) or "" in wanted:
            raise ValueError("the grouping does not name every organisation exactly once")
        grouping = frozenset(frozenset(group) for group in wanted.values())
        if self.model is None or self.settings.only_geography:
            return Chosen(grouping, None, None, proved=True)
        self.progress.stage("Settling boards", f"{len(grouping)} clusters")
        boards = self.engine.boards(self, self.model).of(grouping, self.budget)
        if boards.status == "infeasible":
            return self._no_boards(boards)
        if boards.status == "unknown":
            return refuse.out_of_time(self.budget.ended_by)
        return Chosen(grouping, boards, None, proved=True, board_bounds=boards.bounds)

    def _free(self) -> Chosen | Refusal:
        """The best map, and among maps equally good the one with the best boards."""
        maps = self.engine.maps(self)
        self.statistics["possible_clusters"] = maps.possible()
        blocked: MapBoards | None = None
        alone = self.model is None or self.settings.only_geography
        while True:
            part = self.budget if alone else self.budget.part(MAP_PERCENT)
            maps.resume(part, self.progress, self.settings.workers)
            joined = maps.best(self.low, self.high, self.target)
            if not alone:
                self.budget.charge(part)
            if joined is None and part.exhausted:
                return refuse.out_of_time(part.ended_by)
            if joined is None and blocked is not None:
                return self._no_boards(blocked)
            if joined is None:
                return refuse.no_map(self.instance, self.in_force, self.rules, maps, self.low, self.high)
            if alone:
                equal = islice(maps.maps(joined, EQUAL_MAPS), EQUAL_MAPS)
                return Chosen(min(equal, key=_canonical), None, joined, proved=joined.proved)
            best, impossible = self._best_boards(maps, joined)
            if best is not None:
                return best
            if not impossible:
                return refuse.out_of_time(self.budget.ended_by)
            blocked = impossible[0]
            for boards in impossible:
                for block in boards.impossible:
                    maps.refuse([frozenset(s.organisations) for s in block])

    def _best_boards(self, maps: NationalMap, joined: Joined) -> tuple[Chosen | None, list[MapBoards]]:
        """Boards of every equally good map: the best, with bounds for all, and the impossible ones."""
        model = self.model
        if model is None:
            return None, []
        best: Chosen | None = None
        impossible = []
        bounds: list[tuple[int, ...]] = []
        complete = True
        maps.spend(self.budget)
        for number, grouping in enumerate(maps.maps(joined, EQUAL_MAPS + 1), start=1):
            if number > EQUAL_MAPS or (best is not None and self.budget.exhausted):
                complete = False
                break
            self.progress.stage("Settling boards", f"{len(grouping)} clusters, map {number}")
            boards = self.engine.boards(self, model).of(grouping, self.budget)
            if boards.status == "infeasible":
                impossible.append(boards)
                continue
            if boards.status == "unknown":
                complete = False
                continue
            bounds.append(boards.bounds)
            rank = (boards.values, _canonical(grouping))
            if best is None or best.boards is None or rank < (best.boards.values, _canonical(best.grouping)):
                best = Chosen(grouping, boards, joined, joined.proved)
                self._tell(boards)
        complete = complete and not maps.unfinished
        if best is not None and best.boards is not None:
            # another map may be better than this one's bounds: only the least of all bounds holds for all
            nothing = (0,) * len(best.boards.values)
            best.board_bounds = min(bounds) if complete and joined.proved else nothing
            best.proved = complete and joined.proved
        return best, impossible

    def _tell(self, boards: MapBoards) -> None:
        if "places_end" in self.engine.rulebook.board_levels:
            index = self.engine.rulebook.board_levels.index("places_end")
            self.progress.best(f"at worst {boards.values[index]} places end")

    def _no_boards(self, boards: MapBoards) -> Refusal:
        block = boards.impossible[0]
        model = self.model or load_governance("standalone")
        why = self.engine.boards(self, model).why(block, self.budget)
        return refuse.no_boards(self.instance, self.in_force, block, why, model.title)

    def _plan(self, chosen: Chosen) -> Plan:
        """Write the plan down; values of levels are read off the finished plan, never off the solver."""
        boards = chosen.boards
        parts = None
        if boards is not None and self.model is not None:
            parts = extract(self.instance, self.engine.boards(self, self.model).posts, boards.blocks)
        written = settings_written(self.instance, self.engine.rulebook, self.model, self.settings)
        frame = Frame(
            self.instance,
            self.engine.rulebook,
            written,
            self.model.id if self.model is not None else "none",
            [m for m in (self.model, load_governance("standalone")) if m is not None],
            assumptions_made(self.instance, self.engine.rulebook, written, self.model),
        )
        facts = run_facts(
            time.monotonic() - self.started, self.settings.workers, self._ended_by(chosen), self.statistics
        )
        draft = assemble(frame, chosen.grouping, parts, (), "feasible", facts)
        aims = [*geography_levels(self.engine.rulebook)]
        values = [a.value(self.instance, draft, self.engine.rulebook) for a in aims]
        bounds = self._map_bounds(chosen, values)
        if boards is not None:
            extra = board_levels(self.engine.rulebook)
            aims += extra
            found = [a.value(self.instance, draft, self.engine.rulebook) for a in extra]
            if tuple(found) != boards.values:
                self.statistics["levels_disagree"] = 1
            values += found
            bounds += list(chosen.board_bounds)
        bounds = _until_open(values, bounds)
        levels = levels_of(aims, values, bounds)
        proved = chosen.proved and all(level.bound == level.value for level in levels)
        status: Status = "optimal" if proved else "feasible"
        return assemble(frame, chosen.grouping, parts, levels, status, facts)

    def _ended_by(self, chosen: Chosen) -> str:
        """What ended the run, empty when it was proof."""
        levels = chosen.boards.values if chosen.boards is not None else ()
        if chosen.proved and chosen.board_bounds == levels:
            return ""
        return self.budget.ended_by or self.budget.part_ended_by or "limit of equally good maps"

    def _map_bounds(self, chosen: Chosen, values: list[int]) -> list[int]:
        """Bounds of the geography levels; a given grouping leaves no choice, so its values are proved."""
        joined = chosen.joined
        if joined is None or joined.proved:
            return list(values)
        # constants (pieces that every map has, borders between groups) are the same in value and bound
        gaps = [v - b for v, b in zip(joined.values, joined.bounds, strict=True)]
        return [joined.distance_bound, *[max(0, v - g) for v, g in zip(values[1:], gaps, strict=True)]]


def _canonical(grouping: Map) -> tuple[tuple[str, ...], ...]:
    """Order among equally good maps, so that the same one is taken however they were found."""
    return tuple(sorted(tuple(sorted(cluster)) for cluster in grouping))


def _until_open(values: list[int], bounds: list[int]) -> list[int]:
    """Bounds up to the first aim that is not proved; later ones could be anything once that one improves."""
    known = [min(b, v) for b, v in zip(bounds, values, strict=True)]
    still_open = next((i for i, (b, v) in enumerate(zip(known, values, strict=True)) if b < v), len(known))
    return known[: still_open + 1] + [0] * (len(known) - still_open - 1)


def open_engine(instance: Instance, rulebook: Rulebook) -> Engine:
    """Open an instance for questions. Nothing is computed yet.

    Raises:
        NeedsError: the instance lacks what an aim of the rulebook counts, for example coordinates.
        ValueError: the rulebook does not put the target number of clusters first among its aims for the map.
    """
    if not rulebook.geography_levels or rulebook.geography_levels[0] != "cluster_target":
        raise ValueError("this version settles cluster_target first among the levels of the map")
    require(instance, rulebook)
    return Engine(instance, rulebook)
