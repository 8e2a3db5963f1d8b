"""Why a question has no plan, or none within its limits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.core.result import Refusal
from planner.engine import refuse
from planner.engine.beyond import out_of_reach
from planner.engine.boards import Map, MapBoards
from planner.engine.pins import not_possible
from planner.geography.blocked import blocked_parts, confirmed
from planner.geography.national import NationalMap

if TYPE_CHECKING:
    from planner.engine.run import Run


def none(run: Run, maps: NationalMap) -> Refusal:
    """Why there is no plan: boards that ruled maps out, in this question or an earlier one, or no map."""
    if not any(p.gone or p.refused for p in maps.parts):
        return no_map(run, maps)
    # told of the best map that there would be, whichever question met its boards first
    free = run.engine.free_maps(run)
    free.resume(run.budget, run.progress, run.in_force, run.settings.workers)
    joined = free.best(run.low, run.high)
    if joined is None:
        return refuse.out_of_time(run.budget.ended_by) if run.budget.exhausted else no_map(run, free)
    _, impossible = run.best_boards(free, joined)
    return no_boards(run, impossible[0]) if impossible else refuse.out_of_time(run.budget.ended_by)


def no_map(run: Run, maps: NationalMap) -> Refusal:
    """Why there is no map; told for certain only when a second method agrees."""
    if maps.methods():
        return refuse.no_map_at_all(run.instance, maps, run.low, run.high, run.budget)
    blocked, sure = [], False
    if run.settings.confirm:
        run.progress.stage("Confirming that there is no plan")
        blocked = blocked_parts(maps, run.instance, run.budget)
        sure = confirmed(maps, run.instance, run.low, run.high, run.budget)
    return refuse.no_map(run.instance, run.in_force, run.rules, maps, run.low, run.high, blocked, sure=sure)


def no_boards(run: Run, boards: MapBoards) -> Refusal:
    """Why the boards of a map can't be made lawful."""
    known = run.engine.boards(run, run.models[0])
    return not_possible(run, known, boards.impossible[0], run.budget)


def short(run: Run, groupings: list[Map]) -> Refusal:
    """Why no boards of the best maps keep the caps."""
    run.progress.stage("Working out what the caps could be")
    found = run.engine.models(run).shortfalls(groupings, run.settings.caps, run.budget)
    return out_of_reach(found, len(groupings), given=run.settings.geography != "free")
