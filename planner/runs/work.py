"""What a worker does: one run after another on engines that it keeps warm."""

from __future__ import annotations

import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from planner.core.faults import InputFaultsError
from planner.io.effective import WrongOptionError
from planner.runs import memory, scenarios
from planner.runs.key import differences, digest, versions
from planner.runs.sources import ChangedError, Loaded, load_again

if TYPE_CHECKING:
    from planner.core.result import Result
    from planner.engine import Engine
    from planner.engine.boards import SettledShelf
    from planner.io.effective import Effective

_MAP_ALONE = {
    "sha256", "links", "consortia", "footprints", "boundaries", "cluster_names", "reference", "views",
    "decisions", "assumptions", "title", "left_out",
}  # fmt: skip
"""Fields of an instance that no board depends on; decisions that touch boards are told apart by the shelf."""
_AIMS_ALONE = {
    "id", "sha256", "title", "target_clusters", "target_organisations", "geography_levels", "population_band",
    "population_step", "departures",
}  # fmt: skip
"""The same of a rulebook."""
ENGINES, INSTANCES, SHELVES = 3, 2, 3
"""How many a worker keeps; runs come in an order in which more are not needed."""


class _Kept(threading.local):
    """What the thread of a worker keeps between runs; an engine answers one question at a time."""

    def __init__(self) -> None:
        self.instances: OrderedDict[str, tuple[Loaded, scenarios.Applied]] = OrderedDict()
        self.engines: OrderedDict[str, Engine] = OrderedDict()
        self.shelves: OrderedDict[str, SettledShelf] = OrderedDict()


_KEPT = _Kept()


def run_task(task: Mapping[str, Any]) -> dict[str, Any]:
    """Answer one run.

    Args:
        task: as :class:`planner.runs.expand.Cell` holds it.

    Returns:
        ``key``, ``seconds``, ``state`` (done or failed), ``status``, ``reason`` and ``plan`` or None; plain
        data. Nothing that goes wrong inside is raised.
    """
    began = time.perf_counter()
    try:
        with memory.watched(task["memory"], _forget):
            answer = _answered(task)
    except InputFaultsError as error:
        answer = _failed("input", "\n".join(f.text() for f in error.faults[:20]))
    except WrongOptionError as error:
        answer = _failed("input", error.text)
    except ChangedError:
        answer = _failed("changed", "The instance is not what it was when the batch began. Run with --resume.")
    except MemoryError:
        _forget()
        answer = _failed("memory", "The system had no more memory to give.")
    except Exception as error:  # a run that breaks off must not take the batch along
        answer = _failed("crash", _place(error))
    return {"key": task["key"], "seconds": round(time.perf_counter() - began, 3), **answer}


def _answered(task: Mapping[str, Any]) -> dict[str, Any]:
    other = differences(task["versions"], versions())
    if other:
        return _failed("version", f"The worker has other versions than the batch: {other}.")
    loaded, applied = _instance(task["source"])
    asked, same = scenarios.asked(task, loaded, applied)
    if not same or (
        "governance" in task["options"] and scenarios.model_mark(asked.governance) != task["model_mark"]
    ):
        raise ChangedError
    wrong = _contradiction(asked)
    if wrong:
        return _failed("input", wrong)
    told = _told(_engine(task, asked).solve(governance=asked.governance, settings=asked.settings))
    return {**told, "invented": "office_holders.csv" in asked.instance.synthetic}


def _contradiction(asked: Effective) -> str:
    """What a scenario and the grid together ask that can't be, in words."""
    s, model = asked.settings, asked.governance
    if model is None and not s.only_geography:
        return "No governance model is named."
    if s.only_geography and s.caps:
        return "Caps are about boards, and only the map is asked for."
    if s.profile == "people-first" and (s.only_geography or s.caps or model == "any" or s.governance_of):
        return "people-first is about boards and takes one governance model and no caps."
    return ""


def _told(result: Result) -> dict[str, Any]:
    """The answer as plain data."""
    plan = result.plan.model_dump(mode="json", by_alias=True) if result.plan else None
    if result.disagreements:
        text = "The checker disagrees with what was found: " + " ".join(result.disagreements[:5])
        return {**_failed("disagreement", text), "plan": plan}
    if result.plan is None:
        text = result.refusal.text if result.refusal else "There is no plan."
        return {"state": "done", "status": result.status, "reason": text, "plan": None}
    return {"state": "done", "status": result.plan.status, "reason": "", "plan": plan}


def _failed(kind: str, text: str) -> dict[str, Any]:
    return {"state": "failed", "status": kind, "reason": text, "plan": None}


def _place(error: Exception) -> str:
    """Which error, and where; its text is left out, for it may hold what is confidential."""
    steps = traceback.extract_tb(error.__traceback__)[-4:]
    where = ", ".join(
        f"{s.filename.replace(chr(92), '/').rpartition('/')[2]}:{s.lineno} {s.name}" for s in steps
    )
    return f"{type(error).__name__} at {where}. This is a bug; please report it."


def _engine(task: Mapping[str, Any], asked: Effective) -> Engine:
    """The warm engine of an instance, its regions, its scenario and era.

    And of a seed: among boards equally good the seed chooses the example, which an engine then remembers.
    """
    from planner.engine import open_engine  # noqa: PLC0415 - loads the solver, which only workers need

    key = digest([task["source"], task["options"].get("regions"), task["marks"], asked.settings.seed])
    if key not in _KEPT.engines:
        _room(_KEPT.engines, ENGINES)
        _KEPT.engines[key] = open_engine(asked.instance, asked.rulebook, _shelf(asked))
    _KEPT.engines.move_to_end(key)
    return _KEPT.engines[key]


def _shelf(asked: Effective) -> SettledShelf:
    """Settled boards, shared by all scenarios under which boards are the same question."""
    from planner.engine.boards import SettledShelf  # noqa: PLC0415 - loads the solver

    instance = asked.instance.model_dump(mode="json", exclude=_MAP_ALONE)
    book = asked.rulebook.model_dump(mode="json", exclude=_AIMS_ALONE)
    book["rules"] = [r for r in book["rules"] if r["scope"] not in ("candidate", "partition")]
    key = digest([instance, book, asked.settings.seed])
    if key not in _KEPT.shelves:
        _room(_KEPT.shelves, SHELVES)
        _KEPT.shelves[key] = SettledShelf()
    _KEPT.shelves.move_to_end(key)
    return _KEPT.shelves[key]


def _instance(source: dict[str, Any]) -> tuple[Loaded, scenarios.Applied]:
    key = digest(source)
    if key not in _KEPT.instances:
        _room(_KEPT.instances, INSTANCES)
        _KEPT.instances[key] = (load_again(source), scenarios.Applied())
    _KEPT.instances.move_to_end(key)
    return _KEPT.instances[key]


def _room(kept: OrderedDict[str, Any], most: int) -> None:
    while len(kept) >= most:
        kept.popitem(last=False)


def _forget() -> None:
    """Give up what is kept between runs."""
    _KEPT.engines.clear()
    _KEPT.shelves.clear()
    _KEPT.instances.clear()
