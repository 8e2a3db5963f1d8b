"""One question to an engine: choose a map, settle its boards, write the plan down, check it."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from planner import cpsat
from planner.boards.extract import Parts, extract
from planner.checker import verify
from planner.checker.assumptions import assumptions_made
from planner.core.certificate import Certificate
from planner.core.instance import Instance
from planner.core.plan import Plan, Status
from planner.core.progress import Careful, Progress
from planner.core.result import Refusal, Result
from planner.core.rulebook import GovernanceModel
from planner.core.settings import Settings
from planner.engine import nothing, refuse
from planner.engine.asked import models_asked, rules_in_force, settings_written, with_rules
from planner.engine.assemble import Frame, assemble, draft, levels_of, run_facts, version
from planner.engine.boards import Map, MapBoards
from planner.engine.equal import canonical, to_refuse, told, until_open
from planner.engine.joint import Found, PeopleFirst
from planner.engine.pins import go_together, pins_asked
from planner.geography.certify import certificate
from planner.geography.large import NotListedError
from planner.geography.national import EQUAL_MAPS, Joined, NationalMap
from planner.io.rulebook import load_governance
from planner.objectives.base import GeographyLevel
from planner.objectives.registry import board_levels, geography_levels
from planner.rules.registry import build

if TYPE_CHECKING:
    from planner.engine.core import Engine

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
    first: Found | None = None
    """What was found where levels about boards come before those about the map."""


class Run:
    """One question to an engine."""

    def __init__(
        self,
        engine: Engine,
        instance: Instance,
        governance: GovernanceModel | str | None,
        settings: Settings,
        progress: Progress,
        stop: threading.Event,
    ) -> None:
        go_together(governance, settings)
        self.engine = engine
        self.instance = instance
        self.pins = pins_asked(instance, governance, settings)
        self.models = models_asked(governance, settings.caps, settings.models, tuple(self.pins.values()))
        self.unpinned = len(models_asked(governance, settings.caps, settings.models))
        """So many of the models are for clusters that hold no such organisation."""
        self.choosing = len(self.models) > 1 or bool(settings.caps)
        self.short: list[Map] = []
        """Maps looked at whose boards can't keep the caps."""
        self.settings = settings
        self.progress = Careful(progress)
        self.budget = cpsat.Budget(settings.seconds, settings.work, settings.seed, stop)
        self.in_force = with_rules(engine.rulebook, rules_in_force(engine.rulebook, settings.clusters))
        self.rules = build(self.in_force)
        self.aims = geography_levels(engine.rulebook)
        self.certificate: Certificate | None = None
        self.maps: NationalMap | None = None
        self.started = time.monotonic()
        self.statistics: dict[str, Any] = {}
        low, high = settings.clusters or (1, len(self.instance.organisations))
        self.low, self.high = low, min(high, len(self.instance.organisations))

    def result(self) -> Result:
        """Choose, settle, write down, check."""
        if self.settings.geography != "free":
            found = self._given()
        else:
            found = self._people_first() if self._boards_first() else self._free()
        if isinstance(found, Refusal):
            return Result(plan=None, refusal=found, statistics=dict(self.statistics))
        plan = self._plan(found)
        verdict = verify(self.instance, plan, self.engine.rulebook)
        given = self.settings.geography != "free"
        broken = {r.id for r in plan.rules if r.status == "fail"} if given else set()
        disagreements = tuple(f"{p.check}: {p.text}" for p in verdict.problems)
        disagreements += tuple(f"{r.id} is broken" for r in verdict.broken if r.id not in broken)
        disagreements += tuple(self._map_disagreements(found, plan))
        return Result(
            plan=plan,
            certificate=self.certificate,
            disagreements=disagreements,
            statistics=dict(self.statistics),
        )

    def _map_disagreements(self, chosen: Chosen, plan: Plan) -> Iterator[str]:
        """Levels of the map that the finished plan counts otherwise than the columns they were chosen by."""
        if chosen.first is not None:
            always = [
                x.constant(self.instance, self.in_force) if isinstance(x, GeographyLevel) else 0
                for x in self.aims
            ]
            boards = len(plan.levels) - len(always)
            for summed, more, stated in zip(
                chosen.first.values, [0] * boards + always, plan.levels, strict=True
            ):
                if summed + more != stated.value:
                    yield f"{stated.id} was {summed + more} when chosen and is {stated.value} in the plan"
        if chosen.joined is None:
            return
        for level, summed, stated in zip(self.aims, chosen.joined.values, plan.levels, strict=False):
            constant = level.constant(self.instance, self.in_force) if isinstance(level, GeographyLevel) else 0
            if summed + constant != stated.value:
                yield f"{level.id} was {summed + constant} when chosen and is {stated.value} in the plan"

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
        if not self.models or self.settings.only_geography:
            return Chosen(grouping, None, None, proved=True)
        self.progress.stage("Settling boards", told(grouping))
        boards = self.boards_of(grouping)
        if boards.status == "infeasible":
            return nothing.no_boards(self, boards) if boards.impossible else nothing.short(self, [grouping])
        if boards.status == "unknown":
            return refuse.out_of_time(self.budget.ended_by)
        return Chosen(grouping, boards, None, proved=True, board_bounds=boards.bounds)

    def _free(self) -> Chosen | Refusal:
        """The best map, and among maps equally good the one with the best boards."""
        blocked: MapBoards | None = None
        alone = not self.models or self.settings.only_geography
        maps = self.engine.free_maps(self) if alone else self.engine.maps(self)
        self.statistics["possible_clusters"] = maps.possible()
        self.maps = maps
        while True:
            part = self.budget if alone else self.budget.part(MAP_PERCENT)
            maps.resume(part, self.progress, self.in_force, self.settings.workers)
            joined = maps.best(self.low, self.high)
            if not alone:
                self.budget.charge(part)
            if joined is None and part.exhausted:
                return refuse.out_of_time(part.ended_by)
            if joined is None and blocked is not None and maps.methods():  # anew it would take as long again
                return nothing.no_boards(self, blocked)
            if joined is None:
                return nothing.none(self, maps)
            self.certificate = self._certificate(joined)
            if alone:
                first = min(islice(maps.maps(joined, 1), EQUAL_MAPS), key=canonical)
                return Chosen(first, None, joined, proved=joined.proved)
            best, impossible = self.best_boards(maps, joined)
            if best is not None or self.short:
                return best or nothing.short(self, self.short)
            if not impossible:
                return refuse.out_of_time(self.budget.ended_by)
            blocked = blocked or impossible[0]
            try:
                for clusters in to_refuse(impossible):
                    maps.refuse(clusters)
            except NotListedError:
                return refuse.not_listed(nothing.no_boards(self, impossible[0]))
            self._refuse_alike(maps, impossible)

    def _refuse_alike(self, maps: NationalMap, impossible: list[MapBoards]) -> None:
        """Refuse at once the clusters that clash for the same reason as those just met."""
        if self.choosing:
            return
        boards, known = self.engine.boards(self, self.models[0]), set[frozenset[str]]()
        for block in (b for found in impossible for b in found.impossible if len(b) == 1):
            members = frozenset(block[0].organisations)
            if len(members) == 1 or any(group <= members for group in known):
                continue
            if group := boards.wherever(block[0], self.budget):
                known.add(group)
                maps.refuse_holding(group)

    def _boards_first(self) -> bool:
        """Whether levels about boards come before those about the map."""
        return self.settings.profile == "people-first" and not self.settings.only_geography

    def _people_first(self) -> Chosen | Refusal:
        """The best boards, and among maps with equally good boards the best map."""
        maps = self.engine.maps(self)
        self.statistics["possible_clusters"] = maps.possible()
        maps.resume(self.budget, self.progress, self.in_force, self.settings.workers)
        if maps.unlisted():
            return refuse.people_not_listed()
        boards = self.engine.boards(self, self.models[0])
        asked = PeopleFirst(
            maps, boards, self.aims, self.in_force, range(self.low, self.high + 1), self.budget, self.progress
        )
        found = asked.answer()
        self.statistics["clusters_settled"] = asked.exact.solved
        self.statistics["rounds"] = asked.rounds
        self.statistics["proved_after"] = asked.proved_after
        if isinstance(found, Found):
            return Chosen(found.grouping, found.boards, None, found.proved, found.boards.bounds, found)
        if found.limit:
            return refuse.out_of_time(self.budget.ended_by)
        if found.impossible is not None:
            return nothing.no_boards(self, found.impossible)
        maps.best(self.low, self.high)  # the map's own tables tell what is in the way
        return nothing.no_map(self, maps)

    def _certificate(self, joined: Joined) -> Certificate:
        parts, stages = joined.proof or (joined.parts, joined.stages)
        return certificate(self.instance, self.engine.rulebook, version(), self.low, self.high, stages, parts)

    def best_boards(self, maps: NationalMap, joined: Joined) -> tuple[Chosen | None, list[MapBoards]]:
        """Boards of every equally good map: the best, with bounds for all, and the impossible ones."""
        best: Chosen | None = None
        impossible = []
        bounds: list[tuple[int, ...]] = []
        complete = True
        maps.spend(self.budget)
        for number, grouping in enumerate(maps.maps(joined, EQUAL_MAPS + 1), start=1):
            if number > EQUAL_MAPS or (best is not None and self.budget.exhausted):
                complete = False
                break
            self.progress.stage("Settling boards", f"{told(grouping)}, map {number}")
            boards = self.boards_of(grouping)
            if boards.status == "infeasible":
                if boards.impossible:
                    impossible.append(boards)
                else:
                    self.short.append(grouping)
                continue
            if boards.status == "unknown":
                complete = False
                continue
            bounds.append(boards.bounds)
            rank = (boards.values, canonical(grouping))
            if best is None or best.boards is None or rank < (best.boards.values, canonical(best.grouping)):
                best = Chosen(grouping, boards, joined, joined.proved)
                self._tell(boards)
        complete = complete and not maps.unfinished
        if not complete:
            self.short = []
        if best is not None and best.boards is not None:
            # another map may be better than this one's bounds: only the least of all bounds holds for all
            nothing = (0,) * len(best.boards.values)
            best.board_bounds = min(bounds) if complete and joined.proved else nothing
            best.proved = complete and joined.proved
        return best, impossible

    def boards_of(self, grouping: Map) -> MapBoards:
        """The best boards of a map, under one model or with one for each cluster."""
        if self.choosing:
            return self.engine.models(self).of(grouping, self.settings.caps, self.budget)
        return self.engine.boards(self, self.models[0]).of(grouping, self.budget)

    def _tell(self, boards: MapBoards) -> None:
        if "places_end" in self.engine.rulebook.board_levels:
            index = self.engine.rulebook.board_levels.index("places_end")
            self.progress.best(f"at worst {boards.values[index]} places end")

    def _plan(self, chosen: Chosen) -> Plan:
        """Write the plan down; values of levels are read off the finished plan, never off the solver."""
        boards = chosen.boards
        parts = None
        chosen_models: dict[str, str] = {}
        used = list(self.models[:1])
        if boards is not None:
            settled = self.engine.boards(self, self.models[0])
            parts = extract(self.instance, settled.posts, boards.blocks)
            shapes = [s for b in boards.blocks for s in b.model.shapes if len(s.organisations) > 1]
            chosen_models = {s.id: s.governance.id for s in shapes}
            used = [m for m in self.models if m.id in chosen_models.values()]
            if self.settings.ring_fences and not self.settings.caps:
                # within caps, what one cluster may do depends on all others: certainty is not computed
                self.progress.stage("Telling what is certain and what a competition settles")
                parts = settled.fenced(parts, boards.blocks, self.budget)
        self.progress.stage("Checking the plan")
        open_models = self.models[: self.unpinned]
        written = settings_written(self.instance, self.engine.rulebook, open_models, self.settings)
        frame = Frame(
            self.instance,
            self.engine.rulebook,
            written,
            self.models[0].id if len(self.models) == 1 else "none",
            [*self.models, load_governance("standalone")] if boards is not None else [],
            assumptions_made(self.instance, self.engine.rulebook, written, self._speaking(used)),
            chosen_models,
        )
        if self.maps is not None and self.maps.methods():
            self.statistics["not_listed"] = self.maps.methods()
        facts = run_facts(
            time.monotonic() - self.started,
            self.settings.workers,
            self._ended_by(chosen, parts),
            self.statistics,
        )
        blank = draft(frame, chosen.grouping, parts, facts)
        aims = [*self.aims]
        values = [a.value(self.instance, blank, self.engine.rulebook) for a in aims]
        bounds = self._map_bounds(chosen, values)
        if boards is not None:
            extra = board_levels(self.engine.rulebook)
            aims += extra
            found = [a.value(self.instance, blank, self.engine.rulebook) for a in extra]
            if tuple(found) != boards.values:
                self.statistics["levels_disagree"] = 1
            values += found
            bounds += list(chosen.board_bounds)
        if self._boards_first():
            count = len(self.aims)
            aims = aims[count:] + aims[:count]
            values, bounds = values[count:] + values[:count], bounds[count:] + bounds[:count]
        if chosen.first is not None:
            # what every map has in common (pieces of councils) is the same in value and bound
            known = zip(values, chosen.first.values, chosen.first.bounds, strict=True)
            bounds = [max(0, v - (w - b)) for v, w, b in known]
        bounds = until_open(values, bounds)
        levels = levels_of(aims, values, bounds)
        proved = chosen.proved and all(level.bound == level.value for level in levels)
        status: Status = "optimal" if proved else "feasible"
        return assemble(frame, blank, levels, status)

    def _speaking(self, used: list[GovernanceModel]) -> GovernanceModel | None:
        """The model that assumptions are about: the one asked for, else the first used with a cluster board."""
        if len(self.models) == 1:
            return self.models[0]
        return next((m for m in used if m.nominated_cluster_board), None)

    def _ended_by(self, chosen: Chosen, parts: Parts | None) -> str:
        """What ended the run, empty when it was proof; also where only certainty was cut off."""
        levels = chosen.boards.values if chosen.boards else ()
        limit = self.budget.ended_by or self.budget.part_ended_by
        if not chosen.proved or (chosen.first is None and chosen.board_bounds != levels):
            return limit or "limit of equally good maps"
        asked = self.settings.ring_fences and not self.settings.caps
        cut = asked and parts and any(p.certainty == "not_computed" for p in parts.people)
        return (limit or "time") if cut else ""

    def _map_bounds(self, chosen: Chosen, values: list[int]) -> list[int]:
        """Bounds of the geography levels; a given grouping leaves no choice, so its values are proved."""
        joined = chosen.joined
        if joined is None or joined.proved:
            return list(values)
        # what every map has in common (pieces of councils) is the same in value and bound
        return [max(0, v - (w - b)) for v, w, b in zip(values, joined.values, joined.bounds, strict=True)]
