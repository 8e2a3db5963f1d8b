"""What a worker does: one run after another on engines that it keeps warm."""

from __future__ import annotations

import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from planner.core.faults import InputFaultsError
from planner.core.settings import Settings
from planner.runs import memory, scenarios
from planner.runs.key import differences, digest, versions
from planner.runs.sources import ChangedError, Loaded, load_again

if TYPE_CHECKING:
    from planner.core.result import Result
    from planner.engine import Engine

ENGINES, INSTANCES = 3, 2
"""How many a worker keeps; runs come in an order in which more are not needed."""


class _Kept(threading.local):
    """What the thread of a worker keeps between runs; an engine answers one question at a time."""

    def __init__(self) -> None:
        self.instances: OrderedDict[str, Loaded] = OrderedDict()
        self.engines: OrderedDict[str, Engine] = OrderedDict()


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
    engine = _engine(task)
    model = task["model"]
    if model is not None and model != "any":
        from planner.io.rulebook import load_governance  # noqa: PLC0415 - only where a model is asked for

        model = load_governance(model)
        if digest(model.model_dump(mode="json")) != task["model_mark"]:
            raise ChangedError
    result = engine.solve(governance=model, settings=Settings.model_validate(task["settings"]))
    return _told(result)


def _told(result: Result) -> dict[str, Any]:
    """The answer as plain data."""
    if result.disagreements:
        text = "The checker disagrees with what was found: " + " ".join(result.disagreements[:5])
        return {**_failed("disagreement", text), "plan": result.plan and result.plan.model_dump(mode="json")}
    if result.plan is None:
        text = result.refusal.text if result.refusal else "There is no plan."
        return {"state": "done", "status": result.status, "reason": text, "plan": None}
    plan = result.plan.model_dump(mode="json", by_alias=True)
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


def _engine(task: Mapping[str, Any]) -> Engine:
    """The warm engine of an instance, its regions and its scenario."""
    from planner.engine import open_engine  # noqa: PLC0415 - loads the solver, which only workers need

    key = digest([task["source"], task["regions"], task["scenario"]])
    if key not in _KEPT.engines:
        loaded = _instance(task["source"])
        instance, book = scenarios.applied(task["scenario"], loaded.instance, loaded.rulebook)
        if task["regions"] is not None:
            instance = instance.within(task["regions"])
        _room(_KEPT.engines, ENGINES)
        _KEPT.engines[key] = open_engine(instance, book)
    _KEPT.engines.move_to_end(key)
    return _KEPT.engines[key]


def _instance(source: dict[str, Any]) -> Loaded:
    key = digest(source)
    if key not in _KEPT.instances:
        _room(_KEPT.instances, INSTANCES)
        _KEPT.instances[key] = load_again(source)
    _KEPT.instances.move_to_end(key)
    return _KEPT.instances[key]


def _room(kept: OrderedDict[str, Any], most: int) -> None:
    while len(kept) >= most:
        kept.popitem(last=False)


def _forget() -> None:
    """Give up what is kept between runs."""
    _KEPT.engines.clear()
    _KEPT.instances.clear()
