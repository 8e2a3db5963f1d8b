"""Reads what ``planner options -o DIR`` wrote: a list of plans, or a trade-off."""

from __future__ import annotations

from pathlib import Path

from planner.core.faults import Fault, InputFaultsError
from planner.core.levels import BOARDS, GEOGRAPHY
from planner.core.plan import Plan
from planner.core.saved import SavedOptions, SavedTradeoff
from planner.io.collect import shown
from planner.io.documents import Kind, read_document
from planner.io.plans import read_plan

_OPTIONS = Kind("list of plans", "options.json", SavedOptions, by="planner options", schema=False)
_TRADEOFF = Kind("trade-off", "tradeoff.json", SavedTradeoff, by="planner options --tradeoff", schema=False)


def read_options(path: str | Path) -> tuple[SavedOptions, tuple[Plan, ...]]:
    """A list of plans with the plans themselves, in the order of the list.

    Args:
        path: the folder that the list was saved in, or its ``options.json``.

    Raises:
        InputFaultsError: it is missing or damaged, a plan of it is, or a path leads out of the folder.
    """
    file = _file(path, _OPTIONS.file)
    listed = read_document(file, _OPTIONS)
    home = file.parent.resolve()
    plans = []
    for entry in listed.options:
        place = (home / entry.plan).resolve()
        if home not in place.parents:
            raise InputFaultsError([_elsewhere(entry.plan)])
        plans.append(read_plan(place))
    return listed, tuple(plans)


def read_tradeoff(path: str | Path) -> SavedTradeoff:
    """A trade-off.

    Args:
        path: the folder that it was saved in, or its ``tradeoff.json``.

    Raises:
        InputFaultsError: it is missing, damaged, or its parts do not fit together.
    """
    found = read_document(_file(path, _TRADEOFF.file), _TRADEOFF)
    many = len(found.levels)
    known = GEOGRAPHY if found.about == "maps" else BOARDS
    sound = (
        2 <= many <= 3
        and len(set(found.levels) & set(known)) == many
        and len(found.titles) == len(found.units) == many
        and all(len(p.values) == many for p in found.points)
        and all(len(m.values) == many for m in found.marks)
        and [p.point for p in found.points] == [*range(1, len(found.points) + 1)]
    )
    if not sound:
        raise InputFaultsError(
            [
                Fault(
                    code="P-191",
                    what="The trade-off does not fit together",
                    file=_TRADEOFF.file,
                    why="Aims are different and of one kind; every point and mark has a value for each.",
                    fix=_TRADEOFF.fix,
                )
            ]
        )
    return found


def _file(path: str | Path, name: str) -> Path:
    """The file that is named by its path or by the folder that it lies in."""
    path = Path(path)
    return path / name if path.is_dir() else path


def _elsewhere(path: str) -> Fault:
    return Fault(
        code="P-191",
        what="The list of plans names a file outside its folder",
        file=_OPTIONS.file,
        value=shown(path),
        why="Only what planner options saved beside the list is read.",
        fix=_OPTIONS.fix,
    )
